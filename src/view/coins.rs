//! stub
pub(super) fn coins(_w: &crate::model::work::Work) -> String {
    String::new()
}
