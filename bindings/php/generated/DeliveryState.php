<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * The state of a delivery in the ledger.
 */
enum DeliveryState: string
{
    /** A worker holds a lease that still runs. */
    case InProgress = 'in_progress';
    /** A worker held a lease that ran out. The next delivery is claimed again. */
    case Expired = 'expired';
    /** Fulfilled. */
    case Committed = 'committed';
    /** The fulfilment failed, or a person reopened it. The next delivery is claimed again. */
    case Released = 'released';
}
