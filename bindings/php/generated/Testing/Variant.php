<?php

// Made by `cargo xtask generate` from the table of the test kit. Do not edit.

declare(strict_types=1);

namespace Ackwell\Testing;

use Ackwell\Code;

/**
 * In which way a request is wrong on purpose.
 */
enum Variant: string
{
    /** Signed with the sender's key, as the provider does. */
    case Genuine = 'genuine';
    /** The amount is another one than was signed. */
    case Tampered = 'tampered';
    /** Signed by somebody else, with a key or salt made on the spot. */
    case WrongKey = 'wrong_key';
    /** Without a signature. */
    case Unsigned = 'unsigned';
    /** Genuine, and for another merchant. */
    case OtherMerchant = 'other_merchant';
    /** Genuine, and from an address that is not the provider's. */
    case WrongSource = 'wrong_source';
    /** A member appears twice, with two values. */
    case DuplicateMember = 'duplicate_member';
    /** Signed, with the name of a member hidden in free text. */
    case Ambiguous = 'ambiguous';
    /** What somebody makes of an ambiguous body under the same signature. */
    case OtherReading = 'other_reading';
    /** What the provider's API answers to a request, signed with the same key. */
    case ApiAnswer = 'api_answer';
    /** A form in place of JSON. */
    case NotJson = 'not_json';

    /**
     * What a receiver must refuse it with; null for what it must accept.
     */
    public function code(): ?Code
    {
        return match ($this) {
            self::Genuine => null,
            self::Tampered => Code::InvalidSignature,
            self::WrongKey => Code::InvalidSignature,
            self::Unsigned => Code::MissingSignature,
            self::OtherMerchant => Code::WrongMerchant,
            self::WrongSource => Code::UntrustedSource,
            self::DuplicateMember => Code::DuplicateMember,
            self::Ambiguous => Code::AmbiguousBody,
            self::OtherReading => Code::AmbiguousBody,
            self::ApiAnswer => Code::NotANotification,
            self::NotJson => Code::MalformedBody,
        };
    }
}
