//! Conspectus.
pub mod config;
pub mod diag;
pub mod model;
pub mod span;
pub mod yaml;
pub mod parse {
    //! temporary
    pub mod bibliography;
    pub mod citation;
}
pub mod render {
    //! temporary
    pub mod export;
}
pub mod site {
    //! temporary
    pub mod citation;
}
