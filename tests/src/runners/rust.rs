//! The runner in Rust: the crates themselves.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use ackwell::{
    Acknowledgement, Code, Config, Notification, Provider, Receiver, Refusal, Request,
    meets_expectation,
};
use ackwell_ledger::{
    Claim, EarlierPayment, ExpectedOrder, Lease, Ledger, LedgerError, OverdueOrder, handle,
};

use super::{provider_of, surface};
use crate::json::{Json, Limits};
use crate::pack::{self, Case, Operation, Pack, Step};

mod references;
mod testkit;

type Members = Vec<(&'static str, Json)>;

/// Every line of the Rust runner. Cases with files make them in `folder`.
///
/// # Errors
///
/// If a case cannot be run.
pub fn run(packs: &[(String, Pack)], folder: &Path) -> Result<String, String> {
    let mut lines = String::new();
    for (file, pack) in packs {
        for case in &pack.cases {
            lines.push_str(&self::case(file, pack, case, folder)?.compact());
            lines.push('\n');
        }
    }
    lines.push_str(&tables());
    Ok(lines)
}

/// The line of one case.
///
/// # Errors
///
/// If the case cannot be run, or if two ways to the same answer give two answers.
pub fn case(file: &str, pack: &Pack, case: &Case, folder: &Path) -> Result<Json, String> {
    let head = [("file", Json::text(file)), ("id", Json::text(&case.id))];
    let members = perform(pack, case, folder)?;
    Ok(object(head.into_iter().chain(members)))
}

/// The lines of the files that hold no cases: the codes, and what the crates offer.
pub fn tables() -> String {
    let mut lines = String::new();
    for code in Code::ALL {
        let members = vec![
            ("file", Json::text(pack::ERRORS)),
            ("id", Json::text(format!("errors/{code}"))),
            ("outcome", Json::text("listed")),
            ("code", Json::text(code.as_str())),
            ("number", number(code.number())),
            ("http_status", number(code.http_status())),
            ("severity", Json::text(code.severity().as_str())),
            ("sentence", Json::text(code.sentence())),
            ("remedy", Json::text(code.remedy())),
        ];
        lines.push_str(&object(members).compact());
        lines.push('\n');
    }
    for list in surface::of_rust() {
        lines.push_str(&surface::line(&list));
    }
    lines
}

fn object(members: impl IntoIterator<Item = (&'static str, Json)>) -> Json {
    Json::Object(
        members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

fn number(value: impl Into<u64>) -> Json {
    Json::Number(value.into().to_string())
}

fn outcome(name: &str) -> (&'static str, Json) {
    ("outcome", Json::text(name))
}

fn answer(answer: Acknowledgement) -> Json {
    object([
        ("status", number(answer.status)),
        ("content_type", Json::text(answer.content_type)),
        ("body", Json::text(String::from_utf8_lossy(answer.body))),
    ])
}

fn refused(code: Code, member: Option<&str>, answered: Option<Acknowledgement>) -> Members {
    let mut members = vec![
        outcome("refused"),
        ("code", Json::text(code.as_str())),
        ("member", member.map_or(Json::Null, Json::text)),
    ];
    members.extend(answered.map(|given| ("acknowledgement", answer(given))));
    members
}

fn refusal(refusal: &Refusal) -> Members {
    refused(
        refusal.code(),
        refusal.member(),
        Some(refusal.acknowledgement()),
    )
}

fn perform(pack: &Pack, case: &Case, folder: &Path) -> Result<Members, String> {
    if case.operation == Operation::Resolve {
        return references::perform(pack, case, folder);
    }
    if matches!(case.operation, Operation::Sign | Operation::Judge) {
        return testkit::perform(case);
    }
    let provider = Provider::from_name(provider_of(case)?).ok_or("no such provider")?;
    let config = Config::from_json(&pack.config_text(case));
    let built = config.and_then(|config| Ok((config.receiver(provider)?, config)));
    let (receiver, config) = match built {
        Ok(built) => built,
        Err(error) => return Ok(refused(error.code(), Some(error.member()), None)),
    };
    let request = || {
        case.request
            .as_ref()
            .ok_or(format!("{}: no request", case.id))
    };
    Ok(match case.operation {
        Operation::Configure => vec![outcome("configured")],
        Operation::Verify => match verify(&receiver, request()?) {
            Ok(notification) => {
                unseal(&receiver, request()?, &notification)?;
                accepted(&notification)?
            }
            Err(problem) => refusal(&problem),
        },
        Operation::Expect => {
            let order = case
                .order
                .as_ref()
                .ok_or(format!("{}: no order", case.id))?;
            let notification = verify(&receiver, request()?)
                .map_err(|refusal| format!("the notification is refused: {refusal}"))?;
            let met = notification.expect(&order.order_no, &order.value, &order.currency);
            let came = (notification.order_no(), notification.amount());
            let texts = meets_expectation(came, &order.order_no, &order.value, &order.currency);
            if texts != met.as_ref().copied().map_err(Refusal::code) {
                return Err(format!("compared as texts it is {texts:?}"));
            }
            match met {
                Ok(()) => vec![outcome("met")],
                Err(problem) => refusal(&problem),
            }
        }
        Operation::Acknowledge => {
            let code = case.code.as_deref();
            let code = code.map(|code| Code::from_text(code).ok_or(format!("no code {code}")));
            let given = match code.transpose()? {
                Some(code) => receiver.refuse(code).acknowledgement(),
                None => receiver.acknowledge(),
            };
            vec![outcome("answered"), ("acknowledgement", answer(given))]
        }
        Operation::Schedule => scheduled(&receiver),
        Operation::Ledger => match Ledger::from_config(&config) {
            Ok(ledger) => {
                let steps = walk(case, &receiver, &ledger)?;
                vec![outcome("walked"), ("steps", Json::Array(steps))]
            }
            Err(error) => refused(error.code(), error.member(), None),
        },
        Operation::Resolve | Operation::Sign | Operation::Judge => {
            return Err(format!("{}: another function does it", case.id));
        }
    })
}

fn accepted(notification: &Notification) -> Result<Members, String> {
    let json = Json::parse(&notification.to_json(), Limits::NONE);
    Ok(vec![
        outcome("accepted"),
        ("notification", json.map_err(|flaw| format!("{flaw:?}"))?),
        ("acknowledgement", answer(notification.acknowledge())),
    ])
}

fn scheduled(receiver: &Receiver) -> Members {
    let schedule = receiver.schedule();
    let pauses = (1..).map_while(|send| schedule.next_after(send));
    let pauses = pauses.map(|pause| number(pause.as_secs())).collect();
    vec![
        outcome("scheduled"),
        ("sends", Json::Number(schedule.sends().to_string())),
        ("deadline_seconds", number(schedule.deadline().as_secs())),
        ("horizon_seconds", number(schedule.horizon().as_secs())),
        ("pauses_seconds", Json::Array(pauses)),
    ]
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

fn walk(case: &Case, receiver: &Receiver, ledger: &Ledger) -> Result<Vec<Json>, String> {
    let missing = |what: &str| format!("{}: no {what}", case.id);
    let request = |name: &str| {
        let requests = case.requests.as_ref();
        requests
            .and_then(|requests| requests.get(name))
            .ok_or_else(|| missing(name))
    };
    let mut leases: BTreeMap<&str, Lease> = BTreeMap::new();
    let mut gave = Vec::new();
    for step in case.steps.as_deref().unwrap_or_default() {
        gave.push(match step {
            Step::Claim {
                request: name,
                lease,
                ..
            } => {
                let notification = verify(receiver, request(name)?);
                let notification = notification.map_err(|refusal| refusal.to_string())?;
                let claim = ledger.claim(&notification);
                Json::text(match claim.map_err(|error| error.to_string())? {
                    Claim::First(claimed) => {
                        if let Some(lease) = lease {
                            leases.insert(lease, claimed);
                        }
                        "first"
                    }
                    Claim::Repeat => "repeat",
                    Claim::InProgress(_) => "in_progress",
                    Claim::Conflict(_) => "conflict",
                    _ => "unknown",
                })
            }
            Step::Commit { lease, .. } => {
                let lease = leases.get(lease.as_str()).ok_or_else(|| missing(lease))?;
                settled(ledger.commit(lease))
            }
            Step::Release { lease, .. } => {
                let lease = leases.get(lease.as_str()).ok_or_else(|| missing(lease))?;
                settled(ledger.release(lease))
            }
            Step::Extend { lease, .. } => {
                let held = leases.get_mut(lease.as_str());
                settled(ledger.extend(held.ok_or_else(|| missing(lease))?))
            }
            Step::ExpectOrder {
                merchant_id,
                order_no,
                placed_at_ms,
                ..
            } => {
                let placed = Duration::from_millis(u64::try_from(*placed_at_ms).unwrap_or(0));
                let order = ExpectedOrder::new(
                    receiver.provider(),
                    merchant_id,
                    order_no,
                    SystemTime::UNIX_EPOCH + placed,
                );
                settled(ledger.expect_order(&order))
            }
            Step::Overdue { .. } => {
                let orders = ledger.overdue_orders(SystemTime::now());
                let orders = orders.map_err(|error| error.to_string())?;
                let mut numbers: Vec<&str> = orders.iter().map(OverdueOrder::order_no).collect();
                numbers.sort_unstable();
                Json::Array(numbers.into_iter().map(Json::text).collect())
            }
            Step::EarlierPayment { request: name, .. } => {
                let notification = verify(receiver, request(name)?);
                let notification = notification.map_err(|refusal| refusal.to_string())?;
                let earlier = ledger.earlier_payment(&notification);
                let earlier = earlier.map_err(|error| error.to_string())?;
                let number = earlier.as_ref().and_then(EarlierPayment::transaction_no);
                number.map_or(Json::Null, Json::text)
            }
            Step::Wait { milliseconds } => {
                std::thread::sleep(Duration::from_millis(*milliseconds));
                Json::text("waited")
            }
            Step::Handle {
                request: name,
                fulfilment_succeeds,
                ..
            } => {
                let mut called = false;
                let fulfil = |_: &Notification| {
                    called = true;
                    if *fulfilment_succeeds {
                        Ok(())
                    } else {
                        Err("the shop's work failed")
                    }
                };
                let given = with_request(request(name)?, |request| {
                    handle(receiver, request, ledger, fulfil)
                });
                object([
                    ("fulfilled", Json::Bool(called)),
                    ("acknowledgement", answer(given)),
                ])
            }
        });
    }
    Ok(gave)
}

fn settled(result: Result<(), LedgerError>) -> Json {
    Json::text(match result {
        Ok(()) => "done",
        Err(error) => error.code().as_str(),
    })
}
