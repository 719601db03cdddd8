//! Themes of a site: templates that include themselves, run in loops and grow.

use super::Case;

const MANY: usize = 10_000;

fn theme(name: &str, template: impl Into<String>) -> Case {
    let case = Case::page(format!("theme {name}"), "");
    let case = case.file("conspectus.yaml", "title: T\ndescription: D\ntheme: own\n");
    case.file("themes/own/templates/page.html", template.into())
}

fn with(name: &str, template: &str, others: &[(&str, &str)]) -> Case {
    others.iter().fold(theme(name, template), |case, (file, text)| {
        case.file(&format!("themes/own/templates/{file}"), *text)
    })
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        theme("that-includes-itself", "{% include \"page.html\" %}"),
        theme("that-extends-itself", "{% extends \"page.html\" %}"),
        with(
            "that-includes-in-a-circle",
            "{% include \"a.html\" %}",
            &[
                ("a.html", "{% include \"b.html\" %}"),
                ("b.html", "{% include \"a.html\" %}"),
            ],
        ),
        theme(
            "of-a-component-of-itself",
            "{% component a() %}{{ <a/> }}{% endcomponent a %}{{ <a/> }}",
        ),
        theme("of-a-long-loop", "{% for i in range(end=1000000000) %}a{% endfor %}"),
        theme(
            "of-loops-in-loops",
            "{% for i in range(end=100000) %}{% for j in range(end=100000) %}{% endfor %}{% endfor %}",
        ),
        theme("of-ifs-in-ifs", "{% if true %}".repeat(MANY)),
        theme(
            "of-parentheses",
            format!("{{{{ {}1{} }}}}", "(".repeat(MANY), ")".repeat(MANY)),
        ),
        theme("of-brackets", format!("{{{{ {} }}}}", "[".repeat(MANY))),
        theme("of-nots", format!("{{{{ {}1 }}}}", "not ".repeat(MANY))),
        theme("of-sums", format!("{{{{ {}1 }}}}", "1 + ".repeat(MANY))),
        theme("of-numbers", "{{ [1][99999999999999999999] }}"),
        theme("of-a-division", "{{ 1 / 0 }}{{ 1 % 0 }}"),
        theme("of-an-overflow", "{{ 9223372036854775807 * 2 }}"),
        theme("of-the-disk", "{{ load_data(path=\"/etc/passwd\") }}"),
        theme("of-the-environment", "{{ get_env(name=\"HOME\") }}"),
        with("of-a-missing-file", "{% include \"../../../../etc/passwd\" %}", &[]),
        theme("of-nothing", ""),
        theme("that-is-not-utf-8", "").file("themes/own/templates/page.html", vec![0xff, 0xfe]),
        theme("of-texts-that-are-none", "a").file("themes/own/i18n/en.yaml", "[".repeat(MANY)),
        theme("with-a-link-out", "a").link("themes/own/templates/out.html", "/etc/passwd"),
    ]
}
