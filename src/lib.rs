//! Conspectus.
pub mod config;
pub mod diag;
pub mod model;
pub mod span;
pub mod yaml;
pub mod view;

pub mod render {
    //! Turns views into pages.
    pub mod html;
}
