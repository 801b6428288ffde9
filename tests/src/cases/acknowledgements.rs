//! What each provider is answered, for success and for every code.

use super::{Draft, Operation, Provider, Topic, codes, shop};
use crate::pack::Expected;

pub(super) fn topic() -> Topic {
    let mut topic = Topic::new(
        "acknowledgements",
        "The answer to each provider, byte for byte. Whatever is wrong with a signature is one \
         opaque code to the sender.",
    )
    .config("shop", shop());
    for provider in [Provider::LianLian, Provider::PingPong] {
        let name = provider.name();
        topic.add(
            Draft::new(
                Operation::Acknowledge,
                &format!("{name}-success"),
                "received: the provider stops sending",
            )
            .flag("success")
            .provider(provider)
            .config("shop")
            .expecting(Expected::Answered {
                acknowledgement: codes::success(provider),
            }),
        );
        for code in codes::names() {
            let mut draft = Draft::new(
                Operation::Acknowledge,
                &format!("{name}-{}", code.replace('_', "-")),
                "not received: the provider sends again",
            )
            .flag("failure")
            .provider(provider)
            .config("shop")
            .expecting(Expected::Answered {
                acknowledgement: codes::failure(provider, code),
            });
            draft.case.code = Some(code.to_owned());
            topic.add(draft);
        }
    }
    topic
}
