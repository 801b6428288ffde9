//! A few connections to a server, and what happens when one breaks.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
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
    /// The answer is no; the connection is as good as before.
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

/// At most so many connections of type `C`, opened when they are needed.
pub(super) struct Pool<C> {
    most: usize,
    timeout: Duration,
    state: Mutex<State<C>>,
    freed: Condvar,
}

struct State<C> {
    idle: Vec<C>,
    open: usize,
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

    /// Makes `call` on a connection, opened with `connect` if none is idle. Both get the moment
    /// by which they must be done.
    pub(super) fn call<T>(
        &self,
        connect: impl Fn(Instant) -> Result<C, LedgerError>,
        mut call: impl FnMut(&mut C, Instant) -> Result<T, Failure>,
    ) -> Result<T, LedgerError> {
        let deadline = Instant::now() + self.timeout;
        let mut dropped = false;
        let mut undone = 0;
        loop {
            let mut lent = self.lend(deadline, &connect)?;
            let result = loop {
                match lent
                    .connection
                    .as_mut()
                    .map(|connection| call(connection, deadline))
                {
                    Some(Err(Failure::Undone(error))) => {
                        undone += 1;
                        if undone > UNDONE_LIMIT || Instant::now() >= deadline {
                            break Err(Failure::Refused(error));
                        }
                        // Those who undid each other must not meet again.
                        std::thread::sleep(Duration::from_micros(200) * undone);
                    }
                    Some(result) => break result,
                    None => break Err(Failure::Broken(LedgerError::unavailable("no connection"))),
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
                Err(Failure::Broken(error)) => return Err(error),
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
        connect: impl Fn(Instant) -> Result<C, LedgerError>,
    ) -> Result<Lent<'_, C>, LedgerError> {
        let mut state = self.state();
        loop {
            if let Some(connection) = state.idle.pop() {
                return Ok(Lent {
                    pool: self,
                    connection: Some(connection),
                });
            }
            if state.open < self.most {
                state.open += 1;
                drop(state);
                // From here on the place is given back when `lent` is dropped.
                let mut lent = Lent {
                    pool: self,
                    connection: None,
                };
                lent.connection = Some(connect(deadline)?);
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

/// A connection in use. Dropped, it is closed; given back, it is used again.
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
            state.idle.push(connection);
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn error() -> LedgerError {
        LedgerError::unavailable("broken")
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
                            |_| Ok(opened.fetch_add(1, Ordering::SeqCst)),
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
        pool.state().idle.extend([100, 101]);
        pool.state().open = 2;
        let opened = AtomicUsize::new(0);
        let connect = |_: Instant| Ok(opened.fetch_add(1, Ordering::SeqCst));
        let stale = |connection: &mut usize, _: Instant| match *connection {
            100.. => Err(Failure::Dropped(error())),
            fresh => Ok(fresh),
        };
        assert_eq!(pool.call(connect, stale), Ok(0));
        assert_eq!(pool.state().idle, [0]);
        assert_eq!(pool.state().open, 1);
        let never = |_: &mut usize, _: Instant| Err::<(), _>(Failure::Dropped(error()));
        assert_eq!(pool.call(connect, never), Err(error()));
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
        let third = pool.call(
            |_| Ok(()),
            |(), _| {
                calls += 1;
                if calls < 3 {
                    Err(Failure::Undone(error()))
                } else {
                    Ok(calls)
                }
            },
        );
        assert_eq!(third, Ok(3));
        let never = pool.call(|_| Ok(()), |(), _| Err::<(), _>(Failure::Undone(error())));
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
        let outer = pool.call(
            |_| Ok(()),
            |(), _| {
                let inner = pool.call(|_| Ok(()), |(), _| Ok(()));
                assert!(inner.unwrap_err().message().contains("all 1 connections"));
                Ok(())
            },
        );
        assert_eq!(outer, Ok(()));
        let refused = pool.call(|_| Err(error()), |(), _| Ok(()));
        assert_eq!(refused, Ok(()), "the idle connection is used");
        pool.close_idle();
        let refused = pool.call(|_| Err(error()), |(), _| Ok(()));
        assert_eq!(refused, Err(error()));
        assert_eq!(pool.state().open, 0);
    }
}
