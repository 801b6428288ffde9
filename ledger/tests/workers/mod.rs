//! Worker processes that receive notifications, and the one that delivers to them.
//!
//! A worker is this test program again, which runs `worker_process` alone. It reads the number of a
//! notification a line from its input, handles it, and writes what it answered. Its work is a line
//! in a file that outlives it (or a row in the shop's table, where the claim is part of the shop's
//! transaction): what is counted in the end is that, not what the ledger says.
#![allow(dead_code, reason = "each test binary uses its part")]

mod shop;

use std::collections::HashMap;
use std::fmt;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ackwell::Request;
use ackwell_ledger::{Ledger, handle_outcome};

use crate::common::{Paid, TempDir, receiver};

/// One run of a provider against worker processes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Run {
    pub(crate) url: String,
    pub(crate) workers: usize,
    pub(crate) notifications: usize,
    /// How often each notification is delivered; a delivery that is not acknowledged comes again.
    pub(crate) deliveries: usize,
    /// How many workers are killed in the middle, each replaced by a new one.
    pub(crate) kills: usize,
    pub(crate) lease_seconds: u64,
    pub(crate) in_transaction: bool,
}

/// What became of a run.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Notifications whose work was done.
    pub(crate) fulfilled: usize,
    /// Notifications whose work was done more than once.
    pub(crate) twice: usize,
    /// Of these, those where a worker that was not killed did it and another did it again.
    pub(crate) twice_by_the_living: usize,
    /// Deliveries acknowledged as success.
    pub(crate) acknowledged: usize,
    /// Of these, those acknowledged before the work was done.
    pub(crate) too_early: usize,
    /// Deliveries answered with a failure, by code.
    pub(crate) refused: HashMap<String, usize>,
    pub(crate) killed: usize,
    took: Duration,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut refused: Vec<_> = self.refused.iter().collect();
        refused.sort();
        write!(
            f,
            "{} fulfilled, {} of them twice ({} by workers that lived on), {} deliveries \
             acknowledged ({} too early), refused {refused:?}, {} workers killed, {:.1} s",
            self.fulfilled,
            self.twice,
            self.twice_by_the_living,
            self.acknowledged,
            self.too_early,
            self.killed,
            self.took.as_secs_f64()
        )
    }
}

/// The variables that say what a worker does.
const URL: &str = "ACKWELL_TEST_WORKER_URL";
const JOURNAL: &str = "ACKWELL_TEST_WORKER_JOURNAL";
const LEASE: &str = "ACKWELL_TEST_WORKER_LEASE";
const IN_TRANSACTION: &str = "ACKWELL_TEST_WORKER_IN_TRANSACTION";

fn nanos() -> u128 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_nanos()
}

/// A generator of numbers that look random, the same every time.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap_or_default() % end
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// What a worker process does.
pub(crate) fn work() {
    let url = std::env::var(URL).expect("a worker is started by a test");
    let journal = PathBuf::from(std::env::var_os(JOURNAL).expect("a journal"));
    let lease = std::env::var(LEASE)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(60);
    let mut shop = std::env::var_os(IN_TRANSACTION).map(|_| shop::Shop::open(&url));
    let receiver = receiver();
    let ledger = Ledger::builder(&url)
        .lease(Duration::from_secs(lease))
        .open()
        .expect("a ledger");
    let mut random = Random(u64::from(std::process::id()) * 7919 + 1);
    for line in std::io::stdin().lines() {
        let line = line.expect("a line");
        let number: usize = line.trim().parse().expect("a number");
        let body = Paid::order(number).body();
        let answer = if let Some(shop) = &mut shop {
            shop.handle(number, &receiver, &Request::new(&body))
        } else {
            let pause = Duration::from_micros(random.below(2_000) as u64);
            handle_outcome(&receiver, &Request::new(&body), &ledger, |_| {
                fulfil(&journal, number, pause)
            })
            .code()
            .map_or("success".to_owned(), |code| code.to_string())
        };
        // Past the test harness, which would keep what is printed; in one piece.
        let line = format!("answer {number} {answer} {}\n", nanos());
        let mut out = std::io::stderr().lock();
        out.write_all(line.as_bytes()).expect("somebody reads");
    }
}

/// The shop's work: one line, which a killed process has written whole or not at all.
fn fulfil(journal: &Path, number: usize, pause: Duration) -> std::io::Result<()> {
    // Something before and something after, so that others come while it is not done and a kill
    // may hit between the work and the commit.
    std::thread::sleep(pause / 2);
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(journal)?;
    file.write_all(format!("{number} {} {}\n", std::process::id(), nanos()).as_bytes())?;
    std::thread::sleep(pause / 2);
    Ok(())
}

/// A worker as the deliverer sees it.
struct Worker {
    child: Child,
    answers: BufReader<std::process::ChildStderr>,
}

impl Worker {
    fn start(run: &Run, journal: &Path) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        command
            .args([
                "--exact",
                "worker_process",
                "--ignored",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(URL, &run.url)
            .env(JOURNAL, journal)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        if run.lease_seconds > 0 {
            command.env(LEASE, run.lease_seconds.to_string());
        }
        if run.in_transaction {
            command.env(IN_TRANSACTION, "1");
        }
        let mut child = command.spawn().expect("a worker");
        let answers = BufReader::new(child.stderr.take().expect("its answers"));
        Self { child, answers }
    }

    /// Delivers one notification: what was answered and when; nothing if the worker is dead.
    fn deliver(&mut self, number: usize) -> Option<(String, u128)> {
        let input = self.child.stdin.as_mut()?;
        writeln!(input, "{number}").ok()?;
        loop {
            let mut line = String::new();
            self.answers.read_line(&mut line).ok()?;
            // Nothing, or what a worker had written when it was killed.
            if !line.ends_with('\n') {
                return None;
            }
            let mut words = line.split_whitespace();
            if words.next() == Some("answer") {
                assert_eq!(words.next(), Some(number.to_string().as_str()), "{line}");
                return Some((words.next()?.to_owned(), words.next()?.parse().ok()?));
            }
            eprint!("worker: {line}");
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// The deliveries that are still to be made.
struct Queue {
    waiting: Mutex<Vec<(usize, Instant)>>,
    /// Deliveries under way or waiting.
    left: AtomicUsize,
    /// A provider gives up too: a run that has not ended by then is reported as it is.
    until: Instant,
}

/// Many times what any run takes.
const PATIENCE: Duration = Duration::from_secs(180);

impl Queue {
    fn new(run: &Run) -> Self {
        let now = Instant::now();
        let mut random = Random(20_261_121);
        // Half of the notifications come at random, half with all their deliveries simultaneously.
        let (mut single, mut bursts) = (Vec::new(), Vec::new());
        for number in 0..run.notifications {
            let deliveries = vec![(number, now); run.deliveries];
            if number % 2 == 0 {
                single.extend(deliveries.into_iter().map(|delivery| vec![delivery]));
            } else {
                bursts.push(deliveries);
            }
        }
        bursts.append(&mut single);
        random.shuffle(&mut bursts);
        let waiting: Vec<_> = bursts.into_iter().flatten().collect();
        let left = AtomicUsize::new(waiting.len());
        Self {
            waiting: Mutex::new(waiting),
            left,
            until: now + PATIENCE,
        }
    }

    /// The next delivery whose time has come; nothing when all are acknowledged or it is too late.
    fn next(&self) -> Option<usize> {
        while self.left.load(Ordering::SeqCst) > 0 && Instant::now() < self.until {
            let mut waiting = self.waiting.lock().expect("no panic");
            let now = Instant::now();
            if let Some(index) = waiting.iter().rposition(|(_, due)| *due <= now) {
                return Some(waiting.swap_remove(index).0);
            }
            drop(waiting);
            std::thread::sleep(Duration::from_millis(2));
        }
        None
    }

    /// It was not acknowledged: it comes again.
    fn again(&self, number: usize) {
        let due = Instant::now() + Duration::from_millis(50);
        self.waiting.lock().expect("no panic").push((number, due));
    }

    fn done(&self) {
        self.left.fetch_sub(1, Ordering::SeqCst);
    }
}

/// How far a run is, for what goes on meanwhile: however quick the machine is, it hits the work.
pub(crate) struct Progress<'r> {
    queue: &'r Queue,
    all: usize,
    over: &'r AtomicBool,
}

impl Progress<'_> {
    /// Waits until that part of the deliveries is acknowledged, or the run is over.
    pub(crate) fn wait_for(&self, part: usize, of: usize) {
        let left = self.all - self.all * part / of;
        while self.queue.left.load(Ordering::SeqCst) > left && !self.over.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Run {
    /// Delivers everything until it is acknowledged, and reports.
    pub(crate) fn go(&self) -> Report {
        self.go_with(|_| ())
    }

    /// The same, with `meanwhile` going on.
    pub(crate) fn go_with(&self, meanwhile: impl FnOnce(&Progress<'_>) + Send) -> Report {
        let directory = TempDir::new("journal");
        let journal = directory.0.join("journal");
        if self.in_transaction {
            shop::Shop::create(&self.url);
        }
        let queue = Queue::new(self);
        let begun = Instant::now();
        let acknowledged = Mutex::new(Vec::new());
        let refused = Mutex::new(HashMap::new());
        let numbers: Vec<Mutex<Option<u32>>> =
            (0..self.workers).map(|_| Mutex::default()).collect();
        let killed = Mutex::new(Vec::new());
        let over = AtomicBool::new(false);
        let progress = Progress {
            queue: &queue,
            all: self.notifications * self.deliveries,
            over: &over,
        };
        std::thread::scope(|scope| {
            for number in &numbers {
                scope.spawn(|| {
                    self.deliver(&queue, &journal, number, &acknowledged, &refused);
                    over.store(true, Ordering::SeqCst);
                });
            }
            scope.spawn(|| {
                let mut random = Random(42);
                for kill in 1..=self.kills {
                    // Spread over the run, each at some moment of the work.
                    progress.wait_for(kill, self.kills + 1);
                    std::thread::sleep(Duration::from_micros(random.below(3_000) as u64));
                    // Any worker that is there.
                    let victim = loop {
                        let victim = numbers[random.below(numbers.len())]
                            .lock()
                            .expect("no panic")
                            .take();
                        if victim.is_some() || over.load(Ordering::SeqCst) {
                            break victim;
                        }
                        std::thread::sleep(Duration::from_millis(1));
                    };
                    let Some(victim) = victim else { return };
                    let kill = Command::new("kill")
                        .args(["-KILL", &victim.to_string()])
                        .status();
                    assert!(kill.is_ok_and(|status| status.success()), "it was alive");
                    killed.lock().expect("no panic").push(victim);
                }
            });
            scope.spawn(|| meanwhile(&progress));
        });
        let acknowledged = acknowledged.into_inner().expect("no panic");
        let killed = killed.into_inner().expect("no panic");
        let done = if self.in_transaction {
            shop::Shop::open(&self.url).done()
        } else {
            read_journal(&journal)
        };
        let mut report = count(&done, &acknowledged, &killed);
        report.refused = refused.into_inner().expect("no panic");
        report.took = begun.elapsed();
        report
    }

    fn deliver(
        &self,
        queue: &Queue,
        journal: &Path,
        alive: &Mutex<Option<u32>>,
        acknowledged: &Mutex<Vec<(usize, u128)>>,
        refused: &Mutex<HashMap<String, usize>>,
    ) {
        let start = || {
            let worker = Worker::start(self, journal);
            *alive.lock().expect("no panic") = Some(worker.child.id());
            worker
        };
        let mut worker = start();
        while let Some(number) = queue.next() {
            match worker.deliver(number) {
                Some((answer, when)) if answer == "success" => {
                    acknowledged.lock().expect("no panic").push((number, when));
                    queue.done();
                }
                Some((code, _)) => {
                    *refused.lock().expect("no panic").entry(code).or_default() += 1;
                    queue.again(number);
                }
                None => {
                    queue.again(number);
                    worker = start();
                }
            }
        }
        // Nobody kills what is about to end.
        alive.lock().expect("no panic").take();
    }
}

/// By whom and when each notification was fulfilled.
type Done = HashMap<usize, Vec<(u32, u128)>>;

fn read_journal(journal: &Path) -> Done {
    let mut done = Done::new();
    for line in std::fs::read_to_string(journal).expect("a journal").lines() {
        let mut words = line
            .split(' ')
            .map(|word| word.parse::<u128>().expect("a number"));
        let mut word = || words.next().expect("three numbers");
        let (number, process, when) = (word(), word(), word());
        done.entry(usize::try_from(number).expect("it fits"))
            .or_default()
            .push((u32::try_from(process).expect("it fits"), when));
    }
    done
}

fn count(done: &Done, acknowledged: &[(usize, u128)], killed: &[u32]) -> Report {
    let mut report = Report {
        fulfilled: done.len(),
        acknowledged: acknowledged.len(),
        killed: killed.len(),
        ..Report::default()
    };
    for times in done.values().filter(|times| times.len() > 1) {
        report.twice += 1;
        // Done again although its worker was not killed; the last one may live.
        let mut by = times.clone();
        by.sort_by_key(|(_, when)| *when);
        by.pop();
        if by.iter().any(|(process, _)| !killed.contains(process)) {
            report.twice_by_the_living += 1;
        }
    }
    for (number, when) in acknowledged {
        let first = done
            .get(number)
            .and_then(|times| times.iter().map(|(_, when)| *when).min());
        if first.is_none_or(|first| first > *when) {
            report.too_early += 1;
        }
    }
    report
}

/// The same in threads of this process, for a ledger that lives in it.
pub(crate) fn in_threads(
    url: &str,
    threads: usize,
    notifications: usize,
    deliveries: usize,
) -> Report {
    let run = Run {
        notifications,
        deliveries,
        ..Run::default()
    };
    let queue = Queue::new(&run);
    let ledger = Ledger::open(url).expect("a ledger");
    let begun = Instant::now();
    let (done, acknowledged) = (Mutex::new(Done::new()), Mutex::new(Vec::new()));
    let refused = Mutex::new(HashMap::new());
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (queue, ledger, done, acknowledged, refused) =
                (&queue, &ledger, &done, &acknowledged, &refused);
            scope.spawn(move || {
                let (receiver, mut random) = (receiver(), Random(thread as u64 + 1));
                while let Some(number) = queue.next() {
                    let body = Paid::order(number).body();
                    let pause = Duration::from_micros(random.below(300) as u64);
                    let outcome = handle_outcome(&receiver, &Request::new(&body), ledger, |_| {
                        std::thread::sleep(pause);
                        let mut done = done.lock().expect("no panic");
                        done.entry(number)
                            .or_default()
                            .push((std::process::id(), nanos()));
                        Ok::<(), &str>(())
                    });
                    if let Some(code) = outcome.code() {
                        *refused
                            .lock()
                            .expect("no panic")
                            .entry(code.to_string())
                            .or_default() += 1;
                        queue.again(number);
                    } else {
                        acknowledged
                            .lock()
                            .expect("no panic")
                            .push((number, nanos()));
                        queue.done();
                    }
                }
            });
        }
    });
    let done = done.into_inner().expect("no panic");
    let mut report = count(&done, &acknowledged.into_inner().expect("no panic"), &[]);
    report.refused = refused.into_inner().expect("no panic");
    report.took = begun.elapsed();
    report
}
