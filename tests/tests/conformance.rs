//! Runs the whole conformance pack against the Rust crates, and says how many cases it ran.
//!
//! An argument that is no option picks the cases whose id contains it:
//! `cargo test -p ackwell-tests --test conformance -- ambiguity/money`.

#![expect(clippy::print_stdout, reason = "it reports")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use ackwell::{
    Acknowledgement, Code, Config, ConfigError, Notification, Provider, Receiver, Refusal, Request,
    meets_expectation,
};
use ackwell_ledger::{
    Claim, EarlierPayment, ExpectedOrder, Lease, Ledger, LedgerError, OverdueOrder,
};
use ackwell_tests::json::{Json, Limits};
use ackwell_tests::pack::{self, Case, Expected, Operation, Pack, Step};

#[path = "conformance/references.rs"]
mod references;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    let wanted = |case: &Case| filter.is_none_or(|filter| case.id.contains(filter.as_str()));

    let folder = pack::folder();
    let mut failures = Vec::new();
    let mut ran = 0;
    for (name, pack) in pack::read_all(&folder) {
        let mut failed = 0;
        let mut passed = 0;
        for case in pack.cases.iter().filter(|case| wanted(case)) {
            match run(&pack, case) {
                Ok(()) => passed += 1,
                Err(problem) => {
                    failed += 1;
                    failures.push(format!("{}: {}\n  {problem}", case.id, case.note));
                }
            }
        }
        ran += passed + failed;
        if passed + failed > 0 {
            println!(
                "{}: {passed} passed, {failed} failed",
                name.trim_end_matches(".json")
            );
        }
    }
    let errors = compare_errors(&folder);
    if filter.is_none() {
        ran += 1;
        let failed = u32::from(errors.is_err());
        println!("errors: {} passed, {failed} failed", 1 - failed);
        failures.extend(errors.err());
    }
    for failure in &failures {
        println!("\n{failure}");
    }
    println!(
        "\nconformance pack: {ran} cases ran, {} of them failed",
        failures.len()
    );
    // A pack that is not there tests nothing.
    if failures.is_empty() && (filter.is_some() || ran > 200) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What came out of a case, or why it could not be run.
type Answer = Result<Outcome, String>;

/// What came out of a case, in the pack's words.
enum Outcome {
    Accepted(Box<Notification>),
    Refused {
        code: Code,
        member: Option<String>,
        acknowledgement: Option<Acknowledgement>,
        message: String,
    },
    Configured,
    Met,
    Answered(Acknowledgement),
    Scheduled(&'static ackwell::Schedule),
    Walked,
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        Self::Refused {
            code: refusal.code(),
            member: refusal.member().map(str::to_owned),
            acknowledgement: Some(refusal.acknowledgement()),
            message: refusal.message(),
        }
    }
}

impl From<LedgerError> for Outcome {
    fn from(error: LedgerError) -> Self {
        let member = error.member().map(str::to_owned);
        Self::Refused {
            code: error.code(),
            member,
            acknowledgement: None,
            message: error.to_string(),
        }
    }
}

impl From<ConfigError> for Outcome {
    fn from(error: ConfigError) -> Self {
        Self::Refused {
            code: error.code(),
            member: Some(error.member().to_owned()),
            acknowledgement: None,
            message: error.to_string(),
        }
    }
}

fn run(pack: &Pack, case: &Case) -> Result<(), String> {
    let outcome = perform(pack, case)?;
    compare(outcome, &case.expected)
}

fn perform(pack: &Pack, case: &Case) -> Answer {
    if case.operation == Operation::Resolve {
        return references::resolve(pack, case);
    }
    let provider = case
        .provider
        .as_deref()
        .and_then(Provider::from_name)
        .ok_or("no provider")?;
    let config = Config::from_json(&pack.config_text(case));
    let receiver = config.and_then(|config| Ok((config.receiver(provider)?, config)));
    let (receiver, config) = match receiver {
        Ok(receiver) => receiver,
        Err(error) => return Ok(error.into()),
    };
    match case.operation {
        Operation::Configure => Ok(Outcome::Configured),
        Operation::Verify => Ok(match verify(&receiver, request_of(case)?) {
            Ok(notification) => {
                unseal(&receiver, request_of(case)?, &notification)?;
                Outcome::Accepted(Box::new(notification))
            }
            Err(refusal) => refusal.into(),
        }),
        Operation::Expect => {
            let notification = verify(&receiver, request_of(case)?)
                .map_err(|refusal| format!("the notification is refused: {refusal}"))?;
            let order = case.order.as_ref().ok_or("no order")?;
            let met = notification.expect(&order.order_no, &order.value, &order.currency);
            let came = (notification.order_no(), notification.amount());
            let texts = meets_expectation(came, &order.order_no, &order.value, &order.currency);
            if texts != met.as_ref().copied().map_err(Refusal::code) {
                return Err(format!("compared as texts it is {texts:?}"));
            }
            Ok(met.map_or_else(Outcome::from, |()| Outcome::Met))
        }
        Operation::Acknowledge => Ok(Outcome::Answered(match &case.code {
            None => receiver.acknowledge(),
            Some(code) => receiver
                .refuse(Code::from_text(code).ok_or("no such code")?)
                .acknowledgement(),
        })),
        Operation::Schedule => Ok(Outcome::Scheduled(receiver.schedule())),
        Operation::Ledger => match Ledger::from_config(&config) {
            Ok(ledger) => walk(case, &receiver, &ledger).map(|()| Outcome::Walked),
            Err(error) => Ok(error.into()),
        },
        Operation::Resolve => Err("it has its own function".to_owned()),
    }
}

fn request_of(case: &Case) -> Result<&pack::Request, String> {
    case.request.as_ref().ok_or_else(|| "no request".to_owned())
}

/// Hands a request of the pack to `then` in the form that the crates take.
fn with_request<T>(request: &pack::Request, then: impl FnOnce(&Request<'_>) -> T) -> T {
    let body = request.bytes();
    let headers: Vec<(&str, &[u8])> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_bytes()))
        .collect();
    let bare = Request::new(&body).with_headers(&headers);
    match &request.peer {
        Some(peer) => then(&bare.with_peer(peer)),
        None => then(&bare),
    }
}

fn verify(receiver: &Receiver, request: &pack::Request) -> Result<Notification, Refusal> {
    with_request(request, |request| receiver.verify(request))
}

/// A binding that keeps texts gets the same notification of its seal, and nobody another one.
fn unseal(
    receiver: &Receiver,
    request: &pack::Request,
    notification: &Notification,
) -> Result<(), String> {
    let refused = |refusal: Refusal| refusal.to_string();
    let (_, seal) =
        with_request(request, |request| receiver.verify_sealed(request)).map_err(refused)?;
    let mut body = request.bytes();
    let unsealed = receiver.unseal(&body, &seal).map_err(refused)?;
    if unsealed.to_json() != notification.to_json() {
        return Err(format!("unsealed it is {}", unsealed.to_json()));
    }
    body.push(b' ');
    match receiver.unseal(&body, &seal) {
        Err(refusal) if refusal.code() == Code::InvalidArgument => Ok(()),
        _ => Err("its seal fits another body".to_owned()),
    }
}

fn walk(case: &Case, receiver: &Receiver, ledger: &Ledger) -> Result<(), String> {
    let requests = case.requests.as_ref().ok_or("no requests")?;
    let request = |name: &str| {
        requests
            .get(name)
            .ok_or_else(|| format!("no request {name}"))
    };
    let mut leases: BTreeMap<&str, Lease> = BTreeMap::new();
    let settled = |answer: Result<(), LedgerError>| {
        answer.map_or_else(|error| error.code().as_str(), |()| "done")
    };
    for (place, step) in case.steps.as_deref().ok_or("no steps")?.iter().enumerate() {
        let held = |leases: &BTreeMap<&str, Lease>, name: &str| {
            if leases.contains_key(name) {
                Ok(())
            } else {
                Err(format!("no lease {name}"))
            }
        };
        let (actual, expected) = match step {
            Step::Claim {
                request: name,
                expected,
                lease,
            } => {
                let notification = verify(receiver, request(name)?)
                    .map_err(|refusal| format!("step {place}: refused: {refusal}"))?;
                let claim = ledger
                    .claim(&notification)
                    .map_err(|error| error.to_string())?;
                let actual = match claim {
                    Claim::First(claimed) => {
                        if let Some(lease) = lease {
                            leases.insert(lease, claimed);
                        }
                        "first"
                    }
                    Claim::Repeat => "repeat",
                    Claim::InProgress(_) => "in_progress",
                    Claim::Conflict(_) => "conflict",
                    _ => "another answer",
                };
                (actual, expected.as_str())
            }
            Step::Commit { lease, expected } => {
                held(&leases, lease)?;
                (
                    settled(ledger.commit(&leases[lease.as_str()])),
                    expected.as_str(),
                )
            }
            Step::Release { lease, expected } => {
                held(&leases, lease)?;
                (
                    settled(ledger.release(&leases[lease.as_str()])),
                    expected.as_str(),
                )
            }
            Step::Extend { lease, expected } => {
                let lease = leases.get_mut(lease.as_str()).ok_or("no such lease")?;
                (settled(ledger.extend(lease)), expected.as_str())
            }
            Step::ExpectOrder {
                merchant_id,
                order_no,
                placed_at_ms,
                expected,
            } => {
                let placed = Duration::from_millis(u64::try_from(*placed_at_ms).unwrap_or(0));
                let order = ExpectedOrder::new(
                    receiver.provider(),
                    merchant_id,
                    order_no,
                    SystemTime::UNIX_EPOCH + placed,
                );
                (settled(ledger.expect_order(&order)), expected.as_str())
            }
            Step::Overdue { expected } => {
                let orders = ledger.overdue_orders(SystemTime::now());
                let orders = orders.map_err(|error| error.to_string())?;
                let mut numbers: Vec<&str> = orders.iter().map(OverdueOrder::order_no).collect();
                numbers.sort_unstable();
                if numbers != *expected {
                    return Err(format!("step {place}: overdue: {numbers:?}"));
                }
                continue;
            }
            Step::EarlierPayment {
                request: name,
                expected,
            } => {
                let notification = verify(receiver, request(name)?)
                    .map_err(|refusal| format!("step {place}: refused: {refusal}"))?;
                let earlier = ledger.earlier_payment(&notification);
                let earlier = earlier.map_err(|error| error.to_string())?;
                let number = earlier.as_ref().and_then(EarlierPayment::transaction_no);
                if number != expected.as_deref() {
                    return Err(format!("step {place}: earlier payment: {number:?}"));
                }
                continue;
            }
            Step::Wait { milliseconds } => {
                std::thread::sleep(Duration::from_millis(*milliseconds));
                continue;
            }
            Step::Handle {
                request: name,
                fulfilment_succeeds,
                fulfilled,
                acknowledgement,
            } => {
                let mut called = false;
                let fulfil = |_: &Notification| {
                    called = true;
                    if *fulfilment_succeeds {
                        Ok(())
                    } else {
                        Err("the work failed")
                    }
                };
                let answer = with_request(request(name)?, |request| {
                    ackwell_ledger::handle(receiver, request, ledger, fulfil)
                });
                compare_acknowledgement(answer, acknowledgement)
                    .map_err(|problem| format!("step {place}: {problem}"))?;
                if called != *fulfilled {
                    return Err(format!(
                        "step {place}: fulfilled: {called}, expected {fulfilled}"
                    ));
                }
                continue;
            }
        };
        if actual != expected {
            return Err(format!("step {place}: {actual}, expected {expected}"));
        }
    }
    Ok(())
}

fn compare(outcome: Outcome, expected: &Expected) -> Result<(), String> {
    match (outcome, expected) {
        (
            Outcome::Accepted(actual),
            Expected::Accepted {
                notification,
                acknowledgement,
            },
        ) => {
            compare_notification(&actual, notification)?;
            compare_acknowledgement(actual.acknowledge(), acknowledgement)
        }
        (
            Outcome::Refused {
                code,
                member,
                acknowledgement,
                message,
            },
            Expected::Refused {
                code: wanted,
                member: about,
                acknowledgement: answer,
                says,
                hides,
            },
        ) => {
            if says.as_ref().is_some_and(|says| !message.contains(says)) {
                return Err(format!("{message}, expected {says:?}"));
            }
            if hides
                .as_ref()
                .is_some_and(|secret| message.contains(secret))
            {
                return Err(format!("a secret is in the message: {message}"));
            }
            if code.as_str() != wanted || member != *about {
                return Err(format!(
                    "refused with {code} about {member:?}, expected {wanted} about {about:?}"
                ));
            }
            match (acknowledgement, answer) {
                (Some(actual), Some(answer)) => compare_acknowledgement(actual, answer),
                (None, None) => Ok(()),
                (actual, answer) => Err(format!("answers {actual:?}, expected {answer:?}")),
            }
        }
        (Outcome::Answered(actual), Expected::Answered { acknowledgement }) => {
            compare_acknowledgement(actual, acknowledgement)
        }
        (
            Outcome::Scheduled(actual),
            Expected::Scheduled {
                sends,
                deadline_seconds,
                horizon_seconds,
                pauses_seconds,
            },
        ) => {
            let pauses: Vec<u64> = (1..)
                .map_while(|n| actual.next_after(n))
                .map(|pause| pause.as_secs())
                .collect();
            let same = u64::try_from(actual.sends()) == Ok(*sends)
                && actual.deadline() == Duration::from_secs(*deadline_seconds)
                && actual.horizon() == Duration::from_secs(*horizon_seconds)
                && pauses == *pauses_seconds;
            if same {
                Ok(())
            } else {
                Err(format!("another schedule: {actual:?}"))
            }
        }
        (Outcome::Configured, Expected::Configured)
        | (Outcome::Met, Expected::Met)
        | (Outcome::Walked, Expected::Walked) => Ok(()),
        (Outcome::Accepted(_), expected) => Err(format!("accepted, expected {expected:?}")),
        (Outcome::Refused { code, member, .. }, Expected::Accepted { .. }) => Err(format!(
            "refused with {code} about {member:?}, expected a notification"
        )),
        (Outcome::Refused { code, member, .. }, expected) => Err(format!(
            "refused with {code} about {member:?}, expected {expected:?}"
        )),
        (_, expected) => Err(format!("another outcome, expected {expected:?}")),
    }
}

/// The whole JSON: every member equal, and the received members in their order.
fn compare_notification(actual: &Notification, expected: &Json) -> Result<(), String> {
    let text = actual.to_json();
    let actual = Json::parse(&text, Limits::NONE).map_err(|flaw| format!("{flaw:?}: {text}"))?;
    let expected_members = expected
        .as_object()
        .ok_or("the expected notification is no object")?;
    for (name, value) in expected_members {
        let given = actual
            .get(name)
            .ok_or_else(|| format!("the JSON lacks {name}"))?;
        let ordered = matches!(name.as_str(), "fields" | "envelope");
        let same = if ordered {
            given == value
        } else {
            given.same(value)
        };
        if !same {
            let (given, value) = (given.compact(), value.compact());
            return Err(format!("{name} is\n    {given}, expected\n    {value}"));
        }
    }
    if actual.same(expected) {
        Ok(())
    } else {
        Err(format!("more than expected: {text}"))
    }
}

fn compare_acknowledgement(
    actual: Acknowledgement,
    expected: &pack::Acknowledgement,
) -> Result<(), String> {
    let same = actual.status == expected.status
        && actual.content_type == expected.content_type
        && actual.body == expected.body.as_bytes();
    if same {
        Ok(())
    } else {
        Err(format!("answers {actual:?}, expected {expected:?}"))
    }
}

/// `errors.json` against the codes of the core, both ways.
fn compare_errors(folder: &std::path::Path) -> Result<(), String> {
    let actual: Vec<pack::ErrorRow> = Code::ALL
        .iter()
        .map(|code| pack::ErrorRow {
            code: code.as_str().to_owned(),
            number: code.number(),
            http_status: code.http_status(),
            severity: code.severity().as_str().to_owned(),
            sentence: code.sentence().to_owned(),
            remedy: code.remedy().to_owned(),
        })
        .collect();
    let expected = pack::read_errors(folder).codes;
    if actual == expected {
        Ok(())
    } else {
        Err(format!("errors.json: {actual:#?}, expected {expected:#?}"))
    }
}
