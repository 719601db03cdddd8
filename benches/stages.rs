//! How long each stage takes on an invented site: `cargo bench`. For whole builds beside other generators, see
//! `benches/compare.py`.
#![expect(
    clippy::disallowed_methods,
    reason = "a benchmark of whole sites writes its site to the disk"
)]
#![allow(missing_docs, reason = "what the macros of the benchmark make has none")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot write its files has failed")]

use conspectus::diag::Diagnostics;
use conspectus::pipeline::{self, Memory, Options, Pages};
use conspectus::{graph, parse};
use criterion::{Criterion, criterion_group, criterion_main};
use std::fmt::Write;
use std::fs;
use std::hint::black_box;
use std::path::Path;

const ENTRIES: usize = 300;

/// A site of papers, events, actors and terms that name and link each other.
fn site(root: &Path) {
    let settings = "title: Bridges\ndescription: Invented, to measure with.\nstances: [argues]\nevent-kinds: [flood]\nactor-kinds: [person]\n";
    write(root, "conspectus.yaml", settings);
    write(
        root,
        "content/themes/upkeep.md",
        "---\ntitle: Upkeep\nquestion: Who mends them?\n---\n",
    );
    for number in 0..ENTRIES {
        let other = (number * 7 + 3) % ENTRIES;
        let mut text = String::new();
        for part in 0..6 {
            let _ = write!(
                text,
                "## Part {part}\n\nThe span over the {part} river was mended by Ada Mason{other} with a keystone{number} of \
                 granite. It held for years, as [[papers/paper-{other}]] tells, and the toll paid for it. Nobody knows when \
                 the piers were set, nor who cut the stones for them.\n\n"
            );
        }
        let year = 1900 + number % 100;
        let paper = format!(
            "title: Piers {number}\ntype: article-journal\nissued: {year}\nauthor: [{{given: Ada, family: Mason{number}}}]\n\
             themes:\n  - {{theme: upkeep, stance: argues, at: p. 3, says: They were mended.}}\n\
             events:\n  - {{event: flood-{other}, at: p. 4, says: It fell.}}"
        );
        entry(root, &format!("papers/paper-{number}"), &paper, &text);
        entry(
            root,
            &format!("events/flood-{number}"),
            &format!("title: Flood {number}\ndate: {year}\nkind: flood"),
            &text,
        );
        entry(
            root,
            &format!("actors/mason-{number}"),
            &format!("title: Ada Mason{number}\nkind: person"),
            &text,
        );
        entry(
            root,
            &format!("glossary/stone-{number}"),
            &format!("title: keystone{number}\ndefinition: A stone."),
            &text,
        );
    }
}

fn entry(root: &Path, name: &str, front: &str, text: &str) {
    write(
        root,
        &format!("content/{name}.md"),
        &format!("---\n{front}\n---\n\n{text}"),
    );
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn stages(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path());
    let options = Options::default();
    let checked = pipeline::check(folder.path(), &options).unwrap();
    let mut group = criterion.benchmark_group("stages");
    group.sample_size(10);
    group.bench_function("parse", |bench| {
        bench.iter(|| {
            black_box(parse::parse(
                &checked.tree,
                "en",
                &mut parse::Memory::default(),
                &mut Diagnostics::default(),
            ))
        });
    });
    group.bench_function("graph", |bench| {
        let library = || {
            parse::parse(
                &checked.tree,
                "en",
                &mut parse::Memory::default(),
                &mut Diagnostics::default(),
            )
        };
        let link = |library| graph::link(library, &checked.tree.sources, None, &mut Diagnostics::default());
        bench.iter_batched(
            library,
            |library| black_box(link(library)),
            criterion::BatchSize::LargeInput,
        );
    });
    group.bench_function("check", |bench| {
        bench.iter(|| black_box(pipeline::check(folder.path(), &options).unwrap()));
    });
    group.bench_function("check again", |bench| {
        let mut memory = Memory::default();
        bench.iter(|| black_box(pipeline::check_again(folder.path(), &options, &mut memory).unwrap()));
    });
    group.bench_function("everything", |bench| {
        bench.iter(|| {
            let checked = pipeline::check(folder.path(), &options).unwrap();
            black_box(pipeline::render(checked, &options, &|file| drop(black_box(file))))
        });
    });
    let pages = Pages::new(checked, &options, None).unwrap_or_else(|_| unreachable!("the site has no errors"));
    group.bench_function("one page", |bench| {
        bench.iter(|| black_box(pages.page("papers/paper-7.html")));
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
