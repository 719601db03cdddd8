#!/usr/bin/env python3
"""Measures Conspectus beside other site generators on one invented corpus, in turn: A B A B.

    benches/compare.py --conspectus target/release/conspectus [--sizes 1000,10000,50000] [--pairs 5] [--json FILE]

It needs nothing but Python. Tools that are not installed are left out: hugo, zola, mdbook, zensical, pagefind (named on
the path, or with --hugo FILE and so on). Sites and outputs are written below --work, which should lie in memory
(/dev/shm): a disk makes the same build slower by up to five times and different from run to run.

THE CORPUS is a pure function of its size and seed. Of the pages 40 % are papers, 25 % events, 20 % actors, 10 % terms and
5 % themes. Each has front matter, 250 to 700 words in sentences, 2 to 5 headings, 3 to 8 links, one or two footnotes, a
quotation; a list in 30 %, a table in 15 %, code in 2 %; one to four names of actors and one to three terms in plain words.

WHAT EVERY TOOL MAKES of it: a page per entry with its title, body and links to related entries, a list per kind, a home
page. What each does beside that, or leaves out, stands at its writer below and in docs/performance.md.
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

    def __init__(self, name, write, command, out):
        self.name, self.write, self.command, self.out = name, write, command, out

    def clean(self, site):
        shutil.rmtree(os.path.join(site, self.out), ignore_errors=True)
        shutil.rmtree(os.path.join(site, ".cache"), ignore_errors=True)
        return run(self.command, site)


def tools(found):
    it = []
    binary = found["conspectus"]
    it.append(Tool("conspectus", conspectus, [binary, "build"], "public"))
    it.append(Tool("conspectus-plain", conspectus, [binary, "build", "--without", "search", "--without", "exports", "--without", "book"], "public"))
    if found["hugo"]:
        it.append(Tool("hugo", hugo, [found["hugo"], "--quiet"], "public"))
        it.append(Tool("hugo-full", lambda records, out: hugo(records, out, True), [found["hugo"], "--quiet"], "public"))
    if found["zola"]:
        it.append(Tool("zola", zola, [found["zola"], "build"], "public"))
        it.append(Tool("zola-full", lambda records, out: zola(records, out, True), [found["zola"], "build"], "public"))
    if found["mdbook"]:
        it.append(Tool("mdbook", mdbook, [found["mdbook"], "build"], "book"))
    if found["zensical"]:
        it.append(Tool("zensical", zensical, [found["zensical"], "build"], "site"))
    return {tool.name: tool for tool in it}


def spread(values):
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}


def pairs(a, b, site, count):
    """Runs two tools in turn; ratios a/b pair by pair. One run of each comes first and is not counted."""
    if count > 1:
        a.clean(site[a.name])
        b.clean(site[b.name])
    runs = [(a.clean(site[a.name]), b.clean(site[b.name])) for _ in range(count)]
    result = {"pairs": count}
    for what in ("wall", "cpu", "mib"):
        result[what] = {"a": spread([it[0][what] for it in runs]), "b": spread([it[1][what] for it in runs]),
                        "ratio": spread([it[0][what] / it[1][what] for it in runs])}
    return result


def again(tool, site, count):
    """Builds over what was built: nothing changed, and then one edit a build."""
    tool.clean(site)
    still = [run(tool.command, site) for _ in range(count)]
    path = os.path.join(site, "content/papers/paper-00003.md")
    edits = []
    for number in range(count):
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"\nEdited {number} times.\n")
        edits.append(run(tool.command, site))
    return {"still": {what: spread([it[what] for it in still]) for what in ("wall", "cpu", "mib")},
            "edit": {what: spread([it[what] for it in edits]) for what in ("wall", "cpu", "mib")}}


def fetch(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": f"localhost:{port}"})
    return connection.getresponse().read()


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
def line(name, size, it):
    cell = lambda of, digits: f"{of['median']:.{digits}f} ({of['least']:.{digits}f}–{of['most']:.{digits}f})"
    print(f"| {name} | {size:,} | {cell(it['wall']['a'], 2)} | {cell(it['wall']['b'], 2)} | {cell(it['wall']['ratio'], 3)} "
          f"| {cell(it['cpu']['ratio'], 3)} | {it['mib']['a']['median']:.0f} | {cell(it['mib']['ratio'], 2)} | {it['pairs']} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conspectus", default="target/release/conspectus")
    for name in ("hugo", "zola", "mdbook", "zensical", "pagefind"):
        parser.add_argument(f"--{name}", default=shutil.which(name))
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--pairs", type=int, default=5, help="at 1,000; fewer on larger corpora")
    parser.add_argument("--work", default="/dev/shm/conspectus-compare")
    parser.add_argument("--against", default="hugo,hugo-full,zola,zola-full,mdbook,zensical")
    parser.add_argument("--json", help="also write every figure to this file")
    asked = parser.parse_args()
    found = {name: getattr(asked, name) and os.path.abspath(getattr(asked, name)) for name in ("conspectus", "hugo", "zola", "mdbook", "zensical", "pagefind")}
    every, results = tools(found), {}
    start = [run([found["conspectus"], "--version"], ".") for _ in range(10)]
    print(f"start-up: {statistics.median(it['wall'] for it in start) * 1000:.1f} ms")
    print("| A / B | pages | A: wall s | B: wall s | wall A/B | cpu A/B | A: MiB | memory A/B | pairs |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for size in [int(it) for it in asked.sizes.split(",")]:
        records, site = corpus(size), {}
        for name, tool in every.items():
            slow = size > 1000 and name in ("mdbook", "zensical", "zola-full") or size > 10_000 and name.startswith(("zola", "hugo-full"))
            if not slow and (name.startswith("conspectus") or name in asked.against.split(",")):
                site[name] = os.path.join(asked.work, str(size), "conspectus" if name.startswith("conspectus") else name)
                if not os.path.isdir(site[name]):
                    tool.write(records, site[name])
        count = max(1, asked.pairs if size <= 1000 else asked.pairs // 2 + 1 if size <= 10_000 else asked.pairs // 5)
        for name in site:
            if name.startswith("conspectus"):
                continue
            for own in ("conspectus", "conspectus-plain") if name == "hugo" else ("conspectus",):
                it = pairs(every[own], every[name], site, count)
                results[f"{size}/{own}/{name}"] = it
                line(f"{own} / {name}", size, it)
        own = site["conspectus"]
        it = again(every["conspectus"], own, 7)
        results[f"{size}/again"] = it
        print(f"| nothing changed; one edit | {size:,} | {it['still']['wall']['median'] * 1000:.0f} ms; {it['edit']['wall']['median'] * 1000:.0f} ms | "
              f"| | | {it['edit']['mib']['median']:.0f} | | 7 |", flush=True)
        if size <= 10_000:
            it = serve([found["conspectus"], "serve", "--port"], own, "content/papers/paper-00005.md", "/papers/paper-00005.html", 5)
            results[f"{size}/serve/conspectus"] = it
            print(f"| one edit while served | {size:,} | {it['ms']['median']:.0f} ms | | | | {it['mib']:.0f} | | 5 |", flush=True)
            if found["hugo"] and "hugo" in site:
                it = serve([found["hugo"], "server", "--port"], site["hugo"], "content/paper/paper-00005.md", "/paper/paper-00005/", 3)
                results[f"{size}/serve/hugo"] = it
                print(f"| the same, hugo | {size:,} | {it['ms']['median']:.0f} ms | | | | {it['mib']:.0f} | | 3 |", flush=True)
        if found["pagefind"] and size <= 1000 and "hugo" in site:
            every["hugo"].clean(site["hugo"])
            it = run([found["pagefind"], "--site", "public"], site["hugo"])
            results[f"{size}/pagefind"] = it
            print(f"| pagefind alone | {size:,} | {it['wall']:.2f} | | | | {it['mib']:.0f} | | 1 |", flush=True)
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
