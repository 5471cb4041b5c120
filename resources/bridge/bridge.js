// Carries messages between Zoom's iframe and the program, and judges nothing but who sent them.
//
// Runs in an isolated world of our own page only: neither the page's world nor the iframe can reach
// it or the channel. A message counts when its origin AND its window are the iframe's. What is
// refused is counted here and reported in batches, so that a flood costs one crossing.
(() => {
  'use strict';

  const FRAME_ID = 'zoom-embeddable-phone-iframe';
  const LONGEST_BODY = 256 * 1024; // UTF-16 units
  const LONGEST_DETAIL = 200;
  const MOST_WAITING = 10000;
  const REPORT_AFTER_MS = 100;

  const waiting = [];
  const refusals = new Map();
  let bridge = null;
  let lastId = 0;

  const frame = () => document.getElementById(FRAME_ID);
  const frameOrigin = () => frame().dataset.origin;

  function send(kind, body) {
    if (bridge === null && waiting.length >= MOST_WAITING) {
      refuse('overflow', '');
      return;
    }
    lastId += 1;
    const envelope = JSON.stringify({ id: lastId, kind, body });
    if (bridge === null) waiting.push(envelope);
    else bridge.request(envelope);
  }

  function refuse(reason, detail) {
    const known = refusals.get(reason);
    if (known) {
      known.count += 1;
      return;
    }
    refusals.set(reason, { reason, count: 1, detail: String(detail).slice(0, LONGEST_DETAIL) });
    if (refusals.size === 1) setTimeout(reportRefusals, REPORT_AFTER_MS);
  }

  function reportRefusals() {
    const reports = [...refusals.values()];
    refusals.clear();
    for (const report of reports) send('refused', JSON.stringify(report));
  }

  function asJson(data) {
    try {
      return JSON.stringify(data); // undefined for what JSON has no word for
    } catch {
      return undefined; // cyclic, or a BigInt
    }
  }

  function hear(event) {
    const source = frame()?.contentWindow;
    if (!source || event.source !== source) return refuse('window', event.origin);
    if (event.origin !== frameOrigin()) return refuse('origin', event.origin);
    const body = asJson(event.data);
    if (body === undefined) return refuse('not_json', typeof event.data);
    if (body.length > LONGEST_BODY) return refuse('too_large', body.length);
    return send('message', body);
  }

  function post(text) {
    frame().contentWindow.postMessage(JSON.parse(text).message, frameOrigin());
  }

  function connect(channel) {
    bridge = channel.objects.bridge;
    bridge.posted.connect(post);
    for (const envelope of waiting.splice(0)) bridge.request(envelope);
  }

  window.addEventListener('message', hear);
  // `load` does not bubble, but it can be caught on its way down.
  document.addEventListener('load', (event) => {
    if (event.target === frame()) send('loaded', '');
  }, true);
  // Sent by callback.js; a DOM event cannot be made by a page of another origin.
  document.addEventListener('cti-desktop-callback', () => {
    send('signal', 'onZoomPhoneIframeApiReady');
  });
  new QWebChannel(qt.webChannelTransport, connect);
})();
