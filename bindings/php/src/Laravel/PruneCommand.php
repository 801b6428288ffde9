<?php

declare(strict_types=1);

namespace Ackwell\Laravel;

use Ackwell\Ledger;
use Ackwell\LedgerError;
use Illuminate\Console\Command;

/**
 * `php artisan ackwell:prune`: removes what has not changed for longer than the retention of the
 * configured ledger.
 */
final class PruneCommand extends Command
{
    /** @var string */
    protected $signature = 'ackwell:prune';

    /** @var string */
    protected $description = 'Remove from the ledger what is older than its retention';

    /**
     * @throws LedgerError `ledger_unavailable`
     */
    public function handle(Ledger $ledger): int
    {
        $pruned = $ledger->prune();
        $this->output->writeln("removed $pruned->deliveries deliveries, $pruned->conflicts conflicts, $pruned->orders orders");

        return self::SUCCESS;
    }
}
