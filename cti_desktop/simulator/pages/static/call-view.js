// The screens of a call: ringing, talking and the notes after it.

import { avatar, clock, h, icon, keepLatest } from "./dom.js";

export class CallView {
  constructor(phone) {
    this.phone = phone;
    this.forms = new Map();
    this.element = h("div", { class: "body call", hidden: true });
    this.timer = h("div", { class: "timer figures", role: "timer" });
    setInterval(() => this.tick(), 500);
  }

  /** Draw a call; its notes form survives redrawing. */
  show(call) {
    this.call = call;
    const ringing = call.phase === "ringing";
    this.element.className = `body call ${ringing ? "ringing" : "talking"}`;
    this.element.replaceChildren(...(ringing ? this.ringing(call) : this.talking(call)));
    this.tick();
  }

  tick() {
    const call = this.call;
    if (!call || this.element.hidden) return;
    const held = call.held && call.phase === "talking";
    this.timer.classList.toggle("held", held);
    this.timer.textContent = `${held ? "On hold " : ""}${this.phone.duration(call)}`;
  }

  ringing(call) {
    const inbound = call.direction === "inbound";
    const name = this.phone.nameOf(call);
    const about = inbound ? (call.via ? `Incoming call via ${call.via}` : "Incoming call") : "Calling";
    const buttons = inbound
      ? [this.button("decline", "Decline", "phone"), this.button("answer", "Answer", "phone")]
      : [this.button("hangup", "Cancel", "phone")];
    return [
      h("div", { class: "kind", role: "status" }, about),
      avatar(name),
      h("h1", {}, name),
      h("div", { class: "lines figures" }, name === call.number ? "" : call.number),
      h("div", { class: "big" }, ...buttons),
    ];
  }

  talking(call) {
    const name = this.phone.nameOf(call);
    const lines = [name === call.number ? "" : call.number, call.via ? `via ${call.via}` : ""];
    const person = h("div", { class: "person" }, avatar(name), h("div", {},
      h("h1", {}, name),
      h("div", { class: "lines figures" }, lines.filter(Boolean).join(" · ") || "Direct call")));
    const over = call.phase === "over";
    const head = over
      ? h("div", { class: "kind", role: "status" }, `${resultWord(call)} · ${clock(call.talkSeconds)}`)
      : this.timer;
    const passOn = over || call.consulting ? null : this.passOn(call);
    return [person, head, over ? null : this.tiles(call), passOn, this.notes(call)].filter(Boolean);
  }

  tiles(call) {
    if (call.consulting) {
      return h("div", { class: "tiles" }, this.toggle("mute", call.muted, "Mute", "Muted"),
        this.button("back", "Back", "hold"), this.button("complete", "Transfer", "phone", call.phase !== "talking"));
    }
    return h("div", { class: "tiles" },
      this.toggle("mute", call.muted, "Mute", "Muted"),
      this.toggle("hold", call.held, "Hold", "On hold"),
      this.button("hangup", "Hang up", "phone"));
  }

  /** Build the row that hands a call on: to whom, and how. */
  passOn(call) {
    this.colleague ??= this.phone.colleagues[0]?.extension;
    const to = h("select", { id: "transfer-to", "aria-label": "Colleague", onchange: () => { this.colleague = to.value; } },
      ...this.phone.colleagues.map((one) => h("option", { value: one.extension }, `${one.name} · ${one.extension}`)));
    to.value = this.colleague;
    const pass = (how, label) => h("button", { id: `transfer-${how}`, type: "button", class: "plain",
      onclick: () => this.phone.press("transfer", { to: this.colleague, how }) }, label);
    const park = h("button", { id: "park", type: "button", class: "plain", onclick: () => this.phone.press("park") }, "Park");
    return h("div", { class: "pass-on" }, to, pass("warm", "Ask first"), pass("blind", "Transfer"),
      pass("voicemail", "To voicemail"), call.direction === "inbound" ? park : null);
  }

  button(action, label, symbol, disabled = false) {
    const button = h("button", { id: action, type: "button", onclick: () => this.phone.press(action) },
      icon(symbol), label);
    button.disabled = disabled;
    return button;
  }

  toggle(action, on, off_label, on_label) {
    return h("button", {
      id: action, type: "button", "aria-pressed": String(on), "aria-label": off_label,
      onclick: () => this.phone.press(on ? `un${action}` : action),
    }, icon(action), on ? on_label : off_label);
  }

  /** Build the notes page from the host's configuration, once per call. */
  notes(call) {
    const fields = this.phone.host.config.notePageConfiguration ?? [];
    const shape = JSON.stringify(fields);
    const known = this.forms.get(call.callId);
    if (known && known.shape === shape) return this.finish(known, call);
    const status = h("span", { class: "small muted", role: "status" });
    const form = h("form", { class: "notes", onsubmit: (event) => {
      event.preventDefault();
      this.save(call, form, status);
    } }, ...fields.filter((field) => field && field.fieldName).map(noteField));
    const done = h("button", { id: "call-done", type: "button", class: "plain",
      onclick: () => this.phone.dismiss() }, "Done");
    form.append(h("div", { class: "foot" }, status, done,
      fields.length ? h("button", { id: "notes-save", class: "primary" }, "Save notes") : null));
    const made = { form, done, shape };
    this.forms.set(call.callId, made);
    keepLatest(this.forms, 20);
    return this.finish(made, call);
  }

  finish(made, call) {
    made.done.hidden = call.phase !== "over";
    return made.form;
  }

  async save(call, form, status) {
    const notes = {};
    for (const input of form.querySelectorAll("[data-note-field]")) {
      notes[input.dataset.noteField] = input.value;
    }
    const answer = await this.phone.act("notes", { callId: call.callId, notes });
    status.textContent = answer.ok ? "Saved" : "Not saved";
  }
}

export function resultWord(call) {
  if (call.parkCode) return `Parked under ${call.parkCode}`;
  return {
    answered: "Call ended", answered_elsewhere: "Answered by a colleague", missed: "Missed call", voicemail: "Voicemail", rejected: "Declined",
    busy: "Busy", no_answer: "No answer", canceled: "Cancelled",
  }[call.result] ?? "In progress";
}

function noteField(field) {
  const name = field.fieldName;
  if (field.fieldType === "select") {
    const options = (field.selectOptions ?? []).map((o) => h("option", { value: o.value }, o.label));
    return h("label", {}, name, h("select", { "data-note-field": name },
      h("option", { value: "" }, field.placeholder ?? "Choose"), ...options));
  }
  return h("label", { class: "grow" }, name,
    h("textarea", { "data-note-field": name, placeholder: field.placeholder ?? "", rows: "3" }));
}
