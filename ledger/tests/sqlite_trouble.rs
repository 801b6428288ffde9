//! A SQLite ledger on a full disk, read-only, damaged, moved away, held by another process, and
//! over a fork: a clear error each time, and nothing acknowledged.

mod common;

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use ackwell::{Code, Request};
use ackwell_ledger::{Claim, Filter, Ledger, OutcomeKind, handle, handle_outcome};
use common::{Paid, TempDir, receiver};

/// Handles a notification that must be refused because of the ledger. What the ledger said.
fn refused(ledger: &Ledger, number: usize) -> String {
    let body = Paid::order(number).body();
    let mut done = false;
    let outcome = handle_outcome(&receiver(), &Request::new(&body), ledger, |_| {
        done = true;
        Ok::<(), &str>(())
    });
    assert!(!outcome.acknowledgement().is_success(), "{outcome:?}");
    assert_eq!(outcome.code(), Some(Code::LedgerUnavailable), "{outcome:?}");
    match outcome.kind() {
        OutcomeKind::Unavailable => assert!(!done, "nothing was claimed, so nothing may be done"),
        OutcomeKind::Failed => {}
        other => panic!("{other}"),
    }
    outcome.ledger_error().unwrap().to_string()
}

fn fulfilled(ledger: &Ledger, number: usize) {
    let body = Paid::order(number).body();
    let answer = handle(&receiver(), &Request::new(&body), ledger, |_| {
        Ok::<(), &str>(())
    });
    assert!(answer.is_success());
}

/// This program again, to run one ignored test alone, by `wrapper`.
fn this_program_with(test: &str, directory: &TempDir, mut wrapper: Command) {
    let output = wrapper
        .args([
            "--exact",
            test,
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env("ACKWELL_TEST_DIRECTORY", &directory.0)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && stdout.contains("1 passed"),
        "{stdout}{said}"
    );
}

fn directory_of_this_process() -> TempDir {
    // Borrowed from the process that started this one, which removes it.
    TempDir(std::env::var_os("ACKWELL_TEST_DIRECTORY").unwrap().into())
}

#[test]
fn a_full_disk_is_an_error_and_nothing_is_lost_when_there_is_room_again() {
    let directory = TempDir::new("full");
    let program = std::env::current_exe().unwrap();
    // A file system of one megabyte that only this process and its children see.
    let mount = "mount -t tmpfs -o size=1m tmpfs \"$ACKWELL_TEST_DIRECTORY\" && exec \"$@\"";
    let flags = if is_root() { "-m" } else { "-Urm" };
    let mut wrapper = Command::new("unshare");
    wrapper.args([flags, "sh", "-c", mount, "sh"]).arg(program);
    this_program_with("full_disk_process", &directory, wrapper);
}

#[test]
#[ignore = "not a test: a process of the test above, which starts it on a small disk"]
fn full_disk_process() {
    let directory = directory_of_this_process();
    let ledger = Ledger::open(&directory.sqlite()).unwrap();
    for number in 0..50 {
        fulfilled(&ledger, number);
    }
    let ballast = directory.0.join("ballast");
    // Fills what is left: the write fails when it is full.
    assert!(std::fs::write(&ballast, vec![0; 4 << 20]).is_err());
    let mut number = 1_000;
    // What still fits into the log is taken; then it is full.
    while number < 2_000 {
        let body = Paid::order(number).body();
        let mut done = false;
        let outcome = handle_outcome(&receiver(), &Request::new(&body), &ledger, |_| {
            done = true;
            Ok::<(), &str>(())
        });
        if !outcome.acknowledgement().is_success() {
            break;
        }
        assert!(done);
        number += 1;
    }
    for more in 0..5 {
        let said = refused(&ledger, 3_000 + more);
        assert!(said.contains("is full"), "{said}");
    }
    let before = ledger.list(&Filter::all()).map(|records| records.len());
    std::fs::remove_file(&ballast).unwrap();
    fulfilled(&ledger, 3_000);
    fulfilled(&ledger, 5_000);
    let kept = ledger.list(&Filter::all().limit(10_000)).unwrap();
    for lost in (0..50).chain(1_000..number) {
        let order = Paid::order(lost).order;
        let record = kept
            .iter()
            .find(|record| record.order_no() == Some(&order))
            .unwrap();
        assert_eq!(
            record.state(),
            ackwell_ledger::DeliveryState::Committed,
            "{order}, {before:?}"
        );
    }
    // The mount goes with the process; the directory is the other's.
    std::mem::forget(directory);
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[test]
fn a_read_only_file_is_an_error_that_says_so() {
    let directory = TempDir::new("readonly");
    {
        let ledger = Ledger::open(&directory.sqlite()).unwrap();
        fulfilled(&ledger, 1);
    }
    for entry in std::fs::read_dir(&directory.0).unwrap().flatten() {
        set_mode(&entry.path(), 0o444);
    }
    set_mode(&directory.0, 0o555);
    // Root may write everything, so this is another user's process.
    let copy = TempDir::new("program");
    set_mode(&copy.0, 0o755);
    let program = copy.0.join("test");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    set_mode(&program, 0o755);
    let mut wrapper = Command::new(program);
    if is_root() {
        wrapper.uid(65_534).gid(65_534);
    }
    wrapper.current_dir("/");
    this_program_with("read_only_process", &directory, wrapper);
    set_mode(&directory.0, 0o755);
}

#[test]
#[ignore = "not a test: a process of the test above, which starts it without the right to write"]
fn read_only_process() {
    let directory = directory_of_this_process();
    let error = Ledger::open(&directory.sqlite()).unwrap_err();
    assert_eq!(error.code(), Code::LedgerUnavailable);
    let said = error.to_string();
    assert!(
        said.contains("read-only") || said.contains("cannot be opened"),
        "{said}"
    );
    assert!(said.contains("right to write"), "{said}");
    std::mem::forget(directory);
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_damaged_file_is_an_error_and_nothing_is_acknowledged() {
    let directory = TempDir::new("damaged");
    let file = directory.0.join("ledger.db");
    {
        let ledger = Ledger::open(&directory.sqlite()).unwrap();
        for number in 0..200 {
            fulfilled(&ledger, number);
        }
    }
    // Everything but the first two pages is overwritten.
    let mut bytes = std::fs::read(&file).unwrap();
    assert!(
        bytes.len() > 3 * 4096,
        "the log was written back: {}",
        bytes.len()
    );
    bytes[2 * 4096..].fill(0xa5);
    std::fs::write(&file, &bytes).unwrap();
    let said = match Ledger::open(&directory.sqlite()) {
        Ok(ledger) => refused(&ledger, 1),
        Err(error) => error.to_string(),
    };
    assert!(said.contains("is damaged"), "{said}");

    bytes[..100].fill(b'x');
    std::fs::write(&file, &bytes).unwrap();
    let error = Ledger::open(&directory.sqlite()).unwrap_err();
    assert!(
        error.message().contains("is not an SQLite database"),
        "{error}"
    );
}

#[test]
fn a_file_that_was_moved_or_deleted_is_noticed() {
    let directory = TempDir::new("moved");
    let ledger = Ledger::open(&directory.sqlite()).unwrap();
    fulfilled(&ledger, 1);
    let (file, away) = (directory.0.join("ledger.db"), directory.0.join("away.db"));
    std::fs::rename(&file, &away).unwrap();
    let said = refused(&ledger, 2);
    assert!(said.contains("moved, deleted or replaced"), "{said}");
    assert!(ledger.status().is_err());
    assert!(!file.exists(), "no empty ledger takes its place");
    std::fs::rename(&away, &file).unwrap();
    fulfilled(&ledger, 2);
}

#[test]
fn a_directory_that_is_not_there_is_an_error_that_names_the_path() {
    let directory = TempDir::new("nowhere");
    let url = format!("sqlite://{}/no/such/ledger.db", directory.0.display());
    let error = Ledger::open(&url).unwrap_err();
    assert!(error.message().contains("/no/such/ledger.db"), "{error}");
    assert!(error.message().contains("directory must exist"), "{error}");
}

#[test]
fn a_file_held_by_another_process_is_waited_for_and_not_for_ever() {
    let directory = TempDir::new("held");
    let url = directory.sqlite();
    let ledger = Ledger::builder(&url)
        .timeout(Duration::from_millis(300))
        .open()
        .unwrap();
    let other = rusqlite::Connection::open(directory.0.join("ledger.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let begun = std::time::Instant::now();
    let said = refused(&ledger, 1);
    assert!(said.contains("held by another process"), "{said}");
    assert!(begun.elapsed() >= Duration::from_millis(300));
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "{:?}",
        begun.elapsed()
    );
    std::thread::scope(|scope| {
        scope.spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            other.execute_batch("COMMIT").unwrap();
        });
        fulfilled(&ledger, 1);
    });
}

#[test]
fn tables_of_a_newer_version_are_left_alone() {
    let directory = TempDir::new("newer");
    drop(Ledger::open(&directory.sqlite()).unwrap());
    let other = rusqlite::Connection::open(directory.0.join("ledger.db")).unwrap();
    other
        .execute_batch("UPDATE ackwell_schema SET version = 2")
        .unwrap();
    let error = Ledger::open(&directory.sqlite()).unwrap_err();
    assert!(
        error.message().contains("written by a newer Ackwell"),
        "{error}"
    );
}

#[test]
fn ten_ledgers_that_open_a_new_file_at_once_all_work() {
    for _ in 0..10 {
        let directory = TempDir::new("tenfold");
        let url = directory.sqlite();
        let firsts: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..10)
                .map(|_| {
                    scope.spawn(|| {
                        let ledger = Ledger::open(&url).unwrap();
                        match ledger.claim(&Paid::order(1).notification()).unwrap() {
                            Claim::First(_) => 1,
                            _ => 0,
                        }
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .sum()
        });
        assert_eq!(firsts, 1);
    }
}

#[test]
fn a_ledger_opened_before_a_fork_is_used_on_both_sides() {
    let directory = TempDir::new("fork");
    let program = std::env::current_exe().unwrap();
    this_program_with("forking_process", &directory, Command::new(program));
}

#[test]
#[ignore = "not a test: a process of the test above, which starts it to fork"]
fn forking_process() {
    let directory = directory_of_this_process();
    let ledger = Ledger::open(&directory.sqlite()).unwrap();
    fulfilled(&ledger, 0);
    let mut children = Vec::new();
    for child in 1..=4 {
        // SAFETY: the child calls only what a pre-forking server's child calls: this ledger, and
        // then `_exit`, so that nothing of the test harness runs twice.
        match unsafe { libc::fork() } {
            0 => {
                let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    fulfilled(&ledger, 0); // a repeat, known to all
                    for number in 0..20 {
                        fulfilled(&ledger, child * 100 + number);
                    }
                    drop(ledger);
                }));
                // SAFETY: ends the child immediately.
                unsafe { libc::_exit(i32::from(worked.is_err())) }
            }
            process => children.push(process),
        }
    }
    for number in 0..20 {
        fulfilled(&ledger, 900 + number);
    }
    for child in children {
        let mut status = 0;
        // SAFETY: `status` is a place for the result.
        unsafe { libc::waitpid(child, &raw mut status, 0) };
        assert_eq!(status, 0, "a child failed");
    }
    fulfilled(&ledger, 999);
    let counts = ledger.status().unwrap().counts();
    assert_eq!(counts.committed, 1 + 4 * 20 + 20 + 1);
    std::mem::forget(directory);
}

/// Forks, and ends the child with what `work` says. The child's number.
fn fork(work: impl FnOnce() -> bool) -> libc::pid_t {
    // SAFETY: the child calls only what a pre-forking server's child calls: a ledger, and then
    // `_exit`, so that nothing of the test harness runs twice.
    match unsafe { libc::fork() } {
        0 => {
            // SAFETY: ends a child that hangs.
            unsafe { libc::alarm(20) };
            let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
            // SAFETY: ends the child immediately.
            unsafe { libc::_exit(i32::from(!worked.unwrap_or(false))) }
        }
        process => process,
    }
}

fn ended_well(process: libc::pid_t) -> bool {
    let mut status = 0;
    // SAFETY: `status` is a place for the result.
    unsafe { libc::waitpid(process, &raw mut status, 0) };
    status == 0
}

#[test]
fn a_ledger_that_threads_use_while_the_process_forks_is_used_on_both_sides() {
    let directory = TempDir::new("busy-fork");
    let program = std::env::current_exe().unwrap();
    this_program_with("busy_forking_process", &directory, Command::new(program));
}

#[test]
#[ignore = "not a test: a process of the test above, which starts it to fork"]
fn busy_forking_process() {
    let directory = directory_of_this_process();
    let file = Ledger::open(&directory.sqlite()).unwrap();
    // A second one on the same file, which the children never touch, and one in memory.
    let second = Ledger::open(&directory.sqlite()).unwrap();
    let memory = Ledger::open("memory:").unwrap();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let next = std::sync::atomic::AtomicUsize::new(1_000);
    let number = || next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    for ledger in [&file, &memory] {
        fulfilled(ledger, 0);
    }
    let mut children = Vec::new();
    std::thread::scope(|scope| {
        for ledger in [&file, &file, &second, &memory, &memory] {
            let (stop, number) = (&stop, &number);
            scope.spawn(move || {
                while !stop.load(std::sync::atomic::Ordering::SeqCst) {
                    fulfilled(ledger, number());
                    assert!(ledger.list(&Filter::all().limit(20)).is_ok());
                }
            });
        }
        for child in 0..12 {
            std::thread::sleep(Duration::from_millis(20));
            children.push(fork(|| {
                let begun = std::time::Instant::now();
                for ledger in [&file, &memory] {
                    fulfilled(ledger, 0); // a repeat: what was committed before is known
                    for more in 0..5 {
                        fulfilled(ledger, 100_000 + child * 100 + more);
                    }
                    assert!(ledger.status().is_ok());
                }
                begun.elapsed() < Duration::from_secs(10)
            }));
        }
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
    });
    for child in children {
        assert!(ended_well(child), "a child failed");
    }
    // What the children did is in the file, and not in this process's memory.
    let counts = |ledger: &Ledger| ledger.status().unwrap().counts();
    let written = next.load(std::sync::atomic::Ordering::SeqCst) - 1_000;
    let (in_file, in_memory) = (counts(&file).committed, counts(&memory).committed);
    let both = u64::try_from(2 + 12 * 5 + written).unwrap();
    assert_eq!(in_file + in_memory, both);
    let shop = rusqlite::Connection::open(directory.0.join("ledger.db")).unwrap();
    let sound: String = shop
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok");
    std::mem::forget(directory);
}

#[test]
fn a_child_holds_its_own_locks_on_the_file() {
    let directory = TempDir::new("fork-locks");
    let program = std::env::current_exe().unwrap();
    this_program_with("lock_inheriting_process", &directory, Command::new(program));
}

#[test]
#[ignore = "not a test: a process of the test above, which starts it to fork"]
fn lock_inheriting_process() {
    let directory = directory_of_this_process();
    let ledger = Ledger::open(&directory.sqlite()).unwrap();
    fulfilled(&ledger, 0);
    let child = fork(|| {
        fulfilled(&ledger, 1);
        // Without separate locks, another process that closes the file would take the log away
        // under this one.
        let locks = std::fs::read_to_string("/proc/locks").unwrap();
        let own = std::process::id().to_string();
        locks
            .lines()
            .any(|line| line.split_whitespace().nth(4) == Some(&own))
    });
    assert!(ended_well(child), "the child wrote without a lock");
    std::mem::forget(directory);
}

#[test]
fn a_fork_in_the_middle_of_a_call_is_refused_in_the_child_with_a_sentence_that_names_it() {
    let directory = TempDir::new("fork-inside");
    let program = std::env::current_exe().unwrap();
    this_program_with("fork_inside_process", &directory, Command::new(program));
}

#[test]
#[ignore = "not a test: a process of the test above, which starts it to fork"]
fn fork_inside_process() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let directory = directory_of_this_process();
    // A clock that takes longer than a fork waits acts as a call that does.
    let slow = std::sync::Arc::new(AtomicUsize::new(0));
    let ticks = std::sync::Arc::clone(&slow);
    let ledger = Ledger::builder(&directory.sqlite())
        .clock(move || {
            if ticks.load(Ordering::SeqCst) == 1 {
                ticks.store(2, Ordering::SeqCst);
                std::thread::sleep(Duration::from_secs(8));
            }
            std::time::SystemTime::now()
        })
        .open()
        .unwrap();
    slow.store(1, Ordering::SeqCst);
    std::thread::scope(|scope| {
        scope.spawn(|| fulfilled(&ledger, 1));
        while slow.load(Ordering::SeqCst) != 2 {
            std::thread::sleep(Duration::from_millis(1));
        }
        let child = fork(|| {
            let begun = std::time::Instant::now();
            let error = ledger.claim(&Paid::order(2).notification()).unwrap_err();
            let said = error.to_string();
            error.code() == Code::LedgerUnavailable
                && said.contains("forked")
                && said.contains("ledger.db")
                && begun.elapsed() < Duration::from_secs(1)
        });
        assert!(ended_well(child), "the child was not refused immediately");
    });
    fulfilled(&ledger, 2);
    std::mem::forget(directory);
}

#[test]
fn many_threads_that_wait_for_a_held_file_wait_for_one_time_out() {
    let directory = TempDir::new("held-by-many");
    let url = directory.sqlite();
    let timeout = Duration::from_millis(500);
    let ledger = Ledger::builder(&url).timeout(timeout).open().unwrap();
    let other = rusqlite::Connection::open(directory.0.join("ledger.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..12)
            .map(|number| {
                let ledger = &ledger;
                scope.spawn(move || {
                    // Not all at the same moment: those that come later wait for their own time.
                    let late = u64::try_from(number).unwrap() * 60;
                    std::thread::sleep(Duration::from_millis(late));
                    let notification = Paid::order(number).notification();
                    let begun = std::time::Instant::now();
                    let error = ledger.claim(&notification).unwrap_err();
                    assert!(error.message().contains("held by another process"));
                    begun.elapsed()
                })
            })
            .collect();
        for thread in threads {
            let waited = thread.join().unwrap();
            assert!(waited >= timeout, "{waited:?}");
            assert!(
                waited < timeout * 2,
                "the time-out was multiplied: {waited:?}"
            );
        }
    });
    other.execute_batch("COMMIT").unwrap();
    fulfilled(&ledger, 1);
}
