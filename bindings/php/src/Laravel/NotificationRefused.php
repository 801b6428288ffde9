<?php

declare(strict_types=1);

namespace Ackwell\Laravel;

use Ackwell\AckwellException;

/**
 * `handle()` answered a request with a failure: it was refused, or the fulfilment or the ledger
 * failed.
 *
 * Anybody can cause one by sending a request, so a listener that alarms looks at
 * `$reason->severity()` or `$reason->code()`. Failures are in Laravel's log without a listener.
 *
 * Listeners run before the provider is answered. They cannot be queued (`ShouldQueue`), because an
 * exception may hold what cannot be serialized: queue what you need of it.
 */
final class NotificationRefused
{
    /**
     * @param AckwellException $reason an `Ackwell\Refusal` or `Ackwell\LedgerError`; what the
     *                                 fulfilment threw is its `getPrevious()`
     */
    public function __construct(public readonly AckwellException $reason)
    {
    }

    /**
     * @return array<string, never>
     */
    public function __serialize(): array
    {
        throw AckwellException::invalidArgument(
            'NotificationRefused cannot be queued: queue its code() or logLine() from a listener',
        );
    }
}
