<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * What became of one request, in one word.
 */
enum OutcomeKind: string
{
    /** The order is fulfilled and committed; answered with success. */
    case Fulfilled = 'fulfilled';
    /** It was fulfilled and committed before; answered with success. */
    case Repeat = 'repeat';
    /** Another worker holds the lease; answered with failure, so the provider comes back. */
    case InProgress = 'in_progress';
    /** The delivery came before with another amount, currency or order number; answered with failure, and a person should look. */
    case Conflict = 'conflict';
    /** The fulfilment failed, or it could not be committed; answered with failure, so the provider comes back. */
    case Failed = 'failed';
    /** The receiver refused the request; answered with failure. */
    case Refused = 'refused';
    /** The ledger could not be asked, so nothing was done; answered with failure, so the provider comes back. */
    case Unavailable = 'unavailable';
}
