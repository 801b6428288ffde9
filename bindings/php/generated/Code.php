<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * The stable code of a refusal, the same in every language.
 */
enum Code: string
{
    /** The configuration is wrong. */
    case InvalidConfig = 'invalid_config';
    /** The client address is not on the list of sources. */
    case UntrustedSource = 'untrusted_source';
    /** The client address cannot be determined. */
    case InvalidPeer = 'invalid_peer';
    /** The body is longer than the limit. */
    case BodyTooLarge = 'body_too_large';
    /** The body is not one strict UTF-8 JSON object. */
    case MalformedBody = 'malformed_body';
    /** The body has two members of one name. */
    case DuplicateMember = 'duplicate_member';
    /** The signed text of the body has more than one reading. */
    case AmbiguousBody = 'ambiguous_body';
    /** The body carries no signature. */
    case MissingSignature = 'missing_signature';
    /** The body names a signature scheme that is not configured. */
    case UnsupportedSignType = 'unsupported_sign_type';
    /** No configured key or salt vouches for the body. */
    case InvalidSignature = 'invalid_signature';
    /** The message is genuine but it is not a notification. */
    case NotANotification = 'not_a_notification';
    /** A required member is missing. */
    case MissingField = 'missing_field';
    /** A member is outside its documented form. */
    case InvalidField = 'invalid_field';
    /** The notification is for another merchant. */
    case WrongMerchant = 'wrong_merchant';
    /** The notification is not about the expected payment. */
    case ExpectationMismatch = 'expectation_mismatch';
    /** The same delivery came before with a different content. */
    case Conflict = 'conflict';
    /** Another worker is fulfilling this notification. */
    case InProgress = 'in_progress';
    /** The ledger cannot be reached. */
    case LedgerUnavailable = 'ledger_unavailable';
    /** The fulfilment failed. */
    case FulfilmentFailed = 'fulfilment_failed';
    /** An internal error of the library. */
    case Internal = 'internal';
    /** An argument is not valid. */
    case InvalidArgument = 'invalid_argument';
    /** The lease has passed to another worker. */
    case LeaseLost = 'lease_lost';

    /**
     * The number, as the C library reports it. Never reused.
     */
    public function number(): int
    {
        return match ($this) {
            self::InvalidConfig => 1,
            self::UntrustedSource => 2,
            self::InvalidPeer => 3,
            self::BodyTooLarge => 4,
            self::MalformedBody => 5,
            self::DuplicateMember => 6,
            self::AmbiguousBody => 7,
            self::MissingSignature => 8,
            self::UnsupportedSignType => 9,
            self::InvalidSignature => 10,
            self::NotANotification => 11,
            self::MissingField => 12,
            self::InvalidField => 13,
            self::WrongMerchant => 14,
            self::ExpectationMismatch => 15,
            self::Conflict => 16,
            self::InProgress => 17,
            self::LedgerUnavailable => 18,
            self::FulfilmentFailed => 19,
            self::Internal => 20,
            self::InvalidArgument => 21,
            self::LeaseLost => 22,
        };
    }

    /**
     * The HTTP status that the failure acknowledgement carries.
     */
    public function httpStatus(): int
    {
        return match ($this) {
            self::InvalidConfig => 500,
            self::UntrustedSource => 403,
            self::InvalidPeer => 400,
            self::BodyTooLarge => 413,
            self::MalformedBody => 400,
            self::DuplicateMember => 400,
            self::AmbiguousBody => 400,
            self::MissingSignature => 403,
            self::UnsupportedSignType => 403,
            self::InvalidSignature => 403,
            self::NotANotification => 422,
            self::MissingField => 422,
            self::InvalidField => 422,
            self::WrongMerchant => 422,
            self::ExpectationMismatch => 422,
            self::Conflict => 409,
            self::InProgress => 503,
            self::LedgerUnavailable => 503,
            self::FulfilmentFailed => 500,
            self::Internal => 500,
            self::InvalidArgument => 500,
            self::LeaseLost => 503,
        };
    }

    /**
     * One sentence for people: what happened, without anything from a request.
     */
    public function sentence(): string
    {
        return match ($this) {
            self::InvalidConfig => 'the configuration is wrong',
            self::UntrustedSource => 'the client address is not on the list of sources',
            self::InvalidPeer => 'the client address cannot be determined',
            self::BodyTooLarge => 'the body is longer than the limit',
            self::MalformedBody => 'the body is not one strict UTF-8 JSON object',
            self::DuplicateMember => 'the body has two members of one name',
            self::AmbiguousBody => 'the signed text of the body has more than one reading',
            self::MissingSignature => 'the body carries no signature',
            self::UnsupportedSignType => 'the body names a signature scheme that is not configured',
            self::InvalidSignature => 'no configured key or salt vouches for the body',
            self::NotANotification => 'the message is genuine but it is not a notification',
            self::MissingField => 'a required member is missing',
            self::InvalidField => 'a member is outside its documented form',
            self::WrongMerchant => 'the notification is for another merchant',
            self::ExpectationMismatch => 'the notification is not about the expected payment',
            self::Conflict => 'the same delivery came before with a different content',
            self::InProgress => 'another worker is fulfilling this notification',
            self::LedgerUnavailable => 'the ledger cannot be reached',
            self::FulfilmentFailed => 'the fulfilment failed',
            self::Internal => 'an internal error of the library',
            self::InvalidArgument => 'an argument is not valid',
            self::LeaseLost => 'the lease has passed to another worker',
        };
    }
}
