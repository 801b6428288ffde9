//! Documents with references.

use std::fmt::Display;
use std::path::Path;

use ackwell::{Code, Config, ConfigError, Fetched, Place, Provider};
use ackwell_ledger::Ledger;

use super::{Members, outcome, refusal, refused, verify};
use crate::json::Json;
use crate::pack::{self, Case, Pack};

/// Resolves the references of a case, builds what its section describes, and verifies the request
/// if there is one.
pub(super) fn perform(pack: &Pack, case: &Case, folder: &Path) -> Result<Members, String> {
    case.make_folder(folder);
    let place = folder.to_str().ok_or("the folder's name is not UTF-8")?;
    let document = pack.config_text(case).replace(pack::FOLDER, place);
    let wrong = |code: Code, member: Option<&str>, message: &dyn Display| {
        let message = message.to_string().replace(place, pack::FOLDER);
        let mut members = refused(code, member, None);
        members.push(("message", Json::text(message)));
        Ok(members)
    };
    let config = match resolved(case, &document, folder) {
        Ok(config) => config,
        Err(error) => return wrong(error.code(), Some(error.member()), &error),
    };
    let Some(provider) = case.provider.as_deref().and_then(Provider::from_name) else {
        return match Ledger::from_config(&config) {
            Ok(_) => Ok(vec![outcome("configured")]),
            Err(error) => wrong(error.code(), error.member(), &error),
        };
    };
    let receiver = match config.receiver(provider) {
        Ok(receiver) => receiver,
        Err(error) => return wrong(error.code(), Some(error.member()), &error),
    };
    match case
        .request
        .as_ref()
        .map(|request| verify(&receiver, request))
    {
        Some(Err(problem)) => Ok(refusal(&problem)),
        None | Some(Ok(_)) => Ok(vec![outcome("configured")]),
    }
}

/// As a host does: of variables it knows those of the case, of files those on disk.
fn resolved(case: &Case, document: &str, folder: &Path) -> Result<Config, ConfigError> {
    let section = case.section.as_deref().unwrap_or_default();
    let references = Config::references(document, &[section], Some(folder))?;
    let fetched: Vec<_> = references
        .into_iter()
        .map(|reference| {
            let found = match reference.place() {
                Place::Env(name) => case.env.get(name).map_or(Fetched::Missing, |text| {
                    Fetched::Bytes(text.clone().into_bytes())
                }),
                Place::File(path) => std::fs::read(path).map_or_else(Fetched::from, Fetched::Bytes),
            };
            (reference, found)
        })
        .collect();
    Config::from_json_with(document, &fetched)
}
