<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * The ledger in the shop's own database, through its own PDO connection to SQLite, PostgreSQL, MySQL
 * or MariaDB: claim and work are one transaction, so that each notification is fulfilled **exactly
 * once**, whatever crashes.
 *
 * `Receiver::inTransaction()` does all of it. The tables are the ledger's own: `ackwell ledger list`
 * and workers with leases see the same rows.
 *
 * @phpstan-type Cell int|string|null
 */
final class Database
{
    private readonly Native $native;

    /** The name of PDO's driver, which is that of the dialect. */
    private readonly string $driver;

    /**
     * @throws AckwellException `invalid_argument` for a driver other than `sqlite`, `pgsql` and
     *                          `mysql`
     */
    public function __construct(private readonly \PDO $pdo)
    {
        $driver = $pdo->getAttribute(\PDO::ATTR_DRIVER_NAME);
        if (!\in_array($driver, ['sqlite', 'pgsql', 'mysql'], true)) {
            throw AckwellException::invalidArgument('the ledger\'s tables are for SQLite, PostgreSQL, MySQL and MariaDB');
        }
        $this->driver = $driver;
        $this->native = Native::load();
    }

    /**
     * Creates the ledger's tables where they are not there.
     */
    public function createTables(): void
    {
        $schema = $this->native->json('ackwell_statements', $this->driver, 'qmark');
        foreach (Row::read($schema)->words('schema') as $statement) {
            $this->run($statement, [], false);
        }
    }

    /**
     * Claims a delivery in the transaction that the connection has open, and does no more. Gives
     * why it must not be fulfilled, with what to answer; the refusal is null for `Delivery::First`,
     * where you do the work in the same transaction and commit, and for `Delivery::Repeat`. Commit
     * after `Delivery::Conflict` too: that keeps the record.
     *
     * @return array{Delivery, ?Refusal}
     *
     * @throws LedgerError   the tables hold what this version did not write
     * @throws \PDOException
     */
    public function claim(Notification $notification): array
    {
        $claimed = $this->native->operation('ackwell_operation_claim', $notification, $this->driver, $this->run(...));
        $delivery = Delivery::from($claimed->text('delivery'));
        $why = $claimed->rowOrNull('refusal');

        return [
            $delivery,
            $why === null ? null : $notification->refuse(Code::from($why->text('code')), $why->text('cause')),
        ];
    }

    /**
     * The payment of the same order by another transaction that was committed before: ask in the
     * fulfilment, before you ship.
     *
     * @throws \PDOException
     */
    public function earlierPayment(Notification $notification): ?EarlierPayment
    {
        $found = $this->native->operation('ackwell_operation_earlier_payment', $notification, $this->driver, $this->run(...));
        $payment = $found->rowOrNull('earlier_payment');

        return $payment === null ? null : EarlierPayment::of($payment);
    }

    /**
     * Claims, has `$fulfil` do the work if the delivery is the first, and commits both.
     *
     * @internal
     *
     * @param callable(Notification): mixed $fulfil
     *
     * @return Acknowledgement success
     *
     * @throws AckwellException why it is answered with failure; nothing is then kept but the record
     *                          of a conflict
     */
    public function fulfil(Notification $notification, callable $fulfil, Report $report): Acknowledgement
    {
        if ($this->pdo->inTransaction()) {
            throw $notification->refuse(
                Code::InvalidArgument,
                'the connection has a transaction open: claim and work are one that is begun and committed here',
            );
        }
        try {
            $this->pdo->beginTransaction();
            [$delivery, $refusal] = $this->claim($notification);
            if ($delivery === Delivery::First) {
                $this->work($notification, $fulfil, $report);
            }
            $this->pdo->commit();
        } catch (AckwellException $problem) {
            $this->rollBack();
            throw $problem;
        } catch (\Throwable $problem) {
            $this->rollBack();
            throw $notification->refuse(
                Code::LedgerUnavailable,
                $problem::class . ': ' . $problem->getMessage(),
                $problem,
            );
        }
        if ($refusal !== null) {
            throw $refusal;
        }
        if ($delivery === Delivery::First) {
            $report->fulfilled($notification);
        }

        return $notification->receiver()->acknowledge();
    }

    /**
     * @param callable(Notification): mixed $fulfil
     *
     * @throws Refusal
     */
    private function work(Notification $notification, callable $fulfil, Report $report): void
    {
        try {
            $printed = Work::run($fulfil, $notification, static function (string $why) use ($notification, $report): void {
                // The connection ends with the process, and the transaction with it.
                $refusal = $notification->refuse(Code::FulfilmentFailed, $why);
                $report->failure($refusal);
                if (Output::isResponse()) {
                    Output::send($refusal->acknowledgement());
                }
            });
        } catch (\Throwable $reason) {
            throw $notification->refuse(Code::FulfilmentFailed, Work::cause($reason), $reason);
        }
        if ($printed > 0) {
            $report->remark(Work::remark($notification, $printed));
        }
    }

    private function rollBack(): void
    {
        try {
            if ($this->pdo->inTransaction()) {
                $this->pdo->rollBack();
            }
        } catch (\PDOException) {
            // A connection that is gone has rolled back.
        }
    }

    /**
     * @param list<mixed> $values
     *
     * @return list<list<int|string|null>>
     *
     * @throws \PDOException
     */
    private function run(string $sql, array $values, bool $reads): array
    {
        $mode = $this->pdo->getAttribute(\PDO::ATTR_ERRMODE);
        $this->pdo->setAttribute(\PDO::ATTR_ERRMODE, \PDO::ERRMODE_EXCEPTION);
        try {
            $statement = $this->pdo->prepare($sql);
            if ($statement === false) {
                throw new \PDOException('the connection cannot prepare the statement');
            }
            foreach ($values as $place => $value) {
                if (\is_array($value) && \is_string($value['hex'] ?? null)) {
                    $statement->bindValue($place + 1, hex2bin($value['hex']), \PDO::PARAM_LOB);
                } else {
                    $statement->bindValue($place + 1, $value, match (true) {
                        $value === null => \PDO::PARAM_NULL,
                        \is_int($value) => \PDO::PARAM_INT,
                        default => \PDO::PARAM_STR,
                    });
                }
            }
            $statement->execute();
            if (!$reads) {
                return [[$statement->rowCount()]];
            }
            /** @var list<list<int|string|null>> $rows */
            $rows = $statement->fetchAll(\PDO::FETCH_NUM);
            $statement->closeCursor();

            return $rows;
        } finally {
            $this->pdo->setAttribute(\PDO::ATTR_ERRMODE, $mode);
        }
    }
}
