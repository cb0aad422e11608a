/* Reloads the page when the preview shows a newer build.
   A hidden tab does not listen: browsers open at most six connections to a server, and an editor may have more tabs. */
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
