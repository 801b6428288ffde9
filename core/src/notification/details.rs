//! The kinds' own fields as one closed union.

use crate::decode::Decoded;
use crate::lianlian::{LianLianExchangePayment, LianLianPayment};
use crate::pingpong::{PingPongCapture, PingPongRefund, PingPongTransaction, PingPongVoid};

/// The kind's own fields, typed: one variant per kind.
///
/// Every future kind gets its own variant; until then it is [`Details::Other`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Details<'n> {
    /// `lianlian.payment`
    LianLianPayment(LianLianPayment<'n>),
    /// `lianlian.exchange_payment`
    LianLianExchangePayment(LianLianExchangePayment<'n>),
    /// `pingpong.transaction`
    PingPongTransaction(Box<PingPongTransaction<'n>>),
    /// `pingpong.refund`
    PingPongRefund(PingPongRefund<'n>),
    /// `pingpong.capture`
    PingPongCapture(PingPongCapture<'n>),
    /// `pingpong.void`
    PingPongVoid(PingPongVoid<'n>),
    /// A genuine notification of a kind without a table: see
    /// [`Notification::fields`](crate::Notification::fields).
    Other,
}

impl<'n> Details<'n> {
    pub(super) fn read(kind: &str, text: &'n str, values: &[Decoded]) -> Details<'n> {
        match kind {
            "lianlian.payment" => Details::LianLianPayment(LianLianPayment::read(text, values)),
            "lianlian.exchange_payment" => {
                Details::LianLianExchangePayment(LianLianExchangePayment::read(text, values))
            }
            "pingpong.transaction" => {
                Details::PingPongTransaction(Box::new(PingPongTransaction::read(text, values)))
            }
            "pingpong.refund" => Details::PingPongRefund(PingPongRefund::read(text, values)),
            "pingpong.capture" => Details::PingPongCapture(PingPongCapture::read(text, values)),
            "pingpong.void" => Details::PingPongVoid(PingPongVoid::read(text, values)),
            _ => Details::Other,
        }
    }
}
