// Sends a reader on from where something was to where it is now, with the fragment that was asked for.
(() => {
  "use strict";
  const here = decodeURIComponent(location.hash.slice(1));
  const to = document.querySelector("link[rel=next][data-moved]");
  if (to) {
    const target = new URL(to.href);
    target.search = location.search;
    if (location.hash) target.hash = location.hash;
    location.replace(target.href);
    return;
  }
  const follow = () => {
    const note = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const link = note && note.closest("aside.moved") && note.querySelector("a");
    if (link) location.replace(link.href);
  };
  if (here) follow();
  addEventListener("hashchange", follow);
})();
