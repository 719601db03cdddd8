// Served by `conspectus serve` alone: changes the page in place when the site was built again, and shows what is wrong
// with it.
//
// The page is kept as it came, before other scripts changed it. When there is a new one, only what differs between the two
// is changed in what the reader sees: where she is, what she has opened, typed and marked, and what scripts added stays.
// Where scripts keep what has to change for themselves, the page is loaded anew, at the same place.
(() => {
  "use strict";
  const own = document.currentScript;
  const name = "conspectus-place " + location.pathname;
  const rootAttributes = [...document.documentElement.attributes].map((it) => [it.name, it.value]);
  let shown = own.dataset.publication;
  let seen = own.dataset.state;
  let source = null;
  let overlay = null;
  let told = "";
  let wanted = shown;
  let busy = false;
  let base = null;
  // From each node of the page as it came to the node that the reader sees.
  let live = new WeakMap();

  // Deferred scripts run after this; those in the head have left their marks on the root only.
  document.addEventListener("readystatechange", () => {
    if (base) return;
    base = document.documentElement.cloneNode(true);
    for (const it of [...base.attributes]) base.removeAttribute(it.name);
    for (const [key, value] of rootAttributes) base.setAttribute(key, value);
    pair(base, document.documentElement);
  });

  function pair(node, seenNode) {
    live.set(node, seenNode);
    let other = seenNode.firstChild;
    for (let child = node.firstChild; child && other; child = child.nextSibling, other = other.nextSibling) pair(child, other);
  }

  // What a new page needs of the reader's place on the old one, where it has to be loaded.
  function reload() {
    const open = [...document.querySelectorAll("details")].map((it) => it.open);
    const focused = document.activeElement && document.activeElement.id;
    try {
      sessionStorage.setItem(name, JSON.stringify({ x: scrollX, y: scrollY, open, focused }));
    } catch {
      // A page without storage begins at its top.
    }
    location.reload();
  }

  function restore() {
    try {
      const saved = JSON.parse(sessionStorage.getItem(name));
      sessionStorage.removeItem(name);
      if (!saved) return;
      const details = document.querySelectorAll("details");
      if (details.length === saved.open.length) details.forEach((it, at) => { it.open = saved.open[at]; });
      const focused = saved.focused && document.getElementById(saved.focused);
      if (focused) focused.focus({ preventScroll: true });
      scrollTo({ left: saved.x, top: saved.y, behavior: "instant" });
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
    } else {
      hide();
      told = "";
    }
    refresh(state.replaced);
    wanted = state.publication;
    if (wanted !== shown) update();
  }

  // Fetches the page once more and changes what differs; while that lasts, further news wait.
  async function update() {
    if (busy) return;
    busy = true;
    try {
      while (wanted !== shown && (await fetched())) {
        // Something newer may have come meanwhile.
      }
    } finally {
      busy = false;
    }
  }

  // Brings the page up to date; `false` if the server is away: its next event begins again.
  async function fetched() {
    let answer, text;
    try {
      answer = await fetch(location.href.split("#")[0], { cache: "no-store", headers: { Accept: "text/html" } });
      text = await answer.text();
    } catch {
      return false;
    }
    const page = new DOMParser().parseFromString(text, "text/html");
    const script = page.querySelector('script[src="/_conspectus/live.js"]');
    if (!base || !script || answer.redirected || page.querySelector('meta[http-equiv="refresh" i]')) {
      reload();
      return false;
    }
    shown = script.dataset.publication;
    try {
      patch(page.documentElement);
    } catch (held) {
      if (!(held instanceof Held)) console.error(held);
      reload();
      return false;
    }
    return true;
  }

  // Scripts keep what has to change.
  class Held extends Error {}

  function patch(page) {
    const edits = [];
    compare(base, page, edits);
    const anchor = edits.length ? topmost() : null;
    const top = anchor && anchor.getBoundingClientRect().top;
    const root = document.documentElement;
    root.style.setProperty("overflow-anchor", "none");
    const focused = document.activeElement && document.activeElement.id;
    for (const edit of edits) edit();
    base = page;
    if (anchor && anchor.isConnected) scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: "instant" });
    const again = focused && document.activeElement === document.body && document.getElementById(focused);
    if (again) again.focus({ preventScroll: true });
    root.style.removeProperty("overflow-anchor");
    if (!root.getAttribute("style")) root.removeAttribute("style");
  }

  // The first thing below the upper edge of the window: it stays where it is.
  function topmost() {
    if (scrollY <= 0) return null;
    const blocks = document.querySelectorAll("main :is(h1, h2, h3, h4, p, li, tr, dt, dd, figure)");
    return [...blocks].find((it) => it.getBoundingClientRect().top >= 0 && it.getClientRects().length) || null;
  }

  // The node that the reader sees; it must be where the page had it.
  function visible(node) {
    const it = live.get(node);
    if (!it || !it.isConnected) throw new Held();
    return it;
  }

  function compare(old, page, edits) {
    const it = visible(old);
    live.set(page, it);
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.data !== page.data) edits.push(() => write(it, old.data, page.data));
      return;
    }
    for (const { name, value } of page.attributes) {
      if (old.getAttribute(name) !== value) edits.push(() => setAttribute(it, name, old.getAttribute(name), value));
    }
    for (const { name } of old.attributes) {
      if (!page.hasAttribute(name)) edits.push(() => setAttribute(it, name, old.getAttribute(name), null));
    }
    // Without scripts its content is elements, with them a text.
    if (old.localName === "noscript") return;
    const pairs = align([...old.childNodes], [...page.childNodes]);
    const structural = pairs.some(([a, b]) => !a || !b);
    if (structural) guard(old, it, pairs);
    // From the end, so that the place before which something new stands is known.
    let next = null;
    for (const [a, b] of pairs.reverse()) {
      if (a && b) {
        if (a.isEqualNode(b) && a.localName !== "noscript") adopt(a, b);
        else compare(a, b, edits);
        next = a;
      } else if (a) {
        const gone = visible(a);
        edits.push(() => gone.remove());
      } else {
        const before = next;
        const fresh = document.importNode(b, true);
        pair(b, fresh);
        edits.push(() => insert(it, fresh, before && live.get(before)));
        // What stands before it is put before it.
        live.set(b, fresh);
        next = b;
      }
    }
  }

  // Everything in an unchanged part of the page is seen where it was.
  function adopt(old, page) {
    const it = live.get(old);
    if (it) live.set(page, it);
    let other = page.firstChild;
    for (let child = old.firstChild; child && other; child = child.nextSibling, other = other.nextSibling) adopt(child, other);
  }

  // Scripts that draw, filter or reorder know the parts of forms and drawings, and of tables beside a form.
  function guard(old, it, pairs) {
    const parts = pairs.flatMap((pair) => pair).filter((node) => node && node.nodeType === Node.ELEMENT_NODE);
    if (!parts.length) return;
    if (parts.some((node) => node.localName === "script")) throw new Held();
    const inTable = it.closest("table") && document.querySelector("main form");
    if (it.closest("svg, form, canvas, video, audio") || inTable) throw new Held();
  }

  function insert(parent, fresh, before) {
    if (before && before.parentNode) before.parentNode.insertBefore(fresh, before);
    else parent.append(fresh);
  }

  // Only the letters that differ are replaced: what is marked on both sides of them stays so.
  function write(node, old, text) {
    if (node.data !== old) {
      node.data = text;
      return;
    }
    let from = 0;
    const most = Math.min(old.length, text.length);
    while (from < most && old[from] === text[from]) from += 1;
    let end = 0;
    while (end < most - from && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
    node.replaceData(from, old.length - end - from, text.slice(from, text.length - end));
  }

  // Of classes, those that scripts added stay; `open` belongs to the reader.
  function setAttribute(it, name, old, value) {
    if (name === "open") return;
    if (name === "class") {
      const words = (text) => (text || "").split(/\s+/).filter(Boolean);
      it.classList.remove(...words(old));
      it.classList.add(...words(value));
      if (!it.classList.length) it.removeAttribute("class");
    } else if (value === null) {
      it.removeAttribute(name);
    } else {
      it.setAttribute(name, value);
    }
  }

  // The children of two states of an element in pairs: the same on both sides first, then what stands between them.
  function align(old, page) {
    const same = (a, b) => a.isEqualNode(b);
    let from = 0;
    while (from < old.length && from < page.length && same(old[from], page[from])) from += 1;
    let end = 0;
    const most = Math.min(old.length, page.length) - from;
    while (end < most && same(old[old.length - 1 - end], page[page.length - 1 - end])) end += 1;
    const middle = between(old.slice(from, old.length - end), page.slice(from, page.length - end), same);
    const head = old.slice(0, from).map((node, at) => [node, page[at]]);
    const tail = old.slice(old.length - end).map((node, at) => [node, page[page.length - end + at]]);
    return [...head, ...middle, ...tail];
  }

  // The longest common sequence, and between its parts what is of the same kind, in order.
  function between(old, page, same) {
    const ALL = 250000;
    if (!old.length || !page.length || old.length * page.length > ALL) return matched(old, page);
    const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(page.length + 1));
    const equal = old.map((a) => page.map((b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && same(a, b)));
    for (let i = old.length - 1; i >= 0; i -= 1) {
      for (let j = page.length - 1; j >= 0; j -= 1) {
        lengths[i][j] = equal[i][j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
      }
    }
    const pairs = [];
    let [gone, fresh] = [[], []];
    let [i, j] = [0, 0];
    while (i < old.length || j < page.length) {
      if (i < old.length && j < page.length && equal[i][j]) {
        pairs.push(...matched(gone, fresh), [old[i], page[j]]);
        [gone, fresh] = [[], []];
        i += 1;
        j += 1;
      } else if (j >= page.length || (i < old.length && lengths[i + 1][j] >= lengths[i][j + 1])) {
        gone.push(old[i]);
        i += 1;
      } else {
        fresh.push(page[j]);
        j += 1;
      }
    }
    return [...pairs, ...matched(gone, fresh)];
  }

  // What has the same identifier, and else what is of the same kind: paragraphs are identified by what they say.
  function matched(old, page) {
    const ids = (nodes) => new Set(nodes.map((it) => it.id).filter(Boolean));
    const [before, now] = [ids(old), ids(page)];
    const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName
      && ((a.id || "") === (b.id || "") || (!now.has(a.id) && !before.has(b.id)))
      && (a.nodeName !== "SCRIPT" || a.getAttribute("src") === b.getAttribute("src"));
    const pairs = [];
    let from = 0;
    for (const node of page) {
      const at = old.findIndex((it, number) => number >= from && alike(it, node));
      if (at < 0) {
        pairs.push([null, node]);
        continue;
      }
      pairs.push(...old.slice(from, at).map((it) => [it, null]), [old[at], node]);
      from = at + 1;
    }
    return [...pairs, ...old.slice(from).map((it) => [it, null])];
  }

  // Files that the page shows and that were replaced on the disk.
  function refresh(paths) {
    if (!paths.length) return;
    const replaced = new Set(paths);
    const path = (address) => {
      const url = new URL(address, location.href);
      return url.origin === location.origin ? decodeURIComponent(url.pathname.slice(1)) : "";
    };
    const shows = (it, key) => it.hasAttribute(key) && replaced.has(path(it.getAttribute(key)));
    const fresh = (address) => address.split(/[?#]/)[0] + "?state=" + encodeURIComponent(seen);
    const scripts = [...document.querySelectorAll("script[src]")].filter((it) => shows(it, "src"));
    // Scripts that fetch more by themselves, such as the search, do so when they are asked.
    if (scripts.some((it) => path(it.getAttribute("src")).startsWith("static/"))) return reload();
    const isStyle = (it) => /^static\/.*\.(css|woff2|svg|png|jpe?g|gif|webp|avif)$/.test(it);
    const styles = paths.some(isStyle) ? document.querySelectorAll('link[rel~="stylesheet"]') : [];
    for (const it of styles) if (path(it.href) && !it.href.includes("/_conspectus/")) restyle(it, fresh(it.getAttribute("href")));
    for (const it of document.querySelectorAll("[src]:not(script), [poster], object[data]")) {
      for (const key of ["src", "poster", "data"]) if (shows(it, key)) it.setAttribute(key, fresh(it.getAttribute(key)));
    }
  }

  // The old style stays until the new one is there, so that nothing flashes.
  function restyle(link, href) {
    const next = link.cloneNode();
    next.href = href;
    const end = () => link.remove();
    next.addEventListener("load", end);
    next.addEventListener("error", end);
    link.after(next);
    rebind(base, link, next);
  }

  function rebind(node, from, to) {
    if (live.get(node) === from) live.set(node, to);
    else for (const child of node.childNodes) rebind(child, from, to);
  }

  function show(problems) {
    const text = problems.heading + problems.text;
    if (text === told) return;
    told = text;
    hide();
    style();
    overlay = element("section", "", { id: "conspectus-problems", "aria-label": "Problems of the site", role: "alert" });
    const close = element("button", "Close", { type: "button", title: "Close (Esc)" });
    close.addEventListener("click", hide);
    const note = "The last page without errors stays below; this goes when all is mended.";
    const excerpt = element("pre", problems.text, { tabindex: "0" });
    overlay.append(close, element("h2", problems.heading), element("p", note), excerpt);
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

  function element(tag, text, attributes = {}) {
    const it = document.createElement(tag);
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
})();
