// The reader's choice of colours, set before the first paint so that nothing flashes. All else is in script.js.
(function (root) {
  root.classList.add("js");
  try {
    var choice = localStorage.getItem("conspectus-colours");
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  } catch (refused) {
    // Storage may be forbidden (a sandboxed frame, some file: addresses): the system's scheme stays.
  }
})(document.documentElement);
