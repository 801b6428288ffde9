//! The signing strings, and the rules that leave each of them one reading (PROTOCOLS 1.4).

use crate::json::{Flaw, Json, Limits};
use crate::sign::{Hash, hex};

use super::tables;
use super::{Refused, duplicate};

/// What a body says up to its signature.
pub(super) struct Read {
    pub(super) canonical: String,
    /// The other text that the provider may have signed, where there are two.
    pub(super) with_blanks: Option<String>,
    pub(super) signature: Result<Signature, Refused>,
    pub(super) content: Option<Vec<(String, Json)>>,
}

/// A signature that is there, of a scheme that is configured.
#[derive(Debug, Clone)]
pub(super) struct Signature {
    pub(super) text: String,
    /// PingPong's hash; LianLian's digest is configured.
    pub(super) hash: Hash,
}

/// A member name, if it can be in a log without harm.
pub(super) fn loggable(name: &str) -> Option<String> {
    (name.len() <= 64 && is_name(name)).then(|| name.to_owned())
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn ambiguous(member: &str) -> Refused {
    Refused {
        code: "ambiguous_body",
        member: loggable(member),
    }
}

/// Every member name that the LianLian scheme knows.
pub fn lianlian_names() -> Vec<&'static str> {
    let mut names = vec!["sign"];
    for field in tables::PAYMENT.iter().chain(tables::EXCHANGE_PAYMENT) {
        names.extend(field.names);
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// The members whose text a payer or the provider may write as they like (PROTOCOLS 1.4).
pub const LIANLIAN_FREE_TEXT: &[&str] = &["info_order", "ret_msg"];

/// The same in PingPong's envelope; `bizContent` is one complete JSON object instead.
pub const PINGPONG_FREE_TEXT: &[&str] = &["description"];

/// Every member name that PingPong's envelope knows.
pub fn pingpong_names() -> Vec<&'static str> {
    vec![
        "accId",
        "bizContent",
        "clientId",
        "code",
        "description",
        "sign",
        "signType",
        "version",
    ]
}

/// Rule 3: one of the text's `&` is followed by a known name and `=`.
fn hides_a_member(text: &str, names: &[&str]) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let after = &text[at + 1..];
        names.iter().any(|name| {
            after
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('='))
        })
    })
}

fn join(mut pairs: Vec<(&str, &str)>) -> String {
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

/// The string members that are there at all: `null` is absent, any other type has no reading.
fn texts(members: &[(String, Json)]) -> Result<Vec<(&str, &str)>, Refused> {
    let mut texts = Vec::new();
    for (name, value) in members {
        if !is_name(name) {
            return Err(ambiguous(name));
        }
        match value {
            Json::Null => {}
            Json::String(text) => texts.push((name.as_str(), text.as_str())),
            _ => return Err(ambiguous(name)),
        }
    }
    Ok(texts)
}

/// A body without a signature is not read any further.
fn is_signed(members: &[(String, Json)]) -> Result<(), Refused> {
    match members.iter().find(|(name, _)| name == "sign") {
        Some((_, Json::String(text))) if !text.is_empty() => Ok(()),
        None | Some((_, Json::Null | Json::String(_))) => {
            Err(Refused::about("missing_signature", "sign"))
        }
        Some(_) => Err(ambiguous("sign")),
    }
}

/// PROTOCOLS 1.3 and 1.4.
pub(super) fn lianlian(members: &[(String, Json)]) -> Result<Read, Refused> {
    is_signed(members)?;
    let names = lianlian_names();
    let mut pairs = Vec::new();
    let mut sign = "";
    let mut sign_type = "";
    for (name, value) in texts(members)? {
        if name == "sign" {
            sign = value;
            continue;
        }
        if name == "sign_type" {
            sign_type = value;
        }
        if value.is_empty() {
            continue;
        }
        let swallows = if LIANLIAN_FREE_TEXT.contains(&name) {
            hides_a_member(value, &names)
        } else {
            value.contains('&')
        };
        if swallows || value.to_lowercase() == "null" {
            return Err(ambiguous(name));
        }
        pairs.push((name, value));
    }
    let signature = if sign_type == "RSA" {
        Ok(Signature {
            text: sign.to_owned(),
            hash: Hash::Md5,
        })
    } else {
        Err(Refused::about("unsupported_sign_type", "sign_type"))
    };
    Ok(Read {
        canonical: join(pairs),
        with_blanks: None,
        signature,
        content: None,
    })
}

/// PROTOCOLS 2.1, 2.2 and the end of 1.4.
pub(super) fn pingpong(members: &[(String, Json)], hashes: &[Hash]) -> Result<Read, Refused> {
    is_signed(members)?;
    let names = pingpong_names();
    let mut pairs = Vec::new();
    let mut blanks = Vec::new();
    let mut sign = "";
    let mut sign_type = "";
    for (name, value) in texts(members)? {
        if name == "sign" {
            sign = value;
            continue;
        }
        if name == "signType" {
            sign_type = value;
        }
        if value.chars().all(is_blank) {
            blanks.push((name, value));
            continue;
        }
        let swallows = match name {
            "bizContent" => false,
            _ if PINGPONG_FREE_TEXT.contains(&name) => hides_a_member(value, &names),
            _ => value.contains('&'),
        };
        // Blank to some of the sender's languages and not to others.
        let doubtful = value
            .chars()
            .all(|c| is_blank(c) || c.is_whitespace() || c.is_control() || c == '\u{feff}');
        if swallows || doubtful {
            return Err(ambiguous(name));
        }
        pairs.push((name, value));
    }
    let content = pairs.iter().find(|(name, _)| *name == "bizContent");
    let content = content.map(|(_, text)| open(text)).transpose()?;
    let hash = hashes.iter().find(|hash| hash.name() == sign_type);
    let signature = match hash {
        None => Err(Refused::about("unsupported_sign_type", "signType")),
        Some(hash) => Ok(Signature {
            text: sign.to_owned(),
            hash: *hash,
        }),
    };
    // PROTOCOLS 2.2: the vendor's Java leaves blank values out, its PHP keeps them.
    let with_blanks = (!blanks.is_empty()).then(|| join([pairs.clone(), blanks].concat()));
    Ok(Read {
        canonical: join(pairs),
        with_blanks,
        signature,
        content,
    })
}

/// ASCII white space as the sender's Java sees it.
fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t'..='\r' | '\u{1c}'..='\u{1f}')
}

/// A `bizContent` that is one complete JSON object.
fn open(text: &str) -> Result<Vec<(String, Json)>, Refused> {
    match Json::parse(text, Limits::RECEIVER) {
        Ok(Json::Object(members)) => Ok(members),
        Err(Flaw::Duplicate(name)) => Err(duplicate(&name)),
        Ok(_) | Err(Flaw::Malformed) => Err(ambiguous("bizContent")),
    }
}

/// The upper-case hex of a hash.
pub(super) fn salted_hash(hash: Hash, salted: &[u8]) -> String {
    use sha2::Digest as _;
    let digest = match hash {
        Hash::Sha256 => sha2::Sha256::digest(salted).to_vec(),
        Hash::Md5 => md5::Md5::digest(salted).to_vec(),
    };
    hex(&digest).to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn the_pair_of_protocols_1_4_shares_a_string_and_neither_is_read() {
        let genuine = samples::payment()
            .with("info_order", "x&money_order=9999.00&mz=")
            .with("money_order", "0.01")
            .with("sign", "of both");
        let forged = samples::payment()
            .with("info_order", "x")
            .with("money_order", "9999.00")
            .with("mz", "&money_order=0.01")
            .with("sign", "of both");
        assert_eq!(
            crate::sign::LianLianSigner::message(&genuine),
            crate::sign::LianLianSigner::message(&forged)
        );
        let code = |members: &[(String, Json)]| lianlian(members).err().map(|refused| refused.code);
        assert_eq!(code(&genuine.0), Some("ambiguous_body"));
        assert_eq!(code(&forged.0), Some("ambiguous_body"));
    }

    #[test]
    fn ordinary_ampersands_in_free_text_are_read() {
        for text in [
            "Tom & Jerry",
            "reward_id=9302&pay_target=reward",
            "a&money_orders=1",
            "&",
            "=",
        ] {
            let members = samples::payment()
                .with("info_order", text)
                .with("sign", "anything");
            assert!(lianlian(&members.0).is_ok(), "{text}");
        }
    }
}
