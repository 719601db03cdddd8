// Cards beside links: what is said in short of a term, name, event, paper or cited work, on hover, focus and the first
// touch. The text stands in the page; without this script a link is a link.
(() => {
  "use strict";
  const links = 'a[aria-describedby^="card-"]';
  if (!document.querySelector(links)) return;
  const card = document.createElement("div");
  card.className = "card";
  card.hidden = true;
  // The link is described by the text in the page already: a screen reader needs it once.
  card.setAttribute("aria-hidden", "true");
  document.body.append(card);
  let owner = null;
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    card.hidden = true;
    owner = null;
  };

  const show = (link) => {
    const told = document.getElementById(link.getAttribute("aria-describedby"));
    if (!told) return;
    clearTimeout(timer);
    owner = link;
    card.replaceChildren(...[...told.childNodes].map((node) => node.cloneNode(true)));
    card.className = "card " + link.className;
    card.hidden = false;
    const at = link.getClientRects()[0];
    const room = document.documentElement.clientWidth;
    // A card begins where its link begins, on whichever side that is.
    const isRightToLeft = getComputedStyle(link).direction === "rtl";
    const from = isRightToLeft ? at.right - card.offsetWidth : at.left;
    const left = Math.max(8, Math.min(from, room - card.offsetWidth - 8));
    const below = at.bottom + card.offsetHeight + 8 < innerHeight || at.top < card.offsetHeight + 8;
    card.style.left = left + scrollX + "px";
    card.style.top = (below ? at.bottom + 4 : at.top - card.offsetHeight - 4) + scrollY + "px";
  };

  const soon = (act, delay) => {
    clearTimeout(timer);
    timer = setTimeout(act, delay);
  };

  document.addEventListener("mouseover", (event) => {
    const link = event.target.closest(links);
    if (link) soon(() => show(link), 200);
    else if (card.contains(event.target)) clearTimeout(timer);
    else if (owner && owner !== document.activeElement) soon(hide, 200);
  });
  document.addEventListener("focusin", (event) => {
    const link = event.target.closest(links);
    if (link && link.matches(":focus-visible")) show(link);
    else hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && owner) hide();
  });
  // The first touch shows the card, the second follows the link; a touch elsewhere closes it.
  let touched = null;
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch" ? event.target.closest(links) : null;
    if (!card.hidden && !touched && !card.contains(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    if (!touched || event.target.closest(links) !== touched) return;
    if (owner === touched && !card.hidden) return;
    event.preventDefault();
    show(touched);
  });
})();
