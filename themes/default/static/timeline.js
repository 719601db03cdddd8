// Choosing and stretching on the timeline. What is chosen stands in the address, so that a course page can link to it:
// timeline.html#actor=…&kind=…&theme=…&paper=…&from=1960&to=1980. Without this script everything is shown.
(() => {
  "use strict";
  const form = document.querySelector("form.choose");
  const chart = document.querySelector(".chart");
  const plot = chart && chart.querySelector(".plot");
  if (!form || !plot) return;

  const names = ["kind", "actor", "theme", "paper", "from", "to"];
  const fields = names.map((name) => form.elements[name]).filter(Boolean);
  const rows = [...document.querySelectorAll("#timeline-table tbody tr[id]")];
  const bodies = [...document.querySelectorAll("#timeline-table tbody")];
  const axis = chart.querySelector(".axis");
  const laneNames = chart.querySelector(".lane-names");
  const ROW_GAP = 5;
  const AIR = 6;
  const BRIM = 20;
  const YEAR = 34;
  const DECADE_YEARS = 9;
  const STEP = 1.5;
  const MOST = 12;
  const number = (text) => Number.parseFloat(text);

  // The drawing as it came: where everything is before it is stretched.
  const [, , WIDTH] = plot.getAttribute("viewBox").split(" ").map(number);
  const EM = WIDTH / number(plot.getAttribute("width"));
  const AXIS = number(axis.getAttribute("viewBox").split(" ")[3]);
  const lanes = [...plot.querySelectorAll(".lane")].map((node) => ({
    node,
    name: laneNames.querySelector(`[data-lane="${node.dataset.lane}"]`),
    height: number(node.dataset.height),
    line: node.querySelector(".lane-line"),
    marks: [...node.querySelectorAll(".mark")].map((mark) => ({
      node: mark,
      item: mark.parentNode,
      row: document.getElementById(mark.dataset.row),
      y: mark.getAttribute("transform"),
      from: number(mark.dataset.x),
      to: number(mark.dataset.end),
      label: mark.querySelector(".label"),
    })),
  }));
  lanes.forEach((lane) => lane.marks.sort((a, b) => a.from - b.from));
  const AXIAL = { rect: ["x", "width"], circle: ["cx"], line: ["x1", "x2"] };
  const lengths = [...plot.querySelectorAll(".mark > rect, .mark > circle, .mark > line, .break")].flatMap((node) =>
    AXIAL[node.localName].map((name) => ({ node, name, x: number(node.getAttribute(name)) })));
  const shifted = [...chart.querySelectorAll(".mark > .arrow, .axis > .zigzag")].map((node) => ({
    node,
    x: number(/[-\d.]+/.exec(node.getAttribute("transform"))[0]),
  }));
  const lines = [...plot.querySelectorAll(".grid > path")].map((node) => ({ node, x: number(node.dataset.x) }));
  const ticks = [...axis.querySelectorAll(".tick")].map((node) => ({
    node,
    x: number(node.dataset.x),
    label: node.dataset.label || node.textContent,
  }));

  let stretch = 1;
  let crop = [0, WIDTH];

  const state = () => {
    const chosen = new URLSearchParams();
    fields.forEach((field) => { if (field.value) chosen.set(field.name, field.value); });
    return chosen;
  };

  const isChosen = (row, chosen) => {
    for (const name of ["kind", "actor", "theme", "paper"]) {
      const wanted = chosen.get(name);
      if (wanted && !(row.dataset[name] || "").split(" ").includes(wanted)) return false;
    }
    const from = chosen.get("from");
    const to = chosen.get("to");
    if (from && row.dataset.to && number(row.dataset.to) < number(from)) return false;
    return !(to && row.dataset.from && number(row.dataset.from) > number(to) + DECADE_YEARS);
  };

  // Everything moves along the axis; words and marks keep their size.
  const place = () => {
    const x = (it) => (it * stretch).toFixed(2);
    lengths.forEach((it) => it.node.setAttribute(it.name, x(it.x)));
    shifted.forEach((it) => it.node.setAttribute("transform", `translate(${x(it.x)})`));
    ticks.forEach((it, at) => {
      it.node.firstChild.setAttribute("d", `M${x(it.x)} 20v8`);
      it.node.lastChild.setAttribute("x", x(it.x));
      if (it.node.classList.contains("decade")) return;
      const next = ticks[at + 1];
      it.node.lastChild.textContent = next && (next.x - it.x) * stretch >= YEAR ? it.label : "";
    });
    let height = 0;
    lanes.forEach((lane) => {
      const isEmpty = lane.marks.every((mark) => mark.item.classList.contains("out"));
      lane.node.classList.toggle("out", isEmpty);
      lane.name.classList.toggle("out", isEmpty);
      if (isEmpty) return;
      lane.node.setAttribute("transform", `translate(0 ${height})`);
      lane.name.setAttribute("transform", `translate(0 ${height})`);
      lane.line.setAttribute("d", `M0 0H${x(WIDTH)}`);
      height += lane.height;
    });
    height = Math.max(height, 1);
    lines.forEach((it) => it.node.setAttribute("d", `M${x(it.x)} 0V${height}`));
    plot.querySelectorAll(".break").forEach((node) => node.setAttribute("height", height));
    const width = (crop[1] - crop[0]) * stretch;
    const resize = (svg, left, wide, high) => {
      svg.setAttribute("viewBox", `${left} 0 ${wide.toFixed(2)} ${high}`);
      svg.setAttribute("width", `${(wide / EM).toFixed(2)}em`);
      svg.setAttribute("height", `${(high / EM).toFixed(2)}em`);
    };
    resize(plot, x(crop[0]), width, height);
    resize(axis, x(crop[0]), width, AXIS);
    const names = laneNames.viewBox.baseVal.width;
    resize(laneNames, 0, names, height);
  };

  // Words go where there is room now: after the mark, or before it.
  const write = () => {
    const shown = lanes.flatMap((lane) => lane.marks.filter((mark) => !mark.item.classList.contains("out")));
    shown.forEach((mark) => mark.label.classList.remove("spare"));
    shown.forEach((mark) => { mark.length = mark.label.getComputedTextLength(); });
    for (const lane of lanes) {
      const taken = new Map();
      const marks = lane.marks.filter((mark) => !mark.item.classList.contains("out"));
      marks.forEach((mark, at) => {
        const next = marks.slice(at + 1).find((it) => it.y === mark.y);
        const room = (next ? next.from : crop[1]) * stretch;
        const before = taken.has(mark.y) ? taken.get(mark.y) : crop[0] * stretch;
        const from = mark.from * stretch;
        const end = mark.to * stretch;
        const length = mark.length + ROW_GAP + AIR;
        const isAfter = end + length <= room;
        const isBefore = !isAfter && from - length >= before;
        taken.set(mark.y, isAfter ? end + length : end);
        mark.label.classList.toggle("spare", !isAfter && !isBefore);
        mark.label.setAttribute("x", (isBefore ? from - ROW_GAP : end + ROW_GAP).toFixed(2));
        if (isBefore) mark.label.setAttribute("text-anchor", "end");
        else mark.label.removeAttribute("text-anchor");
      });
    }
  };

  const tell = (count) => {
    const text = count === rows.length ? form.dataset.all : form.dataset.count;
    const status = form.querySelector("[role=status]");
    status.textContent = text.replace("{shown}", count);
  };

  const show = () => {
    const chosen = state();
    const out = new Set();
    rows.forEach((row) => {
      const isOut = !isChosen(row, chosen);
      row.classList.toggle("out", isOut);
      if (isOut) out.add(row);
    });
    bodies.forEach((body) => {
      const isEmpty = [...body.querySelectorAll("tr[id]")].every((row) => out.has(row));
      body.classList.toggle("out", isEmpty);
      const heading = body.querySelector("th[id]");
      const link = heading && document.querySelector(`.alphabet a[href="#${CSS.escape(heading.id)}"]`);
      if (link) link.parentNode.classList.toggle("out", isEmpty);
    });
    lanes.forEach((lane) => lane.marks.forEach((mark) => mark.item.classList.toggle("out", out.has(mark.row))));
    place();
    write();
    tell(rows.length - out.size);
    form.elements.address.value = String(location.href).split("#")[0].split("?")[0] + (String(chosen) ? `#${chosen}` : "");
  };

  // The part of the axis that is looked at; it is stretched to fill the width there is.
  const look = () => {
    const end = (name, otherwise) => {
      const field = form.elements[name];
      const option = field && field.value ? field.selectedOptions[0] : null;
      return option ? number(option.dataset.x) : otherwise;
    };
    const [from, to] = [end("from", 0), end("to", WIDTH)];
    crop = from < to ? [Math.max(0, from - BRIM), Math.min(WIDTH, to + BRIM)] : [0, WIDTH];
    const room = (chart.clientWidth / plot.getBoundingClientRect().width) * plot.viewBox.baseVal.width;
    stretch = Math.min(MOST, Math.max(1, room / (crop[1] - crop[0])));
    if (crop[0] === 0 && crop[1] === WIDTH) stretch = 1;
  };

  const remember = () => {
    const chosen = String(state());
    const address = chosen ? `#${chosen}` : location.pathname;
    try {
      history.replaceState(null, "", address);
    } catch (refused) {
      // Some browsers forbid it for files and in frames; the address of the view can still be copied.
    }
  };

  // A fragment with an equals sign is a choice; others name a place on the page.
  const read = () => {
    const written = location.hash.includes("=") ? location.hash.slice(1) : location.search.slice(1);
    const chosen = new URLSearchParams(written);
    fields.forEach((field) => {
      field.value = chosen.get(field.name) || "";
      if (field.selectedIndex < 0) field.value = "";
    });
    look();
    show();
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    if (event.target.name === "from" || event.target.name === "to") look();
    show();
    remember();
  });
  form.addEventListener("reset", () => setTimeout(() => { look(); show(); remember(); }));
  const widen = (by) => {
    const middle = (chart.scrollLeft + chart.clientWidth / 2) / chart.scrollWidth;
    stretch = Math.min(MOST, Math.max(1, stretch * by));
    place();
    write();
    chart.scrollLeft = middle * chart.scrollWidth - chart.clientWidth / 2;
  };
  form.elements.wider.addEventListener("click", () => widen(STEP));
  form.elements.narrower.addEventListener("click", () => widen(1 / STEP));
  form.elements.copy.addEventListener("click", async () => {
    const field = form.elements.address;
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch (refused) {
      document.execCommand("copy");
    }
    form.querySelector("[role=status]").textContent = form.dataset.copied;
  });
  // A mark can be wider than the window: whoever comes to it sees its words, or else where it begins.
  plot.addEventListener("focusin", (event) => {
    const mark = event.target.closest(".mark");
    const seen = mark && (mark.querySelector(".label:not(.spare)") || mark.querySelector(".dot, .bar, .arrow"));
    if (seen) seen.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  addEventListener("hashchange", () => { if (location.hash.includes("=") || !location.hash) read(); });
  read();
})();
