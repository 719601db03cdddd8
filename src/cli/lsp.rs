//! `conspectus lsp`.

use super::End;
use crate::lsp;

/// Serves an editor until it ends the conversation; an end without leave is none of the protocol.
pub(super) fn lsp() -> End {
    if lsp::serve(std::io::stdin(), std::io::stdout()) {
        End::Clean
    } else {
        End::Problems
    }
}
