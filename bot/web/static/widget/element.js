// The custom element: launcher, panel, menu, and which view is shown.
import { WORDS } from "./words.js";
import { button, h, store, unseen } from "./dom.js";
import { Server, Trouble } from "./server.js";
import { Crisis } from "./crisis.js";
import { Reach } from "./reach.js";
import { copyText, print } from "./paper.js";
import { Talk } from "./talk.js";
import { Summary } from "./summary.js";

const NAME = "unhurried-chat";
const EXIT = "https://www.google.com";

// Only while this script first runs does the page say which script it is.
const script = document.currentScript || document.querySelector('script[src*="widget.js"]');
const BASE = new URL(".", script ? script.src : document.baseURI);

class UnhurriedChat extends HTMLElement {
  connectedCallback() {
    if (this.panel) return;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.server = new Server(BASE);
    this.inline = this.hasAttribute("inline");
    this.build(root);
    root.addEventListener("keydown", (event) => this.key(event));
    if (!this.inline) this.fitPhone();
    if (this.inline || this.hasAttribute("open")) this.open(false);
  }

  build(root) {
    this.crisis = new Crisis((code) => this.choose(code));
    this.reach = new Reach((text) => this.server.reach(text));
    this.crisis.root.append(this.reach.root);
    this.menuButton = button(WORDS.menu, () => this.toggleMenu(),
      { "aria-expanded": "false", "aria-controls": "menu" });
    this.menu = h("ul", { id: "menu", class: "menu", hidden: true }, ...this.entries());
    const close = button("", () => this.close(), { class: "close" });
    close.append(unseen(WORDS.close), h("span", { "aria-hidden": "true" }, "×"));
    const head = h("header", {}, h("h2", { id: "title" }, WORDS.title),
      button(WORDS.leave, () => this.leave(), { class: "leave" }),
      this.menuButton, this.inline ? null : close, this.menu);
    this.progress = h("div", { class: "progress", hidden: true });
    this.status = h("p", { class: "note toast", role: "status" });
    this.body = h("div", { class: "body" });
    this.panel = h("div", {
      class: `panel ${this.inline ? "inline" : "floating"}`, lang: this.getAttribute("lang") || "en",
      role: this.inline ? "region" : "dialog", "aria-labelledby": "title", hidden: true,
    }, head, this.crisis.root, this.progress, this.status, this.body);
    this.launcher = button(WORDS.launcher, () => this.open(), {
      class: "launcher", "aria-expanded": "false", hidden: this.inline });
    root.append(this.launcher, this.panel);
  }

  entries() {
    const chosen = (action) => () => {
      this.toggleMenu(false);
      action();
    };
    this.needTalk = [
      button(WORDS.mySummary, chosen(() => this.openSummary())),
      button(WORDS.copy, chosen(() => this.copy())),
      button(WORDS.print, chosen(() => print(WORDS.paperTitle, this.talk.lines))),
    ];
    this.eraser = button(WORDS.erase, chosen(() => this.askErase()));
    const privacy = h("a", { href: new URL("privacy", BASE).href, target: "_blank",
      rel: "noopener" }, WORDS.privacy, unseen(` ${WORDS.newTab}`));
    return [...this.needTalk, privacy, this.eraser].map((entry) => h("li", {}, entry));
  }

  open(focus = true) {
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.launcher.setAttribute("aria-expanded", "true");
    if (!this.view) this.start(focus);
    else if (focus) this.focusView();
  }

  close() {
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.focus();
  }

  get country() {
    return store.read().country || this.getAttribute("country") || null;
  }

  /** Settings and conversation are fetched side by side: the contacts must not wait. */
  start(focus) {
    this.say(WORDS.loading, [], focus);
    this.loadSettings(this.country);
    this.converse(focus);
  }

  async loadSettings(country) {
    try {
      this.settings = await this.server.settings(country);
      this.crisis.update(this.settings);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
    }
  }

  async converse(focus) {
    const { id, token } = store.read();
    this.talk = new Talk((message) => this.server.say(message), {
      reply: (reply) => this.replied(reply), gone: () => this.gone(),
      contacts: () => this.settings?.contacts || [],
    });
    try {
      const state = id ? await this.resume(id, token) : await this.begin();
      this.talk.fill(state.turns);
      this.showPhase(state);
      this.offerReach(state);
      // A new conversation is read from its start, an old one from its end.
      this.showTalk(focus, id ? Infinity : 0);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      if (error.gone && id) this.gone();
      else {
        this.say(WORDS.notOpen, [h("p", {}, error.message),
          button(WORDS.retry, () => this.start(true), { class: "main" })], focus);
      }
    }
  }

  async resume(id, token) {
    this.server.resume(id, token);
    const state = await this.server.history();
    if (state.country && state.country !== this.country) this.loadSettings(state.country);
    return state;
  }

  async begin() {
    const { id, token, messages, phase = "opening" } = await this.server.begin(this.country);
    this.server.resume(id, token);
    store.write({ id, token });
    return { phase, phases_done: [], turns: [{ said: null, messages }] };
  }

  /** Only where somebody is told: a number left for nobody would be a false hope. */
  offerReach({ referral }) {
    if (referral && this.settings?.told) this.reach.root.hidden = false;
  }

  replied(reply) {
    this.showPhase(reply);
    this.offerReach(reply);
    if (!this.settings) this.loadSettings(this.country);
    const effects = reply.effects || [];
    if (effects.includes("show_summary")) this.openSummary();
    if (effects.includes("erase")) {
      this.ended(WORDS.erased, reply.messages.map((message) => message.text).join("\n"));
    }
  }

  async choose(country) {
    if (this.server.id) await this.server.moveTo(country);
    store.write({ country });
    this.settings = await this.server.settings(country);
    this.crisis.update(this.settings);
  }

  showPhase({ phase, phases_done: done = [] }) {
    const codes = Object.keys(WORDS.phases);
    const at = codes.indexOf(phase);
    if (at < 0) return;
    const part = (code, index) =>
      h("i", { class: index === at ? "now" : done.includes(code) || index < at ? "done" : null });
    this.progress.hidden = false;
    this.progress.replaceChildren(
      h("p", {}, WORDS.step(at + 1, codes.length, WORDS.phases[phase])),
      h("div", { class: "bar", "aria-hidden": "true" }, ...codes.map(part)));
  }

  /** Show one view; the talk itself stays as it was, with what is typed in it. */
  show(view, focus = true) {
    // An element that leaves the page forgets how far it was scrolled.
    if (this.talk && this.view === this.talk.root) this.seen = this.talk.scroll.scrollTop;
    this.view = view;
    this.body.replaceChildren(view);
    const talking = Boolean(this.talk && this.server.id);
    for (const entry of [...this.needTalk, this.eraser]) entry.disabled = !talking;
    this.status.textContent = "";
    if (focus) this.focusView();
  }

  focusView() {
    if (this.talk && this.view === this.talk.root) return this.talk.focus();
    const heading = this.view.querySelector("h3");
    return heading && heading.focus();
  }

  showTalk(focus = true, top = this.seen) {
    this.show(this.talk.root, focus);
    this.talk.scroll.scrollTop = Math.min(top, this.talk.scroll.scrollHeight);
  }

  /** A view with a heading and whatever follows it. */
  say(heading, nodes, focus) {
    this.show(h("div", { class: "page" }, h("h3", { tabindex: "-1" }, heading),
      ...nodes), focus);
  }

  toggleMenu(open = this.menu.hidden) {
    this.menu.hidden = !open;
    this.menuButton.setAttribute("aria-expanded", String(open));
    if (open) this.menu.querySelector("button:enabled, a").focus();
    else this.menuButton.focus();
  }

  openSummary() {
    this.summary = this.summary || new Summary({
      server: this.server, back: () => this.showTalk(),
      clinic: () => this.settings?.clinic || "",
      failed: (error) => {
        if (!(error instanceof Trouble)) throw error;
        if (error.gone) this.gone();
        return error.gone;
      },
    });
    this.show(this.summary.root, false);
    this.summary.open();
  }

  async copy() {
    const text = this.talk.lines.map((line) => `${line.heading} ${line.text}`).join("\n\n");
    if (await copyText(text)) {
      this.status.textContent = WORDS.copied;
      return;
    }
    const area = h("textarea", { readonly: true, rows: "12", "aria-label": WORDS.copy }, text);
    this.say(WORDS.copy, [h("p", {}, WORDS.copyByHand), area,
      button(WORDS.back, () => this.showTalk(), { class: "main" })]);
    area.focus();
    area.select();
  }

  askErase() {
    this.say(WORDS.eraseTitle, [h("p", {}, WORDS.eraseText), h("div", { class: "row" },
      button(WORDS.eraseNo, () => this.showTalk(), { class: "main" }),
      button(WORDS.eraseYes, () => this.erase()))]);
  }

  async erase() {
    this.say(WORDS.loading, []);
    try {
      await this.server.erase();
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      if (!error.gone) {
        this.say(error.message, [h("div", { class: "row" },
          button(WORDS.retry, () => this.erase(), { class: "main" }),
          button(WORDS.back, () => this.showTalk()))]);
        return;
      }
    }
    this.ended(WORDS.erased, WORDS.erasedMore);
  }

  gone() {
    this.ended(WORDS.gone, WORDS.goneMore);
  }

  ended(heading, text) {
    const { country } = store.read();
    store.clear();
    if (country) store.write({ country });
    this.server.resume(null, null);
    this.talk = this.summary = null;
    this.reach.root.hidden = true;
    this.reach.input.value = "";
    this.progress.hidden = true;
    this.say(heading, [h("p", {}, text),
      button(WORDS.again, () => this.start(true), { class: "main" })]);
  }

  leave() {
    store.clear();
    this.panel.remove();
    document.title = "";
    const wanted = this.getAttribute("exit-url") || "";
    location.replace(/^https?:\/\//i.test(wanted) ? wanted : EXIT);
  }

  key(event) {
    // What is typed here is nobody else's business: the page may have shortcuts of its own.
    event.stopPropagation();
    if (event.key === "Escape") this.escape(event);
    if (event.key === "F6" && this.talk && this.view === this.talk.root) {
      event.preventDefault();
      this.talk.swap();
    }
  }

  escape(event) {
    if (event.isComposing || this.panel.hidden) return;
    if (!this.menu.hidden) this.toggleMenu(false);
    else if (this.talk && this.server.id && this.view !== this.talk.root) this.showTalk();
    else if (!this.inline) this.close();
  }

  /** Keep the box to write in above a phone's keyboard. */
  fitPhone() {
    const seen = window.visualViewport;
    if (!seen) return;
    seen.addEventListener("resize", () => {
      this.panel.style.setProperty("--seen", `${seen.height}px`);
    });
  }
}

/** One tag is enough: a page without the element gets one, with the tag's `data-` attributes. */
function place() {
  if (document.querySelector(NAME)) return;
  const element = document.createElement(NAME);
  for (const name of ["country", "lang", "open", "exit-url"]) {
    const value = script && script.getAttribute(`data-${name}`);
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  document.body.append(element);
}

if (!customElements.get(NAME)) {
  customElements.define(NAME, UnhurriedChat);
  if (document.body && document.readyState !== "loading") place();
  else document.addEventListener("DOMContentLoaded", place);
}
