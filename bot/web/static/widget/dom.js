// Small helpers for the page. Text from the server only ever becomes text nodes.

/** Make an element. `on*` functions become listeners, `true` an empty attribute, `null` nothing. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Text for a screen reader alone. */
export const unseen = (text) => h("span", { class: "unseen" }, text);

export const button = (text, onclick, attributes) =>
  h("button", { type: "button", onclick, ...attributes }, text);

/** Add a style sheet to a document or a shadow root; returns what takes it away again. */
export function dress(root, text) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return () => {
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
    };
  } catch {
    // Safari before 16.4 makes none; an element is second, for a strict page may forbid it.
    const style = h("style", {}, text);
    (root.head || root).append(style);
    return () => style.remove();
  }
}

const digits = (number) => number.replace(/[^\d+]/g, "");

/** Where a number leads: a text message if it only takes texts, else a call. */
const dial = (contact) =>
  (/text|sms/i.test(contact.how) && !/call|phone/i.test(contact.how) ? "sms:" : "tel:") +
  digits(contact.number);

/** `text` as nodes, in which every known phone number is a link to dial. */
export function linked(text, contacts) {
  const known = contacts.filter((contact) => contact.number && digits(contact.number));
  const longest = [...known].sort((a, b) => b.number.length - a.number.length);
  if (!longest.length) return [text];
  const escaped = longest.map((contact) => contact.number.replace(/[^\w\s]/g, "\\$&"));
  const pattern = new RegExp(`\\b(${escaped.join("|")})(?!\\d|[ -]\\d)`);
  return text.split(pattern).map((piece, index) => {
    if (index % 2 === 0) return piece;
    const contact = longest.find((one) => one.number === piece);
    return h("a", { href: dial(contact) }, piece);
  });
}

const SAVED = "unhurried";

// A browser may forbid storage; then the conversation lives as long as the page.
let unsaved = {};

export const store = {
  read() {
    try {
      return JSON.parse(sessionStorage.getItem(SAVED)) || unsaved;
    } catch {
      return unsaved;
    }
  },
  write(changes) {
    const saved = { ...store.read(), ...changes };
    // What is stored stands there alone: another page of this tab may take it away.
    unsaved = {};
    try {
      sessionStorage.setItem(SAVED, JSON.stringify(saved));
    } catch {
      unsaved = saved;
    }
  },
  clear() {
    unsaved = {};
    try {
      sessionStorage.removeItem(SAVED);
    } catch {
      return;
    }
  },
};
