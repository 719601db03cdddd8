//! Conspectus.
pub mod config;
pub mod diag;
pub mod model;
pub mod span;
pub mod view;
pub mod yaml;
