//! A small site on lights, for conversations with the language server.

/// A paper, with every kind of reference.
pub(crate) const PAPER: &str = "\
---
title: Lamps and Keepers
type: article-journal
author: [{family: Hale, given: Ada}]
issued: 1911
thesis: Keepers made the lamps safe.
themes:
  - theme: upkeep
    stance: argues
    at: Introduction
    says: Upkeep was cheap — “very” cheap.
    values: {lamps: 12}
events:
  - event: first-lighting
    at: Introduction
    date: 1862
    says: The lamp was lit.
---

Hale on [[upkeep]] and 😀 [[first-lighting|the lighting]], after [see @reed-1920, p. 3].[^one]

## Introduction

Ada Fell kept a log: [the log](../actors/ada-fell.md), [[first-lighting#the-lamp]].

[^one]: A note.
";

/// An event.
pub(crate) const EVENT: &str = "\
---
title: First Lighting
date: 1862
kind: opening
actors: [{actor: ada-fell, role: keeper}]
themes: [upkeep]
---

It was lit on the [[hale-1911|paper's]] word.

## The lamp

A lamp.
";

/// The files of the site: paths and texts.
pub(crate) const FILES: &[(&str, &str)] = &[
    (
        "conspectus.yaml",
        "title: Lights\ndescription: What was written on lights.\nstances: [argues, doubts]\nevent-kinds: [opening]\n\
         actor-kinds: [person]\nroles: [keeper, owner]\n",
    ),
    (
        "content/index.md",
        "---\ntitle: Lights\n---\n\nBegin with [[hale-1911]].\n",
    ),
    ("content/papers/hale-1911.md", PAPER),
    (
        "content/themes/upkeep.md",
        "---\ntitle: Upkeep\nquestion: Who pays?\n---\n\nCosts of each relief.\n",
    ),
    ("content/events/first-lighting.md", EVENT),
    (
        "content/actors/ada-fell.md",
        "---\ntitle: Ada Fell\nkind: person\nsort: Fell, Ada\naliases: [Miss Fell]\n---\n\nA keeper.\n",
    ),
    (
        "content/glossary/relief.md",
        "---\ntitle: relief\ndefinition: The change of keepers.\naliases: [reliefs]\n---\n\nOf [[ada-fell]].\n",
    ),
    (
        "content/references.bib",
        "@book{reed-1920,\n  author = {Reed, Tom},\n  title = {Stones},\n  date = {1920},\n}\n",
    ),
];
