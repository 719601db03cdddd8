//! Hostile inputs, made by hand: each a small site of which one thing is too large, too deep, broken or a trap.

mod code;
mod markdown;
mod matter;
mod names;
mod references;
mod settings;
mod themes;

/// A site, and what is done with it.
pub(crate) struct Case {
    /// What it is called in `expected.tsv`.
    pub(crate) name: String,
    /// Its files, by paths below its root.
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// Symbolic links, each with where it leads.
    pub(crate) links: Vec<(String, String)>,
    /// The command, and its further arguments.
    pub(crate) arguments: Vec<String>,
}

impl Case {
    fn new(name: impl Into<String>) -> Case {
        Case {
            name: name.into(),
            files: Vec::new(),
            links: Vec::new(),
            arguments: vec!["build".to_owned()],
        }
    }

    fn file(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Case {
        self.files.push((path.to_owned(), bytes.into()));
        self
    }

    fn link(mut self, path: &str, to: &str) -> Case {
        self.links.push((path.to_owned(), to.to_owned()));
        self
    }

    fn command(mut self, arguments: &[&str]) -> Case {
        self.arguments = arguments.iter().map(|&it| it.to_owned()).collect();
        self
    }

    /// A page with that body.
    fn page(name: impl Into<String>, body: &str) -> Case {
        Case::new(name).file("content/pages/x.md", format!("---\ntitle: X\n---\n{body}"))
    }
}

/// All of them.
pub(crate) fn all() -> Vec<Case> {
    let parts = [
        markdown::cases(),
        code::cases(),
        matter::cases(),
        references::cases(),
        settings::cases(),
        themes::cases(),
        names::cases(),
    ];
    parts.into_iter().flatten().collect()
}

/// A site without anything, to build.
pub(crate) fn empty(name: String) -> Case {
    Case::new(name)
}
