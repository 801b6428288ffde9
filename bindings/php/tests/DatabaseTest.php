<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use Ackwell\AckwellException;
use Ackwell\Code;
use Ackwell\Database;
use Ackwell\Delivery;
use Ackwell\EarlierPayment;
use Ackwell\Ledger;
use Ackwell\Notification;
use Ackwell\Outcome;
use Ackwell\OutcomeKind;
use Ackwell\Request;
use Ackwell\Severity;
use PHPUnit\Framework\TestCase;

/**
 * Claims in the transaction of the shop's own PDO connection. tests/networked/one_ledger.py has the
 * same on PostgreSQL and MariaDB, beside other languages.
 */
final class DatabaseTest extends TestCase
{
    private string $file;
    private \PDO $pdo;

    /** @var list<AckwellException> */
    private array $reports = [];

    protected function setUp(): void
    {
        $this->file = tempnam(sys_get_temp_dir(), 'ackwell') . '.db';
        $this->pdo = new \PDO("sqlite:$this->file");
        $this->pdo->exec('CREATE TABLE paid (order_no TEXT)');
        for ($time = 0; $time < 2; $time++) {
            (new Database($this->pdo))->createTables();
        }
    }

    protected function tearDown(): void
    {
        unset($this->pdo);
        array_map('unlink', glob("$this->file*") ?: []);
    }

    public function testClaimAndWorkAreOneTransaction(): void
    {
        $this->pdo->setAttribute(\PDO::ATTR_ERRMODE, \PDO::ERRMODE_SILENT);
        foreach ([fn () => throw new \TypeError('no stock'), fn () => false] as $ends) {
            $answer = $this->answer(function (Notification $notification) use ($ends): mixed {
                $this->pay($notification);

                return $ends();
            });
            self::assertSame([500, '{"ret_code":"9999","ret_msg":"fulfilment_failed"}'], $answer);
            self::assertSame([], $this->rows('SELECT * FROM paid'));
            self::assertSame([], $this->rows('SELECT * FROM ackwell_ledger'));
        }
        self::assertCount(2, $this->reports);
        for ($time = 0; $time < 3; $time++) {
            self::assertSame([200, '{"ret_code":"0000","ret_msg":"ok"}'], $this->answer($this->pay(...)));
        }
        self::assertSame([['2013051500001']], $this->rows('SELECT * FROM paid'));
        $kept = 'SELECT state, token, length(claimant), length(fingerprint) FROM ackwell_ledger';
        self::assertSame([[1, 1, 16, 32]], $this->rows($kept));
        self::assertSame(\PDO::ERRMODE_SILENT, $this->pdo->getAttribute(\PDO::ATTR_ERRMODE));
        self::assertCount(2, $this->reports);
    }

    public function testAConflictIsRecordedAndALeaseOfAnotherKeptTo(): void
    {
        self::assertSame(200, $this->answer($this->pay(...))[0]);
        $this->pdo->exec("UPDATE ackwell_ledger SET amount = '1'");
        for ($time = 1; $time <= 2; $time++) {
            self::assertSame([409, '{"ret_code":"9999","ret_msg":"conflict"}'], $this->answer($this->pay(...)));
            self::assertSame([['1', $time]], $this->rows('SELECT first_amount, times FROM ackwell_conflict'));
        }
        self::assertStringContainsString('another amount: first order 2013051500001, amount 1 CNY', $this->reports[0]->logLine());
        $this->pdo->exec('UPDATE ackwell_ledger SET amount = (SELECT amount FROM ackwell_conflict), state = 0, '
            . 'lease_until_ms = 9999999999999');
        self::assertSame([503, '{"ret_code":"9999","ret_msg":"in_progress"}'], $this->answer($this->pay(...)));
        $notification = Kit::receiver()->verify(Kit::request());
        [$delivery, $refusal] = (new Database($this->pdo))->claim($notification);
        self::assertSame([Delivery::InProgress, 'in_progress'], [$delivery, $refusal?->code()]);
        self::assertCount(1, $this->rows('SELECT * FROM paid'));
    }

    public function testTheLedgerSeesTheSameRows(): void
    {
        self::assertSame(200, $this->answer($this->pay(...))[0]);
        // In a process of its own: the ledger has a SQLite of its own.
        [$code, $output] = Kit::php(['-d', 'ffi.enable=true', '-r', <<<'PHP'
            require $argv[1];
            $ledger = Ackwell\Ledger::open("sqlite://$argv[2]");
            echo $ledger->status()->counts->committed;
            PHP, Kit::autoload(), $this->file]);
        self::assertSame([0, '1'], [$code, $output]);
    }

    public function testAnEarlierPaymentIsFoundInsideTheTransaction(): void
    {
        $found = [];
        $ask = function (Notification $notification) use (&$found): void {
            $found[] = (new Database($this->pdo))->earlierPayment($notification);
        };
        self::assertSame(200, $this->answer($ask)[0]);
        $this->pdo->exec("UPDATE ackwell_ledger SET delivery_key = 'other', transaction_no = '7'");
        self::assertSame(200, $this->answer($ask)[0]);
        self::assertNull($found[0]);
        self::assertInstanceOf(EarlierPayment::class, $found[1]);
        self::assertSame(['7', 'CNY'], [$found[1]->transactionNo, $found[1]->amount?->currency]);
        self::assertLessThan(60, abs($found[1]->fulfilledAt->getTimestamp() - time()));
    }

    public function testATransactionThatIsRolledBackUnderTheWorkHasFailed(): void
    {
        $outcomes = [];
        foreach ([true, false] as $claimed) {
            if (!$claimed) {
                $this->pdo->exec('DROP TABLE ackwell_ledger');
            }
            Kit::receiver()->inTransaction($this->pdo, Kit::request(), function (): void {
                $this->pdo->rollBack();
            }, static function (): void {
            }, static function (Outcome $outcome) use (&$outcomes): void {
                $outcomes[] = [$outcome->outcome, $outcome->code];
            });
        }
        self::assertSame([
            [OutcomeKind::Failed, Code::LedgerUnavailable],
            [OutcomeKind::Unavailable, Code::LedgerUnavailable],
        ], $outcomes);
    }

    public function testWhatCannotBeAskedIsAnsweredWithFailure(): void
    {
        $this->pdo->exec('DROP TABLE ackwell_ledger');
        self::assertSame([503, '{"ret_code":"9999","ret_msg":"ledger_unavailable"}'], $this->answer($this->pay(...)));
        self::assertStringContainsString('no such table', $this->reports[0]->logLine());
        self::assertFalse($this->pdo->inTransaction());
        $this->pdo->beginTransaction();
        self::assertSame(500, $this->answer($this->pay(...))[0]);
        self::assertStringContainsString('has a transaction open', $this->reports[1]->logLine());
        self::assertTrue($this->pdo->inTransaction());
        $this->pdo->rollBack();
        self::assertSame(403, $this->answer($this->pay(...), new Request(Kit::tampered(), [], Kit::request()->peer))[0]);
        self::assertSame([], $this->rows('SELECT * FROM paid'));
    }

    public function testWorkThatEndsTheProcessIsNotKept(): void
    {
        $script = <<<'PHP'
            require $argv[1];
            [, , $file, $config, $body, $peer] = $argv;
            $pdo = new PDO("sqlite:$file");
            $receiver = Ackwell\Receiver::fromConfig(Ackwell\Provider::LianLian, $config);
            $receiver->inTransaction($pdo, new Ackwell\Request($body, [], $peer), function () use ($pdo) {
                $pdo->exec("INSERT INTO paid VALUES ('x')");
                exit(0);
            });
            PHP;
        $request = Kit::request();
        $config = json_encode(Kit::config(Kit::LIANLIAN), \JSON_THROW_ON_ERROR);
        [$code, $output] = Kit::php(['-d', 'ffi.enable=true', '-r', $script, Kit::autoload(), $this->file, $config, $request->body, (string) $request->peer]);
        self::assertSame(0, $code);
        self::assertStringContainsString('fulfilment_failed', $output);
        self::assertStringContainsString('called exit() or die()', $output);
        self::assertSame([], $this->rows('SELECT * FROM paid'));
        self::assertSame([], $this->rows('SELECT * FROM ackwell_ledger'));
    }

    public function testALedgerIsNoDatabase(): void
    {
        self::assertSame(0, Ledger::open('memory:')->status()->counts->committed);
        $this->expectException(AckwellException::class);
        $this->expectExceptionMessage('SQLite, PostgreSQL, MySQL and MariaDB');
        new Database(new class ("sqlite:$this->file") extends \PDO {
            public function getAttribute(int $attribute): mixed
            {
                return $attribute === \PDO::ATTR_DRIVER_NAME ? 'oci' : parent::getAttribute($attribute);
            }
        });
    }

    private function pay(Notification $notification): void
    {
        $this->pdo->prepare('INSERT INTO paid VALUES (?)')->execute([$notification->orderNo]);
    }

    /**
     * @return array{int, string}
     */
    private function answer(callable $fulfil, ?Request $request = null): array
    {
        $answer = Kit::receiver()->inTransaction($this->pdo, $request ?? Kit::request(), $fulfil, function (string $line, Severity $severity, AckwellException $problem): void {
            $this->reports[] = $problem;
        });

        return [$answer->status, $answer->body];
    }

    /**
     * What another connection sees.
     *
     * @return list<list<mixed>>
     */
    private function rows(string $sql): array
    {
        return (new \PDO("sqlite:$this->file"))->query($sql)->fetchAll(\PDO::FETCH_NUM);
    }
}
