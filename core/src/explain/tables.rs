//! What a diagnosis says in JSON, as data: for the classes of the other languages.

use crate::record::{RecordForm, RecordMember, RecordTable};

const fn member(
    name: &'static str,
    form: RecordForm,
    optional: bool,
    doc: &'static str,
) -> RecordMember {
    RecordMember {
        name,
        form,
        optional,
        doc,
    }
}

static FINDING: RecordTable = RecordTable {
    name: "Finding",
    doc: "One thing that is wrong with a request, and what to do about it.",
    members: &[
        member(
            "cause",
            RecordForm::Text,
            false,
            "The stable word of the cause, as docs/troubleshooting.md lists them, or the code of a \
             check that fails.",
        ),
        member(
            "sureness",
            RecordForm::Text,
            false,
            "`certain` if the signature or the check proves it, `likely` if nothing does.",
        ),
        member(
            "member",
            RecordForm::Text,
            true,
            "The member that it is about, under its name on the wire.",
        ),
        member(
            "sentence",
            RecordForm::Text,
            false,
            "What was found. It holds no secret and no value of the body.",
        ),
        member("remedy", RecordForm::Text, false, "What to do about it."),
    ],
};

static DIAGNOSIS: RecordTable = RecordTable {
    name: "Diagnosis",
    doc: "Why a request is refused: every check instead of the first, and for a signature the reason. \
          For the developer: an answer to the sender must not show it.",
    members: &[
        member(
            "provider",
            RecordForm::Provider,
            false,
            "Whose notification it was taken for.",
        ),
        member(
            "code",
            RecordForm::Text,
            true,
            "The code of the refusal. Absent if the request is accepted.",
        ),
        member(
            "findings",
            RecordForm::Many(&FINDING),
            false,
            "What is wrong, in the order of the checks. Empty only for an accepted request.",
        ),
    ],
};

/// The tables of a [`Diagnosis`](crate::Diagnosis) in JSON. One that another contains comes before it.
pub fn diagnosis_tables() -> &'static [&'static RecordTable] {
    static TABLES: &[&RecordTable] = &[&FINDING, &DIAGNOSIS];
    TABLES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LianLian, Request};

    fn names(table: &RecordTable) -> Vec<&str> {
        table.members.iter().map(|member| member.name).collect()
    }

    #[test]
    fn the_json_has_what_the_tables_say() {
        let key = std::fs::read_to_string("samples/lianlian.pem").unwrap();
        let receiver = LianLian::builder()
            .public_key(key)
            .merchant_id("201507021000394502")
            .build()
            .unwrap();
        let body = std::fs::read_to_string("samples/payment.json").unwrap();
        let tampered = body.replacen("0.01", "0.02", 1);
        assert_ne!(tampered, body);
        let request = Request::new(tampered.as_bytes()).with_peer("115.236.102.36");
        let json = receiver.explain(&request).to_json();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let keys = |value: &serde_json::Value| -> Vec<String> {
            let mut keys: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
            keys.sort();
            keys
        };
        let expected = |table: &RecordTable, more: &[&str]| -> Vec<String> {
            let mut names = [&names(table), more].concat();
            names.sort_unstable();
            names.into_iter().map(str::to_owned).collect()
        };
        // `accepted` is for people who read the JSON: it is whether there is no code.
        assert_eq!(keys(&json), expected(&DIAGNOSIS, &["accepted"]));
        assert_eq!(keys(&json["findings"][0]), expected(&FINDING, &[]));
    }
}
