//! What one claim costs when ten thousand, a million and ten million keys are kept.

use std::time::{Duration, Instant};

use ackwell_ledger::{Claim, Ledger};

use crate::common::{Paid, TempDir};
use crate::servers::{Kind, Server, database_of};

const SIZES: [u64; 3] = [10_000, 1_000_000, 10_000_000];
const CLAIMS: usize = 1_500;
const ROUNDS: usize = 3;

/// A ledger that can be filled without claiming.
struct Filled {
    name: &'static str,
    size: u64,
    ledger: Ledger,
    next: usize,
    medians: Vec<f64>,
    tails: Vec<f64>,
    bytes: u64,
}

pub(crate) fn run() {
    let directories: Vec<TempDir> = SIZES.iter().map(|_| TempDir::new("kept")).collect();
    let server = Server::start_with(
        Kind::Postgres,
        &["shared_buffers=512MB", "max_wal_size=4GB"],
    );
    let mut all: Vec<Filled> = Vec::new();
    for (&size, directory) in SIZES.iter().zip(&directories) {
        all.push(sqlite(size, directory));
    }
    for size in SIZES {
        all.push(postgres(size, &server));
    }
    // In turn, so that what disturbs one disturbs all; the first turn warms.
    for round in 0..=ROUNDS {
        for filled in &mut all {
            filled.measure(round > 0);
        }
    }
    println!("One claim by one worker, by how many keys are kept; microseconds, median of");
    println!(
        "{ROUNDS} rounds of {CLAIMS} claims: half of new keys at the end, half of keys between."
    );
    println!();
    println!("| store | kept | on disk | median | p99 | median / that of 10,000 |");
    println!("|---|--:|--:|--:|--:|--:|");
    for filled in &all {
        let median = crate::stores::measure::median(&filled.medians).unwrap_or_default();
        let tail = crate::stores::measure::median(&filled.tails).unwrap_or_default();
        let least = all
            .iter()
            .find(|other| other.name == filled.name)
            .and_then(|other| crate::stores::measure::median(&other.medians))
            .unwrap_or_default();
        println!(
            "| {} | {} | {} MB | {median:.0} | {tail:.0} | {:.2} |",
            filled.name,
            filled.size,
            filled.bytes >> 20,
            median / least
        );
    }
}

impl Filled {
    fn measure(&mut self, counts: bool) {
        let mut times: Vec<f64> = Vec::with_capacity(CLAIMS);
        for _ in 0..CLAIMS {
            // Kept are the keys with an even number below the size.
            let number = self.next;
            self.next += 1;
            let mut paid = Paid::order(number);
            paid.transaction = if number.is_multiple_of(2) {
                format!("{:018}", 1_000_000_000_000 + number as u64)
            } else {
                // Somewhere between those that are kept, not near the one before.
                let spread = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) % self.size;
                format!("{:018}x{number}", spread * 2 + 1)
            };
            let notification = paid.notification();
            let begun = Instant::now();
            let claim = self.ledger.claim(&notification).expect("a claim");
            times.push(begun.elapsed().as_secs_f64() * 1e6);
            assert!(matches!(claim, Claim::First(_)), "{claim:?}");
        }
        if counts {
            times.sort_by(f64::total_cmp);
            self.medians.push(times[CLAIMS / 2]);
            self.tails.push(times[CLAIMS * 99 / 100]);
        }
    }
}

/// The keys that are kept: as a shop's, one after the other in time.
const PREFIX: &str = "pingpong.transaction:2018092714313010016291:";

fn sqlite(size: u64, directory: &TempDir) -> Filled {
    let begun = Instant::now();
    let ledger = Ledger::open(&directory.sqlite()).expect("a ledger");
    let file = directory.0.join("ledger.db");
    let connection = rusqlite::Connection::open(&file).expect("the file");
    let sql = format!(
        "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;
         WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < {size} - 1)
         INSERT INTO ackwell_ledger
         SELECT '{PREFIX}' || printf('%018d', n * 2) || ':SUCCESS', 1, 1, randomblob(16), 1, 1,
                1795000000000, randomblob(32), 'pingpong', 'pingpong.transaction',
                '2018092714313010016291', 'succeeded', 'ORDER-' || n, printf('%018d', n * 2),
                (n % 1000) || '.5', 'USD'
         FROM n;
         PRAGMA wal_checkpoint(TRUNCATE);"
    );
    connection.execute_batch(&sql).expect("the keys");
    drop(connection);
    // What was written is on the disk before anything is measured.
    std::fs::File::open(&file)
        .and_then(|file| file.sync_all())
        .expect("synced");
    let bytes = std::fs::metadata(&file)
        .map(|file| file.len())
        .unwrap_or_default();
    eprintln!("sqlite filled with {size} keys in {:?}", begun.elapsed());
    Filled::new("sqlite", size, ledger, bytes)
}

fn postgres(size: u64, server: &Server) -> Filled {
    let begun = Instant::now();
    let url = server.fresh_url();
    let ledger = Ledger::builder(&url)
        .timeout(Duration::from_secs(30))
        .open()
        .expect("a ledger");
    ledger.migrate().expect("its tables");
    let mut client = server.postgres(database_of(&url));
    let sql = format!(
        "INSERT INTO ackwell_ledger
         SELECT '{PREFIX}' || lpad((n * 2)::text, 18, '0') || ':SUCCESS', 1, 1,
                decode(md5(n::text), 'hex'), 1, 1, 1795000000000,
                sha256(n::text::bytea), 'pingpong', 'pingpong.transaction',
                '2018092714313010016291', 'succeeded', 'ORDER-' || n, lpad((n * 2)::text, 18, '0'),
                (n % 1000) || '.5', 'USD'
         FROM generate_series(0, {size} - 1) AS n"
    );
    client.batch_execute(&sql).expect("the keys");
    client
        .batch_execute("VACUUM ANALYZE ackwell_ledger")
        .expect("vacuumed");
    client.batch_execute("CHECKPOINT").expect("written");
    let bytes: i64 = client
        .query_one("SELECT pg_total_relation_size('ackwell_ledger')", &[])
        .expect("a size")
        .get(0);
    eprintln!("postgres filled with {size} keys in {:?}", begun.elapsed());
    Filled::new(
        "postgres",
        size,
        ledger,
        u64::try_from(bytes).unwrap_or_default(),
    )
}

impl Filled {
    fn new(name: &'static str, size: u64, ledger: Ledger, bytes: u64) -> Self {
        Self {
            name,
            size,
            ledger,
            next: 0,
            medians: Vec::new(),
            tails: Vec::new(),
            bytes,
        }
    }
}
