//! Configuration documents for a host that leaves the reading of files to this side: it has only its
//! own environment.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use ackwell::{Config, Fetched, MAX_FILE_BYTES, Place, Reference};
use serde_json::json;

use crate::problem::Problem;

/// The document of a TOML file, or of a JSON file if its name ends in `.json`.
///
/// # Errors
///
/// [`Problem::Document`] with the file's name.
#[cfg(feature = "toml")]
pub(crate) fn read_document(path: &Path) -> Result<String, Problem> {
    let wrong = |why: &str| Problem::Document(format!("{} {why}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| wrong(&format!("cannot be read: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|_| wrong("cannot be read: it is not UTF-8"))?;
    if path
        .extension()
        .is_some_and(|extension| extension == "json")
    {
        return Ok(text);
    }
    in_file(
        &path.to_string_lossy(),
        crate::toml::toml_to_json(&text).map_err(|problem| Problem::Document(problem.message())),
    )
}

/// Says in which file a document is wrong as a whole. A mistake in a member names that.
pub(crate) fn in_file<T>(file: &str, result: Result<T, Problem>) -> Result<T, Problem> {
    result.map_err(|problem| match &problem {
        Problem::Document(_) | Problem::Config(..)
            if !file.is_empty() && problem.member() == Some("") =>
        {
            Problem::Document(format!("{file}: {}", problem.message()))
        }
        _ => problem,
    })
}

/// The names of the environment variables that a section of a document needs, as a JSON list.
///
/// # Errors
///
/// [`Problem::Config`] if the document or a reference in it is wrong.
pub(crate) fn variables_json(document: &str, section: &str) -> Result<String, Problem> {
    let listed = Config::references(document, &[section], None)?;
    let names: Vec<&str> = listed
        .iter()
        .filter_map(|reference| match reference.place() {
            Place::Env(name) => Some(name.as_str()),
            Place::File(_) => None,
        })
        .collect();
    Ok(json!(names).to_string())
}

/// Reads a document for a section: the files that it names, and of `variables` those that are set.
/// `folder` is where relative paths start.
///
/// # Errors
///
/// [`Problem::Config`] if the document is wrong, or something that it needs was not found.
pub(crate) fn read_config(
    document: &str,
    section: &str,
    folder: &Path,
    variables: &HashMap<&str, &str>,
) -> Result<Config, Problem> {
    let listed = Config::references(document, &[section], Some(folder))?;
    let found = |reference: Reference| {
        let found = match reference.place() {
            Place::Env(name) => variables
                .get(name.as_str())
                .map_or(Fetched::Missing, |text| Fetched::Bytes((*text).into())),
            Place::File(path) => read_limited(path).map_or_else(Fetched::from, Fetched::Bytes),
        };
        (reference, found)
    };
    let fetched: Vec<_> = listed.into_iter().map(found).collect();
    Ok(Config::from_json_with(document, &fetched)?)
}

/// One byte more than the longest that core takes is enough for it to refuse.
fn read_limited(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX - 1) + 1;
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use ackwell::Provider;

    use super::*;

    const DOCUMENT: &str = r#"{ "pingpong": {
        "salt": { "file": "salt.txt" }, "client_id": { "env": "CLIENT" },
        "acc_ids": "any", "environment": "sandbox"
    } }"#;

    #[test]
    fn a_document_is_read_with_its_files_and_the_variables_that_are_set() {
        let folder = std::env::temp_dir().join(format!("ackwell-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("salt.txt"), "F78BC96A55548B2319EE68E0\n").unwrap();
        assert_eq!(
            variables_json(DOCUMENT, "pingpong").unwrap(),
            r#"["CLIENT"]"#
        );
        let built = |variables: &HashMap<_, _>| {
            let config = read_config(DOCUMENT, "pingpong", &folder, variables)?;
            Ok(config.receiver(Provider::PingPong)?)
        };
        let set = HashMap::from([("CLIENT", "2018092714313010016")]);
        let receiver: Result<_, Problem> = built(&set);
        receiver.unwrap();
        let missing = built(&HashMap::new()).unwrap_err();
        assert_eq!(missing.member(), Some("pingpong.client_id"));
        std::fs::remove_dir_all(&folder).unwrap();
        let missing = built(&set).unwrap_err();
        assert_eq!(missing.member(), Some("pingpong.salt"));
        assert!(
            missing.message().contains("salt.txt"),
            "{}",
            missing.message()
        );
    }

    #[test]
    fn what_is_wrong_with_a_whole_document_names_its_file() {
        let wrong = in_file("shop.json", variables_json("[]", "")).unwrap_err();
        assert!(
            wrong.message().starts_with("shop.json: "),
            "{}",
            wrong.message()
        );
        assert_eq!(wrong.code(), ackwell::Code::InvalidConfig);
        let text = in_file("", variables_json("[]", "")).unwrap_err();
        assert!(!text.message().contains("shop.json"));
        let member = in_file(
            "shop.json",
            variables_json(r#"{"lianlian": 7}"#, "lianlian"),
        );
        assert!(!member.unwrap_err().message().contains("shop.json"));
    }
}
