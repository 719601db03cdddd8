//! Conspectus.
pub mod config;
pub mod diag;
pub mod graph;
pub mod site;
pub mod check;
pub mod pipeline;
pub mod model;
pub mod parse;
pub mod source;
pub mod span;
pub mod view;
pub mod yaml;
