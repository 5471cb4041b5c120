// Zoom's guide asks the page for this global function. It must live in the page's own world to be
// found there; a DOM event without content is all that crosses into the bridge's world.
window.onZoomPhoneIframeApiReady = () => {
  document.dispatchEvent(new CustomEvent('cti-desktop-callback'));
};
