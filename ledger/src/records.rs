//! What a ledger reports, described once: the JSON that crosses to other languages and that the
//! command prints, and the classes that are generated for the languages.
//!
//! A record is a table of members, [`RecordTable`], and here also where each value comes from.
//! [`record_tables`] lists the tables.

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ackwell::{
    Code, Provider, RecordForm, RecordMember, RecordTable, Refusal, Severity, Timestamp,
};

use crate::claim::{Conflict, ConflictSide};
use crate::earlier::EarlierPayment;
use crate::order::{OrderHistory, OrderRecord, OverdueOrder};
use crate::outcome::Outcome;
use crate::record::{Counts, DeliveryState, LedgerStatus, Pruned, Record};
use crate::time::{Millis, whole_millis};

/// Every table. One that another contains comes before it.
pub fn record_tables() -> &'static [&'static RecordTable] {
    RECORDS
}

/// Every table whose class is in each language: [`record_tables`], and those of a
/// [`Diagnosis`](ackwell::Diagnosis).
pub fn reported_tables() -> &'static [&'static RecordTable] {
    static ALL: LazyLock<Vec<&RecordTable>> =
        LazyLock::new(|| [record_tables(), ackwell::diagnosis_tables()].concat());
    &ALL
}

/// The table of an [`Outcome`], for the languages whose class of it is generated.
pub fn outcome_tables() -> &'static [&'static RecordTable] {
    OUTCOMES
}

/// The value of a member.
enum Value {
    Text(String),
    Count(u64),
    Amount(String, Option<String>),
    Moment(SystemTime),
    Duration(Duration),
    Words(Vec<&'static str>),
    One(Members),
    Many(Vec<Members>),
}

/// The values of a record, one per member of its table.
struct Members {
    table: &'static RecordTable,
    values: Vec<Option<Value>>,
}

/// How moments and lengths of time are written.
#[derive(Clone, Copy)]
enum Times {
    /// In milliseconds: `changed_at_ms`, `lease_ms`.
    Numbers,
    /// Moments as RFC 3339 in UTC, lengths in whole seconds: `changed_at`, `lease_seconds`.
    Readable,
}

impl Members {
    fn write(&self, times: Times, json: &mut String) {
        json.push('{');
        for (index, (member, value)) in self.table.members.iter().zip(&self.values).enumerate() {
            if index > 0 {
                json.push(',');
            }
            let name = match (times, &member.form) {
                (Times::Readable, RecordForm::Moment) => member.name.to_owned(),
                (Times::Readable, RecordForm::Duration) => format!("{}_seconds", member.name),
                _ => member.json_name(),
            };
            json.push_str(&quoted(&name));
            json.push(':');
            match value {
                Some(value) => value.write(times, json),
                None => json.push_str("null"),
            }
        }
        json.push('}');
    }
}

impl Value {
    fn write(&self, times: Times, json: &mut String) {
        match self {
            Value::Text(text) => json.push_str(&quoted(text)),
            Value::Count(count) => json.push_str(&count.to_string()),
            Value::Amount(value, currency) => {
                let currency = currency.as_deref().map_or("null".to_owned(), quoted);
                let value = quoted(value);
                let _ = write!(json, r#"{{"value":{value},"currency":{currency}}}"#);
            }
            Value::Moment(moment) => json.push_str(&match times {
                Times::Numbers => Millis::from(*moment).0.to_string(),
                Times::Readable => quoted(&readable(*moment)),
            }),
            Value::Duration(length) => json.push_str(&match times {
                Times::Numbers => whole_millis(*length).to_string(),
                Times::Readable => length.as_secs().to_string(),
            }),
            Value::Words(words) => {
                list(words, json, |word, json| json.push_str(&quoted(word)));
            }
            Value::One(members) => members.write(times, json),
            Value::Many(all) => list(all, json, |members, json| members.write(times, json)),
        }
    }
}

fn list<T>(items: &[T], json: &mut String, mut write: impl FnMut(&T, &mut String)) {
    json.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        write(item, json);
    }
    json.push(']');
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// RFC 3339 in UTC, to the millisecond.
fn readable(moment: SystemTime) -> String {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    let moment = Timestamp::parse(&since.as_millis().to_string());
    moment.map_or_else(|| "-".to_owned(), |moment| moment.to_string())
}

/// What has a table.
trait Described {
    fn described(&self) -> Members;
}

/// What can be the value of a member.
trait Shown {
    fn shown(self) -> Option<Value>;
}

impl Shown for &str {
    fn shown(self) -> Option<Value> {
        Some(Value::Text(self.to_owned()))
    }
}

impl Shown for String {
    fn shown(self) -> Option<Value> {
        Some(Value::Text(self))
    }
}

impl Shown for u64 {
    fn shown(self) -> Option<Value> {
        Some(Value::Count(self))
    }
}

impl Shown for SystemTime {
    fn shown(self) -> Option<Value> {
        Some(Value::Moment(self))
    }
}

impl Shown for Duration {
    fn shown(self) -> Option<Value> {
        Some(Value::Duration(self))
    }
}

impl Shown for Vec<&'static str> {
    fn shown(self) -> Option<Value> {
        Some(Value::Words(self))
    }
}

/// An amount: its value and its currency.
impl Shown for (Option<&str>, Option<&str>) {
    fn shown(self) -> Option<Value> {
        let (value, currency) = self;
        Some(Value::Amount(
            value?.to_owned(),
            currency.map(str::to_owned),
        ))
    }
}

impl<T: Shown> Shown for Option<T> {
    fn shown(self) -> Option<Value> {
        self.and_then(Shown::shown)
    }
}

impl Shown for Members {
    fn shown(self) -> Option<Value> {
        Some(Value::One(self))
    }
}

impl<T: Described> Shown for &[T] {
    fn shown(self) -> Option<Value> {
        Some(Value::Many(self.iter().map(Described::described).collect()))
    }
}

/// Tables, and the JSON of the types that they describe.
macro_rules! records {
    ($all:ident: $(
        $(#[doc = $doc:literal])+
        $name:literal of $type:ty as $table:ident {
            $(
                $(#[doc = $about:literal])+
                $member:ident: $form:expr, $optional:ident = |$it:ident| $value:expr;
            )+
        }
    )+) => {
        static $all: &[&RecordTable] = &[$(&$table),+];

        $(
            static $table: RecordTable = RecordTable {
                name: $name,
                doc: concat!($($doc, "\n"),+),
                members: &[$(
                    RecordMember {
                        name: stringify!($member),
                        form: $form,
                        optional: records!(@optional $optional),
                        doc: concat!($($about, "\n"),+),
                    },
                )+],
            };

            impl Described for $type {
                fn described(&self) -> Members {
                    Members {
                        table: &$table,
                        values: vec![$({
                            let $it = self;
                            Shown::shown($value)
                        }),+],
                    }
                }
            }

            impl $type {
                /// The same as one JSON object, for other languages. Moments are milliseconds since
                /// 1970-01-01 UTC, lengths of time are milliseconds, and their names end in `_ms`.
                pub fn to_json(&self) -> String {
                    json_of(self, Times::Numbers)
                }

                /// As [`to_json`](Self::to_json), for people: moments are RFC 3339 in UTC,
                /// lengths of time are whole seconds.
                pub fn to_readable_json(&self) -> String {
                    json_of(self, Times::Readable)
                }
            }
        )+
    };
    (@optional optional) => { true };
    (@optional always) => { false };
}

fn json_of(record: &impl Described, times: Times) -> String {
    let mut json = String::with_capacity(512);
    record.described().write(times, &mut json);
    json
}

/// The JSON array of many records, as [`Record::to_json`] writes each.
pub fn records_to_json(records: &[Record]) -> String {
    array_of(records)
}

/// The JSON array of many orders, as [`OverdueOrder::to_json`] writes each.
pub fn orders_to_json(orders: &[OverdueOrder]) -> String {
    array_of(orders)
}

fn array_of<T: Described>(records: &[T]) -> String {
    let mut json = String::with_capacity(512 * records.len() + 2);
    list(records, &mut json, |record, json| {
        record.described().write(Times::Numbers, json);
    });
    json
}

records! {
    RECORDS:

    /// One of two notifications that contradict each other.
    "ConflictSide" of ConflictSide<'_> as CONFLICT_SIDE {
        /// The notification's fingerprint, 64 lower-case hex digits.
        fingerprint: RecordForm::Text, always = |side| side.fingerprint_hex();
        /// The shop's order number.
        order_no: RecordForm::Text, optional = |side| side.order_no();
        /// The amount, without trailing zeros.
        amount: RecordForm::Amount, optional = |side| (side.amount(), side.currency());
    }

    /// Two genuine notifications with one delivery key that disagree about money or order.
    "Conflict" of Conflict as CONFLICT {
        /// The delivery key that both have.
        delivery_key: RecordForm::Text, always = |conflict| conflict.delivery_key();
        /// What the notification reported that the ledger keeps.
        first: RecordForm::One(&CONFLICT_SIDE), always = |conflict| conflict.first().described();
        /// What the later one reported. It was not acted on.
        later: RecordForm::One(&CONFLICT_SIDE), always = |conflict| conflict.later().described();
        /// Which of `order_no`, `amount` and `currency` differ.
        differs: RecordForm::Words, always = |conflict| conflict.differs();
        /// When the later one was first seen.
        first_seen: RecordForm::Moment, always = |conflict| conflict.first_seen();
        /// When the later one was last seen.
        last_seen: RecordForm::Moment, always = |conflict| conflict.last_seen();
        /// How often the later one came.
        times: RecordForm::Count, always = |conflict| conflict.times();
    }

    /// What the ledger keeps of one delivery.
    "Record" of Record as RECORD {
        /// The delivery key.
        delivery_key: RecordForm::Text, always = |record| record.delivery_key();
        /// The state of the delivery, on the store's clock.
        state: RecordForm::State, always = |record| record.state().as_str();
        /// How often it was claimed, or reopened by a person.
        token: RecordForm::Count, always = |record| record.token();
        /// The provider.
        provider: RecordForm::Provider, always = |record| record.provider();
        /// The notification's kind, for example `lianlian.payment`.
        kind: RecordForm::Text, always = |record| record.kind();
        /// The merchant's number at the provider.
        merchant_id: RecordForm::Text, always = |record| record.merchant_id();
        /// The shop's order number.
        order_no: RecordForm::Text, optional = |record| record.order_no();
        /// The provider's transaction number.
        transaction_no: RecordForm::Text, optional = |record| record.transaction_no();
        /// The status that the notification reported: `succeeded`, `processing` and so on.
        status: RecordForm::Text, always = |record| record.status();
        /// The amount, without trailing zeros.
        amount: RecordForm::Amount, optional = |record| (record.amount(), record.currency());
        /// The fingerprint of the notification that was claimed last, 64 lower-case hex digits.
        fingerprint: RecordForm::Text, always = |record| record.fingerprint_hex();
        /// When the delivery was first seen.
        first_seen: RecordForm::Moment, always = |record| record.first_seen();
        /// When it was last claimed, committed or released.
        changed_at: RecordForm::Moment, always = |record| record.changed_at();
        /// When the lease runs out or ran out. Only while the state is in progress or expired.
        lease_until: RecordForm::Moment, optional = |record| {
            let leased = matches!(record.state(), DeliveryState::InProgress | DeliveryState::Expired);
            leased.then(|| record.lease_until())
        };
        /// The later notifications that contradicted this one.
        conflicts: RecordForm::Many(&CONFLICT), always = |record| record.conflicts();
    }

    /// An order whose notification should have come and did not. Ask the provider about it.
    "OverdueOrder" of OverdueOrder as OVERDUE_ORDER {
        /// The provider to ask.
        provider: RecordForm::Provider, always = |order| order.provider();
        /// The merchant's number at the provider.
        merchant_id: RecordForm::Text, always = |order| order.merchant_id();
        /// The shop's order number.
        order_no: RecordForm::Text, always = |order| order.order_no();
        /// What it costs, without trailing zeros, if the shop wrote that down.
        amount: RecordForm::Amount, optional = |order| (order.amount(), order.currency());
        /// When the shop sent it to the provider.
        placed_at: RecordForm::Moment, always = |order| order.placed_at();
        /// When the provider's last re-send was past.
        due_at: RecordForm::Moment, always = |order| order.due_at();
    }

    /// An order that the shop wrote down as one that waits for a notification.
    "OrderRecord" of OrderRecord as ORDER_RECORD {
        /// The provider.
        provider: RecordForm::Provider, always = |order| order.provider();
        /// The merchant's number at the provider.
        merchant_id: RecordForm::Text, always = |order| order.merchant_id();
        /// The shop's order number.
        order_no: RecordForm::Text, always = |order| order.order_no();
        /// What it costs, without trailing zeros, if the shop wrote that down.
        amount: RecordForm::Amount, optional = |order| (order.amount(), order.currency());
        /// When the shop sent it to the provider.
        placed_at: RecordForm::Moment, always = |order| order.placed_at();
        /// When the provider's last re-send is past.
        due_at: RecordForm::Moment, always = |order| order.due_at();
        /// When a notification or a person resolved it. Absent while it waits.
        resolved_at: RecordForm::Moment, optional = |order| order.resolved_at();
    }

    /// Everything that the ledger knows of one order number, of any provider and merchant.
    "OrderHistory" of OrderHistory as ORDER_HISTORY {
        /// The order number.
        order_no: RecordForm::Text, always = |history| history.order_no();
        /// Its deliveries: those that name it, and those that a later notification which names it
        /// contradicted.
        deliveries: RecordForm::Many(&RECORD), always = |history| history.deliveries();
        /// What the shop wrote down of it.
        expected: RecordForm::Many(&ORDER_RECORD), always = |history| history.expected();
    }

    /// A payment of the same order by another transaction, which was fulfilled before.
    ///
    /// "Once" is once per transaction: a customer who pays one order in two tabs makes two
    /// payments. Both are genuine, and both are fulfilled.
    "EarlierPayment" of EarlierPayment as EARLIER_PAYMENT {
        /// The delivery key of the earlier payment.
        delivery_key: RecordForm::Text, always = |payment| payment.delivery_key();
        /// The provider's number of the other transaction.
        transaction_no: RecordForm::Text, optional = |payment| payment.transaction_no();
        /// What was paid, without trailing zeros.
        amount: RecordForm::Amount, optional = |payment| (payment.amount(), payment.currency());
        /// When it was committed, on the store's clock.
        fulfilled_at: RecordForm::Moment, always = |payment| payment.fulfilled_at();
    }

    /// How many of each a ledger keeps.
    "LedgerCounts" of Counts as LEDGER_COUNTS {
        /// Deliveries with a lease that runs.
        in_progress: RecordForm::Count, always = |counts| counts.in_progress;
        /// Deliveries with a lease that ran out.
        expired: RecordForm::Count, always = |counts| counts.expired;
        /// Deliveries that were fulfilled.
        committed: RecordForm::Count, always = |counts| counts.committed;
        /// Deliveries that were released.
        released: RecordForm::Count, always = |counts| counts.released;
        /// Later notifications that contradicted a first one.
        conflicts: RecordForm::Count, always = |counts| counts.conflicts;
        /// Orders that wait for a notification.
        waiting_orders: RecordForm::Count, always = |counts| counts.waiting_orders;
    }

    /// What a ledger is, and how much it keeps.
    "LedgerStatus" of LedgerStatus as LEDGER_STATUS {
        /// The kind of store: `memory`, `sqlite`, `postgres`, `mysql` or `redis`.
        store: RecordForm::Text, always = |status| status.store();
        /// What the server calls itself, with its version.
        server: RecordForm::Text, always = |status| status.server();
        /// Where it is: a path, or a host, port and database. Never a password.
        location: RecordForm::Text, always = |status| status.location();
        /// The version of the tables.
        schema: RecordForm::Count, always = |status| u64::from(status.schema());
        /// What the store, as it is configured now, does with a committed delivery when its machine
        /// loses power: one sentence.
        durability: RecordForm::Text, always = |status| status.durability();
        /// How long a lease runs.
        lease: RecordForm::Duration, always = |status| status.lease();
        /// How long a delivery is kept.
        retention: RecordForm::Duration, always = |status| status.retention();
        /// How much it keeps.
        counts: RecordForm::One(&LEDGER_COUNTS), always = |status| status.counts().described();
    }

    /// How much a prune removed.
    "Pruned" of Pruned as PRUNED {
        /// Deliveries.
        deliveries: RecordForm::Count, always = |pruned| pruned.deliveries;
        /// Conflicts.
        conflicts: RecordForm::Count, always = |pruned| pruned.conflicts;
        /// Expected orders.
        orders: RecordForm::Count, always = |pruned| pruned.orders;
    }
}

records! {
    OUTCOMES:

    /// What became of one request, for logs and metrics.
    "Outcome" of Outcome as OUTCOME {
        /// What became of it, in one word.
        outcome: RecordForm::Word("OutcomeKind"), always = |outcome| outcome.kind().as_str();
        /// The notification's kind, for example `lianlian.payment`. Absent if the request was refused.
        kind: RecordForm::Text, optional = |outcome| outcome.notification().map(|n| n.kind());
        /// The provider whose receiver it was.
        provider: RecordForm::Provider, optional = |outcome| outcome.provider().map(Provider::as_str);
        /// The shop's order number.
        order_no: RecordForm::Text, optional = |outcome| outcome.notification().and_then(|n| n.order_no());
        /// The delivery key.
        delivery_key: RecordForm::Text, optional = |outcome| outcome.notification().map(|n| n.delivery_key());
        /// The stable code of a failure. Absent for a success.
        code: RecordForm::Word("Code"), optional = |outcome| outcome.code().map(Code::as_str);
        /// What was found and where.
        message: RecordForm::Text, optional = |outcome| outcome.refusal().map(Refusal::message);
        /// The member of the body that it is about.
        member: RecordForm::Text, optional = |outcome| outcome.refusal().and_then(Refusal::member);
        /// What to do about it, in one sentence.
        remedy: RecordForm::Text, optional = |outcome| outcome.refusal().map(Refusal::remedy);
        /// How urgent a failure is. Absent for a success, which is no more than a line for debugging.
        severity: RecordForm::Word("Severity"), optional = |outcome| outcome.severity().map(Severity::as_str);
        /// The client's address, if it is about that.
        address: RecordForm::Text, optional = |outcome| {
            outcome.refusal().and_then(Refusal::address).map(|address| address.to_string())
        };
        /// One line for the shop's log.
        log_line: RecordForm::Text, always = |outcome| outcome.log_line();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Entry, Facts, OrderKey};
    use crate::order::ExpectedOrder;

    fn facts(amount: Option<&str>) -> Facts {
        Facts {
            fingerprint: [0xAB; 32],
            order_no: Some("42".to_owned()),
            amount: amount.map(str::to_owned),
            currency: amount.map(|_| "CNY".to_owned()),
        }
    }

    fn record(state: DeliveryState) -> Record {
        Record {
            entry: Entry {
                key: "k".to_owned(),
                provider: "lianlian".to_owned(),
                kind: "lianlian.payment".to_owned(),
                merchant_id: "M".to_owned(),
                transaction_no: None,
                status: "succeeded".to_owned(),
                facts: facts(Some("210.97")),
            },
            state,
            token: 2,
            lease_until: Millis(61_000),
            first_seen: Millis(1_000),
            changed: Millis(1_500),
            conflicts: vec![Conflict {
                delivery_key: "k".to_owned(),
                first: facts(Some("210.97")),
                later: facts(None),
                first_seen: Millis(2_000),
                last_seen: Millis(3_000),
                times: 7,
            }],
        }
    }

    const FINGERPRINT: &str = "abababababababababababababababababababababababababababababababab";

    #[test]
    fn a_record_is_one_json_object_with_numbers_for_moments() {
        let side = |amount: &str| {
            format!(r#"{{"fingerprint":"{FINGERPRINT}","order_no":"42","amount":{amount}}}"#)
        };
        let first = side(r#"{"value":"210.97","currency":"CNY"}"#);
        let later = side("null");
        let expected = format!(
            r#"{{"delivery_key":"k","state":"in_progress","token":2,"provider":"lianlian",\
            "kind":"lianlian.payment","merchant_id":"M","order_no":"42","transaction_no":null,\
            "status":"succeeded","amount":{{"value":"210.97","currency":"CNY"}},\
            "fingerprint":"{FINGERPRINT}","first_seen_ms":1000,"changed_at_ms":1500,\
            "lease_until_ms":61000,"conflicts":[{{"delivery_key":"k","first":{first},\
            "later":{later},"differs":["amount","currency"],"first_seen_ms":2000,\
            "last_seen_ms":3000,"times":7}}]}}"#
        );
        let expected: String = expected.split("\\\n").map(str::trim_start).collect();
        assert_eq!(record(DeliveryState::InProgress).to_json(), expected);
        let array = records_to_json(&[
            record(DeliveryState::InProgress),
            record(DeliveryState::InProgress),
        ]);
        assert_eq!(array, format!("[{expected},{expected}]"));
        assert_eq!(records_to_json(&[]), "[]");
    }

    #[test]
    fn for_people_a_moment_is_a_text() {
        let json = record(DeliveryState::Committed).to_readable_json();
        assert!(
            json.contains(r#""changed_at":"1970-01-01T00:00:01.500Z""#),
            "{json}"
        );
        assert!(json.contains(r#""lease_until":null"#), "{json}");
    }

    #[test]
    fn every_value_has_the_form_of_its_member() {
        let order = || OverdueOrder {
            expected: ExpectedOrder {
                order: OrderKey {
                    provider: "pingpong".to_owned(),
                    merchant_id: "M".to_owned(),
                    order_no: "42".to_owned(),
                },
                amount: Some("1".to_owned()),
                currency: Some("USD".to_owned()),
                placed: Millis(1),
            },
            due: Millis(2),
        };
        let noted = |resolved| OrderRecord {
            order: order(),
            resolved,
        };
        let status = LedgerStatus {
            store: "memory",
            location: "here".to_owned(),
            server: "none".to_owned(),
            schema: 1,
            counts: Counts::default(),
            durability: "None.".to_owned(),
            lease: Duration::from_secs(60),
            retention: Duration::from_secs(86_400),
        };
        let earlier = EarlierPayment {
            delivery_key: "k".to_owned(),
            transaction_no: None,
            amount: None,
            currency: None,
            fulfilled: Millis(5),
        };
        let history = OrderHistory {
            order_no: "42".to_owned(),
            deliveries: vec![record(DeliveryState::Expired)],
            expected: vec![noted(None), noted(Some(Millis(9)))],
        };
        let mut seen = Vec::new();
        for members in [
            order().described(),
            status.described(),
            earlier.described(),
            history.described(),
            Pruned::default().described(),
        ] {
            check(&members, &mut seen);
        }
        for table in record_tables() {
            assert!(seen.contains(&table.name), "no sample of {}", table.name);
        }
    }

    fn check(members: &Members, seen: &mut Vec<&'static str>) {
        let table = members.table;
        seen.push(table.name);
        assert_eq!(members.values.len(), table.members.len());
        for (member, value) in table.members.iter().zip(&members.values) {
            let name = format!("{}.{}", table.name, member.name);
            let fits = match (&member.form, value) {
                (_, None) => member.optional,
                (RecordForm::Text, Some(Value::Text(_)))
                | (RecordForm::Count, Some(Value::Count(_)))
                | (RecordForm::Amount, Some(Value::Amount(..)))
                | (RecordForm::Moment, Some(Value::Moment(_)))
                | (RecordForm::Duration, Some(Value::Duration(_)))
                | (RecordForm::Words, Some(Value::Words(_))) => true,
                (RecordForm::Provider, Some(Value::Text(word))) => {
                    ackwell::Provider::from_name(word).is_some()
                }
                (RecordForm::State, Some(Value::Text(word))) => {
                    word.parse::<DeliveryState>().is_ok()
                }
                (RecordForm::One(table), Some(Value::One(inner))) => {
                    check(inner, seen);
                    std::ptr::eq(*table, inner.table)
                }
                (RecordForm::Many(table), Some(Value::Many(all))) => {
                    for inner in all {
                        check(inner, seen);
                    }
                    all.iter().all(|inner| std::ptr::eq(*table, inner.table))
                }
                _ => false,
            };
            assert!(fits, "{name} has another form than its table says");
        }
    }
}
