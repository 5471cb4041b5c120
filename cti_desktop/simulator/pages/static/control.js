// The control page: choose an agent, play calls, watch them. Redraws only what changed.

import { clock, h, when } from "./dom.js";

const seen = {};
let chosen = null;

async function ask(method, path, body) {
  const answer = await fetch(path, {
    method, headers: { "content-type": "application/json" }, body: body && JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) say(said.reason ?? "That did not work");
  return said;
}

function say(words) {
  const place = document.getElementById("said");
  place.textContent = words;
  clearTimeout(say.quiet);
  say.quiet = setTimeout(() => { place.textContent = ""; }, 4000);
}

function draw(id, data, make) {
  const shape = JSON.stringify([data, chosen]);
  if (seen[id] === shape) return;
  seen[id] = shape;
  document.getElementById(id).replaceChildren(...data.map(make));
}

function agentButton(agent) {
  const pages = agent.pages === 1 ? "softphone open" : `${agent.pages} softphones open`;
  return h("button", {
    type: "button", role: "radio", "aria-checked": String(agent.extension === chosen),
    onclick: () => { chosen = agent.extension; refresh(); },
  }, h("b", {}, agent.name), h("span", { class: "small figures" }, agent.extension),
  h("span", { class: "small" }, agent.pages ? pages : "no softphone open"),
  agent.armed ? h("span", { class: "small armed" }, `next number dialled: ${agent.armed}`) : null);
}

function scriptButton(script) {
  return h("button", { type: "button", "data-script": script.name, onclick: async () => {
    const said = await ask("POST", "/control/play", { script: script.name, agent: chosen });
    if (said.call_id === null) say("Ready: dial any number in the softphone.");
    refresh();
  } }, h("b", {}, script.title), h("span", {}, script.name));
}

function textButton(script) {
  return h("button", { type: "button", "data-text": script.name, onclick: () => {
    ask("POST", "/control/texts/play", { script: script.name, agent: chosen });
  } }, h("b", {}, script.title), h("span", {}, script.name));
}

function callRow(call) {
  const far = call.direction === "inbound" ? call.caller : call.callee;
  const number = far.number ?? far.extension;
  const state = call.result ?? call.phase;
  const sent = call.webhooks.filter((hook) => hook.status !== "unsent").length;
  const delivered = call.webhooks.filter((hook) => hook.status === "delivered").length;
  return h("tr", {}, h("td", {}, when(call.rang_at)),
    h("td", {}, far.name ?? number, h("div", { class: "small" }, far.name ? number : "")),
    h("td", {}, call.agent.name), h("td", {}, call.via ? call.via.name : "Direct"),
    h("td", {}, h("span", { class: `state ${state}` }, state.replace("_", " "))),
    h("td", { class: "number" }, clock(call.talk_seconds)),
    h("td", {}, sent ? `${delivered} of ${sent} arrived` : "not sent"), h("td", {}, ...callButtons(call)));
}

function callButtons(call) {
  if (call.phase === "over") return [];
  const agent = call.agent.extension_number;
  const press = (label, action, more = {}) => h("button", { type: "button", class: "plain", onclick: async () => {
    await ask("POST", `/control/calls/${call.call_id}/${action}`, { agent, ...more });
    refresh();
  } }, label);
  const hangUp = press("Far end hangs up", "hangup");
  if (call.phase === "ringing") return [...(call.direction === "inbound" ? [press("Answer", "answer")] : []), hangUp];
  if (call.event === "warm_transfer_outgoing") return [press("Join them", "complete"), press("Go back", "back")];
  if (agent === chosen) return [hangUp];
  const to = chosen;
  return [press("Ask chosen agent", "transfer", { to, how: "warm" }), press("Transfer to chosen agent", "transfer", { to, how: "blind" }), hangUp];
}

async function refresh() {
  const state = await ask("GET", "/control/state");
  chosen ??= (state.agents.find((agent) => agent.pages) ?? state.agents[0]).extension;
  draw("agents", state.agents, agentButton);
  draw("scripts", state.scripts, scriptButton);
  draw("calls", state.calls.reverse(), callRow);
  document.getElementById("none").hidden = state.calls.length > 0;
}

document.getElementById("ring").addEventListener("submit", async (event) => {
  event.preventDefault();
  const order = Object.fromEntries(new FormData(event.target));
  await ask("POST", "/control/ring", { ...order, agent: chosen });
  refresh();
});
document.getElementById("text").addEventListener("submit", async (event) => {
  event.preventDefault();
  await ask("POST", "/control/sms", { ...Object.fromEntries(new FormData(event.target)), agent: chosen });
});
for (const [id, out] of [["opt-out", true], ["opt-in", false]]) {
  document.getElementById(id).addEventListener("click", async () => {
    const number = document.getElementById("text").elements.number.value;
    const said = await ask("POST", "/control/texts/opt", { number, out, agent: chosen });
    if (said.ok) say(out ? `${number} gets no more texts.` : `${number} gets texts again.`);
  });
}
const { scripts } = await ask("GET", "/control/texts");
draw("texts", scripts, textButton);
refresh();
setInterval(refresh, 1000);
