//! The language server in conversation with real editors.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "makes a site for the editor")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "what fails here fails the test; what is left out is told"
)]

mod lsp_site;

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn neovim_writes_with_a_net() {
    if Command::new("nvim").arg("--version").output().is_err() {
        eprintln!("left out: Neovim is not installed (package neovim on Debian)");
        return;
    }
    let base = tempfile::tempdir().unwrap();
    let site = base.path().canonicalize().unwrap().join("site");
    for (path, text) in lsp_site::FILES {
        let path = site.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editors/neovim.lua");
    let output = Command::new("nvim")
        // Nothing of the person's own settings.
        .args(["--headless", "-u", "NONE", "-i", "NONE", "-c"])
        .arg(format!("luafile {}", script.display()))
        .current_dir(&site)
        .env("CONSPECTUS", env!("CARGO_BIN_EXE_conspectus"))
        .env("CONSPECTUS_SITE", &site)
        .env("HOME", base.path())
        .env("XDG_STATE_HOME", base.path())
        .env("XDG_CACHE_HOME", base.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("ok the server ends"),
        "{said}\n{errors}"
    );
    let checked = Command::new(env!("CARGO_BIN_EXE_conspectus"))
        .arg("check")
        .current_dir(&site)
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&checked.stderr),
        "",
        "the site is sound after the rename"
    );
}
