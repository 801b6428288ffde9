//! The command line: its verbs, their options, their help.

use std::path::PathBuf;

use ackwell::Provider;
use ackwell_ledger::DeliveryState;
use ackwell_testkit::{Variant, samples};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use hyper::Uri;

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
  ackwell keys new throwaway
  ackwell send --to http://127.0.0.1:8080/notify/lianlian --with throwaway --order 42
  ackwell explain --config shop.toml --provider lianlian body.json
  ackwell verify --config shop.toml --provider lianlian body.json
  ackwell ledger list --config shop.toml --state in_progress

`ackwell <COMMAND> --help` has the details of each.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Verify a notification and say what it means and what to answer
    Verify(VerifyArgs),

    /// Play genuine, repeated and forged notifications against a receiver on this machine
    Demo(DemoArgs),

    /// Say why a notification is refused: every check, and for a signature the reason
    Explain(ExplainArgs),

    /// Make throwaway keys, and the configurations of a receiver and a sender for them
    Keys(KeysArgs),

    /// Play the provider: send a notification to your own endpoint and judge the answer
    Send(SendArgs),

    /// Look after a ledger: its tables, its records, the orders that still wait
    Ledger(LedgerArgs),

    /// A receiver of the demo in a separate process
    #[command(name = RECEIVER_COMMAND, hide = true)]
    DemoReceiver(DemoReceiverArgs),
}

/// The hidden verb with which the demo starts its second process.
pub(crate) const RECEIVER_COMMAND: &str = "demo-receiver";

const VERIFY_LONG: &str = "\
Verify one notification, or a file of them, and say what it means and what to answer.

Standard output gets one JSON object:
  {\"notification\": {...}, \"acknowledgement\": {\"status\", \"content_type\", \"body\"}}
  {\"refusal\": {\"code\", \"message\", \"remedy\", \"severity\", \"member\", \"address\", \"provider\",
               \"log_line\"}, \"acknowledgement\": {...}}

Without --peer the client address is not checked; the object then has the member
\"skipped\": [\"source\"], and the notification's \"source\" has the check \"skipped\".

Nothing is written to a ledger: this command may be run on the same notification as often as you
like.";

const BATCH_LONG: &str = "\
Verify every line of this file (`-` is standard input), on all cores, and print one answer per line
in the same order. Empty lines are passed over.

A line is {\"body\": \"...\", \"headers\": [[\"name\", \"value\"], ...], \"peer\": \"...\"};
`headers` and `peer` may be left out (--peer is then used), and `body_base64` may replace `body`
where the bytes are not UTF-8. The answer has the number of the line as `line`. A line that cannot
be read is answered {\"line\": n, \"error\": \"...\"} and makes the exit code 2.

The memory that is used does not grow with the file. A progress bar and a summary go to standard
error.";

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
    #[arg(long, value_name = "FILE", conflicts_with = "body", long_help = BATCH_LONG)]
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

const EXPLAIN_LONG: &str = "\
Say why a notification is refused.

Goes through every check instead of stopping at the first. For a signature that does not hold it
looks for the reason: whose key made it, whether the text was changed and in which way, whether it
is another digest or another scheme. Each finding has a word, how sure it is, and what to do.

It accepts nothing, and prints no secret and no value of the body. Without --peer the client address
is not checked.";

#[derive(Debug, clap::Args)]
#[command(
    long_about = EXPLAIN_LONG,
    after_long_help = "Exit codes: 0 nothing is wrong, 1 it is refused, 2 usage or configuration.\n\n\
                       Examples:\n  ackwell explain --config shop.toml --provider lianlian body.json\n  \
                       ackwell explain --config shop.toml --provider lianlian \\\n      \
                       --key 'our own key=merchant.pem' body.json"
)]
pub(crate) struct ExplainArgs {
    /// The configuration, a TOML file
    #[arg(long, value_name = "FILE")]
    pub(crate) config: PathBuf,

    /// Whose notification it is
    #[arg(long, value_parser = provider())]
    pub(crate) provider: Provider,

    /// The address at the other end of the connection, as your server saw it, or `unix`
    #[arg(long, value_name = "ADDR")]
    pub(crate) peer: Option<String>,

    /// A header of the request; may be given several times
    #[arg(long = "header", value_name = "K: V", value_parser = header)]
    pub(crate) headers: Vec<Header>,

    /// A public key that may have signed, in a file, with the name to call it by; may be given
    /// several times. Your own key, for example, or the one of another shop
    #[arg(long = "key", value_name = "NAME=FILE", value_parser = named)]
    pub(crate) keys: Vec<Named>,

    /// A salt that may have been used, in a file, with the name to call it by; may be given several
    /// times. The sandbox's, for example
    #[arg(long = "salt", value_name = "NAME=FILE", value_parser = named)]
    pub(crate) salts: Vec<Named>,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,

    /// The body, byte for byte as it arrived; `-` or nothing is standard input
    #[arg(
        value_name = "BODY-FILE",
        default_value = "-",
        hide_default_value = true
    )]
    pub(crate) body: PathBuf,
}

#[derive(Debug, clap::Args)]
#[command(disable_help_subcommand = true)]
pub(crate) struct KeysArgs {
    #[command(subcommand)]
    pub(crate) verb: KeysVerb,
}

const KEYS_LONG: &str = "\
Make a throwaway key pair, salt and ids, for tests only.

The folder gets `ackwell.toml` and `ackwell.json`, the configuration of a receiver (the same one
twice: the command reads TOML, most languages JSON), and `sender.json`, with which `ackwell send`
plays the provider. The receiver accepts the provider's published addresses, and believes a proxy on
this machine, as which `ackwell send` sends.

The keys have a mark: a receiver that has one says so in its log, once. Nothing is overwritten.";

#[derive(Debug, Subcommand)]
pub(crate) enum KeysVerb {
    /// Make keys, and the configurations of a receiver and a sender for them
    #[command(long_about = KEYS_LONG)]
    New {
        /// The folder; it is created if it is not there
        #[arg(value_name = "DIR")]
        folder: PathBuf,

        /// Print one JSON object that names the files
        #[arg(long)]
        json: bool,
    },
}

const SEND_LONG: &str = "\
Play the provider: send a notification to your own endpoint, wait as long as the provider waits, and
say whether it would take the answer as received, why, and when it would come again.

--with names a folder of `ackwell keys new`; the receiver behind the endpoint must have its
configuration. The same choices send the same notification, so a second one is a repeat; another
--order is another notification.

--tamper sends something that is wrong on purpose. Then all is well if the endpoint refuses it.";

#[derive(Debug, clap::Args)]
#[command(
    long_about = SEND_LONG,
    after_long_help = "Exit codes: 0 the provider would be content (with --tamper: the endpoint refused), 1 it \
                       would not be, 2 usage or files.\n\nExamples:\n  \
                       ackwell send --to http://127.0.0.1:8080/notify/lianlian --with throwaway \\\n      \
                       --order 42 --amount 10.00\n  \
                       ackwell send --to http://127.0.0.1:8080/notify/pingpong --with throwaway \\\n      \
                       --kind pingpong.refund --set remark='sent back' --times 2\n  \
                       ackwell send --to https://localhost:8443/notify/lianlian --with throwaway \\\n      \
                       --ca localhost.pem\n  \
                       ackwell send --to URL --with throwaway --tamper wrong_key\n  \
                       ackwell send --to URL --with throwaway --as-provider --speed 60"
)]
pub(crate) struct SendArgs {
    /// The endpoint, http or https
    #[arg(long, value_name = "URL", value_parser = endpoint)]
    pub(crate) to: Uri,

    /// A folder that `ackwell keys new` made
    #[arg(long, value_name = "DIR")]
    pub(crate) with: PathBuf,

    /// With https: the certificates to trust in place of this machine's, a PEM file. Your own
    /// authority's, or the endpoint's if it issued its certificate itself
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,

    /// The kind of notification
    #[arg(long, default_value = "lianlian.payment", value_parser = kind())]
    pub(crate) kind: String,

    /// The order number; the numbers of the operation follow from it
    #[arg(long, value_name = "NO")]
    pub(crate) order: Option<String>,

    /// The amount, for example 10.00
    #[arg(long)]
    pub(crate) amount: Option<String>,

    /// The currency, for example USD
    #[arg(long)]
    pub(crate) currency: Option<String>,

    /// The status: the provider's word (SUCCESS) or Ackwell's (succeeded)
    #[arg(long)]
    pub(crate) status: Option<String>,

    /// Another value for a member, under its name on the wire; may be given several times. Without
    /// `=` the member is left out
    #[arg(long = "set", value_name = "MEMBER=VALUE")]
    pub(crate) set: Vec<String>,

    /// What is wrong on purpose
    #[arg(long, value_name = "HOW", value_parser = variant())]
    pub(crate) tamper: Option<Variant>,

    /// Send it so often, one after the other
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) times: u32,

    /// Send so many simultaneously
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) at_once: u32,

    /// Send again on the provider's schedule until the answer counts as received
    #[arg(long, conflicts_with_all = ["times", "at_once"])]
    pub(crate) as_provider: bool,

    /// With --as-provider: so many times as fast
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, requires = "as_provider", value_parser = speed)]
    pub(crate) speed: f64,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

fn kind() -> impl TypedValueParser<Value = String> {
    let kinds = samples::all();
    PossibleValuesParser::new(kinds.iter().map(|sample| sample.kind).collect::<Vec<_>>())
}

fn variant() -> impl TypedValueParser<Value = Variant> {
    let wrong = Variant::ALL
        .iter()
        .filter(|variant| variant.code().is_some());
    let values = wrong.map(|variant| PossibleValue::new(variant.as_str()).help(variant.sentence()));
    PossibleValuesParser::new(values.collect::<Vec<_>>())
        .try_map(|word| Variant::from_word(&word).ok_or_else(|| "not a variant".to_owned()))
}

fn endpoint(text: &str) -> Result<Uri, String> {
    let expected = "expected an address such as http://127.0.0.1:8080/notify/lianlian";
    let uri: Uri = text.parse().map_err(|_| expected.to_owned())?;
    let known = matches!(uri.scheme_str(), Some("http" | "https"));
    if known && uri.host().is_some_and(|host| !host.is_empty()) {
        Ok(uri)
    } else {
        Err(expected.to_owned())
    }
}

fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|_| "expected a number".to_owned())?;
    if (0.01..=1_000_000.0).contains(&speed) {
        Ok(speed)
    } else {
        Err("expected a number between 0.01 and 1000000".to_owned())
    }
}

/// A file and what to call it.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) file: PathBuf,
}

fn named(text: &str) -> Result<Named, String> {
    let (name, file) = text.split_once('=').ok_or("expected NAME=FILE")?;
    if name.trim().is_empty() || file.is_empty() {
        return Err("expected NAME=FILE".to_owned());
    }
    Ok(Named {
        name: name.trim().to_owned(),
        file: file.into(),
    })
}

const DEMO_LONG: &str = "\
Play notifications of every kind against a receiver on this machine, and print what happened.

A shop's receiver with a SQLite ledger runs on loopback, in a second process once more with the
same ledger; a provider sends, over HTTP, notifications that are genuine, repeated,
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

const LEDGER_LONG: &str = "\
Look after a ledger, the durable memory of what was received and fulfilled.

The ledger is named by its URL (sqlite:///var/lib/shop/ackwell.db, sqlite:relative.db) or by
`--config FILE`, whose section [ledger] names it. Other users of a machine can see the arguments of
a command: a URL with a password belongs in a configuration, as {env = \"NAME\"}.

With --json every verb prints one JSON object per line.";

const LEDGER_AFTER: &str = "\
Exit codes: 0 done, 1 there is no such key or the answer was no, 2 usage, configuration, or the
ledger cannot be reached.

Examples:
  ackwell ledger migrate sqlite:///var/lib/shop/ackwell.db
  ackwell ledger status --config shop.toml
  ackwell ledger list --config shop.toml --state in_progress
  ackwell ledger order 2013051500001 --config shop.toml
  ackwell ledger reopen 'lianlian.payment:201103171000000000:2013051613121201:SUCCESS' \\
      --config shop.toml
  ackwell ledger prune --config shop.toml";

#[derive(Debug, clap::Args)]
#[command(long_about = LEDGER_LONG, after_long_help = LEDGER_AFTER, disable_help_subcommand = true)]
pub(crate) struct LedgerArgs {
    #[command(subcommand)]
    pub(crate) verb: LedgerVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerVerb {
    /// Create the tables, or bring them to this version
    ///
    /// Done by itself at the first use; of use where the shop's own account may not create tables.
    Migrate(WhichLedger),

    /// Say where the ledger is, what it promises and how much it keeps
    Status(WhichLedger),

    /// List what was received, in the order of the delivery keys, with the conflicts of each
    List {
        /// Only deliveries in this state
        #[arg(long, value_parser = state())]
        state: Option<DeliveryState>,

        /// Only deliveries that a later notification contradicted
        #[arg(long)]
        conflicts: bool,

        /// At most so many
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
        limit: Option<u64>,

        #[command(flatten)]
        which: WhichLedger,
    },

    /// List everything known of an order number: deliveries, conflicts, expectations
    ///
    /// For every provider and merchant. Deliveries come in the order of their delivery keys; more
    /// than one succeeded payment means that the order was paid more than once.
    Order {
        /// The shop's order number
        order_no: String,

        #[command(flatten)]
        which: WhichLedger,
    },

    /// List the orders whose notification should have come and did not: ask the provider
    Overdue(WhichLedger),

    /// Reopen a delivery, so that its next delivery is fulfilled again
    ///
    /// Asks first, because a committed delivery that is reopened is fulfilled a second time if the
    /// provider sends it again.
    Reopen {
        /// The delivery key, as `list` and `verify` print it
        key: String,

        /// Do not ask
        #[arg(long)]
        yes: bool,

        #[command(flatten)]
        which: WhichLedger,
    },

    /// Remove what has not changed for longer than the retention, except what is in progress
    Prune {
        /// How long deliveries are kept; the configuration's `retention_days`, or 90, if not given
        #[arg(long, value_name = "DAYS", conflicts_with = "config")]
        retention_days: Option<u32>,

        #[command(flatten)]
        which: WhichLedger,
    },
}

/// Which ledger, and how to print what it says.
#[derive(Debug, clap::Args)]
pub(crate) struct WhichLedger {
    #[command(flatten)]
    pub(crate) place: LedgerPlace,

    /// Print JSON, one object per line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct LedgerPlace {
    /// The URL of the ledger
    #[arg(value_name = "URL")]
    pub(crate) url: Option<String>,

    /// A configuration, a TOML file, whose section [ledger] names the ledger
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

fn state() -> impl TypedValueParser<Value = DeliveryState> {
    let names = DeliveryState::ALL.map(DeliveryState::as_str);
    PossibleValuesParser::new(names).try_map(|name| name.parse::<DeliveryState>())
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
