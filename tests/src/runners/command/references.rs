//! Documents with references, as a file of the command.

use std::process::Command;

use super::{Shop, batch_line, complaint, configured, ended, to_toml, verified};
use crate::json::Json;
use crate::pack::{self, Case, Pack};

const CONFIG: &str = "ackwell-case.toml";
const BATCH: &str = "ackwell-case.ndjson";

/// Runs the command with the document of a case: `verify` with its request or with none, or
/// `ledger status`. A text is a file to the command, in the folder that is its working directory.
pub(super) fn resolve(
    shop: &Shop<'_>,
    file: &str,
    pack: &Pack,
    case: &Case,
) -> Result<Json, String> {
    let folder = shop.folder.join("references");
    case.make_folder(&folder);
    let place = folder.to_str().ok_or("the folder's name is not UTF-8")?;
    let document = pack.config_text(case).replace(pack::FOLDER, place);
    let toml = to_toml(&document).ok_or_else(|| format!("{}: TOML cannot say it", case.id))?;
    let config = folder.join(CONFIG);
    let config = config.to_str().ok_or("the folder's name is not UTF-8")?;
    let batch = case.request.as_ref().map(|_| batch_line(case));
    shop.write(&format!("references/{CONFIG}"), &toml)?;
    shop.write(&format!("references/{BATCH}"), &batch.unwrap_or_default())?;
    let mut command = Command::new(shop.program);
    match &case.provider {
        Some(provider) => command
            .args(["verify", "--provider", provider, "--batch"])
            .arg(folder.join(BATCH)),
        None => command.args(["ledger", "status"]),
    };
    let output = shop.run(command.args(["--config", config]).envs(&case.env))?;
    match (output.status.code(), &case.request) {
        (Some(2), _) => {
            let (line, message) = complaint(file, case, config, &output.stderr)?;
            let message = message.replace(place, pack::FOLDER);
            let Json::Object(mut members) = line else {
                return Err(format!("{}: no line", case.id));
            };
            members.push(("message".to_owned(), Json::text(message)));
            Ok(Json::Object(members))
        }
        (Some(1), Some(_)) => {
            let answer = String::from_utf8_lossy(&output.stdout);
            verified(file, case, answer.trim_end())
        }
        (Some(0), _) => Ok(configured(file, case)),
        _ => Err(ended(case, &output)),
    }
}
