//! In which way a request is wrong on purpose.

use ackwell::Code;

macro_rules! variants {
    ($($variant:ident = $word:literal, $code:expr, $sentence:literal;)+) => {
        /// In which way a request is wrong on purpose.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Variant {
            $(#[doc = concat!($sentence, ".")] $variant,)+
        }

        impl Variant {
            /// Every variant.
            pub const ALL: &'static [Variant] = &[$(Variant::$variant),+];

            /// The stable word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Variant::$variant => $word,)+ }
            }

            /// What is sent, in one sentence without a full stop.
            pub const fn sentence(self) -> &'static str {
                match self { $(Variant::$variant => $sentence,)+ }
            }

            /// What a receiver must refuse it with; absent for what it must accept.
            pub const fn code(self) -> Option<Code> {
                match self { $(Variant::$variant => $code,)+ }
            }
        }
    };
}

variants! {
    Genuine = "genuine", None,
        "Signed with the sender's key, as the provider does";
    Tampered = "tampered", Some(Code::InvalidSignature),
        "The amount is another one than was signed";
    WrongKey = "wrong_key", Some(Code::InvalidSignature),
        "Signed by somebody else, with a key or salt made on the spot";
    Unsigned = "unsigned", Some(Code::MissingSignature),
        "Without a signature";
    OtherMerchant = "other_merchant", Some(Code::WrongMerchant),
        "Genuine, and for another merchant";
    WrongSource = "wrong_source", Some(Code::UntrustedSource),
        "Genuine, and from an address that is not the provider's";
    Duplicate = "duplicate_member", Some(Code::DuplicateMember),
        "A member appears twice, with two values";
    Ambiguous = "ambiguous", Some(Code::AmbiguousBody),
        "Signed, with the name of a member hidden in free text";
    OtherReading = "other_reading", Some(Code::AmbiguousBody),
        "What somebody makes of an ambiguous body under the same signature";
    ApiAnswer = "api_answer", Some(Code::NotANotification),
        "What the provider's API answers to a request, signed with the same key";
    NotJson = "not_json", Some(Code::MalformedBody),
        "A form in place of JSON";
}

impl Variant {
    /// The variant of that word, if there is one.
    ///
    /// ```
    /// use ackwell_testkit::Variant;
    /// assert_eq!(Variant::from_word("tampered"), Some(Variant::Tampered));
    /// assert_eq!(Variant::from_word("other"), None);
    /// ```
    pub fn from_word(word: &str) -> Option<Variant> {
        let mut all = Variant::ALL.iter().copied();
        all.find(|variant| variant.as_str() == word)
    }
}
