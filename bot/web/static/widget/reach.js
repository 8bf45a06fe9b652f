// The way to be reached: offered after words that sounded like danger, where the clinic is told.
import { WORDS } from "./words.js";
import { h } from "./dom.js";

export class Reach {
  /** `keep(text)` sends it to the clinic and resolves to what is kept, or rejects. */
  constructor(keep) {
    this.keep = keep;
    this.input = h("input", { id: "reach" });
    this.note = h("p", { role: "status", class: "note" });
    this.root = h("form", { class: "picker", hidden: true, onsubmit: (event) => this.leave(event) },
      h("label", { for: "reach" }, WORDS.reach), this.input,
      h("button", { type: "submit" }, WORDS.save), this.note);
  }

  /** Only where somebody is told: a number left for nobody would be a false hope. */
  offer({ told = this.told, referral }) {
    this.told = told;
    this.referral = this.referral || referral;
    this.root.hidden = !(told && this.referral);
  }

  /** Nothing of one conversation stays for the next. */
  clear() {
    this.referral = false;
    this.root.hidden = true;
    this.input.value = this.note.textContent = "";
  }

  async leave(event) {
    event.preventDefault();
    const note = await this.keep(this.input.value).then(
      ({ contact }) => (contact ? WORDS.saved : WORDS.reachNone), (error) => error.message);
    if (!this.root.hidden) this.note.textContent = note;
  }
}
