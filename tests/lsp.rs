//! The language server in conversation with a small client, over the real streams of the real program.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "makes sites and changes their files")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what fails here fails the test"
)]

mod lsp_client;
mod lsp_site;

use lsp_client::{Editor, able, behind, edited, slice, write};
use lsp_site::{EVENT, FILES, PAPER};
use serde_json::{Value, json};
use std::fs;

const HALE: &str = "content/papers/hale-1911.md";
const LIGHTING: &str = "content/events/first-lighting.md";

fn labels(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap();
    items.iter().map(|it| it["label"].as_str().unwrap()).collect()
}

/// Types a text in the place of another and asks what can be written at the `‸` in it.
fn complete(editor: &mut Editor, version: i64, old: &str, new: &str) -> (String, Value) {
    let text = PAPER.replacen(old, new, 1);
    assert!(text.contains('‸'), "{old}");
    let place = behind(&text, "‸");
    let text = text.replace('‸', "");
    editor.change(HALE, version, &text);
    let list = editor.at("textDocument/completion", HALE, (place.0, place.1 - 1));
    (text, list)
}

/// The text after an item of completion was taken.
fn taken(text: &str, list: &Value, label: &str) -> String {
    let items = list["items"].as_array().unwrap();
    let item = items.iter().find(|it| it["label"] == label);
    let item = item.unwrap_or_else(|| panic!("no `{label}` in {:?}", labels(list)));
    edited(text, &json!([item["textEdit"]]))
}

#[test]
fn a_conversation_begins_and_ends_as_the_protocol_has_it() {
    let mut editor = Editor::start(FILES);
    let early = editor.ask("textDocument/hover", json!({})).unwrap_err();
    assert_eq!(early["code"], -32002);
    let uri = editor.uri("");
    let params = json!({"processId": null, "rootUri": uri, "capabilities": {"general": {"positionEncodings": ["utf-8", "utf-16"]}}});
    let found = editor.ask("initialize", params).unwrap();
    assert_eq!(found["capabilities"]["positionEncoding"], "utf-8");
    assert_eq!(found["serverInfo"]["name"], "conspectus");
    editor.tell("initialized", json!({}));
    assert_eq!(editor.ask("initialize", json!({})).unwrap_err()["code"], -32600);
    assert_eq!(
        editor.ask("textDocument/nonsense", json!({})).unwrap_err()["code"],
        -32601
    );
    assert_eq!(editor.ask("shutdown", Value::Null), Ok(Value::Null));
    assert_eq!(editor.ask("textDocument/hover", json!({})).unwrap_err()["code"], -32600);
    editor.tell("exit", Value::Null);
    assert_eq!(editor.hang_up().code(), Some(0));
    // Without leave, the end of the stream ends the server.
    let editor = Editor::open_folder(FILES);
    assert_eq!(editor.hang_up().code(), Some(1));
}

#[test]
fn problems_are_told_as_they_are_typed_and_cleared_when_they_are_mended() {
    let mut editor = Editor::open_folder(FILES);
    editor.open(HALE, PAPER);
    let broken = PAPER
        .replace("😀 [[first-lighting|", "😀 [[first-lightnig|")
        .replace("theme: upkeep", "theme: upkep")
        .replace("issued: 1911", "issued: 1911\nissued: 1912");
    editor.change(HALE, 2, &broken);
    editor.until(|it| it.codes(HALE).len() == 3);
    assert_eq!(
        editor.codes(HALE),
        ["duplicate-key", "unknown-reference", "unknown-reference"]
    );
    let problems = editor.problems[HALE].clone();
    let marked: Vec<String> = problems.iter().map(|it| slice(&broken, &it["range"])).collect();
    assert_eq!(marked, ["issued", "upkep", "first-lightnig"]);
    assert_eq!(problems[0]["relatedInformation"][0]["message"], "first written here");
    let first = &problems[0]["relatedInformation"][0]["location"];
    assert_eq!(
        (slice(&broken, &first["range"]).as_str(), &first["uri"]),
        ("issued", &json!(editor.uri(HALE)))
    );
    assert_eq!(
        (&problems[1]["severity"], &problems[1]["source"]),
        (&json!(1), &json!("conspectus"))
    );
    assert!(
        problems[1]["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `upkeep`?")
    );
    // Nothing was saved: the disk is as it was.
    assert_eq!(fs::read_to_string(editor.path(HALE)).unwrap(), PAPER);
    editor.change(HALE, 3, PAPER);
    editor.until(|it| it.codes(HALE).is_empty());
    // What is broken altogether is told at its place, and mended all the same.
    editor.change(HALE, 4, &PAPER.replace("thesis: K", "thesis: [K"));
    editor.until(|it| it.codes(HALE) == ["yaml-syntax"]);
    editor.tell(
        "textDocument/didClose",
        json!({"textDocument": {"uri": editor.uri(HALE)}}),
    );
    editor.until(|it| it.codes(HALE).is_empty());
    assert_eq!(editor.leave().code(), Some(0));
}

#[test]
fn files_that_come_and_go_outside_are_followed() {
    let mut editor = Editor::open_folder(FILES);
    editor.until(|it| it.told.iter().any(|it| it["method"] == "client/registerCapability"));
    let new = "content/events/second-lighting.md";
    write(&editor.path(new), "---\ntitle: Second Lighting\n---\n\nNo date.\n");
    editor.file_changed(new, 1);
    editor.until(|it| it.codes(new).contains(&"missing-key"));
    fs::remove_file(editor.path(new)).unwrap();
    editor.file_changed(new, 3);
    editor.until(|it| it.codes(new).is_empty());
    fs::remove_file(editor.path("content/themes/upkeep.md")).unwrap();
    editor.file_changed("content/themes/upkeep.md", 3);
    editor.until(|it| it.codes(LIGHTING).contains(&"unknown-reference"));
    // A text that nobody has saved yet is there for all others.
    editor.open("content/themes/upkeep.md", "---\ntitle: Upkeep\n---\n");
    editor.until(|it| it.codes(LIGHTING).is_empty());
    // Settings count as they are written, too.
    let settings = FILES[0].1.replace("[keeper, owner]", "[owner]");
    editor.open("conspectus.yaml", &settings);
    editor.until(|it| it.codes(LIGHTING) == ["unknown-word"]);
}

#[test]
fn a_folder_without_a_site_is_told_once_and_one_that_comes_later_is_followed() {
    let mut editor = Editor::open_folder(&[("notes.md", "No site.")]);
    let said = |it: &Editor| it.told.iter().any(|it| it["method"] == "window/showMessage");
    editor.until(said);
    let message = editor
        .told
        .iter()
        .find(|it| it["method"] == "window/showMessage")
        .unwrap();
    let text = message["params"]["message"].as_str().unwrap();
    assert!(
        text.contains("conspectus.yaml") && text.contains("conspectus init"),
        "{text}"
    );
    editor.open("notes.md", "No site.");
    assert_eq!(editor.at("textDocument/hover", "notes.md", (0, 0)), Value::Null);
    write(&editor.path("conspectus.yaml"), "titel: A\n");
    editor.file_changed("conspectus.yaml", 1);
    editor.until(|it| it.told.iter().filter(|it| it["method"] == "window/showMessage").count() == 2);
    write(&editor.path("content/index.md"), "---\ntitle: A\n---\n");
    editor.file_changed("content/index.md", 1);
    editor.until(|it| it.codes("conspectus.yaml").contains(&"unknown-key"));
}

#[test]
fn names_are_completed_where_they_are_written() {
    let mut editor = Editor::open_folder(FILES);
    editor.open(HALE, PAPER);
    let (text, list) = complete(&mut editor, 2, "Hale on [[upkeep]]", "Hale on [[fel‸");
    assert_eq!(labels(&list)[0], "ada-fell", "{list}");
    let item = &list["items"][0];
    assert_eq!(item["detail"], "actor · Ada Fell");
    assert!(item["filterText"].as_str().unwrap().contains("Miss Fell"));
    assert!(taken(&text, &list, "ada-fell").contains("Hale on [[ada-fell]] and"));
    let item = editor.ask("completionItem/resolve", list["items"][0].clone()).unwrap();
    assert!(
        item["documentation"]["value"]
            .as_str()
            .unwrap()
            .contains("**Ada Fell**"),
        "{item}"
    );
    let (text, list) = complete(&mut editor, 3, "Hale on [[upkeep]]", "Hale on [[events/‸]]");
    assert_eq!(labels(&list), ["first-lighting"]);
    assert!(taken(&text, &list, "first-lighting").contains("on [[events/first-lighting]] and"));
    let (text, list) = complete(&mut editor, 4, "[[first-lighting#the-lamp]]", "[[first-lighting#‸]]");
    assert!(taken(&text, &list, "the-lamp").contains("[[first-lighting#the-lamp]]"));
    let items = list["items"].as_array().unwrap();
    let paragraph = items.iter().find(|it| it["detail"] == "A lamp.").unwrap();
    let linked = taken(&text, &list, paragraph["label"].as_str().unwrap());
    editor.change(HALE, 4, &linked);
    editor.settle();
    let found = editor.at("textDocument/definition", HALE, behind(&linked, ", [[first"));
    assert_eq!(slice(EVENT, &found[0]["targetSelectionRange"]).trim(), "A lamp.");
    let (text, list) = complete(&mut editor, 5, "[see @reed-1920, p. 3]", "[see @sto‸]");
    assert_eq!(labels(&list)[0], "reed-1920");
    assert_eq!(list["items"][0]["detail"], "work · Reed 1920: Stones");
    assert!(taken(&text, &list, "reed-1920").contains("[see @reed-1920]"));
    let (text, list) = complete(&mut editor, 6, "@reed-1920, p. 3]", "@reed-1920, ‸]");
    assert_eq!(labels(&list)[0], "p.");
    assert!(taken(&text, &list, "chap.").contains("@reed-1920, chap. ]"));
    let (text, list) = complete(&mut editor, 7, "(../actors/ada-fell.md)", "(../ada‸");
    assert!(
        taken(&text, &list, "ada-fell").contains("[the log](../actors/ada-fell.md), "),
        "{list}"
    );
    let (_, list) = complete(&mut editor, 8, "p. 3].[^one]", "p. 3].[^‸");
    assert_eq!(labels(&list), ["one"]);
    let (_, list) = complete(&mut editor, 9, "Ada Fell kept", "Ada Fell‸ kept");
    assert!(labels(&list).is_empty());
}

#[test]
fn front_matter_is_completed_from_its_schema() {
    let mut editor = Editor::open_folder(FILES);
    editor.open(HALE, PAPER);
    let (text, list) = complete(&mut editor, 2, "thesis: Keepers made the lamps safe.\n", "rela‸\n");
    let found = labels(&list);
    assert!(found.contains(&"relations") && !found.contains(&"title"), "{found:?}");
    let item = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["label"] == "relations")
        .unwrap();
    assert!(
        item["documentation"]["value"]
            .as_str()
            .unwrap()
            .contains("stands to other papers")
    );
    assert_eq!(item["insertTextFormat"], 2);
    assert!(taken(&text, &list, "relations").contains("\nrelations:\n  - work: $1\n    how: $2\n    says: $3\n"));
    let (_, list) = complete(&mut editor, 3, "    stance: argues\n", "    ‸\n");
    let found = labels(&list);
    assert!(
        found.contains(&"stance") && !found.contains(&"says") && !found.contains(&"theme"),
        "{found:?}"
    );
    let (_, list) = complete(&mut editor, 4, "stance: argues", "stance: ‸");
    assert_eq!(labels(&list), ["argues", "doubts"]);
    let (text, list) = complete(&mut editor, 5, "theme: upkeep", "theme: ‸");
    assert_eq!(labels(&list), ["upkeep"]);
    assert!(taken(&text, &list, "upkeep").contains("theme: upkeep\n"));
    let (_, list) = complete(&mut editor, 6, "at: Introduction", "at: ‸");
    assert_eq!(labels(&list), ["Introduction", "p.", "pp."]);
    let (_, list) = complete(&mut editor, 7, "type: article-journal", "type: art‸");
    assert!(labels(&list).contains(&"article-journal"));
    let (_, list) = complete(&mut editor, 8, "issued: 1911", "draft: ‸");
    assert_eq!(labels(&list), ["true", "false"]);
    let (_, list) = complete(&mut editor, 9, "issued: 1911", "cites: [re‸]");
    assert_eq!(labels(&list)[0], "reed-1920");
    let (_, list) = complete(&mut editor, 10, "issued: 1911", "lang: ‸");
    assert!(labels(&list).starts_with(&["en"]) && labels(&list).contains(&"de"));
    let (_, list) = complete(&mut editor, 11, "    date: 1862\n", "    values: {‸}\n");
    assert_eq!(labels(&list), ["lamps"], "a figure that another statement has");
    let (_, list) = complete(&mut editor, 12, "themes:\n  - theme: upkeep", "themes:\n  ‸");
    assert!(labels(&list).contains(&"theme"));
    editor.open("conspectus.yaml", "title: L\nindex-order: \ncsl-style: mod\n");
    let list = editor.at("textDocument/completion", "conspectus.yaml", (1, 13));
    assert_eq!(labels(&list), ["word-by-word", "letter-by-letter"]);
    let list = editor.at("textDocument/completion", "conspectus.yaml", (2, 14));
    assert!(labels(&list).contains(&"modern-language-association"), "{list}");
}

#[test]
fn hover_tells_what_is_named_and_what_a_key_means() {
    let mut editor = Editor::open_folder(FILES);
    editor.open(HALE, PAPER);
    editor.open(LIGHTING, EVENT);
    let mut hover = |path: &str, text: &str, needle: &str| {
        let found = editor.at("textDocument/hover", path, behind(text, needle));
        let said = found["contents"]["value"].as_str().unwrap_or_default().to_owned();
        (said, slice(text, &found["range"]))
    };
    let (said, at) = hover(HALE, PAPER, "[[first-li");
    assert!(
        said.contains("**First Lighting** · event") && said.contains("1862 · opening"),
        "{said}"
    );
    assert_eq!(at, "first-lighting");
    let (said, at) = hover(HALE, PAPER, "@re");
    assert!(
        said.contains("Reed") && said.contains("Stones") && said.contains("1920"),
        "{said}"
    );
    assert_eq!(at, "reed-1920");
    let (said, _) = hover(LIGHTING, EVENT, "[[ha");
    assert!(
        said.contains("Keepers made the lamps safe.") && said.contains("Hale"),
        "{said}"
    );
    let (said, at) = hover(HALE, PAPER, "\n\nAda");
    assert!(said.contains("actor"), "a name in prose: {said}");
    assert_eq!(at, "Ada Fell");
    let (said, at) = hover(HALE, PAPER, "    sta");
    assert!(
        said.contains("**stance**") && said.contains("one of the site's stances"),
        "{said}"
    );
    assert_eq!(at, "stance");
    let (said, _) = hover(LIGHTING, EVENT, "roles: [".replace("roles: [", "{actor: ada").as_str());
    assert!(said.contains("Ada Fell"), "{said}");
}

#[test]
fn definitions_and_references_are_found() {
    let mut editor = Editor::open_folder(FILES);
    editor.open(HALE, PAPER);
    let definition = |editor: &mut Editor, needle: &str| {
        let found = editor.at("textDocument/definition", HALE, behind(PAPER, needle));
        let uri = found[0]["targetUri"].as_str().unwrap().to_owned();
        let path = uri.strip_prefix(&editor.uri("")).unwrap().to_owned();
        let text = fs::read_to_string(editor.path(&path)).unwrap();
        (path, slice(&text, &found[0]["targetSelectionRange"]))
    };
    for (needle, path, name) in [
        ("[[upk", "content/themes/upkeep.md", "Upkeep"),
        ("theme: up", "content/themes/upkeep.md", "Upkeep"),
        ("first-lighting#the", LIGHTING, "## The lamp"),
        ("(../actors/a", "content/actors/ada-fell.md", "Ada Fell"),
        ("@reed", "content/references.bib", "reed-1920"),
        ("].[^o", HALE, "[^one]"),
        ("at: Intro", HALE, "## Introduction"),
    ] {
        let found = definition(&mut editor, needle);
        assert_eq!((found.0.as_str(), found.1.trim()), (path, name), "{needle}");
    }
    let references = |editor: &mut Editor, path: &str, place: (usize, usize)| {
        let found = editor.at("textDocument/references", path, place);
        let list = found.as_array().unwrap().iter().map(|it| {
            let uri = it["uri"].as_str().unwrap();
            let path = uri.strip_prefix(&editor.uri("")).unwrap().to_owned();
            let text = fs::read_to_string(editor.path(&path)).unwrap();
            (path, slice(&text, &it["range"]))
        });
        list.collect::<Vec<_>>()
    };
    let found = references(&mut editor, HALE, behind(PAPER, "[[upk"));
    let expected = [(LIGHTING, "upkeep"), (HALE, "upkeep"), (HALE, "[[upkeep]]")];
    assert_eq!(found, expected.map(|(path, text)| (path.to_owned(), text.to_owned())));
    // Of an entry from its own title; names found in prose count.
    let found = references(&mut editor, "content/actors/ada-fell.md", (1, 9));
    let places: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        places,
        [
            "ada-fell",
            "[[ada-fell]]",
            "Ada Fell",
            "[the log](../actors/ada-fell.md)"
        ]
    );
    let found = references(&mut editor, "content/references.bib", (0, 8));
    assert_eq!(found, [(HALE.to_owned(), "reed-1920".to_owned())]);
    let found = references(&mut editor, LIGHTING, behind(EVENT, "## The"));
    assert_eq!(found, [(HALE.to_owned(), "[[first-lighting#the-lamp]]".to_owned())]);
    let found = references(&mut editor, HALE, behind(PAPER, "## Intro"));
    assert_eq!(found.len(), 2, "locators name the section: {found:?}");
}

#[test]
fn answers_do_not_wait_for_a_pause_and_places_move_with_the_text() {
    let mut editor = Editor::open_folder(FILES);
    editor.open(HALE, PAPER);
    editor.at("textDocument/hover", HALE, (0, 0));
    for version in 2..20 {
        let moved = PAPER.replace("\n\nHale on", &format!("\n\n{} on", "é ".repeat(version)));
        editor.change(HALE, i64::try_from(version).unwrap(), &moved);
        let found = editor.at("textDocument/definition", HALE, behind(&moved, "[[upk"));
        assert_eq!(slice(&moved, &found[0]["originSelectionRange"]), "upkeep");
        // What is being typed is read from the text.
        let typed = moved.replace("[[upkeep]]", "[[ada-fell]]");
        editor.change(HALE, i64::try_from(version).unwrap(), &typed);
        let found = editor.at("textDocument/definition", HALE, behind(&typed, "[[ada"));
        assert!(found[0]["targetUri"].as_str().unwrap().ends_with("ada-fell.md"));
    }
    // The front matter is broken for now: the links still lead where they led.
    let broken = PAPER.replace("thesis: K", "thesis: [K");
    editor.change(HALE, 30, &broken);
    editor.until(|it| it.codes(HALE) == ["yaml-syntax"]);
    let found = editor.at("textDocument/definition", HALE, behind(&broken, "@reed"));
    assert!(found[0]["targetUri"].as_str().unwrap().ends_with("references.bib"));
}

#[test]
fn problems_can_be_corrected_and_missing_entries_created() {
    let mut editor = Editor::open_folder(FILES);
    let broken = PAPER
        .replace("theme: upkeep", "theme: upkep")
        .replace("[[first-lighting|", "[[Grey Gull|")
        .replace("event: first-lighting", "event: fog-of-1870");
    editor.open(HALE, &broken);
    editor.until(|it| it.codes(HALE).len() == 3);
    let actions = |editor: &mut Editor, needle: &str, only: Value| {
        let (line, character) = behind(&broken, needle);
        let at = json!({"line": line, "character": character});
        let params = json!({
            "textDocument": {"uri": editor.uri(HALE)},
            "range": {"start": at, "end": at},
            "context": {"diagnostics": [], "only": only},
        });
        let found = editor.ask("textDocument/codeAction", params).unwrap();
        found.as_array().unwrap().clone()
    };
    let found = actions(&mut editor, "theme: up", json!(["quickfix"]));
    assert_eq!(found[0]["title"], "change to `upkeep`");
    assert_eq!(
        (&found[0]["isPreferred"], &found[0]["kind"]),
        (&json!(true), &json!("quickfix"))
    );
    assert_eq!(found[0]["diagnostics"][0]["code"], "unknown-reference");
    let change = &found[0]["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"]["version"], 1);
    assert!(edited(&broken, &change["edits"]).contains("theme: upkeep\n"));
    let titles: Vec<&str> = found.iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert!(titles.contains(&"create the theme `upkep`"), "{titles:?}");
    let found = actions(&mut editor, "event: fog", json!(null));
    let create = found
        .iter()
        .find(|it| it["title"] == "create the event `fog-of-1870`")
        .unwrap();
    let changes = create["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!((&changes[0]["kind"], changes.len()), (&json!("create"), 2));
    assert!(
        changes[0]["uri"]
            .as_str()
            .unwrap()
            .ends_with("/content/events/fog-of-1870.md")
    );
    let text = changes[1]["edits"][0]["newText"].as_str().unwrap();
    assert!(
        text.starts_with("---\ntitle: Fog of 1870\n") && text.contains("\ndate: 20XX\n"),
        "{text}"
    );
    // A link may name any kind; a name that cannot be an address is changed in the link as well.
    let found = actions(&mut editor, "[[Grey", json!(["quickfix"]));
    let create = found
        .iter()
        .find(|it| it["title"] == "create the actor `grey-gull`")
        .unwrap();
    let changes = create["edit"]["documentChanges"].as_array().unwrap();
    assert!(edited(&broken, &changes[2]["edits"]).contains("[[grey-gull|the lighting]]"));
    let found = actions(&mut editor, "title", json!(["source.fixAll"]));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["kind"], "source.fixAll.conspectus");
    let after = edited(&broken, &found[0]["edit"]["documentChanges"][0]["edits"]);
    assert!(after.contains("theme: upkeep\n") && after.contains("[[Grey Gull|"));
    assert!(actions(&mut editor, "title", json!(["refactor"])).is_empty());
}

#[test]
fn entries_and_works_are_renamed_in_every_place_that_names_them() {
    let mut editor = Editor::open_folder(FILES);
    assert_eq!(editor.check(), "");
    let place = editor.place(HALE, behind(PAPER, "[[first-li"));
    let found = editor.ask("textDocument/prepareRename", place.clone()).unwrap();
    assert_eq!(found["placeholder"], "first-lighting");
    assert_eq!(slice(PAPER, &found["range"]), "first-lighting");
    let named = |place: &Value, name: &str| {
        let mut place = place.clone();
        place["newName"] = json!(name);
        place
    };
    let refused = editor.ask("textDocument/rename", named(&place, "No Name")).unwrap_err();
    assert_eq!(refused["code"], -32803);
    assert!(refused["message"].as_str().unwrap().contains("No Name"), "{refused}");
    let change = editor.ask("textDocument/rename", named(&place, "lamp-lit")).unwrap();
    editor.carry_out(&change);
    assert_eq!(editor.check(), "");
    let text = fs::read_to_string(editor.path("content/events/lamp-lit.md")).unwrap();
    assert!(
        text.contains("moved-from:") && text.contains("first-lighting"),
        "{text}"
    );
    let paper = fs::read_to_string(editor.path(HALE)).unwrap();
    assert!(
        paper.contains("event: lamp-lit") && paper.contains("[[lamp-lit#the-lamp]]"),
        "{paper}"
    );
    // The key of a work, from the file that describes it.
    let place = editor.place("content/references.bib", (0, 8));
    let found = editor.ask("textDocument/prepareRename", place.clone()).unwrap();
    assert_eq!(found["placeholder"], "reed-1920");
    let change = editor.ask("textDocument/rename", named(&place, "reed-1921")).unwrap();
    editor.carry_out(&change);
    assert_eq!(editor.check(), "");
    assert!(
        fs::read_to_string(editor.path(HALE))
            .unwrap()
            .contains("[see @reed-1921, p. 3]")
    );
    // Of a text that nobody has saved, the text as it is written counts.
    let paper = fs::read_to_string(editor.path(HALE)).unwrap() + "\nMore of [[relief]].\n";
    editor.open(HALE, &paper);
    let place = editor.place(HALE, behind(&paper, "of [[rel"));
    let change = editor.ask("textDocument/rename", named(&place, "shift")).unwrap();
    let changes = change["documentChanges"].as_array().unwrap();
    let of_paper = changes.iter().find(|it| it["textDocument"]["version"] == 1).unwrap();
    assert!(edited(&paper, &of_paper["edits"]).contains("More of [[shift]]."));
    // The file itself is renamed by whoever says so beforehand.
    let files = json!({"files": [{
        "oldUri": editor.uri("content/glossary/relief.md"),
        "newUri": editor.uri("content/glossary/shift.md"),
    }]});
    let change = editor.ask("workspace/willRenameFiles", files).unwrap();
    let changes = change["documentChanges"].as_array().unwrap();
    assert!(
        changes.iter().all(|it| it.get("kind").is_none()) && changes.len() == 2,
        "{change}"
    );
    // Where nothing has a name there is nothing to rename.
    let place = editor.place(HALE, (1, 3));
    assert_eq!(
        editor.ask("textDocument/prepareRename", place).unwrap_err()["code"],
        -32803
    );
}

#[test]
fn a_request_that_waits_can_be_taken_back() {
    let mut editor = Editor::open_folder(FILES);
    let mut place = editor.place(HALE, behind(PAPER, "[[upk"));
    place["newName"] = json!("costs");
    for _ in 0..5 {
        let id = editor.begin("textDocument/rename", place.clone());
        editor.tell("$/cancelRequest", json!({"id": id}));
        // It may have been quicker than the cancellation; either way there is one answer.
        let answer = editor.answer(id);
        assert!(
            answer.is_ok() || answer.as_ref().is_err_and(|it| it["code"] == -32800),
            "{answer:?}"
        );
    }
    let id = editor.begin("textDocument/rename", place);
    assert!(editor.answer(id).is_ok());
    assert!(
        editor.told.iter().all(|it| it.get("method").is_some()),
        "no second answer"
    );
}

#[test]
fn texts_have_an_outline_and_links_and_the_site_has_symbols() {
    let mut editor = Editor::open_folder(FILES);
    editor.open(HALE, PAPER);
    let document = json!({"textDocument": {"uri": editor.uri(HALE)}});
    let outline = editor.ask("textDocument/documentSymbol", document.clone()).unwrap();
    let names = |list: &Value| -> Vec<String> {
        let names = list
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["name"].as_str().unwrap().to_owned());
        names.collect()
    };
    assert_eq!(names(&outline), ["front matter", "Introduction"]);
    assert!(names(&outline[0]["children"]).contains(&"themes".to_owned()));
    let links = editor.ask("textDocument/documentLink", document).unwrap();
    let targets: Vec<(String, &str)> = links
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                slice(PAPER, &it["range"]),
                it["target"].as_str().unwrap().rsplit('/').next().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("upkeep", "upkeep.md#L2"),
        ("first-lighting", "first-lighting.md#L2"),
        ("../actors/ada-fell.md", "ada-fell.md#L2"),
        ("first-lighting", "first-lighting.md#L11"),
    ];
    assert_eq!(targets, expected.map(|(text, target)| (text.to_owned(), target)));
    let found = editor.ask("workspace/symbol", json!({"query": "miss f"})).unwrap();
    assert_eq!(found[0]["name"], "Ada Fell", "{found}");
    assert!(found[0]["location"]["uri"].as_str().unwrap().ends_with("ada-fell.md"));
    // A client that knows no nesting gets a flat list.
    let mut plain = Editor::open_with(FILES, &json!({}));
    plain.open(HALE, PAPER);
    let document = json!({"textDocument": {"uri": plain.uri(HALE)}});
    let flat = plain.ask("textDocument/documentSymbol", document).unwrap();
    assert!(flat.as_array().unwrap().len() > 10 && flat[0]["location"]["uri"] == json!(plain.uri(HALE)));
    let found = plain.at("textDocument/definition", HALE, behind(PAPER, "[[upk"));
    assert!(found[0]["uri"].as_str().unwrap().ends_with("upkeep.md"));
}

#[test]
fn no_message_ends_the_server() {
    let mut editor = Editor::open_folder(FILES);
    editor.open(HALE, PAPER);
    editor.send_raw(b"Content-Length: 3\r\n\r\n{,}");
    editor.send_raw(b"Content-Length: nonsense\r\n\r\n");
    let methods = [
        "textDocument/completion",
        "completionItem/resolve",
        "textDocument/hover",
        "textDocument/definition",
        "textDocument/references",
        "textDocument/documentSymbol",
        "textDocument/documentLink",
        "textDocument/codeAction",
        "textDocument/prepareRename",
        "textDocument/rename",
        "workspace/willRenameFiles",
        "workspace/symbol",
    ];
    let end = json!({"line": 4_000_000, "character": 4_000_000});
    let uri = editor.uri(HALE);
    for params in [
        Value::Null,
        json!([]),
        json!({"textDocument": {"uri": 3}}),
        json!({"textDocument": {"uri": "untitled:1"}, "position": end}),
        json!({"textDocument": {"uri": uri}}),
        json!({"textDocument": {"uri": uri}, "position": {"line": -1, "character": 0}}),
        json!({"textDocument": {"uri": uri}, "position": end, "range": {"start": end, "end": end}, "context": {}}),
        json!({"label": "x", "data": {"root": "/", "name": 3}}),
    ] {
        for method in methods {
            // Refused or answered: either is an answer.
            let _ = editor.ask(method, params.clone());
        }
        for method in [
            "textDocument/didOpen",
            "textDocument/didChange",
            "textDocument/didClose",
            "$/cancelRequest",
        ] {
            editor.tell(method, params.clone());
        }
        editor.tell("workspace/didChangeWatchedFiles", params.clone());
        editor.tell("workspace/didChangeWorkspaceFolders", params);
    }
    let malformed = |it: &Editor| it.told.iter().filter(|it| it["error"]["code"] == -32700).count();
    assert_eq!(malformed(&editor), 2);
    // Every place of a text can be asked about.
    editor.open(HALE, PAPER);
    for (line, text) in PAPER.lines().enumerate() {
        for character in 0..=text.encode_utf16().count() {
            for method in &methods[..5] {
                if *method != "completionItem/resolve" {
                    editor.at(method, HALE, (line, character));
                }
            }
        }
    }
    assert_eq!(editor.leave().code(), Some(0));
}

#[test]
fn explanations_of_codes_are_linked_where_the_client_can_show_them() {
    let mut editor = Editor::start(FILES);
    let params = json!({
        "rootUri": editor.uri(""),
        "capabilities": able(),
        "initializationOptions": {"explanations": "conspectus-explain:/"},
    });
    editor.ask("initialize", params).unwrap();
    editor.tell("initialized", json!({}));
    editor.open(HALE, &PAPER.replace("theme: upkeep", "theme: upkep"));
    editor.until(|it| it.codes(HALE) == ["unknown-reference"]);
    let href = editor.problems[HALE][0]["codeDescription"]["href"].clone();
    assert_eq!(href, "conspectus-explain:/unknown-reference");
    let page = editor
        .ask("workspace/textDocumentContent", json!({"uri": href}))
        .unwrap();
    assert!(page["text"].as_str().unwrap().contains("## Repair"));
    // Other clients find it where the problem is.
    let mut plain = Editor::open_folder(FILES);
    let broken = PAPER.replace("theme: upkeep", "theme: upkep");
    plain.open(HALE, &broken);
    plain.until(|it| it.codes(HALE) == ["unknown-reference"]);
    let hover = plain.at("textDocument/hover", HALE, behind(&broken, "theme: up"));
    assert!(
        hover["contents"]["value"]
            .as_str()
            .unwrap()
            .contains("`unknown-reference`"),
        "{hover}"
    );
}
