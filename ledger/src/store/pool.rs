//! A few connections to a server, and what happens when one breaks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::LedgerError;

/// Why a call on a connection failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// The connection is gone; whether the server did the call is not known. Every call of a store
    /// may be made twice, so it is made again on a new connection.
    Dropped(LedgerError),
    /// The server undid the call because of others (a deadlock, a race): it is made again.
    Undone(LedgerError),
    /// The connection is of no use any more, and trying again would not help or take too long.
    Broken(LedgerError),
    /// The answer is a refusal; the connection is as good as before.
    Refused(LedgerError),
}

impl Failure {
    pub(super) fn into_error(self) -> LedgerError {
        match self {
            Self::Dropped(error)
            | Self::Undone(error)
            | Self::Broken(error)
            | Self::Refused(error) => error,
        }
    }
}

/// How often a call that the server undid is made again.
const UNDONE_LIMIT: u32 = 20;

/// A connection that was idle for longer is asked for a sign of life before it is trusted with a
/// call: firewalls, address translators and load balancers forget connections without a word, and
/// a call on such a one would wait for the whole time-out.
const QUIET: Duration = Duration::from_secs(2);
/// A connection that was idle for longer is closed: it is cheaper to connect than to ask.
const STALE: Duration = Duration::from_secs(60);
/// The sign of life must come within this part of the time that a call has.
const SIGN_OF_LIFE: u32 = 4;

/// At most so many connections of type `C`, opened when they are needed.
pub(super) struct Pool<C> {
    most: usize,
    timeout: Duration,
    state: Mutex<State<C>>,
    freed: Condvar,
}

struct State<C> {
    /// The one used last is at the end, and used next.
    idle: Vec<Idle<C>>,
    open: usize,
}

struct Idle<C> {
    connection: C,
    since: Instant,
}

/// What a pool does with its connections.
pub(super) trait Connect<C> {
    /// Opens one by the deadline.
    fn connect(&self, deadline: Instant) -> Result<C, LedgerError>;

    /// Whether the server answers on it by the deadline, whatever it answers.
    fn is_alive(&self, connection: &mut C, deadline: Instant) -> bool;
}

impl<C> Pool<C> {
    pub(super) fn new(most: usize, timeout: Duration) -> Self {
        let state = Mutex::new(State {
            idle: Vec::new(),
            open: 0,
        });
        Self {
            most,
            timeout,
            state,
            freed: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes `call` on a connection, opened if none is idle. Opening and calling get the moment by
    /// which they must be done.
    pub(super) fn call<T>(
        &self,
        server: &impl Connect<C>,
        mut call: impl FnMut(&mut C, Instant) -> Result<T, Failure>,
    ) -> Result<T, LedgerError> {
        let deadline = Instant::now() + self.timeout;
        let mut dropped = false;
        let mut undone = 0;
        loop {
            let mut lent = self.lend(deadline, server)?;
            let result = loop {
                let result = match lent.connection.as_mut() {
                    Some(connection) => {
                        without_panic(|| call(connection, deadline), Failure::Broken)
                    }
                    None => Err(Failure::Broken(LedgerError::unavailable("no connection"))),
                };
                match result {
                    Err(Failure::Undone(error)) => {
                        undone += 1;
                        if undone > UNDONE_LIMIT || Instant::now() >= deadline {
                            break Err(Failure::Refused(error));
                        }
                        // Those who undid each other must not meet again.
                        std::thread::sleep(Duration::from_micros(200) * undone);
                    }
                    other => break other,
                }
            };
            match result {
                Ok(value) => {
                    lent.give_back();
                    return Ok(value);
                }
                Err(Failure::Refused(error) | Failure::Undone(error)) => {
                    lent.give_back();
                    return Err(error);
                }
                Err(Failure::Broken(error)) => {
                    drop(lent);
                    // What hung for this one, or made it useless, does so for the idle ones: each
                    // would cost one more delivery.
                    self.close_idle();
                    return Err(error);
                }
                Err(Failure::Dropped(error)) => {
                    drop(lent);
                    // The server was restarted, most likely: no idle connection is worth a try.
                    self.close_idle();
                    if dropped || Instant::now() >= deadline {
                        return Err(error);
                    }
                    dropped = true;
                }
            }
        }
    }

    fn lend(
        &self,
        deadline: Instant,
        server: &impl Connect<C>,
    ) -> Result<Lent<'_, C>, LedgerError> {
        let mut state = self.state();
        loop {
            if let Some(idle) = state.idle.pop() {
                let quiet = idle.since.elapsed();
                let mut lent = Lent {
                    pool: self,
                    connection: Some(idle.connection),
                };
                if quiet < QUIET {
                    return Ok(lent);
                }
                drop(state);
                let left = deadline.saturating_duration_since(Instant::now());
                let soon = Instant::now() + left / SIGN_OF_LIFE;
                let alive = quiet < STALE
                    && lent.connection.as_mut().is_some_and(|connection| {
                        let ask = || Ok(server.is_alive(connection, soon));
                        without_panic(ask, |error| error).unwrap_or(false)
                    });
                if alive {
                    return Ok(lent);
                }
                drop(lent);
                // The others were idle for longer still.
                self.close_idle();
                state = self.state();
                continue;
            }
            if state.open < self.most {
                state.open += 1;
                drop(state);
                // From here on the place is released when `lent` is dropped.
                let mut lent = Lent {
                    pool: self,
                    connection: None,
                };
                let connection = without_panic(|| server.connect(deadline), |error| error)?;
                lent.connection = Some(connection);
                return Ok(lent);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(LedgerError::unavailable(format!(
                    "all {} connections to the ledger were in use for the whole time-out",
                    self.most
                )));
            }
            let (woken, _) = self
                .freed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner);
            state = woken;
        }
    }

    fn close_idle(&self) {
        let mut state = self.state();
        let idle = std::mem::take(&mut state.idle);
        state.open = state.open.saturating_sub(idle.len());
        drop(state);
        self.freed.notify_all();
        // Closing may take a while; nobody waits for it.
        drop(idle);
    }
}

/// The result of `work`. A panic inside a client library, which an answer of the server may cause,
/// becomes the failure that it is for the shop.
pub(super) fn without_panic<T, E>(
    work: impl FnOnce() -> Result<T, E>,
    failure: impl FnOnce(LedgerError) -> E,
) -> Result<T, E> {
    // What `work` holds is closed afterwards and not looked at.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(failure(panicked())))
}

pub(super) fn panicked() -> LedgerError {
    LedgerError::unavailable(
        "the client library of the ledger's server failed on what the server answered: this is a \
         bug, please report it with the lines that it wrote to standard error",
    )
}

/// A connection in use. Dropped, it is closed; returned, it is used again.
struct Lent<'p, C> {
    pool: &'p Pool<C>,
    connection: Option<C>,
}

impl<C> Lent<'_, C> {
    fn give_back(mut self) {
        if let Some(connection) = self.connection.take() {
            // `open` counts idle connections too; `drop` takes one off.
            let mut state = self.pool.state();
            state.open += 1;
            state.idle.push(Idle {
                connection,
                since: Instant::now(),
            });
        }
    }
}

impl<C> Drop for Lent<'_, C> {
    fn drop(&mut self) {
        drop(self.connection.take());
        self.pool.state().open -= 1;
        self.pool.freed.notify_one();
    }
}

/// Threads for what may hang and cannot be given a deadline, such as the look-up of a name. One
/// that is not done in time is left to end by itself.
#[derive(Clone, Default)]
pub(super) struct Helpers(Arc<AtomicUsize>);

/// At most so many threads hang simultaneously.
const HANGING: usize = 32;

/// Why a helper has no result.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoResult {
    /// The deadline has passed, or too many others hang already.
    Late,
    Panicked,
    /// The operating system gives no more threads.
    NoThread,
}

impl Helpers {
    /// The result of `work`, if it comes by the deadline.
    pub(super) fn run<T: Send + 'static>(
        &self,
        deadline: Instant,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NoResult> {
        let running = Arc::clone(&self.0);
        if running.fetch_add(1, Ordering::SeqCst) >= HANGING {
            running.fetch_sub(1, Ordering::SeqCst);
            return Err(NoResult::Late);
        }
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        let thread = std::thread::Builder::new().name("ackwell-connect".to_owned());
        let spawned = thread.spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(work));
            running.fetch_sub(1, Ordering::SeqCst);
            // Nobody waits any more if it came too late.
            let _ = sender.send(result);
        });
        if spawned.is_err() {
            self.0.fetch_sub(1, Ordering::SeqCst);
            return Err(NoResult::NoThread);
        }
        match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(_)) => Err(NoResult::Panicked),
            Err(_) => Err(NoResult::Late),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl<C, F: Fn(Instant) -> Result<C, LedgerError>> Connect<C> for F {
        fn connect(&self, deadline: Instant) -> Result<C, LedgerError> {
            self(deadline)
        }

        fn is_alive(&self, _: &mut C, _: Instant) -> bool {
            true
        }
    }

    /// Opens 0, 1, 2, ...; those from 100 on are forgotten by the path to the server.
    #[derive(Default)]
    struct Forgetful(AtomicUsize);

    impl Connect<usize> for Forgetful {
        fn connect(&self, _: Instant) -> Result<usize, LedgerError> {
            Ok(self.0.fetch_add(1, Ordering::SeqCst))
        }

        fn is_alive(&self, connection: &mut usize, _: Instant) -> bool {
            *connection < 100
        }
    }

    fn error() -> LedgerError {
        LedgerError::unavailable("broken")
    }

    fn idle(pool: &Pool<usize>, connections: &[usize], quiet: Duration) {
        let since = Instant::now()
            .checked_sub(quiet)
            .expect("the machine runs for longer");
        let mut state = pool.state();
        for &connection in connections {
            state.idle.push(Idle { connection, since });
            state.open += 1;
        }
    }

    fn numbers(pool: &Pool<usize>) -> Vec<usize> {
        pool.state()
            .idle
            .iter()
            .map(|idle| idle.connection)
            .collect()
    }

    #[test]
    fn a_connection_that_was_quiet_for_long_is_asked_for_a_sign_of_life_and_an_old_one_is_closed() {
        let server = Forgetful::default();
        let use_it = |connection: &mut usize, _: Instant| Ok(*connection);
        let pool = Pool::new(4, Duration::from_secs(10));
        idle(&pool, &[100, 101], Duration::from_secs(1));
        assert_eq!(pool.call(&server, use_it), Ok(101), "used a moment ago");
        idle(&pool, &[102], QUIET);
        assert_eq!(pool.call(&server, use_it), Ok(0), "no sign of life");
        assert_eq!(numbers(&pool), [0], "the other idle ones are closed too");
        pool.close_idle();
        idle(&pool, &[7], QUIET);
        assert_eq!(pool.call(&server, use_it), Ok(7), "it answers");
        pool.close_idle();
        idle(&pool, &[8], STALE);
        assert_eq!(pool.call(&server, use_it), Ok(1), "too old to ask");
        assert_eq!(pool.state().open, 1);
    }

    #[test]
    fn one_call_that_finds_its_connection_useless_closes_the_idle_ones() {
        let pool = Pool::new(4, Duration::from_secs(10));
        idle(&pool, &[1, 2, 3], Duration::ZERO);
        let late = |_: &mut usize, _: Instant| Err::<(), _>(Failure::Broken(error()));
        assert_eq!(pool.call(&Forgetful::default(), late), Err(error()));
        assert_eq!((numbers(&pool), pool.state().open), (Vec::new(), 0));
    }

    #[test]
    fn a_panic_of_a_client_library_is_a_ledger_that_cannot_be_asked() {
        let pool = Pool::new(1, Duration::from_secs(10));
        let panics = |_: &mut usize, _: Instant| -> Result<(), Failure> { panic!("on purpose") };
        let refused = pool.call(&Forgetful::default(), panics).unwrap_err();
        assert_eq!(refused.code(), ackwell::Code::LedgerUnavailable);
        let panics = |_: Instant| -> Result<usize, LedgerError> { panic!("on purpose") };
        let refused = pool.call(&panics, |_, _| Ok(())).unwrap_err();
        assert_eq!(refused.code(), ackwell::Code::LedgerUnavailable);
        assert_eq!(pool.state().open, 0, "the place is free again");
    }

    #[test]
    fn what_hangs_is_waited_for_until_the_deadline_and_not_started_without_end() {
        let helpers = Helpers::default();
        let soon = || Instant::now() + Duration::from_secs(5);
        assert_eq!(helpers.run(soon(), || 7), Ok(7));
        let panics = helpers.run(soon(), || -> u8 { panic!("on purpose") });
        assert_eq!(panics, Err(NoResult::Panicked));
        let (release, hang) = std::sync::mpsc::channel::<()>();
        let hang = Arc::new(Mutex::new(hang));
        let mut started = 0;
        for _ in 0..HANGING + 5 {
            let hang = Arc::clone(&hang);
            let begun = Arc::new(AtomicUsize::new(0));
            let seen = Arc::clone(&begun);
            let late = helpers.run(Instant::now() + Duration::from_millis(20), move || {
                seen.fetch_add(1, Ordering::SeqCst);
                let _ = hang.lock().map(|hang| hang.recv());
            });
            assert_eq!(late, Err(NoResult::Late));
            started += begun.load(Ordering::SeqCst);
        }
        assert!(started <= HANGING, "{started}");
        drop(release);
        while helpers.0.load(Ordering::SeqCst) > 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(helpers.run(soon(), || 8), Ok(8));
    }

    #[test]
    fn no_more_connections_are_open_than_allowed_and_idle_ones_are_used_again() {
        let pool = Pool::new(3, Duration::from_secs(10));
        let (opened, busy, most) = (
            AtomicUsize::new(0),
            AtomicUsize::new(0),
            AtomicUsize::new(0),
        );
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        pool.call(
                            &|_: Instant| Ok(opened.fetch_add(1, Ordering::SeqCst)),
                            |_, _| {
                                let now = busy.fetch_add(1, Ordering::SeqCst) + 1;
                                most.fetch_max(now, Ordering::SeqCst);
                                std::thread::sleep(Duration::from_micros(50));
                                busy.fetch_sub(1, Ordering::SeqCst);
                                Ok(())
                            },
                        )
                        .unwrap();
                    }
                });
            }
        });
        assert!(opened.load(Ordering::SeqCst) <= 3);
        assert!(most.load(Ordering::SeqCst) <= 3);
        let state = pool.state();
        assert_eq!(state.open, state.idle.len());
    }

    #[test]
    fn a_dropped_connection_is_replaced_once_and_the_idle_ones_are_closed() {
        let pool = Pool::new(3, Duration::from_secs(10));
        idle(&pool, &[100, 101], Duration::ZERO);
        let opened = AtomicUsize::new(0);
        let connect = |_: Instant| Ok(opened.fetch_add(1, Ordering::SeqCst));
        let stale = |connection: &mut usize, _: Instant| match *connection {
            100.. => Err(Failure::Dropped(error())),
            fresh => Ok(fresh),
        };
        assert_eq!(pool.call(&connect, stale), Ok(0));
        assert_eq!(numbers(&pool), [0]);
        assert_eq!(pool.state().open, 1);
        let never = |_: &mut usize, _: Instant| Err::<(), _>(Failure::Dropped(error()));
        assert_eq!(pool.call(&connect, never), Err(error()));
        assert_eq!(
            opened.load(Ordering::SeqCst),
            2,
            "one call on the idle one, one on a new one"
        );
        assert_eq!(pool.state().open, 0);
    }

    #[test]
    fn a_call_that_was_undone_is_made_again_and_not_for_ever() {
        let pool = Pool::new(1, Duration::from_secs(10));
        let mut calls = 0;
        let third = pool.call(&|_: Instant| Ok(()), |(), _| {
            calls += 1;
            if calls < 3 {
                Err(Failure::Undone(error()))
            } else {
                Ok(calls)
            }
        });
        assert_eq!(third, Ok(3));
        let never = pool.call(&|_: Instant| Ok(()), |(), _| {
            Err::<(), _>(Failure::Undone(error()))
        });
        assert_eq!(never, Err(error()));
        assert_eq!(
            pool.state().idle.len(),
            1,
            "the connection is as good as before"
        );
    }

    #[test]
    fn waiting_for_a_connection_ends_with_the_time_out() {
        let pool = Pool::new(1, Duration::from_millis(50));
        let outer = pool.call(&|_: Instant| Ok(()), |(), _| {
            let inner = pool.call(&|_: Instant| Ok(()), |(), _| Ok(()));
            assert!(inner.unwrap_err().message().contains("all 1 connections"));
            Ok(())
        });
        assert_eq!(outer, Ok(()));
        let refused = pool.call(&|_: Instant| Err(error()), |(), _| Ok(()));
        assert_eq!(refused, Ok(()), "the idle connection is used");
        pool.close_idle();
        let refused = pool.call(&|_: Instant| Err(error()), |(), _| Ok(()));
        assert_eq!(refused, Err(error()));
        assert_eq!(pool.state().open, 0);
    }
}
