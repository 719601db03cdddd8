//! Conspectus.
pub mod cli;
pub mod config;
pub mod diag;
pub mod model;
pub mod pipeline;
pub mod publish;
pub mod serve;
pub mod span;
pub mod yaml;
