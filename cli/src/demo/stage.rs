//! Where the demo plays: a temporary folder, with a shop's configuration, key and ledger in it.

use std::fs::{self, DirBuilder};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use ackwell_testkit::Sender;
use serde_json::Value;

use crate::failure::Failure;
use crate::shop;

/// A folder that only this user can look into, removed in the end unless it is kept.
pub(super) struct Stage {
    folder: PathBuf,
    keep: bool,
}

impl Stage {
    pub(super) fn new(keep: bool) -> Result<Stage, Failure> {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let name = format!("ackwell-demo-{}-{}", std::process::id(), now.as_nanos());
        let folder = std::env::temp_dir().join(name);
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let created = builder.create(&folder);
        created.map_err(|error| Failure::at(folder.display(), error))?;
        Ok(Stage { folder, keep })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn write(&self, name: &str, text: &str) -> Result<PathBuf, Failure> {
        let path = self.folder.join(name);
        fs::write(&path, text).map_err(|error| Failure::at(path.display(), error))?;
        Ok(path)
    }

    /// The configuration of the demo's own shop.
    pub(super) fn write_shop(&self, platform: &Sender) -> Result<PathBuf, Failure> {
        let ledger = self.ledger("ledger.db");
        let text = format!(
            "# The shop of `ackwell demo`. Its key and its salt are made for one run.\n\n{}\n[ledger]\nurl = \
             {ledger}\ntimeout_ms = 10000\n",
            shop::sections(platform)?
        );
        self.write("shop.toml", &text)
    }

    /// The URL of a ledger in the folder, quoted for TOML.
    pub(super) fn ledger(&self, name: &str) -> String {
        let path = self.folder.join(name).display().to_string();
        Value::from(format!("sqlite://{path}")).to_string()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.keep {
            // What cannot be removed stays in the folder for temporary files; nothing in it is
            // anybody's secret.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}
