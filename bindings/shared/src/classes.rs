//! The classes that every language offers, with their documentation, as data: the prose is written here
//! and nowhere else. A language generates its declarations from it, and maps the names of the types.

/// A class, or a record of values.
#[derive(Debug)]
pub struct Class {
    /// Its name.
    pub name: &'static str,
    /// What it is: paragraphs of Markdown, in which code may name members in `snake_case`.
    pub doc: &'static str,
    /// Its members, in the order in which a person meets them.
    pub members: &'static [Member],
}

/// A member of a class.
#[derive(Debug)]
pub struct Member {
    /// How it is used.
    pub how: How,
    /// Its name, in `snake_case`.
    pub name: &'static str,
    /// What it says or does, as for a class; a section `# Errors` and a section `# Arguments` may follow.
    pub doc: &'static str,
    /// The arguments' names, in `snake_case`, and types.
    pub takes: &'static [(&'static str, &'static str)],
    /// The type of what it is or returns. `Option<T>` may be absent.
    pub gives: &'static str,
}

/// How a member is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is read.
    Value,
    /// It is called.
    Call,
    /// It is called, and waits for a store or for the shop's work.
    Wait,
    /// It is called without an object, and makes one.
    Make,
}

macro_rules! surface {
    ($(
        $(#[doc = $doc:literal])*
        class $class:ident {$(
            $(#[doc = $about:literal])*
            $how:ident $name:ident($($argument:ident: $form:ty),* $(,)?) -> $gives:ty;
        )*}
    )*) => {
        /// Every class.
        pub const SURFACE: &[Class] = &[$(Class {
            name: stringify!($class),
            doc: concat!($($doc, "\n"),*),
            members: &[$(Member {
                how: surface!(@ $how),
                name: stringify!($name),
                doc: concat!($($about, "\n"),*),
                takes: &[$((stringify!($argument), stringify!($form))),*],
                gives: stringify!($gives),
            }),*],
        }),*];
    };
    (@ value) => { How::Value };
    (@ call) => { How::Call };
    (@ wait) => { How::Wait };
    (@ make) => { How::Make };
}

surface! {
    /// What to answer to the provider, byte for byte.
    class Acknowledgement {
        /// The HTTP status.
        value status() -> Count;
        /// The value of the `Content-Type` header.
        value content_type() -> Text;
        /// The body.
        value body() -> Bytes;
        /// Whether this answer makes the provider stop sending.
        value is_success() -> Flag;
        /// The headers that belong to the answer.
        value headers() -> AnswerHeaders;
    }

    /// An exact amount of money: never a float.
    class Amount {
        /// The value in major units, with the digits that the provider wrote.
        value value() -> Text;
        /// The currency as three upper-case letters (ISO 4217).
        value currency() -> Text;
        /// The value in minor units (cents, fen; yen itself); null if it is not a whole number of them.
        value minor_units() -> Option<Integer>;
        /// The value, a blank and the currency.
        call to_string() -> Text;
    }

    /// Why something was not done, with a stable code. Everything that this package throws is one.
    class AckwellError {
        /// What to answer, where a provider waits for an answer.
        value acknowledgement() -> Option<Acknowledgement>;
    }

    /// What a verified request said: the part that all kinds share. Only a receiver makes one. Its `kind`
    /// tells which class it is, with the provider's own fields.
    class Notification {
        /// "Is this the payment that I am waiting for?" Returns the notification.
        ///
        /// # Arguments
        ///
        /// - `order_no` the shop's own order number
        /// - `amount` the exact amount in major units, never a float: `0.2` is `0.20`
        /// - `currency` three upper-case letters
        ///
        /// # Errors
        ///
        /// `expectation_mismatch`: `member` names what differs first; `invalid_argument`: the amount or
        /// the currency is not one
        call expect(order_no: Text, amount: Money, currency: Text) -> This;
        /// What to answer once the shop has acted on it: the provider stops sending.
        call acknowledge() -> Acknowledgement;
        /// A refusal of it by the shop, with what to answer. It is not thrown yet.
        call refuse(code: Code, cause: Option<Text>) -> AckwellError;
        /// The text that was signed, names and values as they came.
        value signed_text() -> Text;
        /// Whether it is the answer that its order waited for, not just news of its making.
        value resolves_order() -> Flag;
        /// The notification as one JSON object, the same in every language.
        value json_text() -> Text;
        /// The same, parsed: for `JSON.stringify` and the like. Its names are in snake_case.
        call to_json() -> Json;
    }

    /// When a provider sends again, and when it gives up. Lengths of time are in milliseconds.
    class Schedule {
        /// How long the provider waits for the acknowledgement.
        value deadline() -> Milliseconds;
        /// How long after the first send the last one can still come. After that, query.
        value horizon() -> Milliseconds;
        /// The pause after each send; one fewer than there are sends.
        value pauses() -> List<Milliseconds>;
        /// How often one notification is sent at most, the first time included.
        value sends() -> Count;
    }

    /// What became of one request, for logs and metrics. What is absent is null.
    class Outcome {
        /// The notification's kind.
        value kind() -> Option<Kind>;
        /// What was answered.
        value acknowledgement() -> Acknowledgement;
        /// The notification; null if the request was refused or the ledger could not be asked.
        value notification() -> Option<Notification>;
    }

    /// One provider's receiver: keys or salt, merchants, trusted sources, limits. Make a `LianLian` or a
    /// `PingPong`, or ask a `Config`.
    class Receiver {
        /// Turns one request into a notification. Synchronous and pure: no input or output, no clock.
        ///
        /// # Errors
        ///
        /// if the request is refused: answer its `acknowledgement`
        call verify(request: Request) -> Notification;
        /// As `verify` for each request, in their order, several side by side. What is refused is an
        /// error.
        call verify_batch(requests: Requests) -> Verified;
        /// Why a request is refused: every check instead of the first, and for a signature the reason.
        /// For the developer: log it while you set the shop up, and do not answer with it. Synchronous and
        /// pure; it accepts nothing, holds no secret, and may take a thousand times as long as `verify`.
        ///
        /// # Errors
        ///
        /// `invalid_argument` if the body is not bytes any more
        call explain(request: Request) -> Diagnosis;
        /// Verifies one request and claims its delivery, for work that does not fit into a function.
        ///
        /// # Errors
        ///
        /// if the request is refused or the ledger cannot say: answer its `acknowledgement`
        wait receive(request: Request, ledger: Ledger, options: Option<ReceiveOptions>) -> Receipt;
        /// Does everything: verifies, claims, has `fulfil` do the work, commits, and returns what to
        /// answer.
        ///
        /// `fulfil` is called for the first delivery only. If it throws, the delivery is released, one
        /// line is logged, and the provider will send again. It may be called again for one delivery if
        /// its process died or it took longer than the lease: make it safe to repeat.
        ///
        /// A signal gives up while no work has begun. Work that has begun goes on to its end.
        wait handle(
            request: Request, ledger: Ledger, fulfil: Fulfil, options: Option<HandleOptions>,
        ) -> Acknowledgement;
        /// Whose notifications it receives.
        value provider() -> Provider;
        /// The longest body that is looked at, in bytes. Who reads one byte more need not read the rest.
        value max_body_bytes() -> Count;
        /// The names, in lower case, of the only headers that are read; empty without proxies.
        value header_names() -> Names;
        /// SHA-256 of each public key's DER in lower-case hex; empty for PingPong.
        value key_fingerprints() -> Names;
        /// The provider's re-send schedule.
        value schedule() -> Schedule;
        /// What to answer to a notification that was acted on.
        call acknowledge() -> Acknowledgement;
        /// A refusal with that code, with what to answer. It is not thrown yet.
        call refuse(code: Code, cause: Option<Text>) -> AckwellError;
    }

    /// A whole configuration: the same document in every language.
    class Config {
        /// Reads a TOML file, or a JSON file if its name ends in `.json`. Its folder is where paths start.
        make from_file(path: Path) -> Config;
        /// Reads a JSON text. Relative paths in it start at the working directory.
        make from_json(text: Text) -> Config;
        /// The providers that it has a section for.
        value providers() -> Providers;
        /// The receiver for LianLian.
        call lianlian() -> LianLian;
        /// The receiver for PingPong.
        call pingpong() -> PingPong;
        /// The receiver of that provider.
        call receiver(provider: Provider) -> AnyReceiver;
        /// Opens the ledger of the section `ledger`.
        call ledger() -> Ledger;
    }

    /// The durable memory that makes a shop act on each notification once. Its calls run on threads of
    /// its own: neither the event loop nor Node's own threads wait for the store.
    class Ledger {
        /// Opens a ledger.
        ///
        /// # Arguments
        ///
        /// - `url` `memory:` for tests, `sqlite:///absolute/path.db` or `sqlite:relative.db` for one
        ///   machine, `postgres://`, `mysql://`, `redis://` or `rediss://` for many
        ///
        /// # Errors
        ///
        /// `invalid_config`, or `ledger_unavailable` if a file cannot be opened. A server is connected to
        /// when first needed
        make open(url: OptionText, options: Option<LedgerOptions>) -> Ledger;
        /// Opens the ledger of a configuration's section `ledger`.
        make from_config(config: Config) -> Ledger;
        /// Claims the delivery of a notification that was verified before. `receive` does both.
        ///
        /// # Errors
        ///
        /// `ledger_unavailable`: answer its `acknowledgement`
        wait claim(notification: Notification) -> Receipt;
        /// The first payment of the same order by another transaction that was committed before. "Once" is
        /// once per transaction: ask before you ship, and refund the second.
        wait earlier_payment(notification: AnyOf) -> Option<EarlierPayment>;
        /// Closes its file, its connections, its threads, once its calls are answered.
        wait close() -> Nothing;
    }

    /// The right to fulfil one notification, for a while.
    class Lease {
        /// The fencing token: 1 for the first claim of a delivery, higher with each further one.
        value token() -> Count;
        /// When the lease runs out, on the store's clock.
        value expires_at() -> Moment;
        /// How long it still runs, in milliseconds.
        value remaining() -> Milliseconds;
    }

    /// A notification, what the ledger reports of its delivery, and what to answer. If `is_first`, do the
    /// work, then `commit` or `release`. `await using` releases what was not committed.
    class Receipt {
        /// What the request said.
        value notification() -> Notification;
        /// What the ledger reports.
        value delivery() -> Delivery;
        /// Whether it is this worker's to fulfil.
        value is_first() -> Flag;
        /// The right to fulfil it, if it is the first delivery.
        value lease() -> Option<Lease>;
        /// How long another worker's lease still ran, in milliseconds, if the delivery is in progress.
        value remaining() -> Option<Milliseconds>;
        /// What disagrees, if the delivery is a conflict.
        value conflict() -> Option<Conflict>;
        /// What to answer now: success for a repeat and after a commit, otherwise failure.
        value acknowledgement() -> Acknowledgement;
        /// See `Ledger.earlierPayment`.
        wait earlier_payment() -> Option<EarlierPayment>;
        /// The order is fulfilled. Returns the answer that ends the re-sends.
        ///
        /// # Errors
        ///
        /// `lease_lost`, `ledger_unavailable`, or `invalid_argument` if it is not the first delivery
        wait commit() -> Acknowledgement;
        /// The work failed: releases the delivery, and returns the failure to answer.
        ///
        /// # Arguments
        ///
        /// - `options` `strict`: throw if it cannot be released; else the lease runs out by itself
        wait release(options: Option<ReleaseOptions>) -> Acknowledgement;
        /// Lets the lease run its whole time again from now.
        wait extend() -> Nothing;
        /// Has `fulfil` do the work if it is the first delivery, then commits, or releases if it failed.
        wait settle(fulfil: Fulfil) -> Outcome;
    }

    /// The ledger's tables in the shop's own database, for an adapter: it takes the place of a `Ledger`,
    /// and the fulfilment gets the client of its transaction behind the request.
    ///
    /// The tables are those of a `Ledger`: workers with leases and `ackwell ledger list` see the same rows.
    class TransactionLedger {
        /// The first payment of the same order by another transaction that was committed before. Ask in
        /// the work, with its client, before you ship.
        wait earlier_payment(notification: AnyOf, client: Client) -> Option<EarlierPayment>;
        /// Creates the ledger's tables where they are not there. `ackwell ledger migrate` does so too.
        wait create_tables() -> Nothing;
    }
}

impl Class {
    /// The class of a name.
    ///
    /// # Panics
    ///
    /// If there is none, which only a change of the table can cause.
    pub fn of(name: &str) -> &'static Class {
        let found = SURFACE.iter().find(|class| class.name == name);
        found.unwrap_or_else(|| panic!("there is no class {name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_and_member_has_a_sentence_and_a_name_of_its_own() {
        for class in SURFACE {
            let mut names: Vec<_> = class.members.iter().map(|member| member.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), class.members.len(), "{}", class.name);
            let docs = class.members.iter().map(|member| member.doc);
            for doc in docs.chain([class.doc]) {
                let first = doc.trim().chars().next().unwrap_or_default();
                assert!(
                    first.is_uppercase() || first == '"',
                    "{}: {doc}",
                    class.name
                );
            }
            assert_eq!(Class::of(class.name).doc, class.doc);
        }
    }
}
