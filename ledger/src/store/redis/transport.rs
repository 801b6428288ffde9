//! Bytes to and from Redis, inside of a deadline.
//!
//! The library's own connection looks names up without a limit, gives each read the whole
//! time-out, and leaves no say in whose certificate is trusted. So it only writes the commands and
//! reads the answers here.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use redis::{ConnectionLike, Parser, RedisResult, Value};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};

use crate::store::pool::{Helpers, NoResult};

/// Where the server is.
pub(super) enum Address {
    Tcp {
        host: String,
        port: u16,
        tls: Option<Arc<ClientConfig>>,
    },
    #[cfg(unix)]
    Unix(std::path::PathBuf),
}

enum Stream {
    Tcp(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
    #[cfg(unix)]
    Unix(std::os::unix::net::UnixStream),
}

/// A connection, and until when the next answer must be there.
pub(super) struct Transport {
    stream: Stream,
    parser: Parser,
    pub(super) deadline: Instant,
    /// Closed, or an answer is still on its way: the next answer could belong to an earlier
    /// command.
    broken: bool,
}

impl Transport {
    /// Connects by the deadline.
    pub(super) fn connect(
        address: &Address,
        deadline: Instant,
        helpers: &Helpers,
    ) -> io::Result<Self> {
        let stream = match address {
            #[cfg(unix)]
            Address::Unix(path) => Stream::Unix(std::os::unix::net::UnixStream::connect(path)?),
            Address::Tcp { host, port, tls } => {
                let stream = connect_tcp(host, *port, deadline, helpers)?;
                match tls {
                    None => Stream::Tcp(stream),
                    Some(config) => {
                        let name = ServerName::try_from(host.clone())
                            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
                        let client = ClientConnection::new(Arc::clone(config), name)
                            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
                        Stream::Tls(Box::new(StreamOwned::new(client, stream)))
                    }
                }
            }
        };
        Ok(Self {
            stream,
            parser: Parser::new(),
            deadline,
            broken: false,
        })
    }

    /// Gives the next read or write the time that is left.
    fn limit(&self) -> io::Result<()> {
        let left = left(self.deadline)?;
        let tcp = match &self.stream {
            Stream::Tcp(stream) => stream,
            Stream::Tls(stream) => &stream.sock,
            #[cfg(unix)]
            Stream::Unix(stream) => {
                stream.set_read_timeout(Some(left))?;
                return stream.set_write_timeout(Some(left));
            }
        };
        tcp.set_read_timeout(Some(left))?;
        tcp.set_write_timeout(Some(left))
    }

    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)?;
        self.flush()
    }

    fn receive(&mut self) -> RedisResult<Value> {
        let mut parser = std::mem::take(&mut self.parser);
        let answer = parser.parse_value(&mut *self);
        self.parser = parser;
        answer
    }

    fn exchange(&mut self, bytes: &[u8], count: usize) -> RedisResult<Vec<Value>> {
        if self.broken {
            return Err(io::Error::from(io::ErrorKind::NotConnected).into());
        }
        // Until every answer is there.
        self.broken = true;
        self.send(bytes)?;
        let answers = (0..count)
            .map(|_| self.receive())
            .collect::<RedisResult<Vec<_>>>()?;
        self.broken = false;
        Ok(answers)
    }
}

fn left(deadline: Instant) -> io::Result<Duration> {
    deadline
        .checked_duration_since(Instant::now())
        .filter(|left| !left.is_zero())
        .ok_or_else(|| io::ErrorKind::TimedOut.into())
}

fn connect_tcp(
    host: &str,
    port: u16,
    deadline: Instant,
    helpers: &Helpers,
) -> io::Result<TcpStream> {
    let addresses = match host.parse::<IpAddr>() {
        Ok(address) => vec![SocketAddr::new(address, port)],
        Err(_) => look_up(host, port, deadline, helpers)?,
    };
    let mut failure = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
    for (index, address) in addresses.iter().enumerate() {
        // One address that does not answer leaves time for the others.
        let others = u32::try_from(addresses.len() - index).unwrap_or(1);
        match TcpStream::connect_timeout(address, left(deadline)? / others) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                let keepalive = socket2::TcpKeepalive::new().with_time(Duration::from_secs(30));
                socket2::SockRef::from(&stream).set_tcp_keepalive(&keepalive)?;
                return Ok(stream);
            }
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn look_up(
    host: &str,
    port: u16,
    deadline: Instant,
    helpers: &Helpers,
) -> io::Result<Vec<SocketAddr>> {
    let name = host.to_owned();
    let work = move || Ok((name.as_str(), port).to_socket_addrs()?.collect());
    match helpers.run(deadline, work) {
        Ok(addresses) => addresses,
        Err(NoResult::NoThread) => Err(io::Error::other(
            "the operating system gives no more threads",
        )),
        Err(NoResult::Late | NoResult::Panicked) => Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "the name of the host was not found within the time-out",
        )),
    }
}

impl Read for Transport {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.limit()?;
        match &mut self.stream {
            Stream::Tcp(stream) => stream.read(buffer),
            Stream::Tls(stream) => stream.read(buffer),
            #[cfg(unix)]
            Stream::Unix(stream) => stream.read(buffer),
        }
    }
}

impl Write for Transport {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.limit()?;
        match &mut self.stream {
            Stream::Tcp(stream) => stream.write(bytes),
            Stream::Tls(stream) => stream.write(bytes),
            #[cfg(unix)]
            Stream::Unix(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.stream {
            Stream::Tcp(stream) => stream.flush(),
            Stream::Tls(stream) => stream.flush(),
            #[cfg(unix)]
            Stream::Unix(stream) => stream.flush(),
        }
    }
}

impl ConnectionLike for Transport {
    fn req_packed_command(&mut self, command: &[u8]) -> RedisResult<Value> {
        let mut answers = self.exchange(command, 1)?;
        Ok(answers.pop().unwrap_or(Value::Nil))
    }

    fn req_packed_commands(
        &mut self,
        commands: &[u8],
        offset: usize,
        count: usize,
    ) -> RedisResult<Vec<Value>> {
        let mut answers = self.exchange(commands, offset + count)?;
        Ok(answers.split_off(offset))
    }

    fn get_db(&self) -> i64 {
        // Only clients that connect again by themselves ask for it.
        0
    }

    fn check_connection(&mut self) -> bool {
        !self.broken
    }

    fn is_open(&self) -> bool {
        !self.broken
    }
}
