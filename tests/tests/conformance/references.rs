//! Documents with references, resolved as a host of Rust does.

use std::path::Path;

use ackwell::{Config, Fetched, Place, Provider, Receiver};
use ackwell_ledger::Ledger;
use ackwell_tests::pack::{self, Case, Pack};

use super::{Answer, Outcome, verify};

/// Resolves the references of a case, builds what its section describes, and verifies the request
/// if there is one.
pub(super) fn resolve(pack: &Pack, case: &Case) -> Answer {
    let folder = std::env::temp_dir().join(format!("ackwell-references-{}", std::process::id()));
    case.make_folder(&folder);
    let place = folder.to_str().ok_or("the folder's name is not UTF-8")?;
    let document = pack.config_text(case).replace(pack::FOLDER, place);
    let built = build(case, &document, &folder);
    std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    Ok(match (built, &case.request) {
        (Ok(Some(receiver)), Some(request)) => match verify(&receiver, request) {
            Ok(_) => Outcome::Configured,
            Err(refusal) => refusal.into(),
        },
        (Ok(_), _) => Outcome::Configured,
        (Err(mut refused), _) => {
            if let Outcome::Refused { message, .. } = &mut refused {
                *message = message.replace(place, pack::FOLDER);
            }
            refused
        }
    })
}

/// The receiver of the section, or none for a ledger that can be opened.
fn build(case: &Case, document: &str, folder: &Path) -> Result<Option<Receiver>, Outcome> {
    let section = case.section.as_deref().unwrap_or_default();
    let references = Config::references(document, &[section], Some(folder))?;
    let fetched: Vec<_> = references
        .into_iter()
        .map(|reference| {
            // Of variables there are those of the case, of files those on disk.
            let found = match reference.place() {
                Place::Env(name) => case.env.get(name).map_or(Fetched::Missing, |text| {
                    Fetched::Bytes(text.clone().into_bytes())
                }),
                Place::File(path) => std::fs::read(path).map_or_else(Fetched::from, Fetched::Bytes),
            };
            (reference, found)
        })
        .collect();
    let config = Config::from_json_with(document, &fetched)?;
    if let Some(provider) = Provider::from_name(section) {
        return Ok(Some(config.receiver(provider)?));
    }
    Ledger::from_config(&config)?;
    Ok(None)
}
