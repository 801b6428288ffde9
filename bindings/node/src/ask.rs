//! Questions by their names, which `ackwell_binding` answers.

use ackwell_binding::{Asked, Held, answer, submit};
use napi::bindgen_prelude::{External, Latin1String};
use napi_derive::napi;

use crate::answer::{Told, told};
use crate::port::{Call, Port};

/// What is asked: the question, its arguments, what it is put to, and the notification that it is
/// about, as its receiver and its packed text.
type About<'a> = Option<&'a External<Held>>;

/// Has the question put together, and hands it on.
fn with<T>(
    (question, arguments): (&str, &[String]),
    (held, receiver, packed): (About<'_>, About<'_>, Option<&Latin1String>),
    then: impl FnOnce(&Asked<'_>) -> T,
) -> T {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    then(&Asked {
        question,
        arguments: &arguments,
        held: held.map(|held| &**held),
        // One character a byte, whatever the host made of it inside.
        about: receiver
            .zip(packed)
            .map(|(receiver, packed)| (&**receiver, &**packed)),
    })
}

/// Answers on the thread that asks.
#[napi]
pub fn ask(
    question: String,
    arguments: Vec<String>,
    held: Option<&External<Held>>,
    receiver: Option<&External<Held>>,
    packed: Option<Latin1String>,
) -> Told {
    let about = (held, receiver, packed.as_ref());
    told(with((&question, &arguments), about, answer))
}

/// Has a thread of the ledger answer: the port gets it, with the number of the call. The event loop
/// does not wait.
#[napi]
pub fn call(
    port: &External<Port>,
    number: u32,
    question: String,
    arguments: Vec<String>,
    held: Option<&External<Held>>,
    receiver: Option<&External<Held>>,
    packed: Option<Latin1String>,
) {
    let call = Call::new(port, number);
    let about = (held, receiver, packed.as_ref());
    with((&question, &arguments), about, |asked| {
        submit(asked, move |answer| call.answer(answer));
    });
}
