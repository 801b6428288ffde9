//! What can be the reason that a signature does not hold: each written down once, with what to do.

use crate::code::Code;

/// What a cause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CauseGroup {
    /// The body as a whole came in another form.
    Body,
    /// Another scheme or product.
    Scheme,
    /// The key or salt.
    Key,
    /// The member that holds the signature.
    Signature,
    /// The signed text.
    Text,
}

impl CauseGroup {
    /// Every group, in the order of the checks.
    pub const ALL: &'static [CauseGroup] = &[
        CauseGroup::Body,
        CauseGroup::Scheme,
        CauseGroup::Key,
        CauseGroup::Signature,
        CauseGroup::Text,
    ];

    /// What it is called, as a heading.
    pub const fn title(self) -> &'static str {
        match self {
            CauseGroup::Body => "The body came in another form",
            CauseGroup::Scheme => "It is another scheme or another product",
            CauseGroup::Key => "The key or salt does not fit",
            CauseGroup::Signature => "The signature was changed on the way",
            CauseGroup::Text => "The key is right and the text was changed",
        }
    }
}

macro_rules! causes {
    ($($group:ident { $($variant:ident = $word:literal, $code:ident, $sentence:literal, $remedy:literal;)+ })+) => {
        /// Why a signature does not hold, or a body cannot be read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Cause {
            $($(#[doc = concat!($sentence, ".")] $variant,)+)+
        }

        impl Cause {
            /// Every cause.
            pub const ALL: &'static [Cause] = &[$($(Cause::$variant,)+)+];

            /// The stable word.
            pub const fn as_str(self) -> &'static str {
                match self { $($(Cause::$variant => $word,)+)+ }
            }

            /// What it is about.
            pub const fn group(self) -> CauseGroup {
                match self { $($(Cause::$variant => CauseGroup::$group,)+)+ }
            }

            /// The code with which the request is most often refused then.
            pub const fn code(self) -> Code {
                match self { $($(Cause::$variant => Code::$code,)+)+ }
            }

            /// What happened, in one sentence without a full stop.
            pub const fn sentence(self) -> &'static str {
                match self { $($(Cause::$variant => $sentence,)+)+ }
            }

            /// What to do about it, in one sentence without a full stop.
            pub const fn remedy(self) -> &'static str {
                match self { $($(Cause::$variant => $remedy,)+)+ }
            }
        }
    };
}

causes! {
    Body {
        ByteOrderMark = "byte_order_mark", MalformedBody,
            "the body begins with a byte order mark that was not sent",
            "pass the bytes as they arrived, and do not write them to a file or decode them before";
        BodyIsJsonText = "body_is_json_text", MalformedBody,
            "the body is a JSON string that holds the body, so it was encoded a second time",
            "pass the raw bytes of the request, and do not serialise what a framework returns as its body";
        BodyIsBase64 = "body_is_base64", MalformedBody,
            "the body is in base64, as a serverless platform hands it over",
            "decode the base64 before the receiver, as the platform's event says (`isBase64Encoded`)";
        BodyIsForm = "body_is_form", MalformedBody,
            "the body is a form that holds the members of the notification",
            "pass the raw bytes of the request: a framework or gateway turned JSON into a form";
        BodyInForm = "body_in_form", MalformedBody,
            "the body is a form whose only name is the notification, so it was read as a form and written again",
            "switch the parser for forms off for this route, and pass the raw bytes of the request";
        BodyIsPrinted = "body_is_printed", MalformedBody,
            "the body is an object or bytes as a program prints them, not the bytes that arrived",
            "pass the raw bytes of the request, not the text of a parsed object";
        BodyIsUtf16 = "body_is_utf16", MalformedBody,
            "the body is UTF-16, so something decoded it and wrote it again",
            "pass the bytes as they arrived, without decoding them";
        BodyIsGbk = "body_is_gbk", MalformedBody,
            "the body looks like GBK and not like UTF-8, so something decoded it and wrote it again",
            "pass the bytes as they arrived, or set the encoding of the server and its filters to UTF-8";
        DuplicateChosen = "duplicate_chosen", DuplicateMember,
            "a member appears twice, and the signature holds for one of its values",
            "look for what adds the member a second time on the way: the provider sends it once";
    }
    Scheme {
        OtherProvider = "other_provider", MissingSignature,
            "the body is a message of another provider",
            "give each provider a URL with the receiver of that provider";
        SchemeMd5 = "scheme_md5", UnsupportedSignType,
            "the signature is LianLian's MD5 scheme with a shared key, which a body could choose and anyone could forge with an empty key",
            "have the merchant account signed with RSA, in LianLian's dashboard or by its support";
        SchemeAccp = "scheme_accp", MissingSignature,
            "the message is of LianLian's ACCP or wallet product, which signs in the header Signature-Data",
            "take the URL out of the ACCP product: this receiver is for the classic scheme, whose signature is in the body";
        SchemeGlobal = "scheme_global", MissingSignature,
            "the message is of LianLian Global, which signs in the header LLPAY-Signature",
            "take the URL out of LianLian Global: this receiver is for the classic scheme, whose signature is in the body";
        SchemeV3 = "scheme_v3", MissingSignature,
            "the message is of a product that signs in the header Signature, as LianLian's cross-border v3 does",
            "take the URL out of that product: this receiver is for a signature in the body";
        OtherDigest = "other_digest", InvalidSignature,
            "a known key made the signature, with another digest than the configured one",
            "set `digest` to the digest that is named, after asking LianLian whether it signs so for you";
    }
    Key {
        OtherConfiguredKey = "other_configured_key", InvalidSignature,
            "a key made the signature that is known here, but is not among the receiver's `public_keys`",
            "add that key to `public_keys` if it is the provider's; if it is your own, the message is one of yours and no notification";
        PublishedKey = "published_key", InvalidSignature,
            "a key made the signature whose private half is published, so anyone can have made it",
            "do not accept it: it is a sample or a forgery";
        PlatformKey = "platform_key", InvalidSignature,
            "LianLian's own platform key made the signature, and it is not among the receiver's `public_keys`",
            "configure the platform's key from the merchant dashboard: what is configured is another key, most often your own public key";
        OtherKeySize = "other_key_size", InvalidSignature,
            "the signature is longer or shorter than those of the configured keys, so another key made it",
            "configure the platform's key from the merchant dashboard, and keep the old one beside it while keys rotate";
        WrongKey = "wrong_key", InvalidSignature,
            "no configured key made this signature: another key did, or the signature itself was changed",
            "compare the fingerprint of the configured key with the platform's key in the merchant dashboard: it must be the platform's and not your own";
        SaltHasBlanks = "salt_has_blanks", InvalidSignature,
            "the signature holds with the salt without the blanks around it, or with a line end after it",
            "write the salt exactly as the dashboard shows it";
        OtherSalt = "other_salt", InvalidSignature,
            "the signature holds with another salt that is known here",
            "configure the salt of this account and environment: sandbox and production have different ones";
        PublishedSalt = "published_salt", InvalidSignature,
            "the signature holds with the salt of PingPong's documentation, so anyone can have made it",
            "do not accept it: it is a sample or a forgery";
        SaltIsSuffix = "salt_is_suffix", InvalidSignature,
            "the salt was put behind the text and not in front of it",
            "correct the sender: PingPong hashes the salt and then the text, so this is not from PingPong";
        SaltIsHmac = "salt_is_hmac", InvalidSignature,
            "the signature is an HMAC with the salt as its key",
            "correct the sender: PingPong hashes the salt and then the text, so this is not from PingPong";
        OtherHash = "other_hash", InvalidSignature,
            "the signature holds with another hash than the one that is named or configured",
            "add the hash to `hashes` if PingPong signs so for you";
        WrongSaltOrText = "wrong_salt_or_text", InvalidSignature,
            "the salt is another one or the text was changed: a hash does not tell these two apart",
            "compare the salt with the dashboard's for this environment, then make sure that the raw bytes of the request reach the receiver";
    }
    Signature {
        SignHasSpaces = "sign_has_spaces", InvalidSignature,
            "`sign` has spaces in place of `+`, so it was decoded as part of a URL or form",
            "pass the raw bytes of the request, before a parser for forms reads them";
        SignPercentEncoded = "sign_percent_encoded", InvalidSignature,
            "`sign` is percent-encoded, so it was encoded for a URL",
            "pass the raw bytes of the request";
        SignUrlAlphabet = "sign_url_alphabet", InvalidSignature,
            "`sign` is in the base64 of web addresses (`-` and `_`)",
            "pass the raw bytes of the request: something wrote the signature in another alphabet";
        SignHasLineEnds = "sign_has_line_ends", InvalidSignature,
            "`sign` has blanks or line ends inside or around it",
            "pass the raw bytes of the request: something wrapped or padded the signature";
        SignUnpadded = "sign_unpadded", InvalidSignature,
            "`sign` lacks the `=` at its end, or has too many",
            "pass the raw bytes of the request: something took the padding away";
        SignHtmlEscaped = "sign_html_escaped", InvalidSignature,
            "`sign` is escaped for HTML",
            "pass the raw bytes of the request, before a filter against scripts changes them";
        SignIsHex = "sign_is_hex", InvalidSignature,
            "`sign` is the right signature in another spelling (hex for base64, or the other way round)",
            "pass the raw bytes of the request: something wrote the signature in another form";
        SignEncodedTwice = "sign_encoded_twice", InvalidSignature,
            "`sign` was encoded in base64 twice",
            "pass the raw bytes of the request: something encoded the signature a second time";
        SignCut = "sign_cut", InvalidSignature,
            "`sign` is not as long as any signature, so it was cut or is something else",
            "look for a column, a log or a filter that shortens values, and pass the raw bytes of the request";
    }
    Text {
        HtmlEscaped = "html_escaped", InvalidSignature,
            "values were escaped for HTML (`&amp;`, `&quot;`)",
            "pass the raw bytes of the request, before a filter against scripts changes them";
        HtmlUnescaped = "html_unescaped", InvalidSignature,
            "HTML escapes in values were undone",
            "pass the raw bytes of the request, before a filter changes them";
        UrlEncoded = "url_encoded", InvalidSignature,
            "values were percent-encoded",
            "pass the raw bytes of the request: something encoded its values for a URL";
        UrlDecoded = "url_decoded", InvalidSignature,
            "values were percent-decoded",
            "pass the raw bytes of the request, before a parser for URLs or forms reads them";
        PlusBecameSpace = "plus_became_space", InvalidSignature,
            "`+` became a space in values",
            "pass the raw bytes of the request, before a parser for forms reads them";
        SpaceBecamePlus = "space_became_plus", InvalidSignature,
            "spaces became `+` in values",
            "pass the raw bytes of the request: something encoded its values for a form";
        LineEnds = "line_ends", InvalidSignature,
            "line ends inside values were changed",
            "pass the bytes as they arrived: do not read the body by lines or as text";
        BlanksTrimmed = "blanks_trimmed", InvalidSignature,
            "blanks at an end of a value were taken away",
            "pass the raw bytes of the request, before a filter that trims values";
        BlanksAdded = "blanks_added", InvalidSignature,
            "blanks were added at an end of values",
            "pass the raw bytes of the request: something padded its values";
        Mojibake = "mojibake", InvalidSignature,
            "UTF-8 was read as Latin-1 or Windows-1252 and written again",
            "set the encoding of the server and its filters to UTF-8, or pass the bytes without decoding them";
        MojibakeGbk = "mojibake_gbk", InvalidSignature,
            "UTF-8 seems to have been read as GBK and written again",
            "set the encoding of the server and its filters to UTF-8, or pass the bytes without decoding them";
        CharactersLost = "characters_lost", InvalidSignature,
            "characters were replaced by `?` or U+FFFD because an encoding does not have them",
            "set the encoding of the server, its filters and its database to UTF-8 (in MySQL `utf8mb4`)";
        EscapedTwice = "escaped_twice", InvalidSignature,
            "values hold JSON escapes as text, so they were escaped a second time",
            "pass the raw bytes of the request, and do not serialise a value that is JSON already";
        NumbersRewritten = "numbers_rewritten", InvalidSignature,
            "a number was written in another way, for example `10.00` as `10.0`",
            "pass the raw bytes of the request, and do not parse and serialise the body before";
        Retyped = "retyped", AmbiguousBody,
            "members that are texts came as numbers or other values, so the body was parsed and serialised again",
            "pass the raw bytes of the request, and do not parse and serialise the body before";
        MemberAdded = "member_added", InvalidSignature,
            "a member was added that is not signed",
            "pass the raw bytes of the request: a framework or gateway adds members";
        MemberRemoved = "member_removed", InvalidSignature,
            "a member that was signed is missing",
            "pass the raw bytes of the request: a filter or a typed class drops members";
        MemberRenamed = "member_renamed", InvalidSignature,
            "names of members were written in another case",
            "pass the raw bytes of the request: a typed class renames members";
        EmptyKept = "empty_kept", InvalidSignature,
            "the signer kept members that are empty, which LianLian leaves out",
            "correct the sender: LianLian leaves empty members out of the signed text";
        NullAsText = "null_as_text", AmbiguousBody,
            "a member without a value came as the text `null`",
            "pass the raw bytes of the request, and do not parse and serialise the body before";
        ContentReserialised = "content_reserialised", InvalidSignature,
            "`bizContent` was parsed and serialised again: its members, blanks, escapes or numbers are written in another way",
            "pass the raw bytes of the request: the text of `bizContent` is signed as it is";
        ContentIsObject = "content_is_object", AmbiguousBody,
            "`bizContent` is an object and not a text that holds JSON, so the body was parsed and serialised again",
            "pass the raw bytes of the request: the text of `bizContent` is signed as it is";
        ChangedText = "changed_text", InvalidSignature,
            "the key or salt is right, and the signature is over another text: something was changed on the way, or by somebody",
            "make sure that the raw bytes of the request reach the receiver; if they do, somebody changed the message";
    }
}
