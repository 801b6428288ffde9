<?php

declare(strict_types=1);

namespace Ackwell\Laravel;

use Ackwell\Ledger;
use Ackwell\LedgerError;
use Illuminate\Console\Command;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * `php artisan ackwell:overdue`: the orders whose notification never came. Exit code 1 if there are
 * any.
 */
final class OverdueCommand extends Command
{
    /** @var string */
    protected $signature = 'ackwell:overdue';

    /** @var string */
    protected $description = 'List the orders whose notification never came; exit code 1 if there are any';

    /**
     * @throws LedgerError `ledger_unavailable`
     */
    public function handle(Ledger $ledger): int
    {
        $orders = $ledger->overdueOrders();
        foreach ($orders as $order) {
            $what = $order->amount === null ? 'no amount' : (string) $order->amount;
            $line = "{$order->provider->value} $order->merchantId $order->orderNo $what due "
                . $order->dueAt->format('Y-m-d H:i:s P');
            // An order number is neither markup of the console nor a command to the terminal.
            $this->output->writeln(addcslashes($line, "\0..\37\177"), OutputInterface::OUTPUT_RAW);
        }
        if ($orders !== []) {
            return self::FAILURE;
        }
        $this->output->writeln('no order is overdue');

        return self::SUCCESS;
    }
}
