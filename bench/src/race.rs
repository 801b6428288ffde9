//! Contenders within one program take short turns.

use std::time::{Duration, Instant};

/// One way to do the job: its name and the job itself, done once for each call.
pub struct Contender<'a> {
    /// What the table calls it.
    pub name: String,
    /// Does the job once, on the input with this number.
    pub job: Box<dyn FnMut(usize) + 'a>,
    /// Jobs that one call does: more than one for a batch.
    pub jobs_per_call: usize,
}

/// Lets all contenders take short turns, so that whatever disturbs the machine disturbs each
/// alike and spoils few turns.
///
/// Returns for each contender the nanoseconds of one job, one figure a round.
pub fn race(contenders: &mut [Contender<'_>], rounds: usize) -> Vec<Vec<f64>> {
    let mut calls: Vec<usize> = contenders.iter_mut().map(calls_per_turn).collect();
    let mut times = vec![Vec::with_capacity(rounds); contenders.len()];
    for next in 0..rounds {
        for ((contender, times), calls) in contenders.iter_mut().zip(&mut times).zip(&mut calls) {
            let start = Instant::now();
            for call in next..next + *calls {
                (contender.job)(call);
            }
            let nanoseconds = start.elapsed().as_nanos();
            let jobs = *calls * contender.jobs_per_call;
            #[expect(clippy::cast_precision_loss, reason = "both are far below 2^52")]
            times.push(nanoseconds as f64 / jobs as f64);
        }
    }
    times
}

/// As many calls as take about a tenth of a millisecond, and at least one.
fn calls_per_turn(contender: &mut Contender<'_>) -> usize {
    let start = Instant::now();
    let mut calls = 0;
    while start.elapsed() < Duration::from_millis(5) {
        (contender.job)(calls);
        calls += 1;
    }
    calls.div_ceil(50)
}
