// What Contact Center's page says about a call, in the shapes Zoom's guide and its users show.

/** Name a call as an engagement: base64url, so that it may hold an underscore. */
export function engagementId(call) {
  return btoa(call.callId).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Return the messages about a call's way from one state to the next, in their order. */
export function told(before, call) {
  const id = engagementId(call);
  const inbound = call.direction === "inbound";
  const said = [];
  if (!before) said.push(...(inbound ? arriving(id, call) : [started(id, call)]));
  if (call.answeredAt && !before?.answeredAt) said.push(connected(id, call, inbound));
  if (call.phase === "over" && before?.phase !== "over") {
    said.push(...(call.answeredAt ? [plain("zcc-call-ended", id)] : [missed(id, call, inbound)]));
  }
  if (call.recorded && !before?.recorded) {
    said.push({ type: "zcc-call-recording", data: { engagementId: id, recordingUrl: `https://zoom.us/rec/${id}` } });
  }
  return said;
}

/** Return the log of a call with what the agent wrote; Zoom sends it once wrap-up is over. */
export function logged(call, notes, dispositionCode) {
  const inbound = call.direction === "inbound";
  const ended = call.answeredAt ? new Date(Date.parse(call.answeredAt) + call.talkSeconds * 1000) : null;
  const data = {
    engagementId: engagementId(call),
    user: { id: "", name: call.name, phone: call.number, email: "", entity: "" },
    objectRecord: {
      type: "call", callType: call.direction, callQueue: call.via,
      from: inbound ? call.number : "", to: inbound ? "" : call.number,
      callStartTime: call.answeredAt ?? "", callEndTime: ended ? ended.toISOString() : "",
      callDuration: call.talkSeconds, wrapUpTimeDuration: 0, dispositionCode, notes,
    },
  };
  return { type: "zcc-phone-call-log", data };
}

export function wrappedUp(call, dispositionCode) {
  return { type: "zcc-end-post-engagement", data: { engagementId: engagementId(call), dispositionCode } };
}

function arriving(id, call) {
  const voice = { engagementId: id, channel: "voice" };
  return [
    { type: "zcc-incomingPhone-request", data: { incomingPhoneNumber: call.number, ...voice } },
    { type: "zcc-call-ringing", data: { from: call.number, createTs: Date.parse(call.rangAt), ...voice } },
  ];
}

function started(id, call) {
  return { type: "zcc-outbound-call-started", data: { engagementId: id, startTs: Date.parse(call.rangAt), to: call.number } };
}

function connected(id, call, inbound) {
  return { type: "zcc-call-connected", data: {
    direction: call.direction, engagementId: id, from: inbound ? call.number : "", to: inbound ? "" : call.number,
    queueName: call.via, queueId: call.via ? "queue-1" : "",
  } };
}

function missed(id, call, inbound) {
  const type = inbound ? "zcc-inbound-not-connected" : "zcc-outbound-not-connected";
  return { type, data: { engagementId: id, reasonCode: 1, message: call.result ?? "" } };
}

function plain(type, id) {
  return { type, data: { engagementId: id } };
}
