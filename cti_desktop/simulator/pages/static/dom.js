// Small ways to build the page's elements; used by all its views.

const PATHS = {
  keypad: "M5 5h.01M12 5h.01M19 5h.01M5 12h.01M12 12h.01M19 12h.01M5 19h.01M12 19h.01M19 19h.01",
  history: "M4 5v4h4M4.5 9A8 8 0 1 1 4 12M12 8v4l3 2",
  voicemail: "M10 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM22 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM6 16h12",
  sms: "M4 5h16v11H9l-5 4z",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
  phone: "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1A15 15 0 0 1 4 5a1 1 0 0 1 1-1z",
  incoming: "M18 6 7 17M7 9v8h8",
  outgoing: "M6 18 17 7M9 7h8v8",
  missed: "M7 7l10 10M17 7 7 17",
  mute: "M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0zM5 11a7 7 0 0 0 14 0M12 18v3",
  hold: "M9 5v14M15 5v14",
  warn: "M12 4 2.5 20h19zM12 10v4M12 17h.01",
};

/** Build an element: `h("button", {id: "x", onclick: f}, "text", child)`. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Build an icon that screen readers skip. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  if (name === "keypad") svg.style.strokeWidth = "3";
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Build the round picture that stands for a person. */
export function avatar(name) {
  const initials = name.split(/\s+/).map((word) => word[0] ?? "").join("").slice(0, 2);
  const letters = /\p{L}/u.test(initials);
  return h("div", { class: "avatar", "aria-hidden": "true" },
    letters ? initials.toUpperCase() : icon("phone"));
}

/** Write seconds as 1:05 or 1:02:09. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${hours ? two(Math.floor(whole / 60) % 60) : Math.floor(whole / 60)}:${two(whole % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** Write a moment as the time of day, with the date when it is not today. */
export function when(iso) {
  const moment = new Date(iso);
  const time = moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (moment.toDateString() === new Date().toDateString()) return time;
  return `${moment.toLocaleDateString([], { day: "numeric", month: "short" })} ${time}`;
}

/** Drop the oldest entries of a map, so that a page open for weeks does not grow. */
export function keepLatest(map, most) {
  while (map.size > most) map.delete(map.keys().next().value);
}
