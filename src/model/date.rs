//! stub
use crate::span::Spanned;
use crate::yaml::*;
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Edtf(String);
impl Decode for Spanned<Edtf> {
    fn decode(n: &Node, _d: &mut Decoder<'_>) -> Option<Self> {
        Some(Spanned::new(Edtf::default(), n.span))
    }
    fn schema() -> serde_json::Value {
        serde_json::json!({"type":"string"})
    }
}
