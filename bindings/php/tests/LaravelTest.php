<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use Ackwell\AckwellException;
use Ackwell\ConfigError;
use Ackwell\Delivery;
use Ackwell\Laravel\AckwellServiceProvider;
use Ackwell\Laravel\NotificationFulfilled;
use Ackwell\Laravel\NotificationRefused;
use Ackwell\Laravel\Receivers;
use Ackwell\Ledger;
use Ackwell\Provider;
use Ackwell\Request;
use Illuminate\Config\Repository;
use Illuminate\Console\Application as Artisan;
use Illuminate\Container\Container;
use Illuminate\Contracts\Debug\ExceptionHandler;
use Illuminate\Contracts\Events\Dispatcher as Events;
use Illuminate\Events\Dispatcher;
use Illuminate\Http\Request as LaravelRequest;
use PHPUnit\Framework\TestCase;
use Symfony\Component\Console\Output\BufferedOutput;

final class LaravelTest extends TestCase
{
    protected function tearDown(): void
    {
        Artisan::forgetBootstrappers();
        Container::setInstance(null);
    }

    public function testLaravelsContainerMakesReceiversAndTheLedgerFromItsConfiguration(): void
    {
        $app = $this->laravel(Kit::config(
            Kit::LIANLIAN,
            ['ledger' => ['url' => 'memory:'], 'receiver' => ['max_body_bytes' => 4096]],
        ));
        $receiver = $app->make(Receivers::class)->lianLian();
        self::assertSame($receiver, $app->make('ackwell.lianlian'));
        self::assertSame($receiver, $app->make(Receivers::class)->of(Provider::LianLian));
        self::assertSame(Provider::PingPong, $app->make(Receivers::class)->pingPong()->provider);
        $answer = $receiver->handle($this->laravelRequest(), $app->make(Ledger::class), static fn () => null);
        self::assertSame(200, $answer->toSymfony()->getStatusCode());
        self::assertSame([], $app->make('log')->records);
        self::assertFileExists((string) key(AckwellServiceProvider::pathsToPublish(AckwellServiceProvider::class, 'ackwell-config')));
    }

    public function testLaravelHearsOfFailuresWithoutAnyOption(): void
    {
        $app = $this->laravel(Kit::config(Kit::LIANLIAN, ['ledger' => ['url' => 'memory:']]));
        $handler = $app->make(ExceptionHandler::class);
        $receiver = $app->make(Receivers::class)->lianLian();

        $reason = new \RuntimeException('the order table is locked');
        $receiver->handle($this->laravelRequest(), $app->make(Ledger::class), static fn () => throw $reason);
        self::assertSame([$reason], $handler->reported);
        self::assertSame('error', $app->make('log')->records[0][0]);
        self::assertStringContainsString('the order table is locked', $app->make('log')->records[0][1]);
        self::assertSame('fulfilment_failed', $app->make('log')->records[0][2]['code']);

        $receiver->handle(new Request(Kit::tampered(), [], '115.236.102.36'), $app->make(Ledger::class), static fn () => null);
        self::assertCount(1, $handler->reported);
        self::assertStringContainsString('invalid_signature', $app->make('log')->records[1][1]);
    }

    public function testLaravelWithoutAPublishedFileReadsTheEnvironment(): void
    {
        foreach ([
            'LIANLIAN_PUBLIC_KEY' => Kit::config(Kit::LIANLIAN)['lianlian']['public_keys'][0],
            'LIANLIAN_MERCHANT_ID' => '201103171000000000',
            'ACKWELL_LEDGER' => 'memory:',
        ] as $name => $value) {
            $_SERVER[$name] = $value;
        }
        try {
            $app = $this->laravel(null);
            $answer = $app->make(Receivers::class)->lianLian()
                ->handle($this->laravelRequest(), $app->make(Ledger::class), static fn () => null);
            self::assertSame(200, $answer->status);
            $this->expectException(ConfigError::class);
            $app->make(Receivers::class)->pingPong();
        } finally {
            unset($_SERVER['LIANLIAN_PUBLIC_KEY'], $_SERVER['LIANLIAN_MERCHANT_ID'], $_SERVER['ACKWELL_LEDGER']);
        }
    }

    public function testAnEventTellsOfEachFulfilledNotificationOnceAndAfterTheCommit(): void
    {
        [$app, $heard] = $this->listening();
        $ledger = $app->make(Ledger::class);
        $receiver = $app->make(Receivers::class)->lianLian();
        $seen = null;
        $app->make(Events::class)->listen(
            NotificationFulfilled::class,
            static function (NotificationFulfilled $event) use ($ledger, &$seen): void {
                $seen = $ledger->claim($event->notification)->delivery;
            },
        );
        $given = null;
        $fulfil = static function ($notification) use (&$given, $heard): void {
            self::assertCount(0, $heard);
            $given = $notification;
        };
        self::assertSame(200, $receiver->handle($this->laravelRequest(), $ledger, $fulfil)->status);
        self::assertSame(Delivery::Repeat, $seen);
        self::assertSame(200, $receiver->handle($this->laravelRequest(), $ledger, $fulfil)->status);
        self::assertCount(1, $heard);
        self::assertInstanceOf(NotificationFulfilled::class, $heard[0]);
        self::assertSame($given, $heard[0]->notification);
    }

    public function testAnEventTellsOfEachFailureWhereverItIsReported(): void
    {
        [$app, $heard] = $this->listening();
        $ledger = $app->make(Ledger::class);
        $receiver = $app->make(Receivers::class)->lianLian();
        $reported = 0;
        $count = static function () use (&$reported): void {
            $reported++;
        };
        $reason = new \RuntimeException('the order table is locked');
        $receiver->handle($this->laravelRequest(), $ledger, static fn () => throw $reason);
        $receiver->handle($this->laravelRequest(), $ledger, static fn () => false, $count);
        $receiver->handle(new Request(Kit::tampered(), [], '115.236.102.36'), $ledger, static fn () => null);
        $receiver->handle(new Request('', [], '115.236.102.36', 'GET'), $ledger, static fn () => null);

        self::assertContainsOnlyInstancesOf(NotificationRefused::class, $heard);
        self::assertSame(
            ['fulfilment_failed', 'fulfilment_failed', 'invalid_signature'],
            array_map(static fn (NotificationRefused $event): string => $event->reason->code(), (array) $heard),
        );
        self::assertSame($reason, $heard[0]->reason->getPrevious());
        self::assertSame(1, $reported);

        $this->expectExceptionMessage('NotificationRefused cannot be queued');
        serialize($heard[0]);
    }

    public function testAListenerThatThrowsOrPrintsDoesNotChangeTheAnswer(): void
    {
        $problem = new \RuntimeException('no mail server');
        $listener = static function () use ($problem): void {
            ob_start();
            echo 'SUCCESS';
            throw $problem;
        };
        $app = $this->laravel(Kit::config(Kit::LIANLIAN, ['ledger' => ['url' => 'memory:']]));
        $app->make(Events::class)->listen(NotificationFulfilled::class, $listener);
        $app->make(Events::class)->listen(NotificationRefused::class, $listener);
        $ledger = $app->make(Ledger::class);
        $receiver = $app->make(Receivers::class)->lianLian();
        $this->expectOutputString('');

        $answer = $receiver->handle($this->laravelRequest(), $ledger, static fn () => null);
        self::assertSame('{"ret_code":"0000","ret_msg":"ok"}', $answer->body);
        self::assertSame(1, $ledger->status()->counts->committed);
        $tampered = new Request(Kit::tampered(), [], '115.236.102.36');
        self::assertSame(403, $receiver->handle($tampered, $ledger, static fn () => null)->status);
        self::assertSame([$problem, $problem], $app->make(ExceptionHandler::class)->reported);

        // Without an exception handler it is in PHP's error log.
        unset($app[ExceptionHandler::class]);
        $log = Kit::work() . '/listener.log';
        $before = (string) ini_set('error_log', $log);
        try {
            self::assertSame(403, $receiver->handle($tampered, $ledger, static fn () => null)->status);
        } finally {
            ini_set('error_log', $before);
        }
        self::assertStringContainsString('a listener failed: RuntimeException: no mail server', (string) file_get_contents($log));
        unlink($log);
    }

    public function testAFulfilledNotificationIsVerifiedAgainWhereAQueueBringsIt(): void
    {
        $app = $this->laravel(Kit::config(Kit::LIANLIAN, ['ledger' => ['url' => 'memory:']]));
        $queued = null;
        $app->make(Events::class)->listen(
            NotificationFulfilled::class,
            static function (NotificationFulfilled $event) use (&$queued): void {
                $queued = serialize($event);
            },
        );
        $request = $this->laravelRequest();
        $request->headers->set('Cookie', 'session=secret');
        $app->make(Receivers::class)->lianLian()->handle($request, $app->make(Ledger::class), static fn () => null);

        self::assertStringNotContainsString('secret', (string) $queued);
        $event = unserialize((string) $queued);
        self::assertInstanceOf(NotificationFulfilled::class, $event);
        self::assertSame('2013051500001', $event->notification->orderNo);

        $body = Kit::body(Kit::LIANLIAN);
        $forged = str_replace($body, Kit::tampered(), (string) $queued, $count);
        self::assertSame(1, $count);
        try {
            unserialize($forged);
            self::fail('what the queue held was believed');
        } catch (AckwellException $problem) {
            self::assertSame('invalid_signature', $problem->code());
        }
    }

    public function testTheCommandOverdueListsWhatNeverCameAndEndsWith1(): void
    {
        $app = $this->laravel(Kit::config(Kit::LIANLIAN, ['ledger' => ['url' => 'memory:']]), true);
        self::assertSame([0, "no order is overdue\n"], $this->artisan($app, 'ackwell:overdue'));

        $ledger = $app->make(Ledger::class);
        $placed = new \DateTimeImmutable('2026-01-01T00:00:00+00:00');
        $ledger->expectOrder(Provider::LianLian, '201103171000000000', '<info>1</info>', '210.97', 'CNY', $placed);
        $ledger->expectOrder(Provider::LianLian, '201103171000000000', '2', null, null, $placed->modify('+1 hour'));
        $ledger->expectOrder(Provider::LianLian, '201103171000000000', 'not yet');
        self::assertSame([1, "lianlian 201103171000000000 <info>1</info> 210.97 CNY due 2026-01-01 01:00:00 +00:00\n"
            . "lianlian 201103171000000000 2 no amount due 2026-01-01 02:00:00 +00:00\n"], $this->artisan($app, 'ackwell:overdue'));
    }

    public function testTheCommandPruneRemovesWhatIsOlderThanTheConfiguredRetention(): void
    {
        foreach ([90 => 1, 900 => 0] as $days => $removed) {
            $app = $this->laravel(
                Kit::config(Kit::LIANLIAN, ['ledger' => ['url' => 'memory:', 'retention_days' => $days]]),
                true,
            );
            $ledger = $app->make(Ledger::class);
            $ledger->expectOrder(Provider::LianLian, '1', 'old', placedAt: new \DateTimeImmutable('-100 days'));
            $ledger->expectOrder(Provider::LianLian, '1', 'new');
            self::assertSame(
                [0, "removed 0 deliveries, 0 conflicts, $removed orders\n"],
                $this->artisan($app, 'ackwell:prune'),
            );
            self::assertSame(2 - $removed, $ledger->status()->counts->waitingOrders);
        }
    }

    public function testOutsideOfTheConsoleThereAreNoCommands(): void
    {
        $app = $this->laravel(Kit::config(Kit::LIANLIAN, ['ledger' => ['url' => 'memory:']]));
        self::assertFalse((new Artisan($app, $app->make(Events::class), '8'))->has('ackwell:prune'));
    }

    /**
     * An application, and the events that it dispatches.
     *
     * @return array{Container, \ArrayObject<int, object>}
     */
    private function listening(): array
    {
        $app = $this->laravel(Kit::config(Kit::LIANLIAN, ['ledger' => ['url' => 'memory:']]));
        $heard = new \ArrayObject();
        foreach ([NotificationFulfilled::class, NotificationRefused::class] as $event) {
            $app->make(Events::class)->listen($event, static function (object $event) use ($heard): void {
                $heard[] = $event;
            });
        }

        return [$app, $heard];
    }

    /**
     * @return array{int, string} exit code and output
     */
    private function artisan(Container $app, string $command): array
    {
        $output = new BufferedOutput();
        $exit = (new Artisan($app, $app->make(Events::class), '8'))->call($command, [], $output);

        return [$exit, $output->fetch()];
    }

    /**
     * @param array<string, mixed>|null $config
     */
    private function laravel(?array $config, bool $inConsole = false): Container
    {
        Artisan::forgetBootstrappers();
        $app = new class ($inConsole) extends Container {
            public function __construct(private readonly bool $inConsole)
            {
            }

            public function runningInConsole(): bool
            {
                return $this->inConsole;
            }

            public function configPath(string $path = ''): string
            {
                return "/config/$path";
            }
        };
        $app->instance('config', new Repository($config === null ? [] : ['ackwell' => $config]));
        $app->alias('config', \Illuminate\Contracts\Config\Repository::class);
        $app->instance('log', new Log());
        $app->instance(Events::class, new Dispatcher($app));
        Container::setInstance($app);
        $app->instance(ExceptionHandler::class, new class () implements ExceptionHandler {
            /** @var list<\Throwable> */
            public array $reported = [];

            public function report(\Throwable $e): void
            {
                $this->reported[] = $e;
            }

            public function shouldReport(\Throwable $e): bool
            {
                return true;
            }

            public function render($request, \Throwable $e): never
            {
                throw $e;
            }

            public function renderForConsole($output, \Throwable $e): void
            {
            }
        });
        /** @phpstan-ignore-next-line the container stands for the application */
        $provider = new AckwellServiceProvider($app);
        $provider->register();
        $provider->boot();

        return $app;
    }

    private function laravelRequest(): LaravelRequest
    {
        return LaravelRequest::create(
            '/notify',
            'POST',
            [],
            [],
            [],
            ['REMOTE_ADDR' => '115.236.102.36', 'CONTENT_TYPE' => 'text/json;charset=utf-8'],
            Kit::body(Kit::LIANLIAN),
        );
    }
}
