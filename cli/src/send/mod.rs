//! `ackwell send`: plays the provider against an endpoint, and judges its answers.

mod http;
mod table;
mod tls;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use ackwell::Schedule;
use ackwell_testkit::{Sender, SignedRequest, Variant, judge};
use anstream::stdout;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use tokio::runtime::{Builder, Runtime};

use self::http::{Endpoint, Sent};
use crate::args::SendArgs;
use crate::config::read_text;
use crate::failure::{Failure, REFUSED};
use crate::keys;

/// What was sent and what came of it, as `--json` prints it.
#[derive(Serialize)]
struct Report {
    kind: &'static str,
    provider: &'static str,
    variant: &'static str,
    /// Whether all is well: the provider is content, or what is wrong on purpose was refused.
    as_expected: bool,
    /// Whether the provider would take the delivery as received.
    received: bool,
    /// In how many seconds it would come again; `null` if it would not.
    next_in_seconds: Option<f64>,
    sends: Vec<Attempt>,
}

/// One request and its answer.
#[derive(Clone, Serialize)]
struct Attempt {
    number: usize,
    /// Since the first one.
    after_seconds: f64,
    milliseconds: u128,
    /// `received`, or why it is not.
    outcome: &'static str,
    status: Option<u16>,
    body: Option<String>,
    received: bool,
    why: String,
}

pub(crate) fn run(args: &SendArgs) -> Result<ExitCode, Failure> {
    let sender = read_sender(&args.with)?;
    let request = request(&sender, args)?;
    let endpoint = Endpoint::new(&args.to, args.ca.as_deref())?;
    let schedule = Schedule::of(request.provider());
    let runtime = runtime()?;
    let (sends, rounds_received) = if args.as_provider {
        as_provider(&runtime, &endpoint, &request, schedule, args.speed)
    } else {
        rounds(&runtime, &endpoint, &request, schedule, args)?
    };
    let wrong = request.variant() != Variant::Genuine;
    let any = sends.iter().any(|attempt| attempt.received);
    let next = (!any).then(|| schedule.next_after(sends.len())).flatten();
    let report = Report {
        kind: request.kind(),
        provider: request.provider().as_str(),
        variant: request.variant().as_str(),
        as_expected: if wrong {
            // Refused is what answers so; an endpoint that is not there refuses nothing.
            !any && sends.iter().all(|attempt| attempt.status.is_some())
        } else {
            rounds_received
        },
        received: any,
        next_in_seconds: next.map(|next| next.as_secs_f64()),
        sends,
    };
    let text = if args.json {
        let json = serde_json::to_string(&report);
        json.map_err(|error| Failure::at("send", error))? + "\n"
    } else {
        table::written(&report, schedule)
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

fn read_sender(folder: &Path) -> Result<Sender, Failure> {
    let file = folder.join(keys::SENDER);
    let text = read_text(&file).map_err(|what| {
        Failure::at(
            file.display(),
            format!("{what}; make it with `ackwell keys new DIR`"),
        )
    })?;
    Sender::from_json(&text).map_err(|problem| Failure::at(file.display(), problem))
}

fn request(sender: &Sender, args: &SendArgs) -> Result<SignedRequest, Failure> {
    let mut builder = sender.request(&args.kind)?;
    if let Some(order) = &args.order {
        builder = builder.order(order);
    }
    if let Some(amount) = &args.amount {
        builder = builder.amount(amount);
    }
    if let Some(currency) = &args.currency {
        builder = builder.currency(currency);
    }
    if let Some(status) = &args.status {
        builder = builder.status(status);
    }
    for set in &args.set {
        builder = match set.split_once('=') {
            Some((member, value)) => builder.set(member, value),
            None => builder.without(set),
        };
    }
    let variant = args.tamper.unwrap_or(Variant::Genuine);
    Ok(builder.variant(variant).build()?)
}

fn runtime() -> Result<Runtime, Failure> {
    let built = Builder::new_multi_thread()
        .enable_io()
        .enable_time()
        .build();
    built.map_err(|error| Failure::at("send: no threads", error))
}

/// So many times as the arguments say. The second result is whether one of each round was
/// received: of several simultaneously the others may come too early.
fn rounds(
    runtime: &Runtime,
    endpoint: &Endpoint,
    request: &SignedRequest,
    schedule: &Schedule,
    args: &SendArgs,
) -> Result<(Vec<Attempt>, bool), Failure> {
    let begun = Instant::now();
    let progress = progress(u64::from(args.times) * u64::from(args.at_once));
    let (mut sends, mut received) = (Vec::new(), true);
    for _ in 0..args.times {
        let round = runtime.block_on(async {
            let sent: Vec<_> = (0..args.at_once)
                .map(|_| {
                    let (endpoint, request) = (endpoint.clone(), request.clone());
                    let deadline = schedule.deadline();
                    tokio::spawn(async move {
                        let after = begun.elapsed();
                        let from = Instant::now();
                        let sent = endpoint.post(&request, deadline).await;
                        attempt(&request, sent, after, from.elapsed())
                    })
                })
                .collect();
            let mut round = Vec::with_capacity(sent.len());
            for sent in sent {
                let attempt = sent.await;
                round.push(attempt.map_err(|_| Failure::new("send: a request was not sent"))?);
                progress.inc(1);
            }
            Ok::<_, Failure>(round)
        })?;
        received &= round.iter().any(|attempt| attempt.received);
        sends.extend(round);
    }
    for (number, send) in (1..).zip(&mut sends) {
        send.number = number;
    }
    progress.finish_and_clear();
    Ok((sends, received))
}

/// On the provider's schedule, until the answer counts as received.
fn as_provider(
    runtime: &Runtime,
    endpoint: &Endpoint,
    request: &SignedRequest,
    schedule: &Schedule,
    speed: f64,
) -> (Vec<Attempt>, bool) {
    let begun = Instant::now();
    let progress = progress(schedule.sends() as u64);
    let mut sends: Vec<Attempt> = Vec::new();
    for number in 1..=schedule.sends() {
        let (after, from) = (begun.elapsed(), Instant::now());
        let sent = runtime.block_on(endpoint.post(request, schedule.deadline()));
        let mut attempt = attempt(request, sent, after, from.elapsed());
        attempt.number = number;
        progress.inc(1);
        progress.set_message(attempt.why.clone());
        let received = attempt.received;
        sends.push(attempt);
        if received {
            break;
        }
        if let Some(pause) = schedule.next_after(number) {
            std::thread::sleep(pause.div_f64(speed));
        }
    }
    progress.finish_and_clear();
    let received = sends.last().is_some_and(|attempt| attempt.received);
    (sends, received)
}

/// A line on standard error, if that is a terminal and there is something to wait for.
fn progress(count: u64) -> ProgressBar {
    if count < 2 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{pos} of {len} sent, {elapsed} {wide_msg}");
    let bar = ProgressBar::new(count);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn attempt(request: &SignedRequest, sent: Sent, after: Duration, took: Duration) -> Attempt {
    let (outcome, status, body, received, why) = match sent {
        Sent::Failed { word, why } => (word, None, None, false, why),
        Sent::Answered { status, body } => {
            let judged = judge(request.provider(), status, &body);
            let word = match (judged.received, status) {
                (true, _) => "received",
                (false, 300..=399) => "redirect",
                (false, 200..=299) => "wrong_body",
                (false, _) => "http_status",
            };
            let body = String::from_utf8_lossy(&body).into_owned();
            (word, Some(status), Some(body), judged.received, judged.why)
        }
    };
    Attempt {
        number: 1,
        after_seconds: round(after.as_secs_f64()),
        milliseconds: took.as_millis(),
        outcome,
        status,
        body,
        received,
        why,
    }
}

fn round(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}
