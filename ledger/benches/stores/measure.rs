//! Counting how much is done in a while.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How many items a worker takes in one go.
const BATCH: usize = 256;

/// Steps a second: each worker, with its own handle, does `step` on items from `items` until the
/// time is over or the items are. Making the items is not counted.
pub(crate) fn rate<H: Send, I: Send>(
    span: Duration,
    workers: Vec<H>,
    items: impl Fn(usize) -> Vec<I> + Sync,
    step: impl Fn(&mut H, &I) + Sync,
) -> f64 {
    let over = AtomicBool::new(false);
    let rates: Vec<f64> = std::thread::scope(|scope| {
        let threads: Vec<_> = workers
            .into_iter()
            .map(|mut handle| {
                let (items, step, over) = (&items, &step, &over);
                scope.spawn(move || {
                    let (mut done, mut busy) = (0_u32, Duration::ZERO);
                    while busy < span && !over.load(Ordering::Relaxed) {
                        let batch = items(BATCH);
                        if batch.is_empty() {
                            break;
                        }
                        let begun = Instant::now();
                        for item in &batch {
                            step(&mut handle, item);
                            done += 1;
                            if busy + begun.elapsed() >= span {
                                break;
                            }
                        }
                        busy += begun.elapsed();
                    }
                    // When one is through, all stop: the rate is that of all together.
                    over.store(true, Ordering::Relaxed);
                    if busy.is_zero() {
                        0.0
                    } else {
                        f64::from(done) / busy.as_secs_f64()
                    }
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    });
    rates.iter().sum()
}

/// What was measured in the rounds.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) bare: Vec<f64>,
    pub(crate) claim: Vec<f64>,
    pub(crate) commit: Vec<f64>,
    pub(crate) repeat: Vec<f64>,
}

impl Figures {
    pub(crate) fn figure(&self, name: &str, workers: usize) -> Figure {
        // Ratios are taken within a round, so that what disturbs both cancels out.
        let ratios: Vec<f64> = self
            .claim
            .iter()
            .zip(&self.bare)
            .map(|(claim, bare)| claim / bare)
            .collect();
        Figure {
            name: name.to_owned(),
            workers,
            bare: median(&self.bare),
            claim: median(&self.claim).unwrap_or_default(),
            commit: median(&self.commit).unwrap_or_default(),
            repeat: median(&self.repeat).unwrap_or_default(),
            ratio: median(&ratios),
        }
    }
}

/// The middle one; nothing of nothing.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}

/// One row of the table.
pub(crate) struct Figure {
    name: String,
    workers: usize,
    bare: Option<f64>,
    claim: f64,
    commit: f64,
    repeat: f64,
    ratio: Option<f64>,
}

impl Figure {
    pub(crate) const HEADER: &str = "\
| store | workers | bare | claims | commits | repeats | claims / bare |\n\
|---|--:|--:|--:|--:|--:|--:|";
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let optional = |value: Option<f64>, digits| {
            value.map_or("-".to_owned(), |value| format!("{value:.digits$}"))
        };
        write!(
            f,
            "| {} | {} | {} | {:.0} | {:.0} | {:.0} | {} |",
            self.name,
            self.workers,
            optional(self.bare, 0),
            self.claim,
            self.commit,
            self.repeat,
            optional(self.ratio, 2),
        )
    }
}
