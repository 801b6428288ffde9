<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * How the operation that a notification reports has ended, or that it has not, in one
 * vocabulary for both providers. `Notification::$statusText` has the provider's own word.
 */
enum Status: string
{
    /** The money has moved. */
    case Succeeded = 'succeeded';
    /** Not decided yet: another notification will follow. */
    case Processing = 'processing';
    /** It failed. */
    case Failed = 'failed';
    /** The money is reserved and waits for a confirmation. */
    case Authorized = 'authorized';
    /** It was cancelled. */
    case Cancelled = 'cancelled';
    /** It was closed without a payment. */
    case Closed = 'closed';
    /** Something else, which the status text has. */
    case Other = 'other';
}
