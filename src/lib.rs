//! Conspectus.
pub mod config;
pub mod diag;
pub mod model;
pub mod span;
pub mod view;
pub mod yaml;

pub mod render {
    //! Turns views into pages.
    pub mod html;
}

pub mod source {
    //! Reads a site from the disk.
    pub mod theme;
}
