//! What people paste where a key belongs: each refused when the receiver is built.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Draft, refused_key};
use crate::keys;

pub(super) fn cases() -> Vec<Draft> {
    let key = &keys::PLATFORM;
    let (pem, line, der) = (key.pem(), key.one_line(), key.spki_der());
    let hex = crate::sign::hex(&der);
    let colons: Vec<&str> = (0..hex.len())
        .step_by(2)
        .map(|at| &hex[at..at + 2])
        .collect();
    [
        ("path", "/etc/shop/lianlian".to_owned(), "a path"),
        ("file-name", "lianlian.pem".to_owned(), "the name of a file"),
        (
            "file-url",
            "file:///etc/shop/lianlian.pem".to_owned(),
            "the URL of a file",
        ),
        (
            "relative-path",
            "./keys/lianlian".to_owned(),
            "a relative path",
        ),
        (
            "windows-path",
            "C:\\keys\\lianlian.pem".to_owned(),
            "a path of Windows",
        ),
        (
            "web-address",
            "https://pay.example/lianlian.pem".to_owned(),
            "an address on the web",
        ),
        (
            "variable",
            "LIANLIAN_PUBLIC_KEY".to_owned(),
            "the name of an environment variable",
        ),
        (
            "shell-variable",
            "$LIANLIAN_PUBLIC_KEY".to_owned(),
            "the same as a shell writes it",
        ),
        (
            "placeholder",
            "${LIANLIAN_PUBLIC_KEY}".to_owned(),
            "a placeholder that nothing has replaced",
        ),
        (
            "reference-as-text",
            "{file = \"lianlian.pem\"}".to_owned(),
            "a reference written as a text",
        ),
        (
            "encoded-twice",
            STANDARD.encode(&pem),
            "PEM in base64 once more, as secret stores keep it",
        ),
        (
            "line-encoded-twice",
            STANDARD.encode(&line),
            "base64 in base64",
        ),
        (
            "private-encoded-twice",
            STANDARD.encode(keys::PRIVATE_PKCS8),
            "a private key in base64 once more",
        ),
        (
            "der-as-latin-1",
            der.iter().map(|byte| char::from(*byte)).collect(),
            "DER that was read as text",
        ),
        (
            "der-as-utf-8",
            String::from_utf8_lossy(&der).into_owned(),
            "DER that was read as text, with replacement characters",
        ),
        (
            "hex-colons",
            colons.join(":"),
            "hexadecimal digits with colons",
        ),
        (
            "jwk",
            "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}".to_owned(),
            "a JSON Web Key",
        ),
        (
            "dotnet-xml",
            "<RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>"
                .to_owned(),
            ".NET's XML",
        ),
        (
            "fingerprint",
            "SHA256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU".to_owned(),
            "a fingerprint",
        ),
        (
            "double-quotes",
            format!("\"{}\"", pem.trim()),
            "PEM in double quotes",
        ),
        (
            "single-quotes",
            format!("'{}'", pem.trim().replace('\n', "\\n")),
            "PEM on one line in single quotes",
        ),
        (
            "typographic-quotes",
            format!("“{line}”"),
            "base64 in typographic quotes",
        ),
        (
            "zero-width-space",
            line.replacen("MI", "MI\u{200b}", 1),
            "a character that nobody sees, inside the base64",
        ),
        (
            "no-break-space",
            pem.replacen("\nMI", "\n\u{a0}MI", 1),
            "a no-break space before a line",
        ),
        (
            "typographic-dashes",
            pem.replace("-----", "—–"),
            "dashes as a word processor writes them",
        ),
        (
            "ellipsis",
            format!("{}...", &line[..40]),
            "shortened on a page",
        ),
        (
            "base64url",
            line.replace('+', "-").replace('/', "_"),
            "base64 for web addresses",
        ),
        (
            "escaped-slashes",
            line.replace('/', "\\/"),
            "slashes as JSON may write them",
        ),
        (
            "one-line-escaped",
            line.replacen("MI", "MI\\n", 1),
            "base64 alone with a backslash and n inside",
        ),
    ]
    .map(|(id, text, note)| refused_key(&format!("pasted-{id}"), note, &text).flag("pasted"))
    .into()
}
