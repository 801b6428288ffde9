<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use Ackwell\AckwellException;
use Ackwell\Code;
use Ackwell\Conflict;
use Ackwell\Delivery;
use Ackwell\DeliveryState;
use Ackwell\EarlierPayment;
use Ackwell\Ledger;
use Ackwell\LedgerCounts;
use Ackwell\LedgerError;
use Ackwell\LianLian;
use Ackwell\Notification;
use Ackwell\Outcome;
use Ackwell\OutcomeKind;
use Ackwell\Provider;
use Ackwell\Pruned;
use Ackwell\Receiver;
use Ackwell\Refusal;
use Ackwell\Request;
use Ackwell\Severity;
use PHPUnit\Framework\TestCase;

final class LedgerTest extends TestCase
{
    public function testARepeatIsAnsweredWithSuccessAndNotFulfilledAgain(): void
    {
        [$receiver, $ledger, $fulfilled] = [Kit::receiver(), Ledger::open('memory:'), []];
        for ($time = 0; $time < 3; $time++) {
            $answer = $receiver->handle(
                Kit::request(),
                $ledger,
                static function (Notification $notification) use (&$fulfilled): void {
                    $fulfilled[] = $notification->orderNo;
                },
            );
            self::assertSame([200, '{"ret_code":"0000","ret_msg":"ok"}'], [$answer->status, $answer->body]);
        }
        self::assertSame(['2013051500001'], $fulfilled);
        self::assertSame(1, $ledger->status()->counts->committed);
    }

    public function testAFulfilmentThatThrowsIsReportedReleasedAndTriedAgain(): void
    {
        [$receiver, $ledger, $reports] = [Kit::receiver(), Ledger::open('memory:'), []];
        $report = static function (string $line, Severity $severity, AckwellException $problem) use (&$reports): void {
            $reports[] = $problem;
        };
        // A TypeError is no Exception; it must be caught all the same.
        foreach ([new \RuntimeException('no paper'), new \TypeError('no type')] as $reason) {
            $answer = $receiver->handle(Kit::request(), $ledger, static fn () => throw $reason, $report);
            self::assertSame([500, '{"ret_code":"9999","ret_msg":"fulfilment_failed"}'], [$answer->status, $answer->body]);
            $problem = array_pop($reports);
            self::assertSame('fulfilment_failed', $problem?->code());
            self::assertSame($reason, $problem->getPrevious());
        }
        self::assertTrue($receiver->handle(Kit::request(), $ledger, static fn () => null, $report)->isSuccess());
        self::assertSame([], $reports);
    }

    /**
     * @dataProvider unfinished
     */
    public function testAFulfilmentThatReturnsWorkInsteadOfDoingItIsReleasedAndAnsweredWithFailure(mixed $result, string $why): void
    {
        [$receiver, $ledger, $reports] = [Kit::receiver(), Ledger::open('memory:'), []];
        $report = static function (string $line, Severity $severity, AckwellException $problem) use (&$reports): void {
            $reports[] = $problem;
        };
        $answer = $receiver->handle(Kit::request(), $ledger, static fn () => $result, $report);
        self::assertSame([500, '{"ret_code":"9999","ret_msg":"fulfilment_failed"}'], [$answer->status, $answer->body]);
        self::assertCount(1, $reports);
        self::assertSame('fulfilment_failed', $reports[0]->code());
        self::assertStringContainsString($why, $reports[0]->logLine());
        self::assertSame(1, $ledger->status()->counts->released);

        try {
            $receiver->receive(Kit::request(), $ledger)->fulfil(static fn () => $result);
            self::fail('success was answered');
        } catch (Refusal $refusal) {
            self::assertSame('fulfilment_failed', $refusal->code());
        }
        self::assertSame(1, $ledger->status()->counts->released);
    }

    /**
     * @return array<string, array{mixed, string}>
     */
    public static function unfinished(): array
    {
        $generator = static fn (): \Generator => yield 1;
        $promise = new class () {
            public function then(callable $then): void
            {
            }
        };
        $fiber = new \Fiber(static fn () => \Fiber::suspend());
        $suspended = new \Fiber(static fn () => \Fiber::suspend());
        $suspended->start();

        return [
            'false' => [false, 'returned false'],
            'a generator' => [$generator(), 'a generator'],
            'a closure' => [static fn () => null, 'a closure'],
            'a promise' => [$promise, 'a promise'],
            'a future of Amp' => [new \Amp\Future(), 'a promise (Amp\Future)'],
            'promises in an array' => [['a' => 1, 'b' => [$promise]], 'a promise'],
            'a fiber that was not started' => [$fiber, 'a fiber'],
            'a fiber that has not ended' => [$suspended, 'a fiber'],
            'a lazy collection of Laravel' => [\Illuminate\Support\LazyCollection::make(static fn () => yield 1), 'a lazy collection'],
            'an exception that was not thrown' => [new \RuntimeException('no stock'), 'no stock'],
            'an acknowledgement of failure' => [Kit::receiver()->refuse(Code::FulfilmentFailed)->acknowledgement(), 'acknowledgement of failure'],
        ];
    }

    /**
     * @dataProvider finished
     */
    public function testAnyOtherReturnedValueIsSuccess(mixed $result): void
    {
        self::assertTrue(Kit::receiver()->handle(Kit::request(), Ledger::open('memory:'), static fn () => $result)->isSuccess());
    }

    /**
     * @return array<string, array{mixed}>
     */
    public static function finished(): array
    {
        $ended = new \Fiber(static fn () => 1);
        $ended->start();
        $anything = new class () {
            public function __call(string $name, array $arguments): mixed
            {
                return null;
            }
        };

        return [
            'null' => [null], 'true' => [true], 'zero' => [0], 'no text' => [''], 'an empty array' => [[]],
            'rows' => [[['id' => 1]]], 'an object' => [new \stdClass()], 'an iterator' => [new \ArrayIterator([1])],
            'a fiber that has ended' => [$ended],
            'an object that answers to every name' => [$anything],
            'an acknowledgement of success' => [Kit::receiver()->acknowledge()],
        ];
    }

    public function testAChildThatTheFulfilmentForksMayExit(): void
    {
        $program = '
            require $argv[1];
            $receiver = Ackwell\Receiver::fromConfig(Ackwell\Provider::LianLian, $argv[2]);
            $answer = $receiver->handle(
                new Ackwell\Request($argv[3], [], "115.236.102.36"),
                Ackwell\Ledger::open("memory:"),
                static function (): void {
                    $child = pcntl_fork();
                    if ($child === 0) {
                        exit(0);
                    }
                    pcntl_waitpid($child, $status);
                },
            );
            echo $answer->status;';
        [$exit, $output] = Kit::php([
            '-r', $program, '--', Kit::autoload(), (string) json_encode(Kit::config(Kit::LIANLIAN)), Kit::body(Kit::LIANLIAN),
        ]);
        self::assertSame([0, '200'], [$exit, $output]);
    }

    public function testWorkThatEndsAProgramIsLogged(): void
    {
        $program = '
            require $argv[1];
            $receiver = Ackwell\Receiver::fromConfig(Ackwell\Provider::LianLian, $argv[2]);
            $request = new Ackwell\Request($argv[3], [], "115.236.102.36");
            $receiver->handle($request, Ackwell\Ledger::open("memory:"), static fn () => exit(0));';
        [, $output] = Kit::php([
            '-r', $program, '--', Kit::autoload(), (string) json_encode(Kit::config(Kit::LIANLIAN)), Kit::body(Kit::LIANLIAN),
        ]);
        self::assertStringContainsString('the fulfilment called exit() or die()', $output);
    }

    public function testWhatADestructorOfTheReturnedValueThrowsIsAFailure(): void
    {
        // As Laravel's dispatch() and Symfony's HTTP client do their work.
        $dispatch = static fn () => new class () {
            public function __destruct()
            {
                throw new \RuntimeException('the queue is down');
            }
        };
        [$ledger, $reports] = [Ledger::open('memory:'), []];
        $report = static function (string $line, Severity $severity, AckwellException $problem) use (&$reports): void {
            $reports[] = $problem->getPrevious()?->getMessage();
        };
        self::assertSame(500, Kit::receiver()->handle(Kit::request(), $ledger, $dispatch, $report)->status);
        self::assertSame(['the queue is down'], $reports);
        self::assertSame(1, $ledger->status()->counts->released);
    }

    /**
     * @dataProvider generators
     */
    public function testAGeneratorFunctionIsRefusedBeforeAnythingIsClaimed(callable $generator): void
    {
        [$ledger, $reports] = [Ledger::open('memory:'), []];
        $report = static function (string $line, Severity $severity, AckwellException $problem) use (&$reports): void {
            $reports[] = $problem->logLine();
        };
        $answer = Kit::receiver()->handle(Kit::request(), $ledger, $generator, $report);
        self::assertSame([500, '{"ret_code":"9999","ret_msg":"fulfilment_failed"}'], [$answer->status, $answer->body]);
        self::assertStringContainsString('generator function', $reports[0] ?? '');
        self::assertSame(0, array_sum((array) $ledger->status()->counts));
    }

    /**
     * @return array<string, array{callable}>
     */
    public static function generators(): array
    {
        $invokable = new class () {
            public function __invoke(): \Generator
            {
                yield 1;
            }

            public static function paid(): iterable
            {
                yield 1;
            }
        };

        return [
            'closure' => [static function () {
                yield 1;
            }],
            'arrow function' => [static fn () => yield 1],
            'invokable object' => [$invokable],
            'static method' => [[$invokable::class, 'paid']],
            'method of the first-class callable syntax' => [$invokable->paid(...)],
        ];
    }

    public function testWhatAFulfilmentPrintsIsDroppedAndItsLengthIsLogged(): void
    {
        $level = ob_get_level();
        $this->expectOutputString('');
        foreach ([
            static function (): void {
                echo 'debug: the payer is Zhang San';
            },
            static function (): void {
                ob_start();
                echo 'left open';
            },
            static function (): void {
                echo 'before';
                ob_end_clean();
            },
            static function (): void {
                ob_start(static fn () => throw new \LogicException('no handler'));
                echo 'left open';
            },
            static function (): void {
                echo 'debug';
                throw new \RuntimeException('no stock');
            },
        ] as $fulfil) {
            $logger = new Log();
            Kit::receiver()->handle(Kit::request(), Ledger::open('memory:'), $fulfil, $logger);
            self::assertSame($level, ob_get_level());
            self::assertCount(1, $logger->records);
            self::assertStringNotContainsString('Zhang', $logger->records[0][1]);
        }
        $logger = new Log();
        $print = static fn () => print 'debug: the payer is Zhang San';
        Kit::receiver()->handle(Kit::request(), Ledger::open('memory:'), $print, $logger);
        self::assertSame('warning', $logger->records[0][0]);
        self::assertStringContainsString('printed 29 bytes', $logger->records[0][1]);
    }

    public function testFailuresAreLoggedWithoutAnyOption(): void
    {
        $receiver = Kit::receiver();
        $ledger = Ledger::open('memory:');
        $log = $this->errorLog(static function () use ($receiver, $ledger): void {
            $receiver->handle(new Request(Kit::tampered(), [], '115.236.102.36'), $ledger, static fn () => null);
            $receiver->handle(Kit::request(), $ledger, static fn () => throw new \RuntimeException('no stock'));
            $receiver->handle(Kit::request(), $ledger, static fn () => null);
            $receiver->handle(Kit::request(), $ledger, static fn () => null); // A repeat is no failure.
        });
        self::assertCount(2, $log, implode("\n", $log));
        self::assertStringContainsString('invalid_signature', $log[0]);
        self::assertStringContainsString('fulfilment_failed', $log[1]);
        self::assertStringContainsString('no stock', $log[1]);
    }

    public function testALoggerOfPsr3HearsOfFailuresAtTheirLevel(): void
    {
        $logger = new Log();
        $receiver = Receiver::fromConfig(Provider::LianLian, Kit::config(Kit::LIANLIAN), $logger);
        $ledger = Ledger::open('memory:');
        $other = new Log();
        self::assertSame([], $this->errorLog(static function () use ($receiver, $ledger, $other): void {
            $receiver->handle(Kit::request(), $ledger, static fn () => throw new \RuntimeException('no stock'));
            $receiver->handle(new Request(Kit::tampered(), [], '115.236.102.36'), $ledger, static fn () => null, $other);
        }));
        self::assertCount(1, $logger->records);
        self::assertCount(1, $other->records);
        self::assertSame(['error', 'warning'], [$logger->records[0][0], $other->records[0][0]]);
        [$level, $line, $context] = $logger->records[0];
        $problem = $context['exception'];
        self::assertInstanceOf(Refusal::class, $problem);
        self::assertSame([$problem->severity()->value, $problem->logLine()], [$level, $line]);
        self::assertSame(['fulfilment_failed', 'lianlian'], [$context['code'], $context['provider']]);
        self::assertSame('no stock', $problem->getPrevious()?->getMessage());
    }

    public function testACallbackIsGivenTheLineAndItsLevel(): void
    {
        $heard = [];
        $report = static function (string $line, Severity $severity, AckwellException $problem) use (&$heard): void {
            $heard[] = [$line, $severity, $problem->logLine(), $problem->code()];
        };
        $ledger = Ledger::open('memory:');
        Kit::receiver()->handle(Kit::request(), $ledger, static fn () => false, $report);
        Kit::receiver()->handle(Kit::request(), $ledger, static fn () => null, $report);
        $line = $heard[0][0] ?? '';
        self::assertStringContainsString('returned false', $line);
        self::assertSame([[$line, Severity::Error, $line, 'fulfilment_failed']], $heard);
    }

    public function testEveryRequestHasAnOutcomeForCounters(): void
    {
        [$outcomes, $logger, $ledger] = [[], new Log(), Ledger::open('memory:')];
        $count = static function (Outcome $outcome) use (&$outcomes): void {
            $outcomes[] = $outcome;
        };
        $receiver = Kit::receiver();
        $paid = static fn () => null;
        $receiver->handle(Kit::request(), $ledger, static fn () => throw new \RuntimeException('no stock'), $logger, $count);
        $held = $receiver->receive(Kit::request(), $ledger);
        $receiver->handle(Kit::request(), $ledger, $paid, $logger, $count);
        $held->release();
        $receiver->handle(Kit::request(), $ledger, $paid, $logger, $count);
        $receiver->handle(Kit::request(), $ledger, $paid, $logger, $count);
        $receiver->handle(new Request(Kit::tampered(), [], '115.236.102.36'), $ledger, $paid, $logger, $count);
        self::assertSame(
            [
                [OutcomeKind::Failed, Code::FulfilmentFailed, Severity::Error],
                [OutcomeKind::InProgress, Code::InProgress, Severity::Info],
                [OutcomeKind::Fulfilled, null, null],
                [OutcomeKind::Repeat, null, null],
                [OutcomeKind::Refused, Code::InvalidSignature, Severity::Warning],
            ],
            array_map(static fn (Outcome $one): array => [$one->outcome, $one->code, $one->severity], $outcomes),
        );
        self::assertSame(
            ['lianlian.payment', Provider::LianLian, '2013051500001', $held->notification->deliveryKey],
            [$outcomes[2]->kind, $outcomes[2]->provider, $outcomes[2]->orderNo, $outcomes[2]->deliveryKey],
        );
        self::assertStringContainsString('no stock', (string) $outcomes[0]->message);
        self::assertSame($logger->records[0][1], $outcomes[0]->logLine);
        // A success is a line for debugging.
        self::assertSame(['fulfilled', 'repeat'], array_map(static fn (array $one) => $one[1]['outcome'], $logger->debug));
        self::assertSame($outcomes[2]->logLine, $logger->debug[0][0]);
    }

    public function testCountersThatFailDoNotChangeTheAnswer(): void
    {
        $this->expectOutputString('');
        $log = $this->errorLog(static function (): void {
            $broken = static function (): void {
                echo 'counted';
                throw new \RuntimeException('the counter is away');
            };
            $answer = Kit::receiver()->handle(Kit::request(), Ledger::open('memory:'), static fn () => null, null, $broken);
            self::assertSame(200, $answer->status);
        });
        self::assertStringContainsString('the counter is away', $log[0] ?? '');
    }

    public function testAReportThatFailsDoesNotChangeTheAnswer(): void
    {
        $log = $this->errorLog(static function (): void {
            $report = static fn () => throw new \RuntimeException('the disk is full');
            $answer = Kit::receiver()->handle(Kit::request(), Ledger::open('memory:'), static fn () => false, $report);
            self::assertSame(500, $answer->status);
        });
        self::assertStringContainsString('fulfilment_failed', $log[0]);
        self::assertStringContainsString('the disk is full', $log[1]);
    }

    /**
     * What is written to PHP's error log meanwhile.
     *
     * @return list<string>
     */
    private function errorLog(\Closure $act): array
    {
        $file = Kit::work() . '/log-' . bin2hex(random_bytes(4));
        $before = ini_set('error_log', $file);
        try {
            $act();
        } finally {
            ini_set('error_log', (string) $before);
        }

        return file_exists($file) ? (file($file, \FILE_IGNORE_NEW_LINES) ?: []) : [];
    }

    public function testWhileOneWorkerIsAtItAnotherIsAnsweredWithFailure(): void
    {
        [$receiver, $ledger] = [Kit::receiver(), Ledger::open('memory:')];
        $receipt = $receiver->receive(Kit::request(), $ledger);
        self::assertSame(Delivery::First, $receipt->delivery);
        self::assertSame(1, $receipt->token());
        self::assertGreaterThan(50_000, $receipt->remaining());
        self::assertFalse($receipt->acknowledgement()->isSuccess());

        $codes = [];
        $answer = $receiver->handle(
            Kit::request(),
            $ledger,
            static fn () => self::fail('fulfilled twice'),
            static function (string $line, Severity $severity, AckwellException $problem) use (&$codes): void {
                $codes[] = $problem->code();
            },
        );
        self::assertSame([503, ['in_progress']], [$answer->status, $codes]);

        $log = new Log();
        $receiver->handle(Kit::request(), $ledger, static fn () => null, $log);
        self::assertSame('info', $log->records[0][0]);
        self::assertStringContainsString($receipt->notification->deliveryKey, $log->records[0][1]);

        $receipt->extend();
        $receipt->commit();
        $receipt->commit();
        self::assertTrue($receipt->acknowledgement()->isSuccess());
        self::assertSame(Delivery::Repeat, $receiver->receive(Kit::request(), $ledger)->delivery);
        self::assertSame('lease_lost', $this->problem(static fn () => $receipt->release())->code());
    }

    public function testANotificationThatContradictsAnEarlierOneIsAConflict(): void
    {
        $case = Kit::case('ledger/conflict-amount');
        $receiver = Kit::receiver('ledger/conflict-amount');
        $ledger = Ledger::open('memory:');
        $deliveries = [];
        foreach ($case['requests'] as $request) {
            $receipt = $receiver->receive(new Request($request['body'], [], $request['peer']), $ledger);
            $deliveries[] = $receipt->delivery;
            if ($receipt->delivery === Delivery::First) {
                $receipt->commit();
            }
        }
        self::assertContains(Delivery::Conflict, $deliveries);
        $conflict = $receipt->conflict();
        self::assertInstanceOf(Conflict::class, $conflict);
        self::assertSame([['amount'], 1], [$conflict->differs, $conflict->times]);
        self::assertSame($receipt->notification->deliveryKey, $conflict->deliveryKey);
        self::assertSame($receipt->notification->fingerprint(), $conflict->later->fingerprint);
        self::assertSame($receipt->notification->orderNo, $conflict->first->orderNo);
        self::assertTrue($conflict->later->amount?->equals($receipt->notification->amount));
        self::assertFalse($conflict->first->amount?->equals($receipt->notification->amount));
        self::assertEqualsWithDelta(time(), $conflict->lastSeen->getTimestamp(), 5);
        self::assertEquals([$conflict], $ledger->list(conflicts: true)[0]->conflicts);
        $log = new Log();
        $conflicting = array_values($case['requests'])[array_search(Delivery::Conflict, $deliveries, true)];
        $request = new Request($conflicting['body'], [], $conflicting['peer']);
        self::assertSame(409, $receiver->handle($request, $ledger, static fn () => self::fail('fulfilled'), $log)->status);
        self::assertSame(['error', 'conflict'], [$log->records[0][0], $log->records[0][2]['code']]);
    }

    public function testALedgerListsWhatItKeepsPageByPage(): void
    {
        [$receiver, $sign] = $this->ownKey();
        $ledger = Ledger::open('memory:', leaseSeconds: 30, retentionDays: 7);
        foreach (['B' => 'b', 'A' => 'a', 'C' => 'c'] as $order => $transaction) {
            $request = new Request($sign(['no_order' => $order, 'oid_paybill' => $transaction]), [], '115.236.102.36');
            $receipt = $receiver->receive($request, $ledger);
            if ($order !== 'C') {
                $receipt->commit();
            }
        }
        $orders = static fn (array $records): array => array_map(static fn ($record) => $record->orderNo, $records);
        self::assertSame(['A', 'B', 'C'], $orders($ledger->list()));
        self::assertSame(['A', 'B'], $orders($ledger->list(DeliveryState::Committed)));
        self::assertSame([], $ledger->list(conflicts: true));
        $page = $ledger->list(limit: 1);
        self::assertSame(['A'], $orders($page));
        self::assertSame(['B'], $orders($ledger->list(after: $page[0]->deliveryKey, limit: 1)));
        self::assertSame('invalid_argument', $this->problem(static fn () => $ledger->orderHistory("\xFF"))->code());

        $open = $ledger->list(DeliveryState::InProgress)[0];
        self::assertSame(
            [Provider::LianLian, 'lianlian.payment', '201103171000000000', 'C', 'c', 'succeeded', '210.97', 'CNY', 1],
            [
                $open->provider, $open->kind, $open->merchantId, $open->orderNo, $open->transactionNo, $open->status,
                $open->amount?->value, $open->amount?->currency, $open->token,
            ],
        );
        self::assertSame($receipt->notification->fingerprint(), $open->fingerprint);
        self::assertSame(30_000, (int) $open->leaseUntil?->format('Uv') - (int) $open->changedAt->format('Uv'));
        self::assertNull($page[0]->leaseUntil);

        $status = $ledger->status();
        self::assertSame(['memory', 30_000, 7 * 86_400_000], [$status->store, $status->leaseMs, $status->retentionMs]);
        self::assertEquals(new LedgerCounts(1, 0, 2, 0, 0, 0), $status->counts);
    }

    public function testTheHistoryOfAnOrderHoldsItsDeliveriesAndWhatWasExpected(): void
    {
        $ledger = Ledger::open('memory:');
        $ledger->expectOrder(Provider::LianLian, '201103171000000000', '2013051500001', '210.97', 'CNY', new \DateTimeImmutable('-1 hour'));
        $waiting = $ledger->orderHistory('2013051500001');
        self::assertSame([[], null], [$waiting->deliveries, $waiting->expected[0]->resolvedAt]);

        self::assertTrue(Kit::receiver()->handle(Kit::request(), $ledger, static fn () => null)->isSuccess());
        $history = $ledger->orderHistory('2013051500001');
        self::assertSame('2013051500001', $history->orderNo);
        self::assertSame([DeliveryState::Committed], array_map(static fn ($r) => $r->state, $history->deliveries));
        self::assertEqualsWithDelta(time(), $history->expected[0]->resolvedAt?->getTimestamp(), 5);
        self::assertSame('210.97', $history->expected[0]->amount?->value);

        $unknown = $ledger->orderHistory('no such order');
        self::assertSame([[], []], [$unknown->deliveries, $unknown->expected]);
    }

    public function testAReleasedClaimMayBeClaimedAgainAndARepeatCannotBeCommitted(): void
    {
        [$receiver, $ledger] = [Kit::receiver(), Ledger::open('memory:')];
        $notification = $receiver->verify(Kit::request());
        $first = $ledger->claim($notification);
        $first->release();
        $second = $ledger->claim($notification);
        self::assertSame([Delivery::First, 2], [$second->delivery, $second->token()]);
        self::assertSame('lease_lost', $this->problem(static fn () => $first->commit())->code());
        $second->commit();
        $repeat = $ledger->claim($notification);
        self::assertSame(Delivery::Repeat, $repeat->delivery);
        self::assertSame('invalid_argument', $this->problem(static fn () => $repeat->commit())->code());
        self::assertTrue($ledger->reopen($notification->deliveryKey));
        self::assertFalse($ledger->reopen('nothing'));
        self::assertSame(Delivery::First, $ledger->claim($notification)->delivery);
    }

    public function testARefusedRequestIsNotClaimed(): void
    {
        [$receiver, $ledger] = [Kit::receiver(), Ledger::open('memory:')];
        $this->expectException(Refusal::class);
        try {
            $receiver->receive(new Request(Kit::tampered(), [], '115.236.102.36'), $ledger);
        } finally {
            self::assertSame(0, array_sum((array) $ledger->status()->counts));
        }
    }

    public function testWhatACommittedLedgerKnowsIsKnownToTheNextProcess(): void
    {
        $url = 'sqlite://' . Kit::work() . '/ledger-test.db';
        $receiver = Kit::receiver();
        self::assertTrue($receiver->handle(Kit::request(), Ledger::open($url), static fn () => null)->isSuccess());
        $program = '
            require $argv[1];
            $config = $argv[2];
            $receiver = Ackwell\Receiver::fromConfig(Ackwell\Provider::LianLian, $config);
            $request = new Ackwell\Request($argv[3], [], "115.236.102.36");
            echo $receiver->receive($request, Ackwell\Ledger::open($argv[4]))->delivery->value;';
        [$exit, $output] = Kit::php([
            '-r', $program, '--', Kit::autoload(), (string) json_encode(Kit::config(Kit::LIANLIAN)), Kit::body(Kit::LIANLIAN), $url,
        ]);
        self::assertSame([0, 'repeat'], [$exit, $output]);
        self::assertGreaterThan(0, Ledger::open($url)->migrate());
        self::assertEquals(new Pruned(0, 0, 0), Ledger::open($url)->prune());
    }

    public function testALedgerThatCannotBeOpenedSaysSo(): void
    {
        $this->expectException(LedgerError::class);
        Ledger::open('sqlite:///nonexistent-ackwell-folder/ledger.db')->migrate();
    }

    public function testALedgerThatBreaksIsAnsweredWithFailureAndNothingIsFulfilled(): void
    {
        $file = Kit::work() . '/broken.db';
        file_put_contents($file, str_repeat('this is no database ', 1000));
        try {
            $ledger = Ledger::open("sqlite://$file");
        } catch (LedgerError $problem) {
            self::assertSame('ledger_unavailable', $problem->code());

            return;
        }
        $answer = Kit::receiver()->handle(Kit::request(), $ledger, static fn () => self::fail('fulfilled'));
        self::assertSame(503, $answer->status);
    }

    public function testAnOrderWhoseNotificationNeverCameIsDueForAQuery(): void
    {
        $ledger = Ledger::open('memory:');
        $placed = new \DateTimeImmutable('2026-01-01T00:00:00.250+08:00');
        $ledger->expectOrder(Provider::LianLian, '201103171000000000', '2013051500001', '210.97', 'CNY', $placed);
        $ledger->expectOrder(Provider::PingPong, '2018092714313010016291', 'never');
        self::assertSame(2, $ledger->status()->counts->waitingOrders);

        $due = $ledger->overdueOrders($placed->modify('+2 hours'));
        self::assertCount(1, $due);
        self::assertSame(
            [Provider::LianLian, '201103171000000000', '2013051500001', '210.97', 'CNY'],
            [
                $due[0]->provider,
                $due[0]->merchantId,
                $due[0]->orderNo,
                $due[0]->amount?->value,
                $due[0]->amount?->currency,
            ],
        );
        self::assertSame($placed->format('U.v'), $due[0]->placedAt->format('U.v'));
        self::assertSame(3600, $due[0]->dueAt->getTimestamp() - $due[0]->placedAt->getTimestamp());

        Kit::receiver()->handle(Kit::request(), $ledger, static fn () => null);
        self::assertSame([], $ledger->overdueOrders($placed->modify('+2 hours')));
        self::assertTrue($ledger->resolveOrder(Provider::PingPong, '2018092714313010016291', 'never'));
        self::assertFalse($ledger->resolveOrder(Provider::PingPong, '2018092714313010016291', 'never'));
        self::assertSame('invalid_argument', $this->problem(
            static fn () => $ledger->expectOrder(Provider::LianLian, "\xFF", '2'),
        )->code());
    }

    public function testASecondPaymentOfOneOrderFindsTheFirst(): void
    {
        // The fulfilment runs for both: they are two transactions.
        [$receiver, $sign] = $this->ownKey();
        $ledger = Ledger::open('memory:');
        $found = [];
        $before = time();
        foreach (['2013051613121201', '2013051613121202', '2013051613121202'] as $transaction) {
            $request = new Request($sign(['oid_paybill' => $transaction]), [], '115.236.102.36');
            $answer = $receiver->handle($request, $ledger, static function (Notification $n) use ($ledger, &$found): void {
                $found[] = $ledger->earlierPayment($n);
            });
            self::assertTrue($answer->isSuccess());
        }
        self::assertCount(2, $found);
        self::assertNull($found[0]);
        $earlier = $found[1];
        self::assertInstanceOf(EarlierPayment::class, $earlier);
        self::assertSame(
            ['lianlian.payment:201103171000000000:2013051613121201:SUCCESS', '2013051613121201', '210.97', 'CNY'],
            [$earlier->deliveryKey, $earlier->transactionNo, $earlier->amount?->value, $earlier->amount?->currency],
        );
        self::assertGreaterThanOrEqual($before, $earlier->fulfilledAt->getTimestamp());
        self::assertLessThanOrEqual(time(), $earlier->fulfilledAt->getTimestamp());
    }

    public function testAnotherOrderHasNoEarlierPayment(): void
    {
        [$receiver, $sign] = $this->ownKey();
        $ledger = Ledger::open('memory:');
        foreach (['A' => '1', 'B' => '2'] as $order => $transaction) {
            $request = new Request($sign(['no_order' => (string) $order, 'oid_paybill' => $transaction]), [], '115.236.102.36');
            $receiver->handle($request, $ledger, static function (Notification $n) use ($ledger): void {
                self::assertNull($ledger->earlierPayment($n));
            });
        }
        self::assertSame(2, $ledger->status()->counts->committed);
    }

    /**
     * A receiver, and what signs a notification for it: the sample's members, some with other values.
     *
     * @return array{Receiver, \Closure(array<string, string>): string}
     */
    private function ownKey(): array
    {
        $private = openssl_pkey_get_private('file://' . Kit::root() . '/tests/keys/rsa-1024.private.pem');
        $public = openssl_pkey_get_details($private ?: self::fail('no key'))['key'] ?? '';
        $receiver = LianLian::create(publicKeys: [$public], merchantIds: ['201103171000000000']);
        $sample = json_decode(Kit::body(Kit::LIANLIAN), true);
        $sign = static function (array $other) use ($sample, $private): string {
            $members = array_diff_key($other + $sample, ['sign' => '']);
            ksort($members);
            $text = implode('&', array_map(static fn ($name) => "$name=$members[$name]", array_keys($members)));
            openssl_sign($text, $signature, $private, \OPENSSL_ALGO_MD5);

            return (string) json_encode($members + ['sign' => base64_encode($signature)], \JSON_UNESCAPED_UNICODE);
        };

        return [$receiver, $sign];
    }

    private function problem(callable $act): AckwellException
    {
        try {
            $act();
        } catch (AckwellException $problem) {
            return $problem;
        }
        self::fail('nothing was refused');
    }
}
