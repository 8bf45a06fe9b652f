// The conversation as plain text: to copy, or on paper.
import { dress, h } from "./dom.js";

const ON_PAPER = "@media print { body > :not(unhurried-paper) { display: none !important; } }";
const PAPER =
  ":host { display: none !important; } " +
  "@media print { :host { display: block !important; color: #000; background: #fff; " +
  "font: 12pt/1.5 Georgia, serif; } h1 { font-size: 18pt; } h2 { font-size: 13pt; } " +
  "p { white-space: pre-line; margin: 0 0 0.6em; break-inside: avoid; } }";

/** Copy text; false where the browser does not allow it. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

let clearPaper = () => {};

/** Print a title and `{heading, text}` blocks alone, without the page around them. */
export function print(title, blocks) {
  clearPaper();
  const paper = h("unhurried-paper", {});
  const root = paper.attachShadow({ mode: "open" });
  dress(root, PAPER);
  root.append(h("h1", {}, title), ...blocks.flatMap(({ heading, text }) => [
    ...(heading ? [h("h2", {}, heading)] : []), h("p", {}, text),
  ]));
  const undress = dress(document, ON_PAPER);
  document.body.append(paper);
  clearPaper = () => {
    paper.remove();
    undress();
  };
  addEventListener("afterprint", () => clearPaper(), { once: true });
  window.print();
}
