//! Conspectus.
pub mod check;
pub mod config;
pub mod diag;
pub mod graph;
pub mod model;
pub mod parse;
pub mod pipeline;
pub mod site;
pub mod source;
pub mod span;
pub mod view;
pub mod yaml;
