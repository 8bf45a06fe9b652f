// The custom element: launcher, panel, menu, and which view is shown.
import { WORDS } from "./words.js";
import { button, dress, h, store, unseen } from "./dom.js";
import { Server, Trouble, quietly } from "./server.js";
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
    dress(root, STYLE);
    this.server = new Server(BASE);
    this.inline = this.hasAttribute("inline");
    this.build(root);
    root.addEventListener("keydown", (event) => this.key(event));
    addEventListener("pageshow", (event) => this.comeBack(event));
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
    quietly(this.loadSettings(this.country));
    this.converse(focus);
  }

  /** The numbers of a country; what comes after another was asked for is left out. */
  async loadSettings(country) {
    this.asked = country;
    const settings = await this.server.settings(country);
    if (this.settings && country !== this.asked) return;
    this.settings = settings;
    this.crisis.update(settings);
    this.reach.offer(settings);
  }

  async converse(focus) {
    const { id, token } = store.read();
    const talk = new Talk((message) => this.server.say({ ...message, country: this.country }), {
      // What is still under way when the talk is deleted is not about the next one.
      reply: (reply) => this.talk === talk && this.replied(reply),
      gone: () => this.talk === talk && this.gone(),
      contacts: () => this.settings?.contacts || [],
    });
    try {
      const state = id ? await this.resume(id, token) : await this.begin();
      talk.fill(state.turns);
      // Only now: an empty talk must not pass for the real one.
      this.talk = talk;
      this.showPhase(state);
      this.reach.offer(state);
      this.tellCountry();
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
    this.told = state.country;
    if (!store.read().country && state.country && state.country !== this.country) {
      quietly(this.loadSettings(state.country));
    }
    return state;
  }

  async begin() {
    const { country } = this;
    const { id, token, messages, phase = "opening" } = await this.server.begin(country);
    this.server.resume(id, token);
    this.told = country;
    store.write({ id, token });
    return { phase, phases_done: [], turns: [{ said: null, messages }] };
  }

  replied(reply) {
    this.showPhase(reply);
    this.reach.offer(reply);
    if (!this.settings) quietly(this.loadSettings(this.country));
    this.tellCountry();
    const effects = reply.effects || [];
    if (effects.includes("show_summary")) this.openSummary();
    if (effects.includes("erase")) {
      this.ended(WORDS.erased, reply.messages.map((message) => message.text).join("\n"));
    }
  }

  /** The numbers come first; they must not wait for the conversation to take the choice. */
  async choose(country) {
    store.write({ country });
    await this.loadSettings(country);
    this.tellCountry();
  }

  /** Tell the server of the country chosen here; where that fails, again with the next answer. */
  tellCountry() {
    const { country } = store.read();
    if (!this.server.id || country === undefined || country === this.told) return;
    quietly(this.server.moveTo(country).then(() => { this.told = country; }));
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
    this.reach.clear();
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

  /** A page that the browser kept must not show a talk that was left or deleted since. */
  comeBack({ persisted }) {
    const { id } = this.server;
    if (!persisted || !id || id === store.read().id) return;
    this.panel.hidden = true;
    location.reload();
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

  /** Keep the box to write in above a phone's keyboard, and the panel whole while zoomed in. */
  fitPhone() {
    const seen = window.visualViewport;
    if (!seen) return;
    seen.addEventListener("resize", () => {
      this.panel.style.setProperty("--seen", `${seen.height * seen.scale}px`);
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
