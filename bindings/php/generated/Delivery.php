<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * What the ledger says of a notification that arrived.
 */
enum Delivery: string
{
    /**
     * Nobody has fulfilled it and nobody else is about to: fulfil it, then commit; if that fails,
     * release.
     */
    case First = 'first';
    /** It was fulfilled and committed before: do nothing, answer success. */
    case Repeat = 'repeat';
    /** Another worker holds the lease: do nothing, answer failure; the provider comes back. */
    case InProgress = 'in_progress';
    /**
     * The same delivery came before with another amount, currency or order number: do nothing,
     * answer failure, and let a person look.
     */
    case Conflict = 'conflict';
}
