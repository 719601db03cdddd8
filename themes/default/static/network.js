// The network. In the drawing, pointing at an actor, or reaching it by keyboard, brings out whom it meets. Without this
// script the drawing says the same, only all at once.
(() => {
  "use strict";
  // A line leads into a list that may be closed; not every browser opens it by itself.
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    const own = target.querySelector("td > details");
    if (own) own.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();

  const drawing = document.querySelector("svg.network-drawing");
  if (!drawing) return;
  const dots = [...drawing.querySelectorAll(".dots > a")];
  const ties = [...drawing.querySelectorAll(".ties > a")].map((link) => ({
    link,
    ends: link.dataset.ends.split(" ").map(Number),
  }));

  const show = (chosen) => {
    const met = new Set(chosen);
    for (const tie of ties) {
      const near = chosen.length === 2
        ? tie.ends.every((end) => chosen.includes(end))
        : tie.ends.some((end) => chosen.includes(end));
      tie.link.classList.toggle("near", near);
      if (near) tie.ends.forEach((end) => met.add(end));
    }
    dots.forEach((dot, number) => dot.classList.toggle("near", met.has(number)));
    drawing.classList.toggle("pointed", chosen.length > 0);
  };
  const hide = () => show([]);

  dots.forEach((dot, number) => {
    dot.addEventListener("pointerenter", () => show([number]));
    dot.addEventListener("focus", () => show([number]));
    dot.addEventListener("pointerleave", hide);
    dot.addEventListener("blur", hide);
  });
  ties.forEach((tie) => {
    tie.link.addEventListener("pointerenter", () => show(tie.ends));
    tie.link.addEventListener("pointerleave", hide);
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
})();
