<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * A ledger could not do what it was asked.
 */
final class LedgerError extends AckwellException
{
}
