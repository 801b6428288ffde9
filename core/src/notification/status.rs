//! The status of an operation, in one vocabulary for both providers.

macro_rules! statuses {
    ($($variant:ident = $text:literal, $sentence:literal, $words:literal;)+) => {
        /// How the operation that a notification reports has ended, or that it has not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Status {
            $(#[doc = concat!($sentence, ": ", $words, ".")] $variant,)+
        }

        impl Status {
            /// Every status.
            pub const ALL: &'static [Status] = &[$(Status::$variant),+];

            /// The name used in JSON and in every language, for example `succeeded`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Status::$variant => $text,)+ }
            }

            /// What it means, in one sentence without a full stop.
            pub const fn sentence(self) -> &'static str {
                match self { $(Status::$variant => $sentence,)+ }
            }
        }
    };
}

statuses! {
    Succeeded = "succeeded", "the money has moved", "`SUCCESS`";
    Processing = "processing", "not decided yet: another notification will follow", "`PROCESSING`";
    Failed = "failed", "it failed", "`FAILED`, LianLian's `FAILURE`";
    Authorized = "authorized", "the money is reserved and waits for a confirmation",
        "PingPong's `AUTH_SUCCESS`";
    Cancelled = "cancelled", "it was cancelled", "PingPong's `CANCEL`";
    Closed = "closed", "it was closed without a payment", "PingPong's `CLOSED`";
    Other = "other", "something else, which the status text has",
        "[`Notification::status_text`](crate::Notification::status_text)";
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
