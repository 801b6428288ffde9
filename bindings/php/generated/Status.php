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
    case Succeeded = 'succeeded';
    case Processing = 'processing';
    case Failed = 'failed';
    case Authorized = 'authorized';
    case Cancelled = 'cancelled';
    case Closed = 'closed';
    case Other = 'other';
}
