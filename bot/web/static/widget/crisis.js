// The line with the crisis contacts. It is there before the server answers and never goes away.
import { WORDS } from "./words.js";
import { h, linked } from "./dom.js";

export class Crisis {
  /** `choose(code)` is called when the reader picks a country; it may reject. */
  constructor(choose) {
    this.choose = choose;
    this.line = h("p", { class: "line" }, WORDS.crisisUnknown);
    this.select = h("select", { id: "country", onchange: () => this.picked() });
    this.note = h("p", { role: "status", class: "note" });
    this.picker = h("div", { class: "picker", hidden: true },
      h("label", { for: "country" }, WORDS.pick), this.select, this.note);
    this.list = h("ul", { class: "numbers" });
    this.more = h("details", { hidden: true }, h("summary", {}, WORDS.more), this.list);
    this.root = h("section", { class: "crisis", "aria-label": WORDS.crisisLabel },
      this.line, this.picker, this.more);
  }

  /** Show what the server knows: `contacts_line`, `contacts`, `countries`, `country`. */
  update(settings) {
    const contacts = settings.contacts || [];
    this.line.replaceChildren(...linked(settings.contacts_line || WORDS.crisisUnknown, contacts));
    this.list.replaceChildren(...contacts.map((contact) => this.entry(contact, contacts)),
      h("li", {}, settings.contacts_note));
    this.options(settings.countries || [], settings.country);
    const known = Boolean(settings.country);
    this.note.textContent = "";
    this.picker.hidden = !(settings.countries || []).length;
    this.more.hidden = !known;
    const focused = this.select.getRootNode().activeElement === this.select;
    if (known) this.more.append(this.picker);
    else this.root.insertBefore(this.picker, this.more);
    // Moving the picker must not drop a keyboard user out of the panel.
    if (focused) (known ? this.more.querySelector("summary") : this.select).focus();
  }

  entry(contact, contacts) {
    const about = [contact.for_whom, contact.hours].filter(Boolean).join(" · ");
    const number = [contact.how, contact.number].filter(Boolean).join(" ");
    return h("li", {}, h("b", {}, contact.name), " ", ...linked(number, contacts),
      about ? h("span", { class: "about" }, about) : null);
  }

  options(countries, chosen) {
    const none = h("option", { value: "", selected: !chosen }, WORDS.pickNone);
    this.select.replaceChildren(none, ...countries.map(({ code, name }) =>
      h("option", { value: code, selected: code === chosen }, name)));
  }

  async picked() {
    try {
      await this.choose(this.select.value || null);
    } catch {
      this.note.textContent = WORDS.pickFailed;
    }
  }
}
