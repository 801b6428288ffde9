//! The status of an operation, in one vocabulary for both providers.

/// How the operation that a notification reports has ended, or that it has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// The money has moved: `SUCCESS`.
    Succeeded,
    /// Not decided yet: `PROCESSING`.
    Processing,
    /// It failed: `FAILED`, LianLian's `FAILURE`.
    Failed,
    /// The money is reserved and waits for a confirmation: PingPong's `AUTH_SUCCESS`.
    Authorized,
    /// It was cancelled: PingPong's `CANCEL`.
    Cancelled,
    /// It was closed without a payment: PingPong's `CLOSED`.
    Closed,
    /// Something else; [`Notification::status_text`](crate::Notification::status_text) has it.
    Other,
}

impl Status {
    /// Every status.
    pub const ALL: &'static [Status] = &[
        Status::Succeeded,
        Status::Processing,
        Status::Failed,
        Status::Authorized,
        Status::Cancelled,
        Status::Closed,
        Status::Other,
    ];

    /// The name used in JSON and in every language, for example `succeeded`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Succeeded => "succeeded",
            Status::Processing => "processing",
            Status::Failed => "failed",
            Status::Authorized => "authorized",
            Status::Cancelled => "cancelled",
            Status::Closed => "closed",
            Status::Other => "other",
        }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
