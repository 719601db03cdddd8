//! `conspectus serve`.

use super::site::Site;
use super::{End, Failure, ServeArgs};

/// Serves the site until it is told to end.
pub(super) fn serve(args: &ServeArgs) -> Result<End, Failure> {
    let site = Site::find(&args.site)?;
    let out = site.out(args.out.as_deref());
    crate::serve::serve(&site.root, &out, args.port).map_err(Failure::new)?;
    Ok(End::Clean)
}
