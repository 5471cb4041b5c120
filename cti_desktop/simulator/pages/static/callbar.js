// The simulated Contact Center page: one voice channel, notes and a disposition after each call.

import { avatar, clock, h, icon, keepLatest } from "./dom.js";
import { embeddingOrigin } from "./host.js";
import { logged, told, wrappedUp } from "./engagements.js";

const boot = JSON.parse(document.body.dataset.boot);
const DISPOSITIONS = [["", "Disposition"], ["resolved", "Resolved"], ["call_back", "Call back"], ["d-17", "Other"]];

class Door {
  /** `heard` maps a message's type to what is done with its data. */
  constructor(heard) {
    this.heard = heard;
    this.origin = embeddingOrigin(boot.origins);
    window.addEventListener("message", (event) => {
      if (event.source !== window.parent || event.origin !== this.origin) return;
      const { type, data } = event.data ?? {};
      if (Object.hasOwn(heard, type)) heard[type](data ?? {});
    });
  }

  post(message) {
    if (this.origin !== null) window.parent.postMessage(message, this.origin);
  }
}

class CallBar {
  constructor() {
    this.calls = new Map();
    this.shown = null;
    this.names = new Map();
    this.door = new Door({
      "zcc-init-config-response": (data) => { this.config = data; },
      "zcc-agent-info-request": () => this.tellWho(),
      "zcc-incomingPhone-response": (found) => this.named(found),
      onclicktoact: (data) => this.dial(String(data.phone ?? "")),
    });
    this.head = h("header", { class: "top" });
    this.body = h("div", { class: "body call" });
    this.number = h("input", { id: "zcc-number", placeholder: "Number", "aria-label": "Number" });
    this.form = h("form", { class: "compose", onsubmit: (event) => { event.preventDefault(); this.dial(this.number.value.trim()); } },
      h("div", { class: "line" }, this.number, h("button", { id: "zcc-dial", class: "primary" }, "Call")));
    this.timer = h("div", { class: "timer figures", role: "timer" });
    this.notes = h("textarea", { id: "zcc-notes", rows: "4" });
    this.disposition = h("select", { id: "zcc-disposition", "aria-label": "Disposition" },
      ...DISPOSITIONS.map(([value, text]) => h("option", { value }, text)));
    setInterval(() => this.tick(), 500);
  }

  async start() {
    this.agent = boot.agent ? await (await fetch(`/embed/state?as=${boot.agent}`)).json() : null;
    document.getElementById("root").replaceChildren(this.head, this.body, this.form);
    this.draw();
    this.door.post({ type: "zcc-init-config-request", data: {} });
    if (!this.agent) return;
    this.tellWho();
    const stream = new EventSource(`/embed/stream?as=${boot.agent}&after=${this.agent.cursor}`);
    stream.addEventListener("call", (event) => this.changed(JSON.parse(event.data)));
    stream.addEventListener("raw", (event) => this.door.post(JSON.parse(event.data).message));
  }

  tellWho() {
    if (this.agent) {
      const { name, email, extension } = this.agent;
      this.door.post({ type: "zcc-agent-info-response", data: { agent: { name, email, extension } } });
    } else {
      this.door.post({ type: "zcc-error", data: { code: "agent-not-authenticated", message: "Sign in first" } });
    }
  }

  changed(call) {
    for (const message of told(this.calls.get(call.callId), call)) this.door.post(message);
    this.calls.set(call.callId, call);
    keepLatest(this.calls, 100);
    if (call.phase !== "over" || this.shown === call.callId) this.shown = call.callId;
    this.draw();
  }

  named(found) {
    const [contact] = Array.isArray(found) ? found : [];
    if (contact) this.names.set(contact.phone, contact.name);
    this.draw();
  }

  async dial(number) {
    if (!/^\+?[0-9*#]{2,20}$/.test(number)) return;
    await this.act("dial", { number });
    this.number.value = "";
  }

  press(action) { return this.act(action, { callId: this.shown }); }

  act(action, details) {
    return fetch("/embed/actions", {
      method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ as: boot.agent, action, ...details }),
    });
  }

  wrapUp() {
    const call = this.calls.get(this.shown);
    this.door.post(logged(call, this.notes.value, this.disposition.value));
    this.door.post(wrappedUp(call, this.disposition.value));
    this.notes.value = this.disposition.value = "";
    this.shown = null;
    this.draw();
  }

  draw() {
    const name = this.agent?.name ?? "Nobody";
    this.head.replaceChildren(avatar(name), h("div", {}, h("b", {}, name),
      h("span", { class: "small muted" }, this.agent ? "Contact Center · ready" : "Not signed in")));
    const call = this.calls.get(this.shown);
    this.form.hidden = !this.agent || Boolean(call);
    if (!call) {
      this.body.className = "body";
      this.body.replaceChildren(h("div", { class: "empty" }, icon("phone"), h("p", {}, "No engagement")));
      return;
    }
    this.body.className = "body call";
    const who = this.names.get(call.number) || call.name || call.number;
    this.body.replaceChildren(h("div", { class: "kind", role: "status" }, call.via || call.direction), avatar(who),
      h("h1", {}, who), h("div", { class: "lines figures" }, call.number), this.timer, ...this.controls(call));
    this.tick();
  }

  controls(call) {
    const button = (id, text, act) => h("button", { id, type: "button", onclick: act }, icon("phone"), text);
    if (call.phase === "ringing" && call.direction === "inbound") {
      return [h("div", { class: "big" }, button("decline", "Decline", () => this.press("decline")),
        button("answer", "Answer", () => this.press("answer")))];
    }
    if (call.phase !== "over") return [h("div", { class: "big" }, button("hangup", "End", () => this.press("hangup")))];
    return [h("div", { class: "notes" }, h("label", {}, "Notes", this.notes), this.disposition,
      h("div", { class: "foot" }, h("button", { id: "zcc-wrap-up", class: "primary", type: "button", onclick: () => this.wrapUp() }, "Done")))];
  }

  tick() {
    const call = this.calls.get(this.shown);
    if (!call) return;
    const since = Date.parse(call.answeredAt ?? call.rangAt);
    this.timer.textContent = clock(call.phase === "over" ? call.talkSeconds : (Date.now() - since) / 1000);
  }
}

new CallBar().start();
