//! One writer, many waiting: the steps of all threads that write at the same moment share one
//! transaction, and so one wait for the disk.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::error::{Code, LedgerError};

/// A step of one thread, inside the transaction. May be run again if the transaction is.
type Step<C, E> = Box<dyn FnMut(&C) -> Result<(), E> + Send>;

/// Gathers steps and has one of the waiting threads run them.
///
/// There is no extra thread: a caller that finds no leader becomes the leader, runs what waits, and
/// hands out the outcomes. Nothing is handed out before the transaction is committed.
pub(super) struct Group<C, E> {
    queue: Mutex<Queue<C, E>>,
    changed: Condvar,
}

struct Queue<C, E> {
    waiting: Vec<Waiting<C, E>>,
    outcomes: HashMap<u64, Result<(), LedgerError>>,
    next: u64,
    led: bool,
}

struct Waiting<C, E> {
    ticket: u64,
    /// By when its thread wants to know, counted from when it came.
    deadline: Instant,
    step: Step<C, E>,
}

/// Steps that are to be run in one transaction.
pub(super) struct Batch<C, E>(Vec<Waiting<C, E>>);

/// What a lead came to.
pub(super) struct Led<C, E> {
    pub(super) outcomes: Outcomes,
    /// What is still to be run: it waits again.
    pub(super) rest: Batch<C, E>,
}

impl<C, E> Batch<C, E> {
    /// Runs every step once.
    pub(super) fn run(&mut self, connection: &C) -> Result<(), E> {
        self.0
            .iter_mut()
            .try_for_each(|waiting| (waiting.step)(connection))
    }

    pub(super) fn none() -> Self {
        Self(Vec::new())
    }

    /// By when the first thread wants to know.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.0.iter().map(|waiting| waiting.deadline).min()
    }

    /// Parts the steps whose time is over at `now` from those that can wait on.
    pub(super) fn part(self, now: Instant) -> (Self, Self) {
        let (over, rest) = self
            .0
            .into_iter()
            .partition(|waiting| waiting.deadline <= now);
        (Self(over), Self(rest))
    }

    /// The same steps, one by one: after a batch failed, to find the step that is at fault.
    pub(super) fn split(self) -> impl Iterator<Item = Self> {
        self.0.into_iter().map(|step| Self(vec![step]))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The outcome of every step.
    pub(super) fn all(&self, outcome: &Result<(), LedgerError>) -> Outcomes {
        Outcomes(
            self.0
                .iter()
                .map(|waiting| (waiting.ticket, outcome.clone()))
                .collect(),
        )
    }
}

/// What became of the steps of a batch.
#[derive(Default)]
pub(super) struct Outcomes(Vec<(u64, Result<(), LedgerError>)>);

impl Outcomes {
    pub(super) fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }
}

impl<C, E> Group<C, E> {
    pub(super) fn new() -> Self {
        Self {
            queue: Mutex::new(Queue {
                waiting: Vec::new(),
                outcomes: HashMap::new(),
                next: 0,
                led: false,
            }),
            changed: Condvar::new(),
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue<C, E>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `step` in a transaction, together with the steps of other threads. `lead` runs a batch
    /// and commits it; it is called on one thread at a time, and returns when the first of the
    /// deadlines is over at the latest, with what is left to do.
    pub(super) fn run<T: Send + 'static>(
        &self,
        deadline: Instant,
        mut step: impl FnMut(&C) -> Result<T, E> + Send + 'static,
        lead: impl Fn(Batch<C, E>) -> Led<C, E>,
    ) -> Result<T, LedgerError> {
        let result = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&result);
        let step = Box::new(move |connection: &C| {
            let value = step(connection)?;
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
            Ok(())
        });

        let mut queue = self.queue();
        let ticket = queue.next;
        queue.next = queue.next.wrapping_add(1);
        queue.waiting.push(Waiting {
            ticket,
            deadline,
            step,
        });
        let outcome = loop {
            if let Some(outcome) = queue.outcomes.remove(&ticket) {
                break outcome;
            }
            if queue.led {
                queue = self
                    .changed
                    .wait(queue)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            queue.led = true;
            let batch = Batch(std::mem::take(&mut queue.waiting));
            drop(queue);
            // If `lead` unwinds, the others must not wait for ever.
            let mut end = EndOfLead {
                group: self,
                outcomes: batch.all(&Err(internal())),
                rest: Batch::none(),
            };
            let led = lead(batch);
            (end.outcomes, end.rest) = (led.outcomes, led.rest);
            drop(end);
            queue = self.queue();
        };
        drop(queue);
        outcome?;
        let value = result.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.ok_or_else(internal)
    }
}

fn internal() -> LedgerError {
    LedgerError::new(Code::Internal, "a step of the ledger left no result")
}

/// Hands out the outcomes and the lead, also when leading panicked.
struct EndOfLead<'g, C, E> {
    group: &'g Group<C, E>,
    outcomes: Outcomes,
    rest: Batch<C, E>,
}

impl<C, E> Drop for EndOfLead<'_, C, E> {
    fn drop(&mut self) {
        let mut queue = self.group.queue();
        queue.led = false;
        queue.outcomes.extend(std::mem::take(&mut self.outcomes.0));
        // In front of those that came later.
        let later = std::mem::replace(&mut queue.waiting, std::mem::take(&mut self.rest.0));
        queue.waiting.extend(later);
        self.group.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(10)
    }

    fn lead_slowly(
        mut batch: Batch<AtomicUsize, ()>,
        connection: &AtomicUsize,
    ) -> Led<AtomicUsize, ()> {
        std::thread::sleep(Duration::from_millis(2));
        let outcome = batch
            .run(connection)
            .map_err(|()| LedgerError::new(Code::LedgerUnavailable, "failed"));
        Led {
            outcomes: batch.all(&outcome),
            rest: Batch::none(),
        }
    }

    #[test]
    fn what_a_lead_leaves_is_led_again_and_nobody_waits_for_ever() {
        let group = Group::<AtomicUsize, ()>::new();
        let (counter, leads) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for number in 0..8_u64 {
                let (group, counter, leads) = (&group, &counter, &leads);
                scope.spawn(move || {
                    let deadline = soon() + Duration::from_secs(number);
                    let step = |counter: &AtomicUsize| Ok(counter.fetch_add(1, Ordering::SeqCst));
                    let done = group.run(deadline, step, |batch| {
                        // Does the most urgent only.
                        leads.fetch_add(1, Ordering::SeqCst);
                        let first = batch.deadline().unwrap();
                        let (urgent, rest) = batch.part(first);
                        let led = lead_slowly(urgent, counter);
                        Led { rest, ..led }
                    });
                    done.unwrap();
                });
            }
        });
        assert_eq!(counter.load(Ordering::SeqCst), 8);
        assert_eq!(leads.load(Ordering::SeqCst), 8);
    }

    #[test]
    fn steps_of_many_threads_share_few_batches_and_each_gets_its_own_result() {
        let group = Group::<AtomicUsize, ()>::new();
        let (counter, batches) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mut seen: Vec<usize> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        (0..50)
                            .map(|_| {
                                group
                                    .run(
                                        soon(),
                                        |counter| Ok(counter.fetch_add(1, Ordering::SeqCst)),
                                        |batch| {
                                            batches.fetch_add(1, Ordering::SeqCst);
                                            lead_slowly(batch, &counter)
                                        },
                                    )
                                    .unwrap()
                            })
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap())
                .collect()
        });
        seen.sort_unstable();
        assert_eq!(seen, (0..400).collect::<Vec<_>>());
        assert!(
            batches.load(Ordering::SeqCst) <= 200,
            "{batches:?} batches for 400 steps"
        );
    }

    #[test]
    fn a_panic_while_leading_is_an_error_for_the_others_and_leaves_the_group_usable() {
        let group = Group::<AtomicUsize, ()>::new();
        let counter = AtomicUsize::new(0);
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            group.run(soon(), |_| Ok(()), |_| std::panic::panic_any("a defect"))
        }));
        assert!(caught.is_err());
        let value = group
            .run(soon(), |_| Ok(7), |batch| lead_slowly(batch, &counter))
            .unwrap();
        assert_eq!(value, 7);
    }
}
