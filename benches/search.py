#!/usr/bin/env python3
"""Measures the search of Conspectus beside Pagefind and MiniSearch, on the same texts, in Chromium.

    pip install 'pagefind[bin]' && npm install minisearch
    benches/search.py --minisearch node_modules/minisearch [--sizes 1000,10000] [--runs 5] [--json FILE]

It needs Python 3.10, Node and Chromium beside these two, and `cargo build --release` first. A tool that is not found is
left out. Everything is written below --work, which should lie in memory (/dev/shm).

THE TEXTS are the corpus of benches/compare.py. Conspectus reads it as Markdown. Pagefind reads one bare HTML page per
entry (title, headings, paragraphs) with the same words, and its own defaults. MiniSearch is given title and text of each
entry and stores the title alone; it is asked as its own manual shows, `{prefix: true, fuzzy: 0.2, boost: {title: 3}}`.

MAKING THE INDEX: one process each, from nothing. For Conspectus it is a whole build less one `--without search`, in turn,
so its wall and processor time are differences of two medians; its memory is that of the whole build.

FINDING: a new browser with an empty cache opens a page, waits a second, and types a word letter by letter, each letter when
the results of the last are on the page: titles, addresses and what the tool has to show beside them. The word is of the
title of an entry. Times are from a key to the frame that shows the results; bytes are those of answers as sent, packed with
gzip -9 where the tool has not packed them itself. The server is on the same machine: no time of a network is in these.

ANSWERS: names of actors and terms as they are: how often the entry is among the first three. And one word of each, with one
letter changed, left out, put in or exchanged with the next, within the word or at its beginning: how often an entry with that
word in its title is among the first three.
"""
import argparse
import gzip
import html
import http.server
import json
import os
import queue
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import compare  # noqa: E402

PAGE = """<!doctype html><meta charset="utf-8"><title>measures</title><ol></ol><script type="module">
const asked = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const load = (src) => new Promise((done, failed) => {
  const script = document.createElement("script");
  Object.assign(script, { src, onload: done, onerror: failed });
  document.head.append(script);
});
const tools = {
  conspectus: async () => {
    await load("/conspectus/static/search.js");
    return async (question) => (await conspectusSearch.find(question, {}, 10)).hits.map((it) => [it.title, it.href, it.lead]);
  },
  pagefind: async () => {
    const pagefind = await import("/pagefind/pagefind/pagefind.js");
    return async (question) => Promise.all((await pagefind.search(question)).results.slice(0, 10).map(async (it) => {
      const data = await it.data();
      return [data.meta.title, data.url, data.excerpt];
    }));
  },
  minisearch: async () => {
    const [index] = await Promise.all([fetch("/minisearch/index.json").then((it) => it.text()), load("/minisearch/minisearch.js")]);
    const search = MiniSearch.loadJSON(index, { fields: ["title", "text"], storeFields: ["title"] });
    return async (question) => search.search(question, { prefix: true, fuzzy: 0.2, boost: { title: 3 } }).slice(0, 10).map((it) => [it.title, it.id, ""]);
  },
};
let find;
const shown = new Promise((done) => setTimeout(done, 1000));
const answer = async (question) => {
  find = find || await tools[asked.tool]();
  const found = await find(question);
  document.querySelector("ol").replaceChildren(...found.map(([title, href, text]) => {
    const item = document.createElement("li"), link = document.createElement("a");
    Object.assign(link, { href, textContent: title });
    item.append(link, text);
    return item;
  }));
  return found;
};
const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
const out = [];
await shown;
try {
  for (const question of asked.questions) {
    const start = performance.now(), found = await answer(question);
    if (asked.timed) await frame();
    out.push({ ms: performance.now() - start, found: found.slice(0, 3).map((it) => it[1]) });
    if (asked.timed) await fetch("/mark", { method: "POST", body: "{}" });
  }
  await fetch("/done", { method: "POST", body: JSON.stringify(out) });
} catch (problem) {
  await fetch("/done", { method: "POST", body: JSON.stringify({ problem: String(problem.stack || problem) }) });
}
</script>"""

ENTRY = re.compile(r"(?:paper|event|actor|term|theme)-\d{5}")
INDEXER = """const [folder, library] = process.argv.slice(2), fs = require("fs");
const MiniSearch = require(library + "/dist/cjs/index.cjs");
const search = new MiniSearch({ fields: ["title", "text"], storeFields: ["title"] });
search.addAll(JSON.parse(fs.readFileSync(folder + "/texts.json", "utf8")));
fs.writeFileSync(folder + "/index.json", JSON.stringify(search));
"""


# The texts ----------------------------------------------------------------------------------------------------------
def texts(records):
    """Title and blocks of each record: (tag, words), with what Conspectus is given as related entries at the end."""
    by_id = {it["id"]: it for it in records}
    for record in records:
        blocks = []
        for block in compare.LINK.sub(lambda it: it[1], record["body"]).split("\n\n"):
            tag = "h2" if block.startswith("## ") else "p"
            words = re.sub(r"\[\^\d\]:?|^## |^> |^- |^\||```\w*|---", " ", block, flags=re.M).replace("|", " ")
            blocks.append((tag, " ".join(words.split())))
        if record["related"]:
            blocks.append(("p", "See " + ", ".join(by_id[it]["title"] for it in record["related"]) + "."))
        yield record, blocks


def write(records, work):
    """The three inputs; gives the bytes of the texts."""
    size, documents = 0, []
    compare.conspectus(records, f"{work}/site")
    for record, blocks in texts(records):
        title, name = record["title"], f"{record['kind']}/{record['id']}"
        size += len(title.encode()) + 1 + sum(len(words.encode()) + 1 for _, words in blocks)
        body = "".join(f"<{tag}>{html.escape(words)}</{tag}>\n" for tag, words in blocks)
        compare.put(f"{work}/pagefind", f"{name}.html", f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
            f"<main><h1>{html.escape(title)}</h1>\n{body}</main></html>\n")
        documents.append({"id": name, "title": title, "text": "\n".join(words for _, words in blocks)})
    compare.put(f"{work}/minisearch", "texts.json", json.dumps(documents, ensure_ascii=False))
    compare.put(f"{work}/minisearch", "indexer.js", INDEXER)
    return size


# Making the index ---------------------------------------------------------------------------------------------------
def made(tool, found, work, runs):
    """Wall and processor seconds and MiB to make the index."""
    if tool == "conspectus":
        whole, less = [], []
        for _ in range(runs):
            for kept, options in ((less, ["--without", "search"]), (whole, [])):
                shutil.rmtree(f"{work}/site/public", ignore_errors=True)
                shutil.rmtree(f"{work}/site/.cache", ignore_errors=True)
                kept.append(compare.run([found[tool], "build", *options], f"{work}/site"))
        median = lambda of, what: statistics.median(it[what] for it in of)
        return {"wall": median(whole, "wall") - median(less, "wall"), "cpu": median(whole, "cpu") - median(less, "cpu"), "mib": median(whole, "mib"),
                "build": {"wall": median(whole, "wall"), "cpu": median(whole, "cpu")}}
    command = [*found["pagefind"], "--site", "pagefind"] if tool == "pagefind" else ["node", f"{work}/minisearch/indexer.js", f"{work}/minisearch", found["minisearch"]]
    its = [compare.run(command, work) for _ in range(runs)]
    return {what: statistics.median(it[what] for it in its) for what in ("wall", "cpu", "mib")}


def packed(path, data):
    """What is sent of a file: Pagefind packs its own."""
    return data if re.search(r"\.pf_\w+$|pagefind$", path) else gzip.compress(data, 9, mtime=0)


def index_files(tool, work):
    """The files that hold the index, without the scripts that read it."""
    if tool == "minisearch":
        return [f"{work}/minisearch/index.json"]
    folder = f"{work}/site/public/search" if tool == "conspectus" else f"{work}/pagefind/pagefind"
    every = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]
    # Packed copies for servers are not another index.
    return sorted(it for it in every if not it.endswith((".gz", ".br")) and (tool == "conspectus" or re.search(r"\.pf_\w+$|entry\.json$", it)))


def weighed(tool, work):
    files = [(it, open(it, "rb").read()) for it in index_files(tool, work)]
    # The parts of Pagefind are gzip members: what is in them is what they are raw.
    raw = lambda data: len(gzip.decompress(data)) if data[:2] == b"\x1f\x8b" else len(data)
    return {"files": len(files), "raw": sum(raw(data) for _, data in files), "packed": sum(len(packed(path, data)) for path, data in files)}


# Finding ------------------------------------------------------------------------------------------------------------
class Server:
    """Serves the three folders and counts what is asked for; answers are packed before anybody waits for them."""

    def __init__(self, work, minisearch):
        roots = {"conspectus": f"{work}/site/public", "pagefind": f"{work}/pagefind", "minisearch": f"{work}/minisearch"}
        self.kept, self.sent, self.marks, self.done = {}, [], [], queue.Queue()
        for tool, root in roots.items():
            wanted = index_files(tool, work) + {"conspectus": [f"{root}/static/search.js"], "minisearch": []}.get(tool, [])
            wanted += [os.path.join(at, name) for at, _, names in os.walk(f"{root}/pagefind") for name in names] if tool == "pagefind" else []
            for path in wanted:
                if os.path.isfile(path):
                    self.keep(f"/{tool}/{os.path.relpath(path, root)}", open(path, "rb").read())
        if minisearch:
            self.keep("/minisearch/minisearch.js", open(f"{minisearch}/dist/umd/index.js", "rb").read())
        self.keep("/", PAGE.encode())
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
                body, coding = outer.kept.get(path, (None, None))
                self.send_response(200 if body is not None else 404)
                kinds = {".js": "text/javascript", ".json": "application/json", ".css": "text/css", ".wasm": "application/wasm"}
                self.send_header("Content-Type", "text/html; charset=utf-8" if path == "/" else kinds.get(os.path.splitext(path)[1], "application/octet-stream"))
                if coding:
                    self.send_header("Content-Encoding", coding)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")
                if path not in ("/", "/favicon.ico"):
                    outer.sent.append((path, len(body or b"")))

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == "/done":
                    outer.done.put(json.loads(body))
                else:
                    outer.marks.append(len(outer.sent))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def keep(self, path, data):
        body = packed(path, data)
        self.kept[path] = (body, None if body is data else "gzip")

    def ask(self, chromium, tool, questions, timed):
        """Answers of a new browser, with what was sent until the end of each when timed."""
        self.sent, self.marks = [], []
        asked = urllib.parse.quote(json.dumps({"tool": tool, "questions": questions, "timed": timed}))
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            browser = subprocess.Popen([chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={profile}",
                f"http://127.0.0.1:{self.http.server_port}/#{asked}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                out = self.done.get(timeout=600)
            finally:
                browser.terminate()
                browser.wait()
        if "problem" in out:
            sys.exit(f"{tool}: {out['problem']}")
        for it, mark in zip(out, self.marks):
            it["requests"], it["bytes"] = mark, sum(size for _, size in self.sent[:mark])
        return out


longest = lambda name: max(name.lower().split(), key=len)


def mistyped(name, rng, at_start):
    """The longest word of a name with one mistake."""
    word, wrong = longest(name), None
    while wrong in (None, word):
        at, kind, letter = 0 if at_start else rng.randrange(2, len(word) - 1), rng.randrange(4), rng.choice("abcdefghijklmnopqrstuvwxyz")
        wrong = (word[:at] + word[at + 1] + word[at] + word[at + 2:], word[:at] + word[at + 1:], word[:at] + letter + word[at:],
                 word[:at] + letter + word[at + 1:])[kind]
    return wrong


def answers(server, chromium, tool, records, count=40):
    rng = random.Random("answers")
    long = [it for it in records if it["kind"] in ("actor", "term") and len(longest(it["title"])) > 5]
    chosen = rng.sample(long, min(count, len(long)))
    asked = {"as it is": [it["title"].lower() for it in chosen], "mistake within": [mistyped(it["title"], rng, False) for it in chosen],
             "mistake in the first letters": [mistyped(it["title"], rng, True) for it in chosen]}
    out = server.ask(chromium, tool, [it for questions in asked.values() for it in questions], False)
    result, titles = {}, {it["id"]: it["title"].lower().split() for it in records}
    is_right = lambda what, record, entry: entry == record["id"] if what == "as it is" else longest(record["title"]) in titles.get(entry, [])
    for at, what in enumerate(asked):
        its = out[at * len(chosen):(at + 1) * len(chosen)]
        right = sum(any(is_right(what, record, entry) for entry in ENTRY.findall(" ".join(it["found"]))) for record, it in zip(chosen, its))
        result[what] = f"{right}/{len(chosen)}"
    return result


def timed(server, chromium, tool, records, runs):
    rng = random.Random("typed")
    first, later, ends = [], [], []
    for _ in range(runs):
        word = longest(rng.choice(records)["title"])
        out = server.ask(chromium, tool, [word[:at + 1] for at in range(len(word))], True)
        first.append(out[0])
        ends.append(out[-1])
        later += [it["ms"] for it in out[1:]]
    of = lambda its, what: statistics.median(it[what] for it in its)
    return {"first": {what: of(first, what) for what in ("ms", "requests", "bytes")}, "first-most-ms": max(it["ms"] for it in first),
            "word": {what: of(ends, what) for what in ("requests", "bytes")}, "later": {"median": statistics.median(later), "most": max(later)}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conspectus", default="target/release/conspectus")
    parser.add_argument("--pagefind", default=f"{sys.executable} -m pagefind", help="the command, in one word or several")
    parser.add_argument("--minisearch", help="the folder of the npm package")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"))
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", default="/dev/shm/conspectus-search")
    parser.add_argument("--json", help="also write every figure to this file")
    asked = parser.parse_args()
    found = {"conspectus": os.path.abspath(asked.conspectus), "pagefind": asked.pagefind.split(), "minisearch": asked.minisearch and os.path.abspath(asked.minisearch)}
    if subprocess.run([*found["pagefind"], "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
        del found["pagefind"]
    found = {tool: it for tool, it in found.items() if it}
    results = {}
    for size in [int(it) for it in asked.sizes.split(",")]:
        work, records = f"{asked.work}/{size}", compare.corpus(size)
        text = write(records, work)
        print(f"{size:,} entries, {text:,} bytes of text", flush=True)
        its = {tool: {"made": made(tool, found, work, asked.runs if size <= 1000 else 1), "index": weighed(tool, work)} for tool in found}
        server = Server(work, found.get("minisearch"))
        for tool, it in its.items():
            it["index"]["share"] = it["index"]["packed"] / text
            print(tool, json.dumps(it), flush=True)
            if asked.chromium:
                it["typed"] = timed(server, asked.chromium, tool, records, asked.runs)
                it["answers"] = answers(server, asked.chromium, tool, records)
                print(tool, json.dumps({"typed": it["typed"], "answers": it["answers"]}), flush=True)
        results[size] = {"text": text, **its}
        if asked.json:
            with open(asked.json, "w", encoding="utf-8") as file:
                json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
