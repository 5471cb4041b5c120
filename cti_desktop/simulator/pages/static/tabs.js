// The five tabs: keypad, history, voicemail, SMS and settings.

import { clock, h, icon, when } from "./dom.js";
import { resultWord } from "./call-view.js";

const LETTERS = { 2: "ABC", 3: "DEF", 4: "GHI", 5: "JKL", 6: "MNO", 7: "PQRS", 8: "TUV", 9: "WXYZ", 0: "+" };
const SEARCH_PAUSE_MS = 150;
const FARED = { sent: "Sent", delivered: "Delivered", failed: "Not delivered" };

/** An input that asks the host for contacts while one types, and the list of its answers. */
class ContactInput {
  constructor(phone, attributes, chosen) {
    this.phone = phone;
    this.chosen = chosen;
    this.asked = null;
    this.input = h("input", { autocomplete: "off", ...attributes, oninput: () => this.typed() });
    this.found = h("div", { class: "found", role: "listbox", "aria-label": "Contacts found" });
  }

  typed() {
    clearTimeout(this.waiting);
    const text = this.input.value.trim();
    if (text === "") this.found.replaceChildren();
    this.waiting = setTimeout(() => { this.asked = this.phone.host.search(text); }, SEARCH_PAUSE_MS);
  }

  /** Show an answer unless it is to an older question. */
  answer(responseId, contacts) {
    if (responseId !== this.asked || !Array.isArray(contacts)) return;
    this.found.replaceChildren(...contacts.slice(0, 20).map((contact) => h("button", {
      type: "button", role: "option",
      onclick: () => { this.set(contact.number); this.chosen?.(contact.number); },
    }, h("b", {}, contact.displayName ?? contact.number), h("span", { class: "figures" }, contact.number ?? ""))));
  }

  set(number) {
    this.input.value = number ?? "";
    this.asked = null;
    clearTimeout(this.waiting);
    this.found.replaceChildren();
  }
}

export class Keypad {
  constructor(phone) {
    this.phone = phone;
    this.search = new ContactInput(phone, {
      id: "keypad-input", placeholder: "Name or number", "aria-label": "Name or number",
      onkeydown: (event) => { if (event.key === "Enter") this.dial(); },
    });
    this.callerId = h("select", { id: "caller-id", "aria-label": "Call from" });
    this.dialButton = h("button", { id: "dial", type: "button", onclick: () => this.dial() }, icon("phone"), "Call");
    const keys = [..."123456789*0#"].map((key) => h("button", {
      type: "button", "aria-label": key, onclick: () => { this.search.input.value += key; this.search.typed(); },
    }, key, h("span", {}, LETTERS[key] ?? "")));
    this.element = h("div", { class: "body keypad", hidden: true }, this.search.input, this.search.found,
      h("div", { class: "keys" }, ...keys), h("div", { class: "dial-row" }, this.callerId, this.dialButton));
  }

  setUp(state) {
    this.callerId.replaceChildren(...state.callerIds.map((number) => h("option", { value: number }, number)));
    this.dialButton.disabled = !state.deviceAvailable;
  }

  dial() {
    const number = this.search.input.value.replace(/[\s()./-]/g, "");
    if (!/^\+?[0-9*#]{2,20}$/.test(number)) {
      this.phone.say("Type a number, or choose a contact.");
      return;
    }
    this.phone.dial(number, this.callerId.value);
    this.search.set("");
  }
}

export class History {
  constructor(phone) {
    this.phone = phone;
    this.element = h("div", { class: "body list", hidden: true });
  }

  draw(calls) {
    const rows = calls.filter((call) => call.phase === "over").reverse().map((call) => this.row(call));
    this.element.replaceChildren(...(rows.length ? rows : [empty("history", "Calls you made, took or missed will be listed here.")]));
  }

  row(call) {
    const name = this.phone.nameOf(call);
    const good = call.result === "answered";
    const symbol = good ? (call.direction === "inbound" ? "incoming" : "outgoing") : (call.direction === "inbound" ? "missed" : "outgoing");
    const detail = [good ? (call.direction === "inbound" ? "Answered" : "Outgoing") : resultWord(call), call.recorded ? "recorded" : ""];
    const save = this.phone.host.config.enableSavingLog
      ? h("button", { class: "save-log", type: "button", onclick: () => this.save(call) }, "Save log") : null;
    return h("div", { class: "row history-item", "data-call-id": call.callId },
      h("div", { class: `icon ${good ? "good" : "bad"}` }, icon(symbol)),
      h("div", { class: "who" }, h("b", {}, name),
        h("span", { class: "small muted" }, detail.filter(Boolean).join(" · "), good ? ` · ${clock(call.talkSeconds)}` : "")),
      h("div", { class: "side" }, h("span", { class: "small muted figures" }, when(call.rangAt)), save));
  }

  async save(call) {
    const answer = await this.phone.act("save_log", { callId: call.callId });
    this.phone.say(answer.ok ? "Log saved" : "The log could not be saved");
  }
}

export class Voicemail {
  constructor(phone) {
    this.phone = phone;
    this.element = h("div", { class: "body list", hidden: true });
  }

  draw(calls) {
    const rows = calls.filter((call) => call.voicemailSeconds > 0).reverse().map((call) => h("div", { class: "row voicemail-item" },
      h("div", { class: "icon" }, icon("voicemail")),
      h("div", { class: "who" }, h("b", {}, this.phone.nameOf(call)),
        h("span", { class: "small muted figures" }, `${when(call.rangAt)} · ${clock(call.voicemailSeconds)}`),
        call.transcript ? h("p", { class: "transcript" }, call.transcript) : null)));
    this.element.replaceChildren(...(rows.length ? rows : [empty("voicemail", "Messages that callers leave will be listed here.")]));
  }
}

export class TextMessages {
  constructor(phone) {
    this.phone = phone;
    this.bubbles = h("div", { class: "bubbles" });
    this.to = new ContactInput(phone, { id: "sms-to", placeholder: "To: name or number", "aria-label": "To" });
    this.words = h("input", { id: "sms-text", placeholder: "Message", "aria-label": "Message", maxlength: "500" });
    const form = h("form", { class: "compose", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      this.to.found, this.to.input,
      h("div", { class: "line" }, this.words, h("button", { id: "sms-send", class: "primary" }, "Send")));
    this.element = h("div", { class: "body", hidden: true }, this.bubbles, form);
  }

  draw(texts) {
    const bubbles = texts.map((text) => h("div", { class: `bubble ${text.direction === "outbound" ? "out" : ""}`, dir: "auto" },
      h("div", { class: "small muted figures" }, `${text.direction === "outbound" ? "To " : ""}${text.number} · ${when(text.at)}`),
      text.text, ...text.attached.map((name) => h("div", { class: "small" }, `Attached: ${name}`)),
      text.direction === "outbound" ? h("div", { class: "small muted" }, FARED[text.status] ?? "") : null));
    this.bubbles.replaceChildren(...(bubbles.length ? bubbles : [empty("sms", "Text messages will appear here. Write the first one below.")]));
    this.bubbles.scrollTop = this.bubbles.scrollHeight;
  }

  compose(number) {
    this.to.set(number);
    this.words.focus();
  }

  async send() {
    const number = this.to.input.value.trim(), message = this.words.value.trim();
    if (number === "" || message === "") return;
    const answer = await this.phone.act("sms", { number, message });
    if (answer.ok) this.words.value = "";
    else this.phone.say("The message could not be sent");
  }
}

export class Settings {
  constructor(phone) {
    this.phone = phone;
    this.autoLog = h("input", { id: "auto-log", type: "checkbox", role: "switch", onchange: () => phone.host.setAutoLog(this.autoLog.checked) });
    this.autoLogRow = h("label", { class: "switch", hidden: true }, h("span", {}, "Log calls automatically"), this.autoLog);
    this.facts = h("dl", { class: "facts" });
    this.element = h("div", { class: "body section", hidden: true }, h("h2", {}, "Account"), this.facts, this.autoLogRow,
      h("button", { id: "sign-out", type: "button", class: "plain", onclick: () => phone.signOut() }, "Sign out"),
      h("p", { class: "small muted" }, "This is a simulated phone. No call leaves this computer."));
  }

  draw(state) {
    const { host } = this.phone;
    this.autoLogRow.hidden = !host.config.enableAutoLog;
    this.autoLog.checked = host.autoLog;
    const facts = { Name: state.name, Email: state.email, Extension: state.extension, Number: state.number };
    this.facts.replaceChildren(...Object.entries(facts).flatMap(([name, value]) => [h("dt", {}, name), h("dd", { class: "figures" }, value)]));
  }
}

function empty(symbol, words) {
  return h("div", { class: "empty" }, icon(symbol), h("p", {}, words));
}
