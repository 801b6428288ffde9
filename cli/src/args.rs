//! What the command is told: its verbs, their options, their help.

use std::path::PathBuf;

use ackwell::Provider;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};

/// Receives payment notifications of LianLian Pay and PingPongCheckout: proves who sent them, says
/// what they mean, and lets the shop act on each once.
#[derive(Debug, Parser)]
#[command(name = "ackwell", version, after_help = EXAMPLES, disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  ackwell demo
  ackwell verify --config shop.toml --provider lianlian body.json

`ackwell <COMMAND> --help` tells more of each.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Verify a notification and say what it means and what to answer
    Verify(VerifyArgs),

    /// Play genuine, repeated and forged notifications against a receiver on this machine
    Demo(DemoArgs),

    /// A receiver of the demo in a process of its own
    #[command(name = RECEIVER_COMMAND, hide = true)]
    DemoReceiver(DemoReceiverArgs),
}

/// The hidden verb with which the demo starts its second process.
pub(crate) const RECEIVER_COMMAND: &str = "demo-receiver";

const VERIFY_LONG: &str = "\
Verify one notification, or a file of them, and say what it means and what to answer.

Standard output gets one JSON object:
  {\"notification\": {...}, \"acknowledgement\": {\"status\", \"content_type\", \"body\"}}
  {\"refusal\": {\"code\", \"message\", \"member\", \"provider\"}, \"acknowledgement\": {...}}

Without --peer the client address is not checked; the object then has the member
\"skipped\": [\"source\"], and the notification's \"source\" has the check \"skipped\".

Nothing is written to a ledger: this command may be run on the same notification as often as you
like.";

const VERIFY_AFTER: &str = "\
Exit codes: 0 accepted, 1 refused, 2 usage or configuration.

Examples:
  ackwell verify --config shop.toml --provider lianlian body.json
  ackwell verify --config shop.toml --provider pingpong --peer 3.125.243.2 < body.json
  ackwell verify --config shop.toml --provider lianlian --peer 10.0.0.7 \\
      --header 'X-Forwarded-For: 115.236.102.36' body.json
  ackwell verify --config shop.toml --provider lianlian --batch backlog.ndjson > answers.ndjson

A configuration (any string may be {env = \"NAME\"} or {file = \"path\"}, the path relative to the
configuration file):
  [lianlian]
  public_keys = [{file = \"lianlian.pem\"}]
  merchant_ids = [\"201103171000000000\"]

  [pingpong]
  salt = {env = \"PINGPONG_SALT\"}
  client_id = \"2018092714313010016\"
  acc_ids = [\"2018092714313010016291\"]
  environment = \"production\"

  [receiver]
  trusted_proxies = [\"10.0.0.0/8\"]

  [ledger]
  url = \"sqlite:///var/lib/shop/ackwell.db\"";

#[derive(Debug, clap::Args)]
#[command(long_about = VERIFY_LONG, after_long_help = VERIFY_AFTER)]
pub(crate) struct VerifyArgs {
    /// The configuration, a TOML file
    #[arg(long, value_name = "FILE")]
    pub(crate) config: PathBuf,

    /// Whose notification it is
    #[arg(long, value_parser = provider())]
    pub(crate) provider: Provider,

    /// The address at the other end of the connection, as your server saw it, or `unix` for a
    /// Unix socket; without it the client address is not checked
    #[arg(long, value_name = "ADDR")]
    pub(crate) peer: Option<String>,

    /// A header of the request; may be given several times. Only X-Forwarded-For and Forwarded
    /// are ever read, and only where `trusted_proxies` is configured
    #[arg(long = "header", value_name = "K: V", value_parser = header, conflicts_with = "batch")]
    pub(crate) headers: Vec<Header>,

    /// Verify every line of this file (`-` is standard input), on all cores, and print one answer
    /// a line in the same order
    ///
    /// A line is {"body": "...", "headers": [["name", "value"], ...], "peer": "..."}; `headers`
    /// and `peer` may be left out (`--peer` then stands in), and `body_base64` may replace `body`
    /// where the bytes are not UTF-8. The answer has the number of the line as `line`; a line that
    /// cannot be read is answered {"line": n, "error": "..."} and makes the exit code 2.
    #[arg(long, value_name = "FILE", conflicts_with = "body")]
    pub(crate) batch: Option<PathBuf>,

    /// With --batch: each line is a body itself, as in a log of compact JSON bodies
    #[arg(long, requires = "batch")]
    pub(crate) bodies: bool,

    /// The body, byte for byte as it arrived; `-` or nothing is standard input
    #[arg(
        value_name = "BODY-FILE",
        default_value = "-",
        hide_default_value = true
    )]
    pub(crate) body: PathBuf,
}

const DEMO_LONG: &str = "\
Play notifications of every kind against a receiver on this machine, and print what happened.

A shop's receiver with a SQLite ledger runs on loopback, in a second process once more with the
same ledger; beside it a provider sends, over HTTP, notifications that are genuine, repeated,
tampered with, forged, ambiguous, from the wrong address or for another merchant. Every row
compares what came with what must come. Nothing outside of a temporary folder is touched.

Messages that the providers themselves signed are played too where they are found: in
../shared/vectors, or in vectors/ in the folder that ACKWELL_SHARED names.";

#[derive(Debug, clap::Args)]
#[command(
    long_about = DEMO_LONG,
    after_long_help = "Exit codes: 0 every row is as it must be, 1 one is not, 2 the demo could not play."
)]
pub(crate) struct DemoArgs {
    /// Print one JSON object with every row
    #[arg(long)]
    pub(crate) json: bool,

    /// Keep the temporary folder with the configuration, the ledger and the journal, and name it
    #[arg(long)]
    pub(crate) keep: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DemoReceiverArgs {
    pub(crate) config: PathBuf,
}

fn provider() -> impl TypedValueParser<Value = Provider> {
    let names = Provider::ALL.iter().map(|provider| provider.as_str());
    PossibleValuesParser::new(names)
        .try_map(|name| Provider::from_name(&name).ok_or_else(|| "not a provider".to_owned()))
}

/// A header as `--header` gives it.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) name: String,
    pub(crate) value: String,
}

fn header(text: &str) -> Result<Header, String> {
    let expected = || "expected 'Name: value'".to_owned();
    let (name, value) = text.split_once(':').ok_or_else(expected)?;
    let name = name.trim();
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err(expected());
    }
    Ok(Header {
        name: name.to_owned(),
        value: value.trim().to_owned(),
    })
}
