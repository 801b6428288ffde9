//! `ackwell verify --batch`: a file of requests, on all cores, in memory that does not grow.
//!
//! One thread reads lines into chunks, as many as there are cores verify them, one writes the
//! answers in the order of the lines. Two bounded queues lie between them: the chunks to do, and
//! the places where their answers will come, in order.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, IsTerminal as _, Read as _, Write as _};
use std::ops::AddAssign;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Deserialize;

use crate::answer::Answer;
use crate::args::VerifyArgs;
use crate::failure::{CANNOT, Failure, REFUSED};
use crate::input;
use crate::json::object;
use crate::receivers::{Receivers, request};

/// A chunk is handed on at so many lines, or at so many bytes.
const CHUNK_LINES: usize = 256;
const CHUNK_BYTES: usize = 256 * 1024;

/// A longer line is not held in memory: no body that a receiver takes needs it.
const LONGEST_LINE: usize = 32 * 1024 * 1024;

/// Verifies every line and prints the answers.
pub(crate) fn run(
    args: &VerifyArgs,
    file: &Path,
    receivers: &Receivers,
) -> Result<ExitCode, Failure> {
    let begun = Instant::now();
    let progress = Progress::new(file);
    let read_problem = |error: io::Error| Failure::at(input::name(file), input::problem(&error));
    let mut lines = Lines::new(input::open(file)?);
    let cores = thread::available_parallelism().map_or(1, usize::from);

    let (jobs, to_do) = sync_channel::<Job>(cores);
    let (places, in_order) = sync_channel::<Receiver<Done>>(cores * 2);
    let to_do = &Mutex::new(to_do);

    let totals = thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(move || work(to_do, args, receivers));
        }
        let writer = scope.spawn(|| write(in_order, &progress));
        let read = hand_out(&mut lines, &jobs, &places);
        drop((jobs, places));
        let totals = writer.join();
        let totals = totals.map_err(|_| Failure::new("a thread of the batch ended early"))??;
        read.map_err(read_problem)?;
        Ok::<_, Failure>(totals)
    })?;
    progress.finish();
    totals.report(begun.elapsed());
    Ok(match totals {
        Totals {
            unreadable: 1.., ..
        } => ExitCode::from(CANNOT),
        Totals { refused: 1.., .. } => ExitCode::from(REFUSED),
        _ => ExitCode::SUCCESS,
    })
}

/// A chunk, and where its answers go.
type Job = (Vec<Line>, Sender<Done>);

/// Reads chunks and hands them out until the end, or until nobody takes them any more.
fn hand_out(
    lines: &mut Lines,
    jobs: &SyncSender<Job>,
    places: &SyncSender<Receiver<Done>>,
) -> io::Result<()> {
    loop {
        let chunk = lines.next_chunk()?;
        if chunk.is_empty() {
            return Ok(());
        }
        let (done, place) = channel();
        if jobs.send((chunk, done)).is_err() || places.send(place).is_err() {
            return Ok(());
        }
    }
}

fn work(to_do: &Mutex<Receiver<Job>>, args: &VerifyArgs, receivers: &Receivers) {
    loop {
        let job = match to_do.lock() {
            Ok(to_do) => to_do.recv(),
            Err(_) => return,
        };
        let Ok((chunk, done)) = job else { return };
        // A writer that is gone wants no answers.
        let _ = done.send(verify(&chunk, args, receivers));
    }
}

/// Writes the answers in the order of the lines.
fn write(in_order: Receiver<Receiver<Done>>, progress: &Progress) -> Result<Totals, Failure> {
    let mut out = io::stdout().lock();
    let mut totals = Totals::default();
    for place in in_order {
        let done = place.recv();
        let done = done.map_err(|_| Failure::new("a thread of the batch ended early"))?;
        out.write_all(done.text.as_bytes())
            .map_err(|error| Failure::writing(&error))?;
        totals += done.totals;
        progress.advance(&totals);
    }
    out.flush().map_err(|error| Failure::writing(&error))?;
    Ok(totals)
}

/// The answers of a chunk.
struct Done {
    text: String,
    totals: Totals,
}

#[derive(Clone, Copy, Default)]
struct Totals {
    bytes: u64,
    accepted: u64,
    refused: u64,
    unreadable: u64,
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Totals) {
        self.bytes += other.bytes;
        self.accepted += other.accepted;
        self.refused += other.refused;
        self.unreadable += other.unreadable;
    }
}

impl Totals {
    fn report(&self, time: Duration) {
        let Totals {
            accepted,
            refused,
            unreadable,
            ..
        } = self;
        let lines = accepted + refused + unreadable;
        anstream::eprintln!(
            "{lines} lines in {:.1} s: {accepted} accepted, {refused} refused, {unreadable} unreadable",
            time.as_secs_f64()
        );
    }
}

/// Verifies a chunk: lines that come together and are checked alike go to core together.
fn verify(chunk: &[Line], args: &VerifyArgs, receivers: &Receivers) -> Done {
    let read: Vec<Result<Held<'_>, &'static str>> = chunk
        .iter()
        .map(|line| Held::read(line, args.bodies, args.peer.as_deref()))
        .collect();
    let headers: Vec<Vec<(&str, &[u8])>> = read.iter().map(header_slices).collect();

    let mut done = Done {
        text: String::with_capacity(chunk.len() * 2048),
        totals: Totals::default(),
    };
    let mut from = 0;
    while from < chunk.len() {
        let alike = read[from..]
            .iter()
            .take_while(|held| like(held, &read[from]));
        let to = from + alike.count();
        let requests: Vec<_> = read[from..to]
            .iter()
            .zip(&headers[from..to])
            .filter_map(|(held, headers)| {
                let held = held.as_ref().ok()?;
                Some(request(&held.body, headers, held.peer.as_deref()))
            })
            .collect();
        let peer = read[from]
            .as_ref()
            .ok()
            .and_then(|held| held.peer.as_deref());
        let mut verdicts = receivers.receiver(peer).verify_batch(&requests).into_iter();
        for (line, held) in chunk[from..to].iter().zip(&read[from..to]) {
            let text = match (held, verdicts.next()) {
                (Ok(held), Some(verdict)) => {
                    match &verdict {
                        Ok(_) => done.totals.accepted += 1,
                        Err(_) => done.totals.refused += 1,
                    }
                    let answer = Answer {
                        line: Some(line.number),
                        verdict,
                        source_checked: held.peer.is_some(),
                    };
                    answer.to_json()
                }
                (held, _) => {
                    let problem = held.as_ref().err().unwrap_or(&NO_VERDICT);
                    done.totals.unreadable += 1;
                    object(&[
                        ("line", line.number.to_string()),
                        ("error", serde_json::Value::from(*problem).to_string()),
                    ])
                }
            };
            done.text.push_str(&text);
            done.text.push('\n');
            done.totals.bytes += line.length;
        }
        from = to;
    }
    done
}

const NO_VERDICT: &str = "there was no verdict";

/// Whether two lines may go to core together: both readable and both with a peer or without one,
/// or both unreadable.
fn like(one: &Result<Held<'_>, &str>, other: &Result<Held<'_>, &str>) -> bool {
    match (one, other) {
        (Ok(one), Ok(other)) => one.peer.is_some() == other.peer.is_some(),
        (Err(_), Err(_)) => true,
        _ => false,
    }
}

fn header_slices<'h>(held: &'h Result<Held<'_>, &str>) -> Vec<(&'h str, &'h [u8])> {
    let headers = held.as_ref().map(|held| held.headers.as_slice());
    let headers = headers.unwrap_or_default().iter();
    headers
        .map(|(name, value)| (&**name, value.as_bytes()))
        .collect()
}

/// The request that a line holds.
struct Held<'l> {
    body: Cow<'l, [u8]>,
    headers: Vec<(Cow<'l, str>, Cow<'l, str>)>,
    peer: Option<Cow<'l, str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<'l> {
    #[serde(borrow)]
    body: Option<Cow<'l, str>>,
    #[serde(borrow)]
    body_base64: Option<Cow<'l, str>>,
    #[serde(default, borrow)]
    headers: Vec<(Cow<'l, str>, Cow<'l, str>)>,
    #[serde(borrow)]
    peer: Option<Cow<'l, str>>,
}

impl<'l> Held<'l> {
    /// What is wrong with a line is said in fixed words: it may hold anything.
    fn read(
        line: &'l Line,
        is_body: bool,
        default_peer: Option<&'l str>,
    ) -> Result<Held<'l>, &'static str> {
        let default_peer = default_peer.map(Cow::Borrowed);
        let Some(text) = &line.text else {
            return Err("the line is longer than 32 MiB");
        };
        if is_body {
            return Ok(Held {
                body: Cow::Borrowed(text),
                headers: Vec::new(),
                peer: default_peer,
            });
        }
        let written: Written<'_> = serde_json::from_slice(text).map_err(|error| {
            if error.is_data() {
                "expected an object with `body` or `body_base64`, and perhaps `headers` and `peer`"
            } else {
                "this is not JSON in UTF-8; for a file of bodies add --bodies"
            }
        })?;
        let body = match (written.body, written.body_base64) {
            (Some(Cow::Borrowed(body)), None) => Cow::Borrowed(body.as_bytes()),
            (Some(Cow::Owned(body)), None) => Cow::Owned(body.into_bytes()),
            (None, Some(body)) => match STANDARD.decode(body.as_bytes()) {
                Ok(body) => Cow::Owned(body),
                Err(_) => return Err("`body_base64` is not padded base64"),
            },
            _ => return Err("expected either `body` or `body_base64`"),
        };
        Ok(Held {
            body,
            headers: written.headers,
            peer: written.peer.or(default_peer),
        })
    }
}

/// A line of the file without its end.
struct Line {
    number: u64,
    /// `None` if it is too long to be held.
    text: Option<Vec<u8>>,
    /// How much of the file it is.
    length: u64,
}

/// The lines of a file.
struct Lines {
    input: BufReader<Box<dyn io::Read>>,
    read: u64,
}

impl Lines {
    fn new(input: Box<dyn io::Read>) -> Lines {
        Lines {
            input: BufReader::with_capacity(CHUNK_BYTES, input),
            read: 0,
        }
    }

    /// The next lines that are not empty; none at the end.
    fn next_chunk(&mut self) -> io::Result<Vec<Line>> {
        let mut chunk = Vec::new();
        let mut bytes = 0;
        while chunk.len() < CHUNK_LINES && bytes < CHUNK_BYTES {
            let Some(line) = self.next()? else { break };
            bytes += line.text.as_ref().map_or(0, Vec::len);
            if line.text.as_ref().is_none_or(|text| !text.is_empty()) {
                chunk.push(line);
            }
        }
        Ok(chunk)
    }

    fn next(&mut self) -> io::Result<Option<Line>> {
        let mut text = Vec::new();
        let limit = LONGEST_LINE as u64 + 1;
        let mut length = self
            .input
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut text)? as u64;
        if length == 0 {
            return Ok(None);
        }
        self.read += 1;
        let whole = text.pop_if(|last| *last == b'\n').is_some();
        text.pop_if(|last| *last == b'\r');
        let too_long = text.len() > LONGEST_LINE;
        if too_long && !whole {
            length += self.pass_over()?;
        }
        Ok(Some(Line {
            number: self.read,
            text: (!too_long).then_some(text),
            length,
        }))
    }

    /// Reads to the end of the line without keeping it.
    fn pass_over(&mut self) -> io::Result<u64> {
        let mut passed = 0;
        loop {
            let held = self.input.fill_buf()?;
            let end = held.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(held.len(), |end| end + 1);
            let last = end.is_some() || held.is_empty();
            self.input.consume(length);
            passed += length as u64;
            if last {
                return Ok(passed);
            }
        }
    }
}

/// A progress bar on standard error, if a person looks at it and the answers go elsewhere.
struct Progress(ProgressBar);

impl Progress {
    fn new(file: &Path) -> Progress {
        let length = match std::fs::metadata(file) {
            Ok(data) if data.is_file() && !input::is_stdin(file) => Some(data.len()),
            _ => None,
        };
        let bar = match length {
            Some(length) => ProgressBar::new(length),
            None => ProgressBar::no_length(),
        };
        let template = match length {
            Some(_) => "{bar:32} {percent:>3}% {bytes_per_sec} {msg}, {eta} left",
            None => "{spinner} {bytes} {bytes_per_sec} {msg}",
        };
        if io::stdout().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Progress(bar)
    }

    fn advance(&self, totals: &Totals) {
        let Totals {
            accepted, refused, ..
        } = totals;
        self.0.set_position(totals.bytes);
        self.0
            .set_message(format!("{accepted} accepted, {refused} refused"));
    }

    fn finish(&self) {
        self.0.finish_and_clear();
    }
}
