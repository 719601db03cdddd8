// The matrix, filtered and rearranged: by words, stance and paper. The page is whole without it; the choice stands in the
// address, so that a course page can link to it.
(() => {
  "use strict";
  const form = document.getElementById("matrix-filters");
  const table = document.querySelector(".matrix table");
  if (!form || !table) return;
  const head = table.tHead.rows[0];
  const rows = [...table.tBodies[0].rows];
  const papers = [...head.cells].slice(1);
  // The cells in the order of the papers as given, whatever order they are shown in.
  const grid = rows.map((row) => [...row.cells].slice(1));
  const told = form.querySelector("output");
  const fields = form.elements;
  const folded = new Set();

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const depth = (row) => Number(row.dataset.depth);

  const shownPapers = () => [...form.querySelectorAll("input[name=paper]")].map((box) => box.checked);

  // A cell passes when it has the stance that is asked for, or is a gap where gaps are asked for, and has the words.
  const passes = (cell, stance, words) => {
    if (stance === "gap" && !cell.classList.contains("gap")) return false;
    if (stance !== "" && stance !== "gap" && !(cell.dataset.stances || "").split(" ").includes(stance)) return false;
    return words === "" || plain(cell.textContent).includes(words);
  };

  const isUnderFold = (index) => {
    let level = depth(rows[index]);
    for (let i = index - 1; i >= 0 && level > 0; i -= 1) {
      if (depth(rows[i]) < level) {
        if (folded.has(i)) return true;
        level = depth(rows[i]);
      }
    }
    return false;
  };

  const order = () => {
    const given = papers.map((_, i) => i);
    const said = (i) => grid.filter((cells) => !cells[i].classList.contains("gap")).length;
    if (fields.order.value === "name") given.sort((a, b) => papers[a].textContent.localeCompare(papers[b].textContent));
    if (fields.order.value === "most") given.sort((a, b) => said(b) - said(a) || a - b);
    return given;
  };

  const apply = () => {
    const words = plain(fields.words.value.trim());
    const stance = fields.stance.value;
    const visible = shownPapers();
    const sequence = order();
    head.append(...sequence.map((i) => papers[i]));
    papers.forEach((cell, i) => { cell.hidden = !visible[i]; });
    let shown = 0;
    rows.forEach((row, r) => {
      row.append(...sequence.map((i) => grid[r][i]));
      grid[r].forEach((cell, i) => { cell.hidden = !visible[i]; });
      const theme = words !== "" && plain(row.cells[0].textContent).includes(words);
      const found = (words === "" && stance === "") || grid[r].some((cell, i) => visible[i] && passes(cell, stance, theme ? "" : words));
      row.hidden = !found || isUnderFold(r);
      if (!row.hidden) shown += 1;
    });
    told.textContent = form.dataset.found.replace("{shown}", shown);
  };

  const remember = () => {
    const state = new URLSearchParams();
    for (const name of ["words", "stance", "order"]) if (fields[name].value) state.set(name, fields[name].value);
    const hidden = shownPapers().flatMap((on, i) => (on ? [] : [i]));
    if (hidden.length) state.set("without", hidden.join("."));
    const text = state.toString();
    history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
  };

  const recall = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const name of ["words", "stance", "order"]) fields[name].value = state.get(name) || "";
    const hidden = (state.get("without") || "").split(".").filter(Boolean);
    form.querySelectorAll("input[name=paper]").forEach((box) => { box.checked = !hidden.includes(box.value); });
  };

  // A theme with themes below it can be folded.
  rows.forEach((row, r) => {
    if (!rows[r + 1] || depth(rows[r + 1]) <= depth(row)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fold";
    button.setAttribute("aria-expanded", "true");
    button.setAttribute("aria-label", form.dataset.fold.replace("{theme}", row.cells[0].textContent.trim()));
    button.addEventListener("click", () => {
      if (folded.has(r)) folded.delete(r);
      else folded.add(r);
      button.setAttribute("aria-expanded", String(!folded.has(r)));
      apply();
    });
    row.cells[0].prepend(button);
  });

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { apply(); remember(); });
  form.addEventListener("reset", () => setTimeout(() => { folded.clear(); apply(); remember(); }));
  addEventListener("hashchange", () => { recall(); apply(); });
  form.hidden = false;
  recall();
  apply();
})();
