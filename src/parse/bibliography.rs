//! stub
use crate::diag::Diagnostics;
use crate::model::work::Work;
use crate::span::SourceFile;
pub fn read(_f: &SourceFile, _d: &mut Diagnostics) -> Vec<Work> {
    vec![]
}
