// The reader's own summary: read it, change it, keep it, share it or not, take it along.
import { WORDS } from "./words.js";
import { button, h } from "./dom.js";
import { print } from "./paper.js";

export class Summary {
  /** `owner`: `server`, `clinic()`, `back()`, `failed(error)` that says whether it was dealt with. */
  constructor(owner) {
    this.owner = owner;
    this.changed = false;
    this.title = h("h3", { tabindex: "-1" }, WORDS.mySummary);
    this.status = h("p", { class: "note", role: "status" });
    this.content = h("div", { class: "content" });
    this.root = h("div", { class: "page summary" }, button(WORDS.back, () => owner.back(),
      { class: "plain" }), this.title, this.content, this.status);
  }

  /** Load it, unless there are changes here that are not saved yet. */
  async open() {
    this.title.focus();
    if (this.changed) return;
    this.content.replaceChildren();
    this.status.textContent = WORDS.loading;
    try {
      this.draw(await this.owner.server.summary());
      this.status.textContent = "";
    } catch (error) {
      this.trouble(error, () => this.open());
    }
  }

  draw({ sections = [], footer, shared }) {
    const change = () => this.touched();
    this.fields = sections.map(({ key, heading, lead, empty, lines }) => {
      const text = (lines || []).join("\n");
      const rows = String(Math.min(8, Math.max(2, Math.ceil(text.length / 34))));
      const id = `s-${key}`;
      const area = h("textarea", { id, rows, placeholder: empty, oninput: change,
        "aria-describedby": lead ? `${id}-lead` : null }, text);
      return { key, heading, area, lead: lead && h("p", { id: `${id}-lead`, class: "note" }, lead) };
    });
    const empty = sections.every(({ lines }) => !(lines || []).length);
    this.footer = footer;
    this.share = h("input", { type: "checkbox", id: "share", checked: Boolean(shared),
      onchange: change, "aria-describedby": "share-why" });
    this.content.replaceChildren(
      h("p", {}, empty ? WORDS.summaryEmpty : WORDS.summaryText),
      ...this.fields.flatMap(({ heading, lead, area }) => [
        h("label", { for: area.id }, heading), ...(lead ? [lead] : []), area]),
      h("div", { class: "share" }, this.share, h("label", { for: "share" },
        WORDS.share(this.owner.clinic())), h("p", { id: "share-why" }, WORDS.shareText)),
      h("div", { class: "row" },
        button(WORDS.save, () => this.save(), { class: "main" }),
        button(WORDS.pdf, () => this.pdf()), button(WORDS.printSummary, () => this.print())),
      ...(footer ? [h("p", { class: "footer" }, footer)] : []));
  }

  touched() {
    this.changed = true;
    this.status.textContent = WORDS.unsaved;
  }

  /** Keep it as it stands; resolves to whether that worked. */
  async save() {
    const shared = this.share.checked;
    const sections = this.fields.map(({ key, area }) => ({
      key, lines: area.value.split("\n").map((line) => line.trim()).filter(Boolean),
    }));
    this.status.textContent = WORDS.loading;
    this.changed = false;
    try {
      await this.owner.server.keepSummary(sections, shared);
    } catch (error) {
      this.changed = true;
      this.trouble(error, () => this.save());
      return false;
    }
    // What was typed while it was on its way is not saved yet.
    if (this.changed) this.touched();
    else this.status.textContent = shared ? WORDS.savedShared : WORDS.saved;
    return true;
  }

  async pdf() {
    if (this.changed && !(await this.save())) return;
    this.status.textContent = WORDS.loading;
    try {
      const href = URL.createObjectURL(await this.owner.server.pdf());
      h("a", { href, download: WORDS.pdfName }).click();
      setTimeout(() => URL.revokeObjectURL(href), 60000);
      this.status.textContent = WORDS.pdfDone;
    } catch (error) {
      this.trouble(error, () => this.pdf());
    }
  }

  print() {
    const blocks = this.fields.map(({ heading, area }) => ({ heading, text: area.value }));
    print(WORDS.mySummary, [
      ...blocks.filter(({ text }) => text.trim()), ...(this.footer ? [{ text: this.footer }] : []),
    ]);
  }

  trouble(error, again) {
    if (this.owner.failed(error)) return;
    this.status.replaceChildren(error.message,
      ...(error.again ? [" ", button(WORDS.retry, again)] : []));
  }
}
