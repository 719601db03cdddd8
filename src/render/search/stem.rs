//! Takes the commonest English endings off a word: plural, -ed, -ing and a last e. Words of other languages that look
//! alike lose them as well, in the index and in the question, so that they still meet.

/// The stem of a folded word.
pub(super) fn stem(word: &str) -> String {
    if word.len() < 4 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let singular = singular(word);
    let stem = without_participle(&singular);
    match stem.strip_suffix('e') {
        Some(shorter) if shorter.len() > 2 => shorter.to_owned(),
        _ => stem,
    }
}

fn singular(word: &str) -> String {
    if let Some(start) = word.strip_suffix("ies").filter(|start| start.len() > 1) {
        return format!("{start}y");
    }
    let sibilant = ["sses", "xes", "ches", "shes"].iter().any(|end| word.ends_with(end));
    let other = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix('s') {
        Some(_) if sibilant => word[..word.len() - 2].to_owned(),
        Some(start) if !other => start.to_owned(),
        _ => word.to_owned(),
    }
}

fn without_participle(word: &str) -> String {
    if let Some(start) = word.strip_suffix("ied").filter(|start| start.len() > 1) {
        return format!("{start}y");
    }
    if word.ends_with("eed") {
        return word[..word.len() - usize::from(word.len() > 5)].to_owned();
    }
    let start = word.strip_suffix("ed").or_else(|| word.strip_suffix("ing"));
    let Some(start) = start.filter(|start| start.len() > 2 && start.contains(['a', 'e', 'i', 'o', 'u', 'y'])) else {
        return word.to_owned();
    };
    let mut last = start.bytes().rev();
    match (last.next(), last.next()) {
        (Some(a), Some(b)) if a == b && !b"lsz".contains(&a) => start[..start.len() - 1].to_owned(),
        _ => start.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn forms_of_one_word_meet() {
        let families: [&[&str]; 9] = [
            &["lamp", "lamps"],
            &["policy", "policies"],
            &["study", "studies", "studied", "studying"],
            &["state", "states", "stated", "stating"],
            &["plan", "plans", "planned", "planning"],
            &["agree", "agrees", "agreed"],
            &["class", "classes", "classed"],
            &["clash", "clashes", "clashing"],
            &["sale", "sales"],
        ];
        for family in families {
            let stems: Vec<String> = family.iter().map(|word| stem(word)).collect();
            assert!(stems.iter().all(|it| *it == stems[0]), "{family:?}: {stems:?}");
        }
    }

    #[test]
    fn what_is_no_ending_stays() {
        for word in [
            "spring",
            "king",
            "crisis",
            "status",
            "gas",
            "seed",
            "1965s",
            "лампs",
            "bus",
        ] {
            assert_eq!(stem(word), word);
        }
    }
}
