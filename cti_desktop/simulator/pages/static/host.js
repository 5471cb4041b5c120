// The page's only door to the page that embeds it: exact origin out, exact origin and window in.

const AUTO_LOGGED = new Set([
  "zp-call-ringing-event", "zp-call-connected-event", "zp-call-ended-event",
  "zp-call-log-completed-event", "zp-call-recording-completed-event",
  "zp-call-voicemail-received-event",
]);

export class Host {
  /** `commands` maps a command's type to what it does with the command's data. */
  constructor(approved, commands) {
    this.origin = embeddingOrigin(approved);
    this.config = {};
    this.autoLog = stored("autoLog") === "on";
    this.requests = 0;
    this.matching = new Set();
    this.listening = false;
    this.commands = {
      ...commands,
      "zp-init-config": (data) => { this.config = readConfig(data); commands.configured(); },
    };
    window.addEventListener("message", (event) => this.receive(event));
  }

  /** Post a message as it is, also one that no real widget would post. */
  raw(message) {
    if (this.origin !== null) window.parent.postMessage(message, this.origin);
  }

  /** Post an event, marked for auto logging when the user switched it on. */
  post(message) {
    if (message.type === "zp-ai-call-summary-event" && !this.config.enableAISummary) return;
    if (this.config.enableAutoLog && this.autoLog && AUTO_LOGGED.has(message.type)) {
      message = { ...message, data: { ...message.data, enableAutoLog: true } };
    }
    this.raw(message);
  }

  /** Ask the host for the names behind numbers. */
  match(phoneNumbers) {
    if (!this.config.enableContactMatching || phoneNumbers.length === 0) return;
    const requestId = this.nextId();
    this.matching.add(requestId);
    this.raw({ type: "zp-contact-match-event", data: { requestId, phoneNumbers } });
  }

  /** Tell whether names are an answer to what was asked. */
  asked(responseId) { return this.matching.has(responseId); }

  /** Ask the host for contacts; returns the id its answer will carry, or null. */
  search(searchString) {
    if (!this.config.enableContactSearching || searchString === "") return null;
    const requestId = this.nextId();
    this.raw({ type: "zp-contact-search-event", data: { requestId, searchString } });
    return requestId;
  }

  setAutoLog(on) {
    this.autoLog = on;
    store("autoLog", on ? "on" : "off");
  }

  /** Hear commands from now on, and tell the host so in the way the settings ask for. */
  announce(signal, pace) {
    if (signal === "late") {
      setTimeout(() => this.ready(), 5000 * pace);
      return;
    }
    this.listening = true;
    if (signal === "message") this.ready();
    else if (signal === "callback-message") this.raw({ type: "onZoomPhoneIframeApiReady" });
    else if (signal === "repeat") for (let i = 0; i < 3; i += 1) setTimeout(() => this.ready(), 1000 * pace * i);
  }

  ready() {
    this.listening = true;
    this.raw({ type: "zp-ready" });
  }

  /** Do what a command says; what comes before the page listens is lost without a word. */
  receive(event) {
    if (!this.listening || event.source !== window.parent || event.origin !== this.origin) return;
    const { type, data } = event.data ?? {};
    const command = Object.hasOwn(this.commands, type) ? this.commands[type] : null;
    if (command && type.startsWith("zp-")) command(data ?? {});
  }

  nextId() {
    this.requests += 1;
    return `r-${Date.now().toString(36)}-${this.requests}`;
  }
}

/** Return the origin of the page around this one if it is approved, else null. */
export function embeddingOrigin(approved) {
  if (window.parent === window) return null;
  const named = window.location.ancestorOrigins?.[0] ?? originOf(document.referrer);
  return approved.includes(named) ? named : null;
}

function originOf(address) {
  return address ? new URL(address).origin : null;
}

function readConfig(data) {
  let notes = data.notePageConfiguration ?? [];
  if (typeof notes === "string") {
    try { notes = JSON.parse(notes); } catch { notes = []; }
  }
  return { ...data, notePageConfiguration: Array.isArray(notes) ? notes : [] };
}

function stored(key) {
  try { return window.localStorage.getItem(key); } catch { return null; }
}

function store(key, value) {
  try { window.localStorage.setItem(key, value); } catch { /* storage may be refused in a frame */ }
}
