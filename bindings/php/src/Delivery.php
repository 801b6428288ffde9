<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * What the ledger says of a notification that arrived.
 */
enum Delivery: string
{
    /** Nobody has fulfilled it and nobody else is about to: fulfil it, then commit. */
    case First = 'first';

    /** It was fulfilled before: answer success and do nothing. */
    case Repeat = 'repeat';

    /** Another worker is at it: answer failure, so that the provider comes back. */
    case InProgress = 'in_progress';

    /** The same delivery came before with another amount, currency or order: let a person look. */
    case Conflict = 'conflict';
}
