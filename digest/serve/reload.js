/* Loads the page anew when the preview shows another build than the one it was made of.
   A hidden tab listens to nothing: browsers hold six connections to a server, and an editor may have more tabs than that. */
"use strict";
(() => {
  const version = document.querySelector('meta[name="digest-preview"]').content;
  let stream = null;

  function leave() {
    if (stream) stream.close();
    stream = null;
  }

  function listen() {
    leave();
    stream = new EventSource("/.digest/events");
    stream.addEventListener("build", (event) => {
      if (event.data !== version) location.reload();
    });
  }

  function follow() {
    if (document.visibilityState === "hidden") leave();
    else listen();
  }

  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", follow);
})();
