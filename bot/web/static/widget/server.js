// All calls to the service. Every failure becomes one `Trouble` with words to show as they are.
import { WORDS } from "./words.js";

const WAIT = 20000;

/** What went wrong, in words for the reader. `again`: the same call may work later. */
export class Trouble extends Error {
  constructor(words, { status = 0, messages = [], again = true } = {}) {
    super(words);
    this.status = status;
    this.messages = messages;
    this.again = again;
  }

  /** The conversation is not there any more, or this key to it is not valid. */
  get gone() {
    return [401, 403, 404, 410].includes(this.status);
  }
}

/** Wait for a call whose failure may pass without a word. */
export const quietly = (call) => call.catch((error) => {
  if (!(error instanceof Trouble)) throw error;
});

async function trouble(response) {
  let body = {};
  try {
    body = (await response.json()) || {};
  } catch {
    body = {};
  }
  const own = response.status === 429 ? WORDS.busy : WORDS.trouble;
  const again = response.status >= 500 || [408, 409, 425, 429].includes(response.status);
  return new Trouble((body.error && body.error.message) || own, {
    status: response.status, again, messages: body.messages || [],
  });
}

export class Server {
  constructor(base) {
    this.base = base;
    this.id = this.token = null;
  }

  /** One call; resolves to the response, rejects with a `Trouble`. */
  async call(method, path, body, accept = "application/json") {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), WAIT);
    const headers = { Accept: accept };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    if (body) headers["Content-Type"] = "application/json";
    try {
      const response = await fetch(new URL(path, this.base), {
        method, headers, body: body && JSON.stringify(body), signal: stop.signal,
        credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
      });
      if (!response.ok) throw await trouble(response);
      // The body is read inside the time limit: a stalled one must not wait for ever.
      const blob = await response.blob();
      return accept === "application/json" && blob.size ? JSON.parse(await blob.text()) : blob;
    } catch (error) {
      if (error instanceof Trouble) throw error;
      if (stop.signal.aborted) throw new Trouble(WORDS.slow);
      throw new Trouble(navigator.onLine === false ? WORDS.offline : WORDS.unreachable);
    } finally {
      clearTimeout(clock);
    }
  }

  own(method, rest = "", body = undefined, accept = undefined) {
    const path = `api/conversations/${encodeURIComponent(this.id)}${rest}`;
    return this.call(method, path, body, accept);
  }

  settings(country) {
    return this.call("GET", `api/settings${country ? `?country=${encodeURIComponent(country)}` : ""}`);
  }

  begin(country) {
    return this.call("POST", "api/conversations", country ? { country } : {});
  }

  resume(id, token) {
    Object.assign(this, { id, token });
  }

  say = (message) => this.own("POST", "/messages", message);
  history = () => this.own("GET");
  moveTo = (country) => this.own("PUT", "/country", { country });
  reach = (contact) => this.own("PUT", "/contact", { contact });
  summary = () => this.own("GET", "/summary");
  keepSummary = (sections, share) => this.own("PUT", "/summary", { sections, share });
  pdf = () => this.own("GET", "/summary", undefined, "application/pdf");
  erase = () => this.own("DELETE");
}
