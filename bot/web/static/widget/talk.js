// The conversation: the log, the answers to tap, the box to write in, and what waits to be sent.
import { WORDS } from "./words.js";
import { button, h, linked, unseen } from "./dom.js";
import { Trouble } from "./server.js";

const LONG = 4000;
const ANNOUNCE_AFTER = 2000;

// `crypto.randomUUID` is missing on pages without https.
const unique = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

const touch = () => matchMedia("(pointer: coarse)").matches;

export class Talk {
  /**
   * `say(message)` sends one message and resolves to the reply. `on` holds what the talk asks of
   * its owner: `reply(reply)`, `gone()`, `contacts()`.
   */
  constructor(say, on) {
    Object.assign(this, { say, on, outbox: [], busy: false, lines: [] });
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite" });
    this.dots = h("div", { class: "dots", hidden: true, "aria-hidden": "true" },
      h("i"), h("i"), h("i"));
    this.status = h("p", { class: "unseen", role: "status" });
    this.trouble = h("div", { class: "trouble", role: "alert" });
    this.quick = h("div", { class: "quick", role: "group", "aria-label": WORDS.choices });
    this.scroll = h("div", { class: "scroll", tabindex: "0", role: "group",
      "aria-label": WORDS.talkLabel }, this.log, this.dots, this.trouble, this.quick);
    this.input = h("textarea", { id: "words", rows: "1", placeholder: WORDS.placeholder,
      autocomplete: "off", oninput: () => this.typed(), onkeydown: (event) => this.key(event) });
    this.note = h("p", { class: "note", role: "status" });
    this.form = h("form", { class: "composer", onsubmit: (event) => this.submit(event) },
      h("label", { for: "words", class: "unseen" }, WORDS.inputLabel), this.input,
      h("button", { type: "submit", class: "main" }, WORDS.send), this.note);
    this.root = h("div", { class: "talk" }, this.scroll, this.status, this.form);
  }

  /** Put a whole history into the log without reading it all out. */
  fill(turns) {
    this.log.setAttribute("aria-live", "off");
    this.log.replaceChildren();
    this.lines = [];
    for (const turn of turns) {
      if (turn.said) this.addSaid(turn.said);
      this.addMessages(turn.messages || []);
    }
    const last = turns[turns.length - 1];
    this.offer((last && last.messages) || []);
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
  }

  /** Send words, or the payload of an answer together with the title that was shown. */
  send(text, title) {
    this.outbox.push({ text, ...(title ? { title } : {}), key: unique() });
    this.offer([]);
    this.bring(this.addSaid(title || text));
    this.pump();
  }

  async pump() {
    if (this.busy) return;
    this.busy = true;
    this.trouble.replaceChildren();
    this.think(true);
    try {
      while (this.outbox.length) {
        const reply = await this.say(this.outbox[0]);
        if (!reply.messages || !reply.messages.length) throw new Trouble(WORDS.trouble);
        this.outbox.shift();
        this.answer(reply);
      }
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = false;
      this.think(false);
    }
  }

  answer(reply) {
    const first = this.addMessages(reply.messages);
    this.offer(this.outbox.length ? [] : reply.messages);
    this.bring(first);
    this.on.reply(reply);
  }

  failed(error) {
    if (!(error instanceof Trouble)) throw error;
    if (error.gone) return this.on.gone();
    this.addMessages(error.messages);
    this.trouble.replaceChildren(h("p", {}, error.message));
    if (error.again) {
      this.trouble.append(button(WORDS.retry, () => {
        this.focus();
        this.pump();
      }, { class: "main" }));
    } else {
      // The same words would be refused again: give them back, to be changed.
      const { text, title } = this.outbox.shift();
      if (!title && !this.input.value) this.input.value = text;
      this.typed();
    }
    this.bring(this.trouble);
    return undefined;
  }

  think(on) {
    this.dots.hidden = !on;
    clearTimeout(this.slow);
    this.status.textContent = "";
    if (!on) return;
    this.bring(this.dots);
    this.slow = setTimeout(() => { this.status.textContent = WORDS.thinking; }, ANNOUNCE_AFTER);
  }

  addSaid(text) {
    this.lines.push({ heading: WORDS.you, text });
    const said = h("div", { class: "said" }, unseen(`${WORDS.you} `), h("p", {}, text));
    this.log.append(said);
    return said;
  }

  addMessages(messages) {
    const made = messages.map((message) => this.message(message));
    this.log.append(...made);
    return made[0];
  }

  message({ text, kind, sources }) {
    this.lines.push({ heading: WORDS.me, text });
    const urgent = kind === "risk" || kind === "contacts";
    const nodes = urgent ? linked(text, this.on.contacts()) : [text];
    return h("div", { class: `heard ${/^\w+$/.test(kind) ? kind : ""}` },
      unseen(`${WORDS.me} `), h("p", {}, ...nodes),
      sources && sources.length ? this.sources(sources) : null);
  }

  sources(sources) {
    return h("details", {}, h("summary", {}, WORDS.sources), h("ul", {},
      ...sources.map(({ title, year, url }) => {
        const name = year ? `${title} (${year})` : title;
        const safe = /^https?:\/\//i.test(url || "");
        return h("li", {}, safe
          ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, name,
            unseen(` ${WORDS.newTab}`))
          : name);
      })));
  }

  /** Answers to tap, under the last message alone. */
  offer(messages) {
    const buttons = messages.flatMap((message) => message.buttons || []);
    this.quick.replaceChildren(...buttons.map(({ title, payload }) => button(title, () => {
      this.focus();
      this.send(payload || title, title);
    })));
    this.quick.hidden = !this.quick.childElementCount;
  }

  /** Scroll to what is new, but never past its first line. */
  bring(element) {
    if (!element) return;
    const top = element.offsetTop - 12;
    const end = this.scroll.scrollHeight - this.scroll.clientHeight;
    this.scroll.scrollTop = Math.min(top, end);
  }

  /** To the box to write in; on a phone to the log, so that no keyboard pops up unasked. */
  focus() {
    (touch() ? this.scroll : this.input).focus({ preventScroll: true });
  }

  swap() {
    (this.root.getRootNode().activeElement === this.input ? this.scroll : this.input).focus();
  }

  typed() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
    this.note.textContent = this.input.value.length > LONG ? WORDS.long : "";
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
  }

  submit(event) {
    event.preventDefault();
    const text = this.input.value;
    this.input.focus();
    if (!text.trim()) return;
    this.input.value = "";
    this.typed();
    this.send(text);
  }
}
