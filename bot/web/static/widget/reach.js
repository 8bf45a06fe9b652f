// The way to be reached: offered after words that sounded like danger, where the clinic is told.
import { WORDS } from "./words.js";
import { h } from "./dom.js";
import { Trouble } from "./server.js";

export class Reach {
  /** `keep(text)` sends it to the clinic; an empty text takes it back. */
  constructor(keep) {
    this.keep = keep;
    this.input = h("input", { id: "reach", type: "text", maxlength: "200", autocomplete: "tel" });
    this.note = h("p", { role: "status", class: "note" });
    this.form = h("form", { class: "picker", onsubmit: (event) => this.submit(event) },
      h("label", { for: "reach" }, WORDS.reach), this.input,
      h("button", { type: "submit" }, WORDS.reachKeep), this.note);
    this.root = h("div", { class: "reach", hidden: true }, this.form);
  }

  offer(wanted) {
    this.root.hidden = this.root.hidden && !wanted;
  }

  forget() {
    this.input.value = this.note.textContent = "";
    this.root.hidden = true;
  }

  async submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    try {
      await this.keep(text);
      this.note.textContent = text ? WORDS.reachKept : WORDS.reachGone;
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      this.note.textContent = error.message;
    }
  }
}
