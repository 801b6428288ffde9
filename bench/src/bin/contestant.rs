//! The Rust contestants of `whole-job`: `contestant NAME CORPUS`.
//!
//! `core` is Ackwell; `core-questions` also asks what a shop asks; `core-batch` its batches;
//! `serde-rsa` the obvious build over
//! `serde_json::Value` and the `rsa` crate; `openssl` is OpenSSL's verification alone, with the
//! text, its hash and the signature's bytes prepared outside of the clock.

use std::io::BufRead as _;
use std::time::Instant;

use ackwell::{
    Acknowledgement, Config, Decimal, Notification, Provider, Receiver, Request, Status,
};
use base64::Engine as _;
use rsa::Pkcs1v15Sign;
use rsa::pkcs8::DecodePublicKey as _;
use serde_json::Value;

use ackwell_bench::openssl::OpenSsl;
use ackwell_tests::sign::Digest;

type Job = Box<dyn Fn(usize) -> bool + Send + Sync>;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, name, path] = &arguments[..] else {
        panic!("usage: contestant NAME CORPUS")
    };
    let text = std::fs::read_to_string(path).expect("the corpus can be read");
    let corpus: Value = serde_json::from_str(&text).expect("the corpus is JSON");
    let count = corpus["bodies"].as_array().expect("bodies").len();
    if name == "core-batch" {
        return batches(&corpus, count);
    }
    let job = match name.as_str() {
        "core" => core(&corpus, |_, _| true),
        "core-questions" => {
            let orders = orders(&corpus);
            core(&corpus, move |index, notification| {
                is_the_payment(notification, &orders[index])
            })
        }
        "serde-rsa" => serde_rsa(&corpus),
        "openssl" => openssl(&corpus),
        other => panic!("no contestant {other}"),
    };
    let run = |first: usize, step: usize, times: usize| {
        for _ in 0..times {
            for index in (first..count).step_by(step) {
                assert!(job(index), "a notification did not verify");
            }
        }
    };
    run(0, 1, 1);
    answer(
        |threads, times| {
            if threads == 1 {
                return run(0, 1, times);
            }
            let run = &run;
            std::thread::scope(|scope| {
                for first in 0..threads {
                    scope.spawn(move || run(first, threads, times));
                }
            });
        },
        |index| run(index, count, 1),
        count,
    );
}

/// Answers `pass T TIMES` and `latency` until standard input ends.
fn answer(pass: impl Fn(usize, usize), one: impl Fn(usize), count: usize) {
    println!("ready");
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        if let Some(words) = line.strip_prefix("pass ") {
            let numbers: Option<Vec<usize>> =
                words.split(' ').map(|word| word.parse().ok()).collect();
            let Some(&[threads, times]) = numbers.as_deref() else {
                panic!("pass T TIMES, not {line}")
            };
            let start = Instant::now();
            pass(threads, times);
            println!("{}", start.elapsed().as_nanos());
        } else {
            let mut times: Vec<u128> = (0..count)
                .map(|index| {
                    let start = Instant::now();
                    one(index);
                    start.elapsed().as_nanos()
                })
                .collect();
            times.sort_unstable();
            println!("{} {}", times[count / 2], times[count * 99 / 100]);
        }
    }
}

fn bodies(corpus: &Value) -> Vec<Vec<u8>> {
    let bodies = corpus["bodies"].as_array().expect("bodies");
    bodies
        .iter()
        .map(|body| body.as_str().expect("a body").as_bytes().to_vec())
        .collect()
}

fn receiver(corpus: &Value) -> (Receiver, String) {
    let config = Config::from_json(corpus["config"].as_str().expect("a configuration"));
    let receiver = config.and_then(|config| config.receiver(Provider::LianLian));
    (
        receiver.expect("a receiver"),
        corpus["peer"].as_str().expect("a peer").to_owned(),
    )
}

fn core(
    corpus: &Value,
    is_wanted: impl Fn(usize, &Notification) -> bool + Send + Sync + 'static,
) -> Job {
    let (receiver, peer) = receiver(corpus);
    let bodies = bodies(corpus);
    Box::new(move |index| {
        let request = Request::new(&bodies[index]).with_peer(&peer);
        receiver
            .verify(&request)
            .is_ok_and(|n| is_wanted(index, &n) && n.acknowledge().is_success())
    })
}

/// What a shop waits for.
struct Order {
    number: String,
    amount: String,
    value: Decimal,
    currency: String,
}

fn orders(corpus: &Value) -> Vec<Order> {
    let orders = corpus["orders"].as_array().expect("orders").iter();
    let order = |order: &Value| {
        let text = |name: &str| order[name].as_str().expect("a text").to_owned();
        Order {
            number: text("order_no"),
            amount: text("amount"),
            value: Decimal::parse(&text("amount")).expect("a decimal"),
            currency: text("currency"),
        }
    };
    orders.map(order).collect()
}

/// What a shop asks: is it paid, which order, how much, and is that what it waits for?
fn is_the_payment(notification: &Notification, order: &Order) -> bool {
    notification.status() == Status::Succeeded
        && notification.order_no() == Some(&order.number)
        && notification
            .amount()
            .is_some_and(|paid| paid.value() == order.value)
        && notification
            .expect(&order.number, &order.amount, &order.currency)
            .is_ok()
}

fn batches(corpus: &Value, count: usize) {
    let (receiver, peer) = receiver(corpus);
    let bodies = bodies(corpus);
    let requests: Vec<_> = bodies
        .iter()
        .map(|body| Request::new(body).with_peer(&peer))
        .collect();
    let run = |requests: &[Request<'_>]| {
        for chunk in requests.chunks(64) {
            for result in receiver.verify_batch(chunk) {
                assert!(result.is_ok_and(|n| n.acknowledge().is_success()));
            }
        }
    };
    run(&requests);
    answer(
        |threads, times| {
            let run = &run;
            std::thread::scope(|scope| {
                for part in requests.chunks(count.div_ceil(threads)) {
                    scope.spawn(move || (0..times).for_each(|_| run(part)));
                }
            });
        },
        |index| run(&requests[index..=index]),
        count,
    );
}

fn signed_text(members: &serde_json::Map<String, Value>) -> String {
    let mut names: Vec<&String> = members.keys().filter(|name| *name != "sign").collect();
    names.sort();
    let pairs = names.into_iter().filter_map(|name| {
        let value = members[name].as_str().filter(|value| !value.is_empty())?;
        Some(format!("{name}={value}"))
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn hashed(corpus: &Value, text: &str) -> (Pkcs1v15Sign, Vec<u8>) {
    let digest = if corpus["digest"] == "MD5" {
        Digest::Md5
    } else {
        Digest::Sha256
    };
    let hash = digest.hash(text.as_bytes());
    let prefix = digest.prefix().into();
    (
        Pkcs1v15Sign {
            hash_len: Some(hash.len()),
            prefix,
        },
        hash,
    )
}

fn serde_rsa(corpus: &Value) -> Job {
    let corpus = corpus.clone();
    let bodies = bodies(&corpus);
    let pem = corpus["public_key"].as_str().expect("a key");
    let key = rsa::RsaPublicKey::from_public_key_pem(pem).expect("a key");
    Box::new(move |index| {
        let Ok(Value::Object(members)) = serde_json::from_slice(&bodies[index]) else {
            return false;
        };
        let engine = base64::engine::general_purpose::STANDARD;
        let Ok(sign) = engine.decode(members["sign"].as_str().unwrap_or_default()) else {
            return false;
        };
        let (scheme, hash) = hashed(&corpus, &signed_text(&members));
        key.verify(scheme, &hash, &sign).is_ok()
            && Acknowledgement::success(Provider::LianLian).is_success()
    })
}

fn openssl(corpus: &Value) -> Job {
    let engine = base64::engine::general_purpose::STANDARD;
    let prepared: Vec<(Vec<u8>, Vec<u8>)> = bodies(corpus)
        .iter()
        .map(|body| {
            let members: serde_json::Map<String, Value> =
                serde_json::from_slice(body).expect("a body");
            let sign = engine
                .decode(members["sign"].as_str().expect("sign"))
                .expect("base64");
            (hashed(corpus, &signed_text(&members)).1, sign)
        })
        .collect();
    let key = OpenSsl::from_pem(corpus["public_key"].as_str().expect("a key"));
    let md5 = corpus["digest"] == "MD5";
    Box::new(move |index| {
        let (hash, sign) = &prepared[index];
        key.verify(md5, hash, sign)
    })
}
