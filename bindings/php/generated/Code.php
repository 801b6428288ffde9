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

    /**
     * What to do about it. The one of an exception fits its configuration more closely.
     */
    public function remedy(): string
    {
        return match ($this) {
            self::InvalidConfig => 'correct the option that the message names; docs/configuration.md lists every option',
            self::UntrustedSource => 'if a reverse proxy or load balancer is in front, list its address in `trusted_proxies`; if the provider has new addresses, add them to `sources`',
            self::InvalidPeer => 'pass the connection\'s remote address as the peer; if a proxy connects over a Unix socket, list `unix` in `trusted_proxies`',
            self::BodyTooLarge => 'real notifications are shorter than 4 KiB; raise `max_body_bytes` only if the provider announces longer ones',
            self::MalformedBody => 'pass the raw bytes of the body, before any framework parses or re-encodes them',
            self::DuplicateMember => 'no provider sends this: treat it as an attack, unless a proxy of yours rewrites bodies',
            self::AmbiguousBody => 'treat it as an attack; keep `&` out of the order numbers and order information that you send to the provider',
            self::MissingSignature => 'check that the provider\'s product is one that this receiver supports, and that the URL you gave it is for notifications',
            self::UnsupportedSignType => 'if the provider signs your notifications with another hash, allow it in `hashes` or `digest`',
            self::InvalidSignature => 'check that the key or salt is the one that the provider\'s dashboard shows (not your own key), and that the body is byte for byte what arrived; docs/troubleshooting.md has every cause, and `ackwell explain` finds it',
            self::NotANotification => 'give the provider this URL for notifications only; answers to requests and browser returns do not belong here',
            self::MissingField => 'a genuine message lacks a member that its kind requires: look at the payment in the provider\'s dashboard, and report the member\'s name to Ackwell',
            self::InvalidField => 'a genuine message has a member of an undocumented form: look at the payment in the provider\'s dashboard, and report the member\'s name to Ackwell',
            self::WrongMerchant => 'if the merchant is yours, add its number to `merchant_ids` (LianLian), or correct `client_id` and `acc_ids` (PingPong)',
            self::ExpectationMismatch => 'do not ship: compare your order with what was paid',
            self::Conflict => 'let a person compare both notifications with the provider\'s dashboard; `ackwell ledger list --conflicts` shows them',
            self::InProgress => 'nothing needs to be done: the provider sends it again',
            self::LedgerUnavailable => 'make the ledger\'s store reachable; until then the provider sends again',
            self::FulfilmentFailed => 'correct what the fulfilment reports; the provider sends the notification again',
            self::Internal => 'this is a defect of Ackwell: report it with the version and this line',
            self::InvalidArgument => 'correct the code that calls Ackwell; the message names the argument',
            self::LeaseLost => 'the work took longer than the lease: raise `lease_seconds` or extend the lease while it runs',
        };
    }

    /**
     * How urgent it is.
     */
    public function severity(): Severity
    {
        return match ($this) {
            self::InvalidConfig => Severity::Error,
            self::UntrustedSource => Severity::Warning,
            self::InvalidPeer => Severity::Warning,
            self::BodyTooLarge => Severity::Warning,
            self::MalformedBody => Severity::Warning,
            self::DuplicateMember => Severity::Warning,
            self::AmbiguousBody => Severity::Warning,
            self::MissingSignature => Severity::Warning,
            self::UnsupportedSignType => Severity::Warning,
            self::InvalidSignature => Severity::Warning,
            self::NotANotification => Severity::Warning,
            self::MissingField => Severity::Error,
            self::InvalidField => Severity::Error,
            self::WrongMerchant => Severity::Error,
            self::ExpectationMismatch => Severity::Error,
            self::Conflict => Severity::Error,
            self::InProgress => Severity::Info,
            self::LedgerUnavailable => Severity::Error,
            self::FulfilmentFailed => Severity::Error,
            self::Internal => Severity::Error,
            self::InvalidArgument => Severity::Error,
            self::LeaseLost => Severity::Error,
        };
    }
}
