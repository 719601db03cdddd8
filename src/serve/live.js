// Served by `conspectus serve` alone: reloads the page when the site was built again, and shows what is wrong with it.
(() => {
  "use strict";
  const shown = document.currentScript.dataset.publication;
  const place = "conspectus-place " + location.pathname;
  let seen = shown;
  let source = null;
  let overlay = null;

  // The scroll position survives a reload.
  function remember() {
    try {
      sessionStorage.setItem(place, JSON.stringify([scrollX, scrollY]));
    } catch {
      // A page without storage begins at its top.
    }
  }

  function restore() {
    try {
      const saved = JSON.parse(sessionStorage.getItem(place));
      sessionStorage.removeItem(place);
      if (saved) scrollTo({ left: saved[0], top: saved[1], behavior: "instant" });
    } catch {
      // As above.
    }
  }

  function connect() {
    if (source || document.hidden) return;
    source = new EventSource("/_conspectus/events?since=" + seen);
    source.onmessage = (event) => {
      seen = event.lastEventId;
      receive(JSON.parse(event.data));
    };
    source.onerror = () => {
      if (!source || source.readyState !== EventSource.CLOSED) return;
      disconnect();
      setTimeout(connect, 1000);
    };
  }

  // A browser opens few connections to one server: pages that nobody sees must not hold them.
  function disconnect() {
    if (source) source.close();
    source = null;
  }

  function receive(state) {
    if (state.problems) {
      show(state.problems);
    } else if (state.publication !== shown) {
      remember();
      location.reload();
    } else {
      hide();
    }
  }

  function show(problems) {
    hide();
    style();
    overlay = element("section", "", { id: "conspectus-problems", "aria-label": "Problems of the site", role: "alert" });
    const close = element("button", "Close", { type: "button", title: "Close (Esc)" });
    close.addEventListener("click", hide);
    const note = "The last page without errors stays below; this goes when all is mended.";
    const text = element("pre", problems.text, { tabindex: "0" });
    overlay.append(close, element("h2", problems.heading), element("p", note), text);
    document.body.append(overlay);
  }

  function hide() {
    if (overlay) overlay.remove();
    overlay = null;
  }

  function style() {
    const href = "/_conspectus/live.css";
    if (document.querySelector('link[href="' + href + '"]')) return;
    document.head.append(element("link", "", { rel: "stylesheet", href }));
  }

  function element(name, text, attributes = {}) {
    const it = document.createElement(name);
    it.textContent = text;
    for (const [key, value] of Object.entries(attributes)) it.setAttribute(key, value);
    return it;
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  addEventListener("load", restore);
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  connect();
})();
