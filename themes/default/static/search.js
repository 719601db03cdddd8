// Search, loaded when it is asked for. The index is loaded part by part with script elements, so that it works from the
// disk, from any folder and under a strict content security policy. docs/search.md describes the parts.
(() => {
  "use strict";
  const site = new URL("../", document.currentScript.src);
  const SLASH = "conspectus-slash";
  let root, waiting = {}, parts = {}, open;

  // ---- The index ----

  const api = (name, version, data) => { if (waiting[name]) waiting[name](version, data); };
  window.conspectusSearch = api;

  const part = (name) => parts[name] || (parts[name] = new Promise((found, failed) => {
    const script = document.createElement("script");
    const done = (end, value) => { delete waiting[name]; script.remove(); end(value); };
    waiting[name] = (version, data) =>
      // A part of another state than the rest: the site was published anew in between.
      root && version !== root.version ? done(failed, new Error("stale")) : done(found, data);
    script.onerror = () => { delete parts[name]; done(failed, new Error(name)); };
    script.src = new URL("search/" + name + ".js?" + (root ? root.version : fresh), site);
    document.head.append(script);
  }));
  let fresh = "";
  const ready = async () => root || (root = await part("index"));

  const DIGITS = "!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|";
  const VALUE = Object.fromEntries([...DIGITS].map((digit, i) => [digit, i]));
  const reader = (text) => {
    let at = 0;
    const next = () => {
      let sum = 0;
      for (let unit = 1; ; unit *= 45) {
        const digit = VALUE[text[at++]];
        if (digit < 45) return sum + digit * unit;
        sum += (digit - 45) * unit;
      }
    };
    const list = () => { let last = 0; return Array.from({ length: next() }, () => (last += next())); };
    return { next, list, more: () => at < text.length };
  };

  // The words from one to another, as [word, what is known of it].
  const words = async (from, to) => {
    const first = Math.max(0, root.words.findLastIndex((word) => word <= from));
    let last = root.words.findLastIndex((word) => word <= to);
    last = Math.min(last, first + 7);
    const wanted = [];
    for (let i = first; i <= last; i++) wanted.push(unpacked(i));
    return (await Promise.all(wanted)).flat().filter(([word]) => word >= from && word <= to);
  };
  const unpackedParts = {};
  const unpacked = (i) => unpackedParts[i] || (unpackedParts[i] = part("w" + i).then((text) => {
    const items = text.split(" "), out = [];
    let word = "";
    for (let j = 0; j + 1 < items.length; j += 2) {
      word = word.slice(0, VALUE[items[j][0]]) + items[j].slice(1);
      out.push([word, items[j + 1]]);
    }
    return out;
  }, (problem) => { delete unpackedParts[i]; throw problem; }));

  // ---- Words: as src/render/search/{fold,stem,sound}.rs have them ----

  const LETTERS = "[\\p{L}\\p{N}\\p{M}\\u00ad\\u200c\\u200d]+";
  const WORD = new RegExp(LETTERS + "(?:['’]" + LETTERS + ")*", "gu");
  const replaced = (word) => word.replace(/[^\0-\x7f]/gu, (c) => root.letters[c] ?? c);
  const fold = (word) => replaced(replaced(word.normalize("NFC").toLowerCase()).normalize("NFKD")
    .replace(/[\p{Mn}\p{Lm}\u00ad\u200c\u200d]/gu, "").toLowerCase());
  const pieces = (word) => {
    const parts = word.split(/['’]/), out = [];
    if (parts.length > 1 && /^s$/i.test(parts[parts.length - 1])) parts.pop();
    let glued = "";
    parts.forEach((it, i) => {
      glued += it;
      if (i + 1 === parts.length || [...glued].length <= 2) {
        out.push(...(fold(glued).match(/[\u3040-\u30ff\u3400-\u9fff]|[^\u3040-\u30ff\u3400-\u9fff]+/gu) || []));
        glued = "";
      }
    });
    return out;
  };
  const folded = (text) => (text.match(WORD) || []).flatMap(pieces);
  const isWord = (word) => /^\d/.test(word) || !/^[\0-\x7f]$/.test(word);
  const stem = (word) => {
    if (!/^[a-z]{4,}$/.test(word)) return word;
    if (/..ies$/.test(word)) word = word.slice(0, -3) + "y";
    else if (/(sses|xes|ches|shes)$/.test(word)) word = word.slice(0, -2);
    else if (/[^s]s$/.test(word) && !/[ui]s$/.test(word)) word = word.slice(0, -1);
    if (/..ied$/.test(word)) word = word.slice(0, -3) + "y";
    else if (/eed$/.test(word)) word = word.length > 5 ? word.slice(0, -1) : word;
    else {
      const start = word.replace(/(ed|ing)$/, "");
      if (start !== word && start.length > 2 && /[aeiouy]/.test(start)) word = start.replace(/([^lsz])\1$/, "$1");
    }
    return /...e$/.test(word) ? word.slice(0, -1) : word;
  };
  const isArabic = (word) => /[\u0600-\u06ff]/.test(word);
  const sounds = (word) => {
    const once = (text) => text.replace(/(.)\1+/g, "$1");
    const kept = (all) => [...new Set(all)].filter((it) => it.length > 1).sort();
    if (!isArabic(word)) {
      const heard = (text) => once(root.latin.reduce((it, pair) => it.replaceAll(...pair), text).replace(/[^bdgjklmnrstwzSC]/g, ""));
      return kept([heard(word), heard(word.replace(/g(?=[ei])/g, "j"))]);
    }
    const forms = /^ال.../u.test(word) ? [word, word.slice(2)] : [word];
    const heard = (text) => once([...text].map((c) => root.sounds[c] || "").join(""));
    return kept(forms.flatMap((it) => [heard(it), heard(it.replace(/و/g, ""))]));
  };
  // How many letters are to be changed, left out, put in or exchanged with their neighbour, up to a limit. `open`: the
  // second word may go on.
  const distance = (a, b, limit, open) => {
    let before = [], last = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > limit) return limit + 1;
      before = last;
      last = row;
    }
    return open ? Math.min(...last.slice(a.length - limit < 0 ? 0 : a.length - limit)) : last[b.length];
  };

  // ---- Finding ----

  const WEIGHT = [1, 1.6, 2.4, 4, 5, 7, 10, 15];

  // Adds where a word stands to the hits of a term: page -> [score, scores of sections].
  const add = (hits, known, factor, ceiling) => {
    const from = known[0] === "~" ? 1 : 0, read = reader(known.slice(from)), found = [];
    for (let page = 0; read.more();) {
      page += read.next();
      const sections = [];
      for (let section = 0, more = true; more;) {
        const it = read.next();
        section += it >> 4;
        more = it & 1;
        sections.push([section, WEIGHT[(it >> 1) & 7]]);
      }
      found.push([page, sections]);
    }
    const rare = Math.min(ceiling, Math.log(1 + (root.pages - found.length + 0.5) / (found.length + 0.5)) + 0.2);
    for (const [page, sections] of found) {
      const hit = hits.get(page) || hits.set(page, [0, new Map()]).get(page);
      for (const [section, weight] of sections) {
        const score = weight * rare * factor;
        hit[0] = Math.max(hit[0], score);
        hit[1].set(section, Math.max(hit[1].get(section) || 0, score));
      }
    }
    return rare;
  };

  const known = async (word) => (await words(word, word)).map((it) => it[1])[0];

  // Everything that a word of the question may mean: as it stands, as the beginning of a word, mistyped, as it sounds.
  const matched = async (word, isLast) => {
    const hits = new Map(), base = stem(word), found = { word, hits, words: new Set([base]), common: false };
    const take = (other, its, factor, ceiling = Infinity) => {
      found.words.add(other);
      return add(hits, its, factor, ceiling);
    };
    if (word.length === 1 && isLast) {
      const its = await known("^" + word);
      if (its) add(hits, its, 1, Infinity);
    }
    const exact = await known(base);
    let ceiling = Infinity;
    if (exact) {
      found.common = exact[0] === "~";
      ceiling = take(base, exact, 1);
    }
    if (isLast && word.length > 1) {
      const longer = (await words(word, word + "\uffff")).filter(([it]) => it !== base);
      longer.sort((a, b) => a[0].length - b[0].length);
      for (const [it, its] of longer.slice(0, 60)) take(it, its, 0.25 + 0.5 * word.length / it.length, ceiling);
    }
    if (isArabic(word)) await heard(found, 0.7);
    if (hits.size < 3 && !found.common) await mistyped(found, base, isLast, take);
    if (hits.size < 3 && !found.common) await heard(found, 0.4);
    return found;
  };

  const mistyped = async (found, base, isLast, take) => {
    const limit = found.word.length > 7 ? 2 : found.word.length > 3 ? 1 : 0;
    if (!limit) return;
    const near = await words(base.slice(0, 2), base.slice(0, 2) + "\uffff");
    const letters = [...base], maimed = [base, letters.slice(1).join(""), letters[0] + letters.slice(2).join("")];
    const lists = await Promise.all(maimed.map((it) => known("-" + it)));
    const others = new Set(lists.filter(Boolean).flatMap((it) => it.split(",")).concat(maimed.slice(1)));
    const pairs = await Promise.all([...others].map(async (it) => [it, await known(it)]));
    for (const [word, its] of near.concat(pairs.filter((it) => it[1] && it[0] !== base))) {
      if (/^[-=^]/.test(word) || word.length < base.length - limit || (!isLast && word.length > base.length + limit)) continue;
      const whole = distance(base, word, limit, false);
      const far = Math.min(whole, isLast ? distance(base, word, limit, true) + 0.5 : 9);
      if (far > 0 && far <= limit + 0.5) take(word, its, 0.75 - 0.2 * far);
    }
  };

  const heard = async (found, factor) => {
    for (const sound of sounds(found.word)) {
      if (sound.length < 3 && !isArabic(found.word)) continue;
      const its = await known("=" + sound);
      if (!its) continue;
      found.words.add("=" + sound);
      add(found.hits, its, factor, Infinity);
    }
  };

  const asked = (question) => {
    const all = folded(question), long = all.filter(isWord);
    return long.length ? long : all.slice(0, 1);
  };

  // The pages of a question, best first: a page counts for every word that it holds, and more for having them all.
  const ranked = async (question) => {
    const terms = asked(question).slice(0, 8), isOpen = !/\s$/.test(question);
    const all = await Promise.all(terms.map((it, i) => matched(it, isOpen && i + 1 === terms.length)));
    const telling = all.filter((it) => !it.common && !(isArabic(it.word) && !it.hits.size));
    const needed = telling.length ? telling : all;
    const pages = new Map();
    for (const term of all) {
      for (const [page, [score, sections]] of term.hits) {
        const it = pages.get(page) || pages.set(page, { page, score: 0, covered: 0, sections: new Map() }).get(page);
        it.score += score;
        it.covered += needed.includes(term) ? 1 : 0;
        for (const [section, score] of sections) it.sections.set(section, (it.sections.get(section) || 0) + score);
      }
    }
    const kept = [...pages.values()].filter((it) => it.covered * 2 >= needed.length);
    for (const it of kept) {
      it.score *= needed.length ? (it.covered / needed.length) ** 2 : 1;
      it.section = [...it.sections].reduce((best, next) => (next[1] > best[1] * 1.001 ? next : best), [0, it.sections.get(0) || 0])[0];
    }
    kept.sort((a, b) => b.score - a.score || a.page - b.page);
    return { terms: all, pages: kept };
  };

  // ---- Filters ----

  const FILTERS = ["kind", "theme", "actor", "decade"];
  const filtersOf = async (page) => {
    const packed = (await part("f" + Math.floor(page / root.filtered))).split(" ")[page % root.filtered];
    const read = reader(packed);
    const kind = [root.kinds[read.next()]], decade = read.list().map((it) => String((it - 100) * 10));
    return { kind, decade, theme: read.list(), actor: read.list() };
  };
  const nameOf = async (number) => (await part("n" + Math.floor(number / root.named)))[number % root.named];
  // Themes and actors have numbers in the index and stems in addresses.
  const numberOf = async (stem) => {
    for (let i = 0, names; ; i++) {
      try { names = await part("n" + i); } catch (none) { return -1; }
      const at = names.findIndex((it) => it[0] === stem);
      if (at >= 0) return i * root.named + at;
    }
  };

  // Finds what answers a question under filters, from the first result to the last wanted. Where the site is being
  // published piece by piece, its parts agree again after a moment.
  const find = async (question, filters = {}, most = 10, pause = 0) => {
    try {
      return await found(question, filters, most);
    } catch (problem) {
      if (problem.message !== "stale" || pause > 4000) throw problem;
      await new Promise((go) => setTimeout(go, pause));
      root = undefined;
      parts = {};
      Object.keys(unpackedParts).forEach((i) => delete unpackedParts[i]);
      fresh = String(Date.now());
      return find(question, filters, most, pause * 2 || 500);
    }
  };
  const found = async (question, filters, most) => {
    await ready();
    const { terms, pages } = await ranked(question);
    const wanted = [];
    for (const filter of FILTERS.filter((it) => filters[it])) {
      const isNamed = filter === "theme" || filter === "actor";
      wanted.push([filter, isNamed ? await numberOf(filters[filter]) : filters[filter]]);
    }
    let kept = pages;
    if (wanted.length) {
      const its = await Promise.all(pages.map((it) => filtersOf(it.page)));
      kept = pages.filter((_, i) => wanted.every(([filter, value]) => its[i][filter].includes(value)));
    }
    const hits = await Promise.all(kept.slice(0, most).map((it) => shown(it)));
    return { count: kept.length, hits, terms, facets: () => counted(pages, wanted) };
  };
  const shown = async (it) => {
    const at = root.shown.findLastIndex((first) => first <= it.page);
    const [kind, address, title, lead, sections, lang] = (await part("r" + at))[it.page - root.shown[at]];
    const [fragment, heading, line] = it.section ? sections[it.section - 1] : ["", "", lead];
    const href = new URL(address, site);
    if (fragment) href.hash = fragment;
    return { page: it.page, kind: root.kinds[kind], address, href: href.href, title, heading, lead: line || lead, lang };
  };
  // How many pages each value of a filter leaves, under the other filters; the commonest values.
  const counted = async (pages, wanted) => {
    const some = pages.slice(0, 2000), its = await Promise.all(some.map((it) => filtersOf(it.page)));
    const facets = {};
    for (const filter of FILTERS) {
      const counts = new Map(), others = wanted.filter((it) => it[0] !== filter);
      for (const it of its) {
        if (!others.every(([other, value]) => it[other].includes(value))) continue;
        for (const value of it[filter]) counts.set(value, (counts.get(value) || 0) + 1);
      }
      let values = [...counts].sort((a, b) => b[1] - a[1] || (a[0] > b[0] ? 1 : -1)).slice(0, 40);
      if (filter === "decade") values.sort((a, b) => a[0] - b[0]);
      if (filter === "kind") values.sort((a, b) => root.kinds.indexOf(a[0]) - root.kinds.indexOf(b[0]));
      facets[filter] = await Promise.all(values.map(async ([value, count]) => {
        const [stem, name] = typeof value === "number" ? await nameOf(value) : [value, value];
        return { value: stem, name, count };
      }));
    }
    return facets;
  };

  // ---- What the reader sees ----

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  // A text with the words marked that were found, and the terms that they are.
  const marked = (text, terms, seen) => {
    const out = [];
    let at = 0;
    for (const word of text.matchAll(WORD)) {
      const its = pieces(word[0]).map(stem);
      const term = terms.filter((term) => its.some((it) => term.words.has(it) || sounds(it).some((sound) => term.words.has("=" + sound))));
      if (!term.length) continue;
      term.forEach((it) => seen.add(it));
      out.push(text.slice(at, word.index), make("mark", {}, word[0]));
      at = word.index + word[0].length;
    }
    return [...out, text.slice(at)];
  };

  const build = (box, isPage, close) => {
    const language = document.documentElement.lang;
    const t = root.texts[language] || root.texts[root.language];
    const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    const plural = (forms, count) => (typeof forms === "string" ? forms
      : forms[new Intl.PluralRules(forms.language).select(count)] || forms.other);
    const input = make("input", { type: "text", role: "searchbox", id: "search-input", autocomplete: "off", spellcheck: "false", enterkeyhint: "search", "aria-describedby": "search-hint" });
    const status = make("p", { role: "status", class: "search-status" });
    const filters = make("div", { class: "search-filters", hidden: "" });
    const list = make("ol", { class: "search-results" });
    const more = make("button", { type: "button", class: "search-more", hidden: "" }, t["search-more"]);
    const link = make("a", { class: "search-here" }, t["search-link"]);
    const slash = make("input", { type: "checkbox" });
    const form = make("form", { role: "search" }, make("label", { for: "search-input" }, t["search-label"]), make("div", { class: "search-line" }, input));
    if (close) {
      const button = make("button", { type: "button", class: "search-close" }, t["search-close"]);
      button.addEventListener("click", close);
      form.lastChild.append(button);
    }
    const selects = FILTERS.map((filter) => {
      const select = make("select", { name: filter });
      select.addEventListener("change", () => { state[filter] = select.value; run(); });
      filters.append(make("label", {}, make("span", {}, t["search-" + filter]), select));
      return select;
    });
    box.append(form, make("p", { id: "search-hint", class: "search-hint" }, t["search-hint"] + (close ? " " + t["search-hint-close"] : "")), filters, status, list, more,
      make("p", { class: "search-foot" }, link, make("label", {}, slash, " " + t["search-slash"])));

    let state = {}, most = 10, number = 0, telling;
    const restore = () => {
      const from = new URLSearchParams(location.hash.startsWith("#?") ? location.hash.slice(2) : "");
      state = {};
      FILTERS.forEach((it) => { state[it] = from.get(it) || ""; });
      if (from.has("q") || isPage) input.value = from.get("q") || "";
    };
    const remember = () => {
      const to = new URLSearchParams();
      if (input.value.trim()) to.set("q", input.value.trim());
      FILTERS.forEach((it) => { if (state[it]) to.set(it, state[it]); });
      const hash = "#?" + to;
      link.href = new URL("search.html" + hash, site);
      link.hidden = !to.has("q");
      try {
        history.replaceState(history.state, "", hash);
      } catch (refused) {
        // A frame may be forbidden to change its address: then this search has none.
      }
    };
    const run = async () => {
      const mine = ++number;
      remember();
      let result;
      try {
        result = await find(input.value, state, most);
      } catch (problem) {
        if (mine === number) status.textContent = t["search-failed"];
        throw problem;
      }
      if (mine !== number) return;
      const has = asked(input.value).length > 0;
      list.replaceChildren(...result.hits.map((it) => item(it, result.terms)));
      more.hidden = result.count <= result.hits.length;
      tell(!has ? "" : result.count === 0 ? fill(t["search-none"], { query: input.value.trim() })
        : fill(plural(t["search-found"], result.count), { count: result.count }));
      const facets = has ? await result.facets() : {};
      if (mine === number) narrow(facets, has);
    };
    // Said at once where there are results to see; to a screen reader when the typing has come to rest.
    const tell = (text) => {
      clearTimeout(telling);
      telling = setTimeout(() => { status.textContent = text; }, 300);
    };
    const item = (it, terms) => {
      const seen = new Set(), where = [...marked(it.title, terms, seen)];
      const anchor = make("a", { href: it.href }, make("b", {}, ...where));
      if (it.heading) anchor.append(" ", make("span", { class: "under" }, ...marked(it.heading, terms, seen)));
      const lead = make("p", { class: "search-lead" }, ...marked(it.lead, terms, seen));
      const rest = terms.filter((term) => !seen.has(term) && term.hits.has(it.page));
      if (rest.length) {
        lead.append(" ", make("span", { class: "search-rest" }, t["search-in-text"] + " "));
        rest.forEach((term, i) => lead.lastChild.append(i ? " · " : "", make("mark", {}, term.word)));
      }
      const tongue = it.lang && it.lang !== language ? { lang: it.lang, dir: "auto" } : {};
      if (tongue.lang) [anchor, lead].forEach((part) => Object.entries(tongue).forEach(([name, value]) => part.setAttribute(name, value)));
      if (it.lang) anchor.setAttribute("hreflang", it.lang);
      return make("li", { class: "k-" + (it.kind === "work" ? "paper" : it.kind) }, make("span", { class: "search-kind" }, t["kind-" + it.kind] || it.kind), anchor, lead);
    };
    const narrow = (facets, has) => {
      filters.hidden = !has || !Object.values(facets).some((it) => it.length);
      selects.forEach((select) => {
        const filter = select.name, values = facets[filter] || [], chosen = state[filter];
        const all = make("option", { value: "" }, t["search-all"]);
        const options = values.map((it) => {
          const name = filter === "kind" ? t["kind-" + it.name] || it.name : filter === "decade" ? fill(t["search-years"], { year: it.name }) : it.name;
          return make("option", { value: it.value }, name + " (" + it.count + ")");
        });
        if (chosen && !values.some((it) => it.value === chosen)) options.push(make("option", { value: chosen }, chosen + " (0)"));
        select.replaceChildren(all, ...options);
        select.value = chosen || "";
        select.disabled = !values.length && !chosen;
      });
    };

    input.addEventListener("input", () => { most = 10; run(); });
    more.addEventListener("click", async () => {
      const at = list.children.length;
      most += 20;
      await run();
      const next = list.children[at];
      if (next) next.querySelector("a").focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const first = list.querySelector("a");
      if (first) first.click();
    });
    // The arrows go from the question through the results and back; a letter typed on the way belongs to the question.
    box.addEventListener("keydown", (event) => {
      const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
      const inInput = document.activeElement === input;
      if (event.ctrlKey || event.metaKey || event.altKey || !(inInput || at >= 0)) return;
      const to = { ArrowDown: links[at + 1], ArrowUp: links[at - 1] || input }[event.key]
        || (!inInput && { Home: links[0], End: links[links.length - 1] }[event.key]);
      if (to && !(inInput && event.key === "ArrowUp")) {
        event.preventDefault();
        to.focus();
      } else if (!inInput && event.key.length === 1 && event.key !== " ") input.focus();
    });
    slash.addEventListener("change", () => {
      try { localStorage.setItem(SLASH, slash.checked ? "on" : "off"); } catch (refused) { /* It holds until the next page. */ }
    });
    try { slash.checked = localStorage.getItem(SLASH) !== "off"; } catch (refused) { slash.checked = true; }
    return (again) => {
      if (again || location.hash.startsWith("#?")) restore();
      input.focus();
      input.select();
      run();
    };
  };

  const onPage = async () => {
    const box = document.getElementById("search");
    await ready();
    const show = build(box, true);
    show(true);
    addEventListener("hashchange", () => show(true));
    return () => show(false);
  };
  const inDialog = async () => {
    await ready();
    const t = root.texts[document.documentElement.lang] || root.texts[root.language];
    const dialog = make("dialog", { class: "search", "aria-label": t.search });
    document.body.append(dialog);
    const show = build(dialog, false, () => dialog.close());
    let before = "";
    dialog.addEventListener("close", () => {
      try {
        history.replaceState(history.state, "", location.href.split("#")[0] + before);
      } catch (refused) {
        // As above.
      }
    });
    dialog.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      // A result on this very page: the dialog has to go for it to be seen.
      if (link && link.pathname === location.pathname && link.search === location.search) {
        event.preventDefault();
        dialog.close();
        location.hash = link.hash;
      }
      if (event.target === dialog) dialog.close();
    });
    return () => {
      if (dialog.open) return;
      before = location.hash.startsWith("#?") ? "" : location.hash;
      dialog.showModal();
      show(false);
    };
  };
  // Opens the search; the promise is kept when the reader can type.
  api.open = () => (open = open || (document.getElementById("search") ? onPage() : inDialog())).then((show) => show(), (problem) => {
    open = undefined;
    location.href = new URL("search.html", site);
    throw problem;
  });
  api.find = find;
  api.folded = async (text) => { await ready(); return folded(text).filter(isWord).map((it) => [it, stem(it), sounds(it).join(" ")].join("/")); };
  if (document.getElementById("search")) api.open();
})();
