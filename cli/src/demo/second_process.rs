//! A second process with the same shop: another worker, to which a provider's re-send may go.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitCode, Stdio};

use super::receiver::Shop;
use crate::args::RECEIVER_COMMAND;
use crate::failure::Failure;

/// A running worker. It ends when this is dropped, and also if this process dies.
pub(super) struct SecondProcess {
    child: Child,
    /// The worker serves as long as this is open.
    input: Option<ChildStdin>,
    pub(super) address: SocketAddr,
}

impl SecondProcess {
    /// Starts this same program once more, on the same configuration and ledger.
    pub(super) fn start(config: &Path) -> Result<SecondProcess, Failure> {
        let problem = |error| Failure::at("demo: the second process", error);
        let program = std::env::current_exe().map_err(problem)?;
        let mut child = Command::new(program)
            .arg(RECEIVER_COMMAND)
            .arg(config)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(problem)?;
        let input = child.stdin.take();
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            let mut output = BufReader::new(output);
            output.read_line(&mut line).map_err(problem)?;
        }
        let Ok(address) = line.trim().parse() else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(Failure::new("demo: the second process did not start"));
        };
        Ok(SecondProcess {
            child,
            input,
            address,
        })
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for SecondProcess {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// What the second process does: serves the shop, prints its address, ends with its input.
pub(crate) fn run(config: &Path) -> Result<ExitCode, Failure> {
    let runtime = super::runtime()?;
    let shop = Shop::open(config)?;
    let address = runtime.block_on(shop.serve())?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{address}")
        .and_then(|()| out.flush())
        .map_err(|error| Failure::writing(&error))?;
    let mut nothing = Vec::new();
    // However the input ends, the demo is over.
    let _ = std::io::stdin().lock().read_to_end(&mut nothing);
    Ok(ExitCode::SUCCESS)
}
