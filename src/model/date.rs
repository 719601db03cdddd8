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
impl std::fmt::Display for Edtf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
