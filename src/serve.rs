//! x
pub fn serve(_: &std::path::Path, _: &std::path::Path, _: u16) -> Result<(), crate::publish::PublishError> {
    Ok(())
}
