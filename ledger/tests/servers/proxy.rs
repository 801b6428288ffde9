//! A proxy in front of a server that can be shut.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Forwards connections to a server, and cuts, stalls or counts them.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    server: u16,
    open: Mutex<Vec<TcpStream>>,
    closed: AtomicBool,
    stalled: AtomicBool,
    /// After how many milliseconds without a byte a connection is forgotten; 0 for never.
    forgets_ms: AtomicU64,
    connections: AtomicU64,
    /// How often the direction of the talk changed from server to client: round trips.
    answers: AtomicU64,
}

impl Proxy {
    pub(crate) fn before(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let state = Arc::new(State {
            server,
            ..State::default()
        });
        let theirs = Arc::clone(&state);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                theirs.forward(client);
            }
        });
        Self { port, state }
    }

    /// Breaks every connection that is open now.
    pub(crate) fn cut(&self) {
        for stream in self.state.open.lock().expect("no panic").drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Refuses new connections, or takes them again.
    pub(crate) fn close(&self, closed: bool) {
        self.state.closed.store(closed, Ordering::SeqCst);
        if closed {
            self.cut();
        }
    }

    /// Lets nothing through any more, and closes nothing; or goes on.
    pub(crate) fn stall(&self, stalled: bool) {
        self.state.stalled.store(stalled, Ordering::SeqCst);
    }

    /// Forgets each connection over which nothing went for so long: what is sent on it later
    /// vanishes, and nothing is closed, as behind an address translator.
    pub(crate) fn forget_after(&self, quiet: Duration) {
        let quiet = u64::try_from(quiet.as_millis()).expect("it is short");
        self.state.forgets_ms.store(quiet, Ordering::SeqCst);
    }

    /// How many connections were made so far.
    pub(crate) fn connections(&self) -> u64 {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// How many answers the server gave so far.
    pub(crate) fn round_trips(&self) -> u64 {
        self.state.answers.load(Ordering::SeqCst)
    }
}

impl State {
    fn forward(self: &Arc<Self>, client: TcpStream) {
        if self.closed.load(Ordering::SeqCst) {
            return;
        }
        let Ok(server) = TcpStream::connect(("127.0.0.1", self.server)) else {
            return;
        };
        self.connections.fetch_add(1, Ordering::SeqCst);
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let asked = Arc::new(AtomicBool::new(false));
        let last = Arc::new(Mutex::new(Some(Instant::now())));
        let pairs = [
            (client.try_clone(), server.try_clone(), true),
            (server.try_clone(), client.try_clone(), false),
        ];
        self.open.lock().expect("no panic").extend([client, server]);
        for (from, to, upwards) in pairs {
            let (Ok(from), Ok(to)) = (from, to) else {
                continue;
            };
            let (state, asked) = (Arc::clone(self), Arc::clone(&asked));
            let last = Arc::clone(&last);
            std::thread::spawn(move || state.pump(from, to, upwards, &asked, &last));
        }
    }

    /// `last` is when something went over this connection, and nothing once it is forgotten.
    fn pump(
        &self,
        mut from: TcpStream,
        mut to: TcpStream,
        upwards: bool,
        asked: &AtomicBool,
        last: &Mutex<Option<Instant>>,
    ) {
        let mut bytes = [0; 16 * 1024];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            while self.stalled.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(1));
            }
            let forgets = Duration::from_millis(self.forgets_ms.load(Ordering::SeqCst));
            let mut last = last.lock().expect("no panic");
            if !forgets.is_zero() && last.is_some_and(|last| last.elapsed() > forgets) {
                *last = None;
            }
            if last.is_none() {
                continue;
            }
            *last = Some(Instant::now());
            drop(last);
            if upwards {
                asked.store(true, Ordering::SeqCst);
            } else if asked.swap(false, Ordering::SeqCst) {
                self.answers.fetch_add(1, Ordering::SeqCst);
            }
            if to.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    }
}
