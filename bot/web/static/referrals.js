// Times in the reader's own zone; and on the queue, fetch it again and again, and say what is new.
"use strict";

const EVERY = 5000;

function localTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) {
      time.textContent = at.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    }
  }
}

class Sound {
  constructor(button) {
    this.button = button;
    this.on = localStorage.getItem("unhurried-sound") === "on";
    button.hidden = !window.AudioContext;
    button.addEventListener("click", () => this.toggle());
    this.show();
    // A browser plays nothing before the first key or click.
    addEventListener("pointerdown", () => this.on && this.wake(), { once: true });
    addEventListener("keydown", () => this.on && this.wake(), { once: true });
  }

  toggle() {
    this.on = !this.on;
    localStorage.setItem("unhurried-sound", this.on ? "on" : "off");
    this.show();
    if (this.on) this.play();
  }

  show() {
    this.button.setAttribute("aria-pressed", String(this.on));
  }

  wake() {
    this.context = this.context || new AudioContext();
    if (this.context.state === "suspended") this.context.resume();
    return this.context;
  }

  play() {
    if (!this.on || this.button.hidden) return;
    const context = this.wake();
    [660, 880].forEach((pitch, step) => {
      const tone = context.createOscillator();
      const loud = context.createGain();
      const start = context.currentTime + step * 0.25;
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0.2, start);
      loud.gain.exponentialRampToValueAtTime(0.001, start + 0.24);
      tone.connect(loud).connect(context.destination);
      tone.start(start);
      tone.stop(start + 0.25);
    });
  }
}

class Queue {
  constructor(root) {
    this.root = root;
    this.state = document.getElementById("state");
    this.news = document.getElementById("news");
    this.sound = new Sound(document.getElementById("sound"));
    this.title = document.title;
    this.fresh = false;
    this.shown = "";
    this.newest = this.figures().newest;
    this.said("Looking for new referrals every few seconds.");
    addEventListener("focus", () => { this.fresh = false; this.retitle(); });
    this.retitle();
    setInterval(() => this.look(), EVERY);
  }

  figures() {
    const { newest = "0", unclaimed = "0" } = (this.root.querySelector("#figures") || { dataset: {} }).dataset;
    return { newest: Number(newest), unclaimed: Number(unclaimed) };
  }

  said(text, trouble = false) {
    this.state.textContent = text;
    this.state.classList.toggle("problem", trouble);
  }

  async look() {
    if (this.busy) return;
    this.busy = true;
    try {
      const answer = await fetch("/referrals/queue", {
        headers: { "X-Requested-With": "fetch" }, cache: "no-store", signal: AbortSignal.timeout(15000),
      });
      if (answer.status === 401) {
        this.said("You have been signed out: reload the page and sign in again.", true);
        return;
      }
      if (!answer.ok && answer.status !== 503) throw new Error(String(answer.status));
      this.fill(await answer.text(), answer.ok);
      this.said(`Looked for new referrals at ${new Date().toLocaleTimeString()}.`);
    } catch {
      this.said("The server cannot be reached. What you see may be old. Trying again.", true);
    } finally {
      this.busy = false;
    }
  }

  fill(html, seen) {
    if (html !== this.shown) {
      const held = this.root.contains(document.activeElement) && document.activeElement.id;
      this.root.innerHTML = html;
      this.shown = html;
      localTimes(this.root);
      const again = held && document.getElementById(held);
      if (again) again.focus();
    }
    if (!seen) return;
    const { newest } = this.figures();
    if (newest > this.newest) this.tell(newest);
    this.newest = Math.max(newest, this.newest);
    this.retitle();
  }

  tell(number) {
    const row = document.getElementById(`referral-${number}`);
    const tier = row && row.closest("tr").querySelector(".tier").textContent;
    this.news.textContent = `New referral ${number}${tier ? `, ${tier}` : ""}.`;
    this.fresh = !document.hasFocus();
    this.sound.play();
  }

  retitle() {
    const { unclaimed } = this.figures();
    const count = unclaimed ? `(${unclaimed}) ` : "";
    document.title = `${this.fresh ? "New! " : ""}${count}${this.title}`;
  }
}

localTimes(document);
const root = document.getElementById("queue");
if (root) new Queue(root);
