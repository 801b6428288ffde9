//! `ackwell demo`: a shop's receiver on loopback, a provider, and what happens between them.
//!
//! Nothing is pretended: the shop is an HTTP server with a SQLite ledger, the provider an HTTP
//! client that signs with keys made on the spot, and every row compares what came with what must
//! come.

mod genuine;
mod journal;
mod plays;
mod receiver;
mod row;
pub(crate) mod second_process;
mod sender;
mod stage;
mod table;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use ackwell::Provider;
use ackwell_testkit::Sender;
use anstream::stdout;
use serde::Serialize;
use tokio::runtime::{Builder, Runtime};

use self::genuine::Genuine;
use self::journal::Journal;
use self::plays::{Cast, Play};
use self::receiver::{Shop, down_of, journal_of};
use self::row::{Expected, Logged, Row, Seen};
use self::second_process::SecondProcess;
use self::sender::Answer;
use self::stage::Stage;
use crate::args::DemoArgs;
use crate::config::Configuration;
use crate::failure::{Failure, REFUSED};

/// The public key of LianLian's demo merchant. Its private half is printed in LianLian's public
/// demos, so a shop that takes it for the platform's key accepts everybody's forgeries.
const DEMO_MERCHANT: &str = include_str!("demo-merchant.public.pem");

/// What the demo found, as `--json` prints it.
#[derive(Serialize)]
struct Report {
    /// Whether every row is as it must be.
    as_expected: bool,
    rows: Vec<Row>,
    /// Where the messages that the providers signed were looked for, and whether they were there.
    genuine: Looked,
    /// The process that answered the rows "to a second process", and this one.
    processes: Processes,
    seconds: f64,
}

#[derive(Serialize)]
struct Looked {
    folder: String,
    found: bool,
}

#[derive(Serialize)]
struct Processes {
    first: u32,
    second: u32,
}

/// Plays every scene and prints the table.
pub(crate) fn run(args: &DemoArgs) -> Result<ExitCode, Failure> {
    let begun = Instant::now();
    let stage = Stage::new(args.keep)?;
    let mut report = play(&stage)?;
    report.seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    let text = if args.json {
        let json = serde_json::to_string(&report);
        json.map_err(|error| Failure::at("demo", error))? + "\n"
    } else {
        written(&report, &stage, args.keep)
    };
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::writing(&error))?;
    Ok(if report.as_expected {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(REFUSED)
    })
}

fn play(stage: &Stage) -> Result<Report, Failure> {
    let platform = Sender::new()?;
    let config = stage.write_shop(&platform)?;
    let second = SecondProcess::start(&config)?;
    let runtime = runtime()?;
    let cast = Cast {
        platform,
        shop: runtime.block_on(Shop::open(&config)?.serve())?,
        second_process: second.address,
    };
    let mut logged = Logged::default();
    let mut performed = perform(&runtime, plays::all(&cast)?, &config)?;
    logged.add(Journal::read(&journal_of(&config))?);

    let genuine = Genuine::read()?;
    if let Some(genuine) = &genuine {
        let config = genuine.write_shop(stage)?;
        let shop = runtime.block_on(Shop::open(&config)?.serve())?;
        performed.extend(perform(&runtime, genuine.plays(shop), &config)?);
        logged.add(Journal::read(&journal_of(&config))?);
    }

    let mut rows: Vec<Row> = performed
        .into_iter()
        .map(|performed| performed.row(&logged, second.id()))
        .collect();
    let built = published_key(stage)?;
    let place = rows.iter().rposition(|row| row.group == built.group);
    rows.insert(place.map_or(0, |last| last + 1), built);
    Ok(Report {
        as_expected: rows.iter().all(|row| row.as_expected),
        rows,
        genuine: Looked {
            folder: genuine::folder().display().to_string(),
            found: genuine.is_some(),
        },
        processes: Processes {
            first: std::process::id(),
            second: second.id(),
        },
        seconds: 0.0,
    })
}

/// The runtime of a receiver.
fn runtime() -> Result<Runtime, Failure> {
    let mut builder = Builder::new_multi_thread();
    builder
        .enable_io()
        .enable_time()
        .build()
        .map_err(|error| Failure::at("demo: no threads", error))
}

/// A scene and the answers that came.
struct Performed {
    play: Play,
    answers: Vec<Answer>,
}

/// Plays the scenes one after the other; what belongs to one scene is sent simultaneously.
fn perform(runtime: &Runtime, plays: Vec<Play>, config: &Path) -> Result<Vec<Performed>, Failure> {
    let down = down_of(config);
    let problem = |error| Failure::at(down.display(), error);
    let mut performed = Vec::with_capacity(plays.len());
    for mut play in plays {
        if play.shop_is_down {
            std::fs::write(&down, "").map_err(problem)?;
        }
        let sendings = std::mem::take(&mut play.sendings);
        let answers = runtime.block_on(async {
            let sent: Vec<_> = sendings
                .into_iter()
                .map(|sending| tokio::spawn(sender::send(sending)))
                .collect();
            let mut answers = Vec::with_capacity(sent.len());
            for answer in sent {
                let answer = answer.await;
                answers.push(answer.map_err(|_| Failure::new("demo: a request was not sent"))??);
            }
            Ok::<_, Failure>(answers)
        })?;
        if play.shop_is_down {
            std::fs::remove_file(&down).map_err(problem)?;
        }
        performed.push(Performed { play, answers });
    }
    Ok(performed)
}

impl Performed {
    fn row(self, logged: &Logged, second_process: u32) -> Row {
        let Performed { play, answers } = self;
        let seen = answers.iter().map(|answer| {
            let (mut seen, why) = logged.seen(answer);
            let by_second = logged.process(answer) == Some(second_process);
            if by_second != play.to_second_process {
                seen.outcome = format!("{} by the wrong process", seen.outcome);
            }
            (seen, why)
        });
        let seen = seen.collect();
        let fulfilled = logged.fulfilled(&answers);
        Row::new(play.group, play.sent, seen, fulfilled, play.expected)
    }
}

/// A receiver for the key whose private half everybody has: it must not come into being.
fn published_key(stage: &Stage) -> Result<Row, Failure> {
    let key = stage.write("demo-merchant.pem", DEMO_MERCHANT)?;
    let text =
        "[lianlian]\npublic_keys = [{file = \"demo-merchant.pem\"}]\nmerchant_ids = \"any\"\n";
    let config = stage.write("demo-merchant.toml", text)?;
    let built = Configuration::read(&config, &["lianlian"])?.receiver(Provider::LianLian);
    let said = match built {
        Ok(_) => (Seen::not_built("a receiver"), None),
        Err(failure) => {
            let text = failure.to_string();
            let about_the_key = text.contains("demo-merchant.toml:2: lianlian.public_keys[0]: ")
                && text.contains(&key.display().to_string());
            let outcome = if about_the_key {
                "invalid_config"
            } else {
                "another complaint"
            };
            (Seen::not_built(outcome), Some(text))
        }
    };
    Ok(Row::new(
        plays::whatever_the_kind(Provider::LianLian),
        "a receiver for a published key".to_owned(),
        vec![said],
        0,
        Expected::not_built(),
    ))
}

/// The report for a person.
fn written(report: &Report, stage: &Stage, keep: bool) -> String {
    let mut text = String::from(
        "A shop's receiver on loopback with a SQLite ledger, a second process with the same ledger,\n\
         and a provider that sends. Keys and salts were made for this run.\n\n",
    );
    text.push_str(&table::rows(&report.rows));
    text.push('\n');
    text.push_str(&table::legend(&report.rows));
    let Looked { folder, found } = &report.genuine;
    if !found {
        let _ = write!(
            text,
            "\nMessages that the providers signed themselves were not played: {folder} is not there \
             ({} names another place).\n",
            genuine::SHARED
        );
    }
    if keep {
        let folder = stage.folder().display();
        let _ = write!(
            text,
            "\nKept in {folder}: shop.toml, its ledger and journal. Look at them with\n  \
             ackwell ledger list --config {folder}/shop.toml\n"
        );
    }
    let wrong = report.rows.iter().filter(|row| !row.as_expected).count();
    text.push('\n');
    text.push_str(&table::summary(report.rows.len(), wrong, report.seconds));
    text.push_str(NEXT);
    text
}

/// What to type next.
const NEXT: &str = "
Next, in your own application:
  ackwell keys new throwaway      makes keys for tests, and a configuration for your receiver
  ackwell send --to http://127.0.0.1:8080/notify/lianlian --with throwaway --order 42
                                  plays the provider, and says whether it would be content
  ackwell explain --config throwaway/ackwell.toml --provider lianlian body.json
                                  says why a notification is refused
The command is built with `cargo install --path cli`; the quickstart of your language is in docs/.
";
