// Comforts that the page does without: the switch for colours, notes in the margin, and the position in the table of contents.
(() => {
  "use strict";
  const root = document.documentElement;

  // The switch goes round: as the system has it, light, dark.
  const button = document.querySelector("button.scheme");
  const order = ["system", "light", "dark"];
  const told = button && button.querySelector("span");
  const show = () => {
    const now = root.dataset.theme || "system";
    told.textContent = ": " + button.dataset[now];
    button.dataset.now = now;
  };
  if (button && told) {
    show();
    button.addEventListener("click", () => {
      const next = order[(order.indexOf(root.dataset.theme || "system") + 1) % order.length];
      if (next === "system") delete root.dataset.theme;
      else root.dataset.theme = next;
      try {
        if (next === "system") localStorage.removeItem("conspectus-colours");
        else localStorage.setItem("conspectus-colours", next);
      } catch (refused) {
        // Not remembered, but it holds on this page.
      }
      show();
    });
  }

  // The search is fetched when it is asked for: by its link, by the key /, or by an address that holds a search.
  const door = document.querySelector("a.search-link");
  let fetched = false;
  const search = () => {
    if (window.conspectusSearch) return void conspectusSearch.open();
    if (fetched) return;
    fetched = true;
    const [sheet, script] = ["link", "script"].map((tag) => document.createElement(tag));
    sheet.rel = "stylesheet";
    sheet.href = new URL("static/search.css", door.href);
    script.src = new URL("static/search.js", door.href);
    script.onload = () => conspectusSearch.open();
    script.onerror = () => { location.href = door.href; };
    document.head.append(sheet, script);
  };
  // The reader may need the key for something else; the search has a switch for it.
  const slash = () => {
    try {
      return localStorage.getItem("conspectus-slash") !== "off";
    } catch (refused) {
      return true;
    }
  };
  if (door) {
    door.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      search();
    });
    addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !slash()) return;
      if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
      event.preventDefault();
      search();
    });
    if (location.hash.startsWith("#?") && !document.getElementById("search")) search();
  }

  // A link to a passage also copies its address; the arrow keys go from one to the next.
  const copied = Object.assign(document.createElement("p"), { className: "for-ears", role: "status" });
  const copy = (text, sign) => navigator.clipboard.writeText(text).then(() => {
    if (!copied.isConnected) document.body.append(copied);
    copied.textContent = document.body.dataset.copied;
    sign.dataset.copied = "";
    setTimeout(() => {
      copied.textContent = "";
      delete sign.dataset.copied;
    }, 1500);
  }, () => {});
  addEventListener("click", (event) => {
    const link = event.target.closest("a.anchor");
    if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    copy(link.href, link);
  });
  // What is there to be copied has a button for it.
  if (navigator.clipboard) for (const block of document.querySelectorAll("[data-copy]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: block.dataset.copy });
    button.addEventListener("click", () => copy(block.textContent, button));
    block.after(button);
  }
  addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches("a.anchor") || event.ctrlKey || event.metaKey || event.altKey) return;
    const anchors = [...document.querySelectorAll("a.anchor")];
    const next = anchors[anchors.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  // Footnotes stand in the margin beside their marks where there is one, each below the one before it.
  const notes = document.querySelector(".entry:not(.full, .front) > .text .footnotes");
  if (notes) {
    const column = notes.closest(".text");
    const margin = matchMedia("(min-width: 75rem)");
    // All places are read before any is written, or each note would have the whole page laid out anew.
    const place = () => {
      const beside = margin.matches;
      const top = column.getBoundingClientRect().top;
      let end = 0;
      const places = (beside ? [...notes.querySelectorAll("li[id^='fn-']")] : []).map((note) => {
        const mark = document.getElementById(note.id.replace("fn-", "fnref-"));
        const at = Math.max(mark ? mark.getBoundingClientRect().top - top : 0, end);
        end = at + note.offsetHeight + 12;
        return [note, at];
      });
      for (const [note, at] of places) note.style.setProperty("--at", at + "px");
      column.style.setProperty("--notes-end", end + "px");
    };
    const divide = () => notes.classList.toggle("in-margin", margin.matches);
    divide();
    margin.addEventListener("change", divide);
    // Just before the page is drawn it is laid out in any case: reading costs nothing then, and nothing is seen to move.
    const placed = () => requestAnimationFrame(place);
    placed();
    new ResizeObserver(placed).observe(column);
    document.fonts.ready.then(placed);
  }

  // What scrolls can be reached by Tab, so that the arrow keys scroll it; what has room enough is no stop on the way.
  const regions = [...document.querySelectorAll("[role=region][tabindex]")];
  if (regions.length) {
    const reach = () => {
      const scrolls = regions.map((region) =>
        (region.scrollWidth > region.clientWidth + 1 || region.scrollHeight > region.clientHeight + 1)
        && getComputedStyle(region).overflowX !== "visible");
      regions.forEach((region, i) => {
        if (scrolls[i]) region.tabIndex = 0;
        else region.removeAttribute("tabindex");
      });
    };
    const reached = () => requestAnimationFrame(reach);
    new ResizeObserver(reached).observe(document.documentElement);
    document.fonts.ready.then(reached);
  }

  // The table of contents: open where there is room, and marked at the heading that was passed last.
  const contents = document.querySelector("nav.toc");
  if (!contents) return;
  const fold = contents.querySelector("details");
  const room = matchMedia("(min-width: 56rem)");
  const unfold = () => { if (fold) fold.open = room.matches; };
  unfold();
  room.addEventListener("change", unfold);

  const links = [...contents.querySelectorAll("a[href^='#']")];
  // A part that is far away is not laid out yet; asking for the place of its heading would do it.
  const targets = links.map((link) => {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return heading && (heading.closest(".across[data-items]") || heading);
  });
  let waiting = false;
  const mark = () => {
    waiting = false;
    let last = -1;
    targets.forEach((target, i) => {
      if (target && target.getBoundingClientRect().top < innerHeight * 0.3) last = i;
    });
    links.forEach((link, i) => {
      if (i === last) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(mark);
  };
  addEventListener("scroll", soon, { passive: true });
  soon();
})();
