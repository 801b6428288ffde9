//! A few threads on which ledger calls wait, so that an async executor does not.
//!
//! Of our own, because the ledger must not choose a runtime for the shop. Threads start when they
//! are needed and end when they were idle for a while.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// More threads than this would only wait for the same store.
const MAX_THREADS: usize = 16;
/// How long a thread waits for more work.
const IDLE: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce() + Send>;

/// The threads of one ledger in one process.
pub(crate) struct Workers(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    threads: usize,
    idle: usize,
    closed: bool,
}

impl Workers {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared {
            queue: Mutex::default(),
            wake: Condvar::new(),
        }))
    }

    /// Runs `job` on some thread, soon. If no thread can be had at all, it runs here and now.
    pub(crate) fn run(&self, job: Job) {
        let mut queue = self.0.queue();
        queue.jobs.push_back(job);
        if queue.idle >= queue.jobs.len() || queue.threads == MAX_THREADS {
            drop(queue);
            self.0.wake.notify_one();
            return;
        }
        queue.threads += 1;
        let shared = Arc::clone(&self.0);
        let thread = std::thread::Builder::new().name("ackwell-ledger".to_owned());
        if thread.spawn(move || shared.work()).is_err() {
            queue.threads -= 1;
            let job = if queue.threads == 0 {
                queue.jobs.pop_back()
            } else {
                None
            };
            drop(queue);
            if let Some(job) = job {
                job();
            }
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        // After a fork the lock may be held for ever by a thread that is not there; then nobody
        // waits for this either.
        if let Ok(mut queue) = self.0.queue.try_lock() {
            queue.closed = true;
        }
        self.0.wake.notify_all();
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let mut queue = self.queue();
        loop {
            if let Some(job) = queue.jobs.pop_front() {
                drop(queue);
                // A panic ends the job, not the thread: the caller that waits for it gets an error.
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
                queue = self.queue();
                continue;
            }
            if queue.closed {
                break;
            }
            queue.idle += 1;
            let (woken, wait) = self
                .wake
                .wait_timeout(queue, IDLE)
                .unwrap_or_else(PoisonError::into_inner);
            queue = woken;
            queue.idle -= 1;
            if wait.timed_out() && queue.jobs.is_empty() {
                break;
            }
        }
        queue.threads -= 1;
    }
}

/// A value that one thread will have and a task waits for.
pub(crate) fn promise<T>() -> (Sender<T>, Promise<T>) {
    let slot = Arc::new(Mutex::new(Slot {
        value: None,
        waker: None,
        over: false,
    }));
    (Sender(Arc::clone(&slot)), Promise(slot))
}

struct Slot<T> {
    value: Option<T>,
    waker: Option<Waker>,
    /// The sender is gone: a value that is not there now will never be.
    over: bool,
}

/// The thread's end of a [`promise`].
pub(crate) struct Sender<T>(Arc<Mutex<Slot<T>>>);

/// The task's end: gives the value, or nothing if the thread panicked.
pub(crate) struct Promise<T>(Arc<Mutex<Slot<T>>>);

impl<T> Sender<T> {
    pub(crate) fn send(self, value: T) {
        // If nobody waits any more, the value is dropped with the slot.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).value = Some(value);
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slot.over = true;
        let waker = slot.waker.take();
        drop(slot);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> Future for Promise<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.over {
            return Poll::Ready(slot.value.take());
        }
        slot.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Instant;

    #[test]
    fn every_job_runs_on_a_bounded_number_of_threads() {
        let workers = Workers::new();
        let (done, most) = (
            Arc::new(AtomicUsize::new(0)),
            Arc::new(Mutex::new((0_usize, 0))),
        );
        for _ in 0..500 {
            let (done, most) = (Arc::clone(&done), Arc::clone(&most));
            workers.run(Box::new(move || {
                {
                    let mut now = most.lock().unwrap();
                    now.0 += 1;
                    now.1 = now.1.max(now.0);
                }
                std::thread::sleep(Duration::from_micros(200));
                most.lock().unwrap().0 -= 1;
                done.fetch_add(1, Ordering::SeqCst);
            }));
        }
        let start = Instant::now();
        while done.load(Ordering::SeqCst) < 500 && start.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(done.load(Ordering::SeqCst), 500);
        assert!(most.lock().unwrap().1 <= MAX_THREADS);
    }

    #[test]
    fn a_job_that_panics_breaks_its_promise_and_nothing_else() {
        let workers = Workers::new();
        let (sender, mut broken) = promise::<u8>();
        workers.run(Box::new(move || {
            let _held = sender;
            std::panic::panic_any("a defect");
        }));
        let (sender, mut kept) = promise();
        workers.run(Box::new(move || sender.send(7_u8)));
        let wait = |promise: &mut Promise<u8>| {
            let mut context = Context::from_waker(Waker::noop());
            let start = Instant::now();
            loop {
                match Pin::new(&mut *promise).poll(&mut context) {
                    Poll::Ready(value) => return value,
                    Poll::Pending => assert!(start.elapsed() < Duration::from_secs(10)),
                }
                std::thread::sleep(Duration::from_millis(1));
            }
        };
        assert_eq!(wait(&mut broken), None);
        assert_eq!(wait(&mut kept), Some(7));
    }
}
