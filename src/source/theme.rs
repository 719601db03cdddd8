//! The default theme, which is part of the program: every file below `themes/default/`, by its path in its folder.

/// Its templates.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("404.html", include_str!("../../themes/default/templates/404.html")),
    ("actor.html", include_str!("../../themes/default/templates/actor.html")),
    (
        "actors.html",
        include_str!("../../themes/default/templates/actors.html"),
    ),
    ("base.html", include_str!("../../themes/default/templates/base.html")),
    (
        "bibliography.html",
        include_str!("../../themes/default/templates/bibliography.html"),
    ),
    (
        "components.html",
        include_str!("../../themes/default/templates/components.html"),
    ),
    (
        "disagreements.html",
        include_str!("../../themes/default/templates/disagreements.html"),
    ),
    ("event.html", include_str!("../../themes/default/templates/event.html")),
    (
        "events.html",
        include_str!("../../themes/default/templates/events.html"),
    ),
    (
        "glossary.html",
        include_str!("../../themes/default/templates/glossary.html"),
    ),
    ("home.html", include_str!("../../themes/default/templates/home.html")),
    (
        "index-of-actors.html",
        include_str!("../../themes/default/templates/index-of-actors.html"),
    ),
    (
        "matrix.html",
        include_str!("../../themes/default/templates/matrix.html"),
    ),
    ("page.html", include_str!("../../themes/default/templates/page.html")),
    ("paper.html", include_str!("../../themes/default/templates/paper.html")),
    (
        "papers.html",
        include_str!("../../themes/default/templates/papers.html"),
    ),
    ("term.html", include_str!("../../themes/default/templates/term.html")),
    ("theme.html", include_str!("../../themes/default/templates/theme.html")),
    (
        "themes.html",
        include_str!("../../themes/default/templates/themes.html"),
    ),
    (
        "timeline.html",
        include_str!("../../themes/default/templates/timeline.html"),
    ),
];

/// Its interface texts, one file per language.
pub const TEXTS: &[(&str, &str)] = &[("en.yaml", include_str!("../../themes/default/i18n/en.yaml"))];

/// What is published as it is, below `static/`.
pub const STATIC: &[(&str, &[u8])] = &[
    ("favicon.svg", include_bytes!("../../themes/default/static/favicon.svg")),
    ("scheme.js", include_bytes!("../../themes/default/static/scheme.js")),
    ("script.js", include_bytes!("../../themes/default/static/script.js")),
    ("style.css", include_bytes!("../../themes/default/static/style.css")),
];
