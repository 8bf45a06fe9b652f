// The way to be reached: offered after words that sounded like danger, where the clinic is told.
import { WORDS } from "./words.js";
import { button, h } from "./dom.js";

export class Reach {
  /** `keep(text)` sends it to the clinic, or rejects; an empty text takes it back. */
  constructor(keep) {
    this.keep = keep;
    this.input = h("input", { id: "reach" });
    this.note = h("p", { role: "status", class: "note" });
    this.root = h("div", { class: "picker", hidden: true },
      h("label", { for: "reach" }, WORDS.reach), this.input,
      button(WORDS.save, () => this.leave()), this.note);
  }

  async leave() {
    this.note.textContent = await this.keep(this.input.value)
      .then(() => WORDS.saved, (error) => error.message);
  }
}
