// Comforts that the page does without: the switch for colours, and the position in the table of contents.
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

  // The table of contents: open where there is room, and marked at the heading that was passed last.
  const contents = document.querySelector("nav.toc");
  if (!contents) return;
  const fold = contents.querySelector("details");
  const room = matchMedia("(min-width: 56rem)");
  const unfold = () => { if (fold) fold.open = room.matches; };
  unfold();
  room.addEventListener("change", unfold);

  const links = [...contents.querySelectorAll("a[href^='#']")];
  const targets = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
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
  mark();
})();
