<?php

// Made by `cargo xtask generate` from the table in ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * How a ledger is opened.
 *
 * @internal it is `Ledger::open()`
 */
trait OpensLedgers
{
    abstract private function __construct(string $document);

    /**
     * Opens the ledger at a URL.
     *
     *     $ledger = Ledger::open('sqlite:///var/lib/shop/ackwell.db', leaseSeconds: 30);
     *
     * A file is opened now; a server is connected to when it is first needed. An option that is null
     * is one that was not given.
     *
     * @param string $url
     *     required. Where the ledger is: `memory:` (for tests), `sqlite:///absolute/path.db` or
     *     `sqlite:relative.db` for one machine, `postgres://`, `mysql://` (MariaDB too), `redis://`
     *     or `rediss://` for several.
     * @param int|float|null $leaseSeconds
     *     How long one worker may take to fulfil before another worker may claim the notification,
     *     in seconds: 1 to half the time in which the provider sends again (LianLian: 1,800,
     *     PingPong: 21,695). Default: 60.
     * @param int|float|null $retentionDays
     *     How long deliveries are kept, in days: at least as long as the provider sends again
     *     (LianLian: 60 minutes, PingPong: 724 minutes). Default: 90.
     * @param int|float|null $timeoutMs
     *     How long one call of the store may take, in milliseconds: 10 to 60,000. A claim and a
     *     commit together must stay inside the 5 seconds that a provider waits for an answer.
     *     Default: 2,000.
     *
     * @throws ConfigError naming the option, or the URL
     * @throws LedgerError `ledger_unavailable` if a file cannot be opened
     */
    public static function open(
        #[\SensitiveParameter]
        string $url,
        int|float|null $leaseSeconds = null,
        int|float|null $retentionDays = null,
        int|float|null $timeoutMs = null,
    ): self {
        return new self(Options::ledger($url, [
            'leaseSeconds' => $leaseSeconds,
            'retentionDays' => $retentionDays,
            'timeoutMs' => $timeoutMs,
        ]));
    }
}
