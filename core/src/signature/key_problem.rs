//! Why a text is not a public key that a receiver may trust.

use std::fmt;

use crate::pasted::name_of;

/// Why a key is refused. The sentence says what it is and what to do, and holds no key bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyProblem {
    /// Nothing but white space.
    Empty,
    /// A private key, in the named spelling.
    PrivateKey(&'static str),
    /// An X.509 certificate.
    Certificate,
    /// A certificate signing request.
    CertificateRequest,
    /// A public key that is not for RSA PKCS#1 v1.5, with the name of its kind.
    OtherKeyType(&'static str),
    /// An OpenSSH public key line or block.
    SshPublicKey,
    /// The name of a file in place of what the file holds.
    FileName,
    /// An address on the web.
    WebAddress,
    /// The name of an environment variable in place of its value.
    VariableName,
    /// `{file = "..."}` or `{env = "..."}`, written as a text.
    Reference,
    /// `${...}` and its like, which nothing has replaced.
    Placeholder(&'static str),
    /// A key, or its armour, that was encoded in base64 once more.
    EncodedTwice,
    /// DER that was read as text.
    Binary,
    /// DER in hexadecimal digits.
    Hex,
    /// A JSON Web Key.
    JsonWebKey,
    /// .NET's `RSAKeyValue`.
    Xml,
    /// A hash of a key.
    Fingerprint,
    /// A PEM block whose label means no key that is known here.
    UnknownLabel,
    /// The text could not be read to its end.
    Damaged(Damage),
    /// Well-formed wrapping around something that is not an RSA public key.
    NotAKey,
    /// Fewer than 1024 bits.
    TooSmall(usize),
    /// More than 8192 bits.
    TooLarge(usize),
    /// The modulus is even.
    EvenModulus,
    /// The public exponent is even or below 3.
    WeakExponent,
    /// The public exponent has more than 33 bits.
    LargeExponent,
    /// The private half of this key is published, and where.
    PrivateHalfIsPublic(&'static str),
}

/// How a key's text is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Damage {
    /// A character or a length that base64 does not have.
    Base64,
    /// Backslash and `n` where line ends belong, and not in place of each of them.
    EscapedLineEnds,
    /// A backslash before something else.
    Backslash,
    /// `...` where a page left the rest out.
    Shortened,
    /// The alphabet of base64 for addresses on the web.
    UrlAlphabet,
    /// Quotes around the whole, with what they are called.
    Quoted(&'static str),
    /// A character that no key has.
    Foreign(char),
    /// Text before or after the PEM block.
    OutsideText,
    /// More than one PEM block.
    SeveralBlocks,
    /// A BEGIN line without its END line, or the other way round.
    MissingBoundary,
    /// The END line names something else than the BEGIN line.
    LabelMismatch,
    /// A BEGIN or END line that does not end with five dashes.
    BoundaryLine,
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str(
                "the key is empty; give the platform's RSA public key, as PEM or as one line of \
                 base64",
            ),
            Self::PrivateKey(spelling) => write!(
                f,
                "this is a private key ({spelling}); a receiver needs only the platform's public \
                 key, so take the private key out of this configuration and keep it secret",
            ),
            Self::Certificate => f.write_str(
                "this is a certificate, not a public key; take its key out with `openssl x509 \
                 -pubkey -noout -in FILE` and give that",
            ),
            Self::CertificateRequest => f.write_str(
                "this is a certificate request, not a public key; ask the platform for its RSA \
                 public key and give that",
            ),
            Self::OtherKeyType(kind) => write!(
                f,
                "this is a public key of another kind ({kind}); the platform signs with plain \
                 RSA, so give its RSA public key",
            ),
            Self::SshPublicKey => f.write_str(
                "this is a public key in the OpenSSH spelling; write it as PEM with `ssh-keygen \
                 -e -m PKCS8 -f FILE` and give that",
            ),
            Self::FileName => f.write_str(
                "this is the name of a file, not a key; write {file = \"NAME\"} (in JSON {\"file\": \
                 \"NAME\"}) where files are read, or give what the file holds",
            ),
            Self::WebAddress => f.write_str(
                "this is an address on the web, not a key; download the key and give its text",
            ),
            Self::VariableName => f.write_str(
                "this is the name of an environment variable, not a key; write {env = \"NAME\"} (in \
                 JSON {\"env\": \"NAME\"}) where variables are read, or give what the variable holds",
            ),
            Self::Reference => f.write_str(
                "this is a reference to a file or a variable, written as a text; write it without \
                 the quotes around it, or give the key itself",
            ),
            Self::Placeholder(form) => write!(
                f,
                "this is a placeholder of the form {form} that nothing has replaced; put the key \
                 itself there",
            ),
            Self::EncodedTwice => f.write_str(
                "this is a key that was encoded in base64 once more, as secret stores do it; decode \
                 it once, with `base64 -d` for example",
            ),
            Self::Binary => f.write_str(
                "this is binary (DER), read as text; write it as PEM with `openssl pkey -pubin \
                 -inform DER -in FILE` and give that",
            ),
            Self::Hex => f.write_str(
                "this is a key in hexadecimal digits; write it in base64 with `xxd -r -p FILE | \
                 base64 -w 0` and give that",
            ),
            Self::JsonWebKey => f.write_str(
                "this is a JSON Web Key; write the key as PEM and give that",
            ),
            Self::Xml => f.write_str(
                "this is a key in .NET's XML; write it as PEM with `ExportSubjectPublicKeyInfoPem` \
                 and give that",
            ),
            Self::Fingerprint => f.write_str(
                "this is the fingerprint of a key, from which no key can be made; give the key \
                 itself",
            ),
            Self::UnknownLabel => f.write_str(
                "this PEM block is not labelled as a public key; give a block that begins with \
                 `-----BEGIN PUBLIC KEY-----` or `-----BEGIN RSA PUBLIC KEY-----`",
            ),
            Self::Damaged(damage) => write!(f, "the key is damaged: {damage}"),
            Self::NotAKey => f.write_str(
                "the bytes are not an RSA public key; give a SubjectPublicKeyInfo or a PKCS#1 \
                 RSAPublicKey, as PEM or as one line of base64, unchanged from the platform",
            ),
            Self::TooSmall(bits) => write!(
                f,
                "the key has {bits} bits, and fewer than 1024 can be broken; ask the platform \
                 for a key of 2048 bits",
            ),
            Self::TooLarge(bits) => write!(
                f,
                "the key has {bits} bits, and more than 8192 would let each forged request cost \
                 too much; ask the platform for a key of 2048 to 4096 bits",
            ),
            Self::EvenModulus => f.write_str(
                "the key's modulus is even, so it is not an RSA key; copy the key again from the \
                 platform",
            ),
            Self::WeakExponent => f.write_str(
                "the key's public exponent is even or below 3, so anyone could sign; copy the key \
                 again from the platform",
            ),
            Self::LargeExponent => f.write_str(
                "the key's public exponent has more than 33 bits; ask the platform for a key with \
                 the exponent 65537",
            ),
            Self::PrivateHalfIsPublic(place) => write!(
                f,
                "the private half of this key is published in {place}, so anyone can sign with \
                 it; give the public key that the platform shows in your merchant account",
            ),
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base64 => "its text is not base64 to the end; copy it again, whole",
            Self::EscapedLineEnds => {
                "it holds the two characters `\\n`; write real line ends in place of all of them"
            }
            Self::Backslash => {
                "it holds a backslash, as JSON and shells put it before other characters; take the \
                 backslashes out"
            }
            Self::Shortened => "it was shortened to `...` on a page; copy it again, whole",
            Self::UrlAlphabet => {
                "it is in the base64 of web addresses; write `+` for `-` and `/` for `_`"
            }
            Self::Quoted(quotes) => {
                return write!(f, "it is wrapped in {quotes}; write it without them");
            }
            Self::Foreign(character) => {
                let name = name_of(*character);
                return write!(f, "it holds {name}; copy it again, as plain text");
            }
            Self::OutsideText => {
                "there is text outside the PEM block; leave only the lines from BEGIN to END"
            }
            Self::SeveralBlocks => {
                "there are several PEM blocks; give each key as a separate entry"
            }
            Self::MissingBoundary => {
                "its BEGIN or END line is missing; copy it again with both lines"
            }
            Self::LabelMismatch => {
                "its END line does not match its BEGIN line; copy the block again, whole"
            }
            Self::BoundaryLine => {
                "its BEGIN or END line does not end with five dashes; copy the block again, whole"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Damage, KeyProblem};

    #[test]
    fn every_sentence_says_what_it_is_and_what_to_do_in_the_house_style() {
        let damages = [
            Damage::Base64,
            Damage::EscapedLineEnds,
            Damage::Backslash,
            Damage::Shortened,
            Damage::UrlAlphabet,
            Damage::Quoted("double quotes"),
            Damage::Foreign('\u{200b}'),
            Damage::OutsideText,
            Damage::SeveralBlocks,
            Damage::MissingBoundary,
            Damage::LabelMismatch,
            Damage::BoundaryLine,
        ];
        let problems = [
            KeyProblem::Empty,
            KeyProblem::PrivateKey("PKCS#8"),
            KeyProblem::Certificate,
            KeyProblem::CertificateRequest,
            KeyProblem::OtherKeyType("elliptic curve"),
            KeyProblem::SshPublicKey,
            KeyProblem::FileName,
            KeyProblem::WebAddress,
            KeyProblem::VariableName,
            KeyProblem::Reference,
            KeyProblem::Placeholder("`${...}`"),
            KeyProblem::EncodedTwice,
            KeyProblem::Binary,
            KeyProblem::Hex,
            KeyProblem::JsonWebKey,
            KeyProblem::Xml,
            KeyProblem::Fingerprint,
            KeyProblem::UnknownLabel,
            KeyProblem::NotAKey,
            KeyProblem::TooSmall(512),
            KeyProblem::TooLarge(8200),
            KeyProblem::EvenModulus,
            KeyProblem::WeakExponent,
            KeyProblem::LargeExponent,
            KeyProblem::PrivateHalfIsPublic("a public demo"),
        ];
        let all = problems.into_iter().chain(damages.map(KeyProblem::Damaged));
        let mut seen = std::collections::HashSet::new();
        for problem in all {
            let sentence = problem.to_string();
            assert!(sentence.contains("; "), "no advice in: {sentence}");
            assert!(
                sentence.starts_with(|first: char| first.is_ascii_lowercase()),
                "{sentence}"
            );
            assert!(
                !sentence.ends_with('.') && !sentence.contains('\n'),
                "{sentence}"
            );
            assert!(!sentence.contains("  "), "{sentence}");
            assert!(
                seen.insert(sentence),
                "two problems share a sentence: {problem:?}"
            );
        }
    }
}
