// The simulated softphone: follows the server's stream, shows it, and tells the embedding page.

import { avatar, clock, h, icon, keepLatest } from "./dom.js";
import { CallView } from "./call-view.js";
import { Host } from "./host.js";
import { History, Keypad, Settings, TextMessages, Voicemail } from "./tabs.js";

const boot = JSON.parse(document.body.dataset.boot);
const TABS = [["keypad", "Keypad"], ["history", "History"], ["voicemail", "Voicemail"], ["sms", "SMS"], ["settings", "Settings"]];

class Phone {
  constructor(agent) {
    this.agent = agent;
    this.names = new Map();
    this.calls = new Map();
    this.colleagues = boot.people.filter((person) => person.extension !== agent);
    this.texts = [];
    this.tab = "keypad";
    this.shown = null;
    this.host = new Host(boot.origins, {
      configured: () => this.configured(),
      "zp-make-call": (data) => this.makeCall(data),
      "zp-input-sms": (data) => { this.views.sms.compose(String(data.number ?? "")); this.open("sms"); },
      "zp-contact-search-response": (data) => this.searched(data),
      "zp-contact-match-response": (data) => this.matched(data),
    });
    this.views = {
      keypad: new Keypad(this), history: new History(this), voicemail: new Voicemail(this),
      sms: new TextMessages(this), settings: new Settings(this),
    };
    this.callView = new CallView(this);
    this.toast = h("div", { class: "toast", role: "status" });
    this.strip = h("button", { class: "strip", type: "button", hidden: true, onclick: () => this.open("call") });
    this.head = h("header", { class: "top" });
    this.banner = h("div", { class: "banner", role: "alert", hidden: true }, icon("warn"),
      h("span", {}, "No available device. Start the phone client and sign in, then reload."));
    this.tabs = TABS.map(([name, label]) => h("button", {
      id: `tab-${name}`, type: "button", role: "tab", onclick: () => this.open(name),
    }, icon(name), label));
    setInterval(() => this.drawStrip(), 500);
  }

  async start() {
    const state = await (await fetch(`/embed/state?as=${this.agent}`)).json();
    this.state = state;
    for (const call of state.calls) this.calls.set(call.callId, call);
    this.texts = state.texts;
    document.getElementById("root").replaceChildren(this.head, this.banner, this.strip,
      this.callView.element, ...Object.values(this.views).map((view) => view.element),
      h("nav", { class: "tabs", role: "tablist", "aria-label": "Pages" }, ...this.tabs), this.toast);
    this.drawHead();
    this.views.keypad.setUp(state);
    this.views.sms.draw(this.texts);
    this.listen(state.cursor);
    const live = [...this.calls.values()].find((call) => call.phase !== "over");
    if (live) this.shown = live.callId;
    this.open(live ? "call" : "keypad");
    this.host.announce(boot.ready, boot.pace);
  }

  listen(after) {
    const stream = new EventSource(`/embed/stream?as=${this.agent}&after=${after}`);
    const on = (kind, act) => stream.addEventListener(kind, (event) => act(JSON.parse(event.data)));
    on("post", (message) => this.host.post(message));
    on("raw", (order) => {
      for (let i = 0; i < order.repeat; i += 1) this.host.raw("raw" in order ? order.raw : order.message);
    });
    on("match", ({ phoneNumbers }) => this.host.match(phoneNumbers));
    on("call", (call) => this.changed(call));
    on("sms", (text) => this.texted(text));
    on("gap", () => window.location.reload());
  }

  /** Take in a text as it stands now. */
  texted(text) {
    const place = this.texts.findIndex((known) => known.id === text.id);
    this.texts.splice(place < 0 ? this.texts.length : place, place < 0 ? 0 : 1, text);
    this.views.sms.draw(this.texts);
  }

  /** Take in a call as it stands now. */
  changed(call) {
    const before = this.calls.get(call.callId);
    this.calls.set(call.callId, call);
    keepLatest(this.calls, 100);
    const rings = call.phase === "ringing" && !before;
    if (rings || this.shown === null) this.shown = call.phase === "over" ? this.shown : call.callId;
    if (rings) this.open("call");
    else if (this.shown === call.callId) this.ended(call);
    else this.drawStrip();
    if (this.tab === "history" || this.tab === "voicemail") this.views[this.tab].draw(this.list());
  }

  /** Redraw the shown call, and leave it when it is over and nothing is to be noted. */
  ended(call) {
    const notes = this.host.config.notePageConfiguration ?? [];
    const keep = call.phase !== "over" || (call.result === "answered" && notes.length > 0);
    if (!keep) this.dismiss();
    else if (this.tab === "call") this.callView.show(call);
    if (call.parkCode && call.phase === "over") this.say(`Parked: ${call.parkCode} picks it up.`);
    this.drawStrip();
  }

  dismiss() {
    const other = this.list().findLast((call) => call.phase !== "over");
    this.shown = other ? other.callId : null;
    if (this.tab === "call") this.open(other ? "call" : "keypad");
  }

  open(tab) {
    this.toast.textContent = "";
    this.tab = tab;
    for (const [name, view] of Object.entries(this.views)) view.element.hidden = name !== tab;
    this.callView.element.hidden = tab !== "call";
    for (const button of this.tabs) button.setAttribute("aria-selected", String(button.id === `tab-${tab}`));
    if (tab === "call") this.callView.show(this.calls.get(this.shown));
    if (tab === "history" || tab === "voicemail") {
      this.views[tab].draw(this.list());
      this.host.match([...new Set(this.list().map((call) => call.number))]);
    }
    if (tab === "settings") this.views.settings.draw(this.state);
    this.drawStrip();
  }

  configured() {
    if (this.tab === "call" && this.shown) this.callView.show(this.calls.get(this.shown));
    else if (this.tab !== "call" && this.state) this.open(this.tab);
  }

  makeCall(data) {
    const number = String(data.number ?? "");
    if (data.autoDial === false) {
      this.views.keypad.search.set(number);
      this.open("keypad");
    } else this.dial(number, data.callerId ?? "");
  }

  async dial(number, callerId) {
    if (!/^\+?[0-9*#]{2,20}$/.test(number)) return;
    const answer = await this.act("dial", { number, callerId });
    if (!answer.ok) { this.banner.hidden = false; }
  }

  async press(action, details = {}) {
    const answer = await this.act(action, { callId: this.shown, ...details });
    if (!answer.ok) this.say(answer.reason);
    return answer;
  }

  async act(action, details) {
    const answer = await fetch("/embed/actions", {
      method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ as: this.agent, action, ...details }),
    });
    return answer.json();
  }

  searched(data) {
    this.views.keypad.search.answer(data.responseId, data.contacts);
    this.views.sms.to.answer(data.responseId, data.contacts);
  }

  matched(data) {
    if (!this.host.asked(data.responseId)) return;
    for (const [number, contact] of Object.entries(data.contacts ?? {})) {
      if (contact && typeof contact.name === "string") this.names.set(number, contact.name);
    }
    if (this.tab === "call" && this.shown) this.callView.show(this.calls.get(this.shown));
    if (this.tab === "history" || this.tab === "voicemail") this.views[this.tab].draw(this.list());
  }

  async signOut() {
    await this.act("sign_out", {});
    const address = new URL(window.location.href);
    address.searchParams.delete("as");
    window.location.replace(address);
  }

  nameOf(call) { return this.names.get(call.number) || call.name || call.number; }
  list() { return [...this.calls.values()]; }

  duration(call) {
    if (call.phase === "over") return clock(call.talkSeconds);
    return clock((Date.now() - Date.parse(call.answeredAt ?? call.rangAt)) / 1000);
  }

  say(words) {
    this.toast.textContent = words;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => { this.toast.textContent = ""; }, 3000);
  }

  drawHead() {
    const ready = this.state.deviceAvailable;
    this.banner.hidden = ready;
    this.head.replaceChildren(avatar(this.state.name), h("div", {}, h("b", {}, this.state.name),
      h("span", { class: "small muted" }, h("span", { class: ready ? "dot" : "dot off" }),
        ready ? `Available · extension ${this.state.extension}` : "No available device")));
  }

  drawStrip() {
    const call = this.shown ? this.calls.get(this.shown) : null;
    this.strip.hidden = !call || this.tab === "call" || call.phase === "over";
    if (!this.strip.hidden) {
      this.strip.replaceChildren(icon("phone"), this.nameOf(call), h("span", { class: "figures" }, this.duration(call)));
    }
  }
}

function signInPage() {
  const choose = async (extension) => {
    await fetch("/embed/actions", {
      method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ action: "sign_in", as: extension }),
    });
    const address = new URL(window.location.href);
    address.searchParams.set("as", extension);
    window.location.replace(address);
  };
  document.getElementById("root").replaceChildren(h("div", { class: "body signin" },
    h("div", {}, h("h1", {}, "Sign in"), h("p", { class: "muted" }, "Choose who you are in this simulated account.")),
    h("div", { class: "people" }, ...boot.people.map((person) => h("button", {
      type: "button", "data-sign-in": person.extension, onclick: () => choose(person.extension),
    }, avatar(person.name), person.name, h("span", { class: "small muted figures" }, person.extension))))));
}

if (boot.agent) new Phone(boot.agent).start();
else signInPage();
