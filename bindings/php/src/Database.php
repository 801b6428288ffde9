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
        [$delivery, $code, $cause] = $this->claimed($notification);

        return [$delivery, $code === null ? null : $notification->refuse($code, $cause)];
    }

    /**
     * Makes sure, after the work and before the commit, that the claim is still part of the
     * transaction: PostgreSQL rolls back on COMMIT without an error where a statement failed and the
     * work went on.
     *
     * @throws LedgerError   the database has rolled the transaction back
     * @throws \PDOException
     */
    public function confirm(Notification $notification): void
    {
        $this->native->operation('ackwell_operation_confirm', $notification, $this->driver, $this->run(...));
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
     * @return Settled after a failure nothing is kept but the record of a conflict
     *
     * @throws LedgerError why it could not be claimed
     */
    public function fulfil(Notification $notification, callable $fulfil, Report $report): Settled
    {
        $failed = fn (OutcomeKind $kind, Code $code, string $cause, ?\Throwable $thrown = null): Settled
            => $this->native->settledInTransaction($notification, $kind, $code, $cause, $thrown);
        if ($this->pdo->inTransaction()) {
            return $failed(
                OutcomeKind::Failed,
                Code::InvalidArgument,
                'the connection has a transaction open: claim and work are one that is begun and committed here',
            );
        }
        $delivery = null;
        try {
            $this->pdo->beginTransaction();
            [$delivery, $code, $cause] = $this->claimed($notification);
            if ($delivery === Delivery::First) {
                try {
                    $this->work($notification, $fulfil, $report);
                } catch (\Throwable $reason) {
                    $this->rollBack();

                    return $failed(OutcomeKind::Failed, Code::FulfilmentFailed, Work::cause($reason), $reason);
                }
                $this->confirm($notification);
            }
            $this->pdo->commit();
        } catch (AckwellException $problem) {
            $this->rollBack();
            if ($delivery === null) {
                throw $problem;
            }
            $code = Code::tryFrom($problem->code()) ?? Code::Internal;

            return $failed(OutcomeKind::Failed, $code, $problem->getMessage(), $problem);
        } catch (\Throwable $problem) {
            $this->rollBack();

            return $failed(
                $delivery === null ? OutcomeKind::Unavailable : OutcomeKind::Failed,
                Code::LedgerUnavailable,
                $problem::class . ': ' . $problem->getMessage(),
                $problem,
            );
        }
        $kind = $delivery === Delivery::First ? OutcomeKind::Fulfilled : OutcomeKind::from($delivery->value);

        return $this->native->settledInTransaction($notification, $kind, $code, $cause);
    }

    /**
     * Claims, and says why the delivery must not be fulfilled: the code and the cause.
     *
     * @return array{Delivery, ?Code, string}
     */
    private function claimed(Notification $notification): array
    {
        $claimed = $this->native->operation(
            'ackwell_operation_claim',
            $notification,
            $this->driver,
            $this->run(...),
        );
        $why = $claimed->rowOrNull('refusal');

        return [
            $claimed->word('delivery', Delivery::tryFrom(...)),
            $why?->word('code', Code::tryFrom(...)),
            $why?->text('cause') ?? '',
        ];
    }

    /**
     * @param callable(Notification): mixed $fulfil
     */
    private function work(Notification $notification, callable $fulfil, Report $report): void
    {
        $printed = Work::run($fulfil, $notification, function (string $why) use ($notification, $report): void {
            // The connection ends with the process, and the transaction with it.
            $code = Code::FulfilmentFailed;
            $report->settledAtTheEnd(
                $this->native->settledInTransaction($notification, OutcomeKind::Failed, $code, $why),
            );
        });
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
