//! Writing to a repository that people write to as well: what they wrote stays.

use super::manifests::Files;
use config_schema::layered;
use config_schema::yaml::Text;
use contract::gitea::is_overlay_values;
use serde_json::Value;

/// The file with the settings, which is edited in place rather than written anew.
pub(crate) const VALUES: &str = "values.yaml";

/// The files after a change: of those in `committed`, only what differs between the two renderings is touched.
///
/// `before` is what the platform would have written for what is in force, `after` what it writes for what is wanted.
pub(crate) fn over(committed: &Files, before: &Files, after: Files) -> Files {
    let mut files = committed.clone();
    files.retain(|path, _| after.contains_key(path) || !before.contains_key(path));
    for (path, text) in after {
        let (was, is) = (before.get(&path), committed.get(&path));
        if was == Some(&text) && is.is_some() {
            continue;
        }
        let text = match is {
            Some(is) if path == VALUES => edited(is, &text, |_, wanted| wanted.clone()),
            // Of this file only what it knows about the Environment is the platform's.
            Some(is) if is_overlay_values(&path) => edited(is, &text, laid_over),
            _ => text,
        };
        files.insert(path, text);
    }
    files
}

/// The committed text, brought to what `next` makes of its values and the rendered ones: comments and order stay.
fn edited(committed: &str, rendered: &str, next: impl Fn(&Value, &Value) -> Value) -> String {
    match (Text::parse(committed), Text::parse(rendered)) {
        (Ok(mut text), Ok(wanted)) => {
            let next = next(text.value(), wanted.value());
            text.apply(&next);
            text.as_str().to_owned()
        }
        _ => rendered.to_owned(),
    }
}

fn laid_over(committed: &Value, rendered: &Value) -> Value {
    match (committed, rendered) {
        (Value::Object(committed), Value::Object(rendered)) => Value::Object(layered(committed, rendered)),
        _ => rendered.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(files: &[(&str, &str)]) -> Files {
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn what_hands_wrote_stays() {
        let committed = files(&[
            (VALUES, "# mine\nreplicas: 2 # enough\nextra: 1\n"),
            ("kustomization.yaml", "by: hand\n"),
            ("notes.md", "hello\n"),
            ("application.yaml", "version: 1\n"),
            ("secrets/a.yaml", "x\n"),
        ]);
        let before = files(&[
            (VALUES, "# head\nreplicas: 2\nextra: 1\n"),
            ("kustomization.yaml", "by: platform\n"),
            ("application.yaml", "version: 1\n"),
            ("secrets/a.yaml", "x\n"),
        ]);
        let after = files(&[
            (VALUES, "# head\nreplicas: 3\nextra: 1\n"),
            ("kustomization.yaml", "by: platform\n"),
            ("application.yaml", "version: 2\n"),
        ]);
        let expected = files(&[
            (VALUES, "# mine\nreplicas: 3 # enough\nextra: 1\n"),
            ("kustomization.yaml", "by: hand\n"),
            ("notes.md", "hello\n"),
            ("application.yaml", "version: 2\n"),
        ]);
        assert_eq!(over(&committed, &before, after), expected);
    }

    #[test]
    fn what_hands_set_for_an_environment_outlives_another_placement() {
        let path = "overlays/prod/values.yaml";
        let committed = files(&[(
            path,
            "# busy\nreplicas: 5 # enough\nglobal:\n  debug: true\n  regions:\n    - a\n",
        )]);
        let before = files(&[(path, "global:\n  regions:\n    - a\n")]);
        let after = files(&[(path, "global:\n  regions:\n    - a\n    - b\n")]);
        let expected = "# busy\nreplicas: 5 # enough\nglobal:\n  debug: true\n  regions:\n    - a\n    - b\n";
        assert_eq!(over(&committed, &before, after), files(&[(path, expected)]));
    }

    #[test]
    fn a_text_that_cannot_be_read_is_written_anew() {
        let committed = files(&[(VALUES, "a: [\n")]);
        let before = files(&[(VALUES, "a: 1\n")]);
        let after = files(&[(VALUES, "a: 2\n")]);
        assert_eq!(over(&committed, &before, after.clone()), after);
    }
}
