//! Conspectus turns one Markdown file per paper, theme and event into a cross-linked website.
//!
//! It is a compiler in one crate, and the modules below stand in the order in which the data passes:
//!
//! ```text
//! content/ ─source→ SourceTree ─parse→ Library ─graph→ Graph ─site→ Site ─render→ files ─publish→ public/
//! ```
//!
//! [`source`] reads the disk; [`parse`] makes entries of files; [`graph`] looks up what each entry refers to; [`site`]
//! gives addresses and orders and compares what papers say; [`check`] reports what only the whole shows; [`view`] shapes
//! the site for templates; [`render`] makes files; [`publish`] exchanges the old site for the new one. Each stage
//! consumes the type before it and pushes what is wrong to [`diag::Diagnostics`]. [`pipeline`] is that line.

// Vocabulary: every room may speak it.
pub mod span;

pub mod diag;

pub mod yaml;

pub mod model;

pub mod config;

// Stages, in the order in which the data passes.
pub mod source;

pub mod parse;

pub mod graph;

pub mod site;

pub mod check;

pub mod view;

pub mod render;

pub mod publish;

// Assemblies.
pub mod pipeline;

pub mod edit;

pub mod import;

pub mod skeleton;

#[cfg(feature = "deploy")]
pub mod deploy;

pub mod serve;

pub mod lsp;

pub mod cli;
