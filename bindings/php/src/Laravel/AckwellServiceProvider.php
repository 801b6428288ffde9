<?php

declare(strict_types=1);

namespace Ackwell\Laravel;

use Ackwell\ConfigError;
use Ackwell\Ledger;
use Ackwell\OutcomeKind;
use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Settled;
use Illuminate\Contracts\Config\Repository;
use Illuminate\Contracts\Container\Container;
use Illuminate\Contracts\Events\Dispatcher;
use Illuminate\Support\ServiceProvider;

/**
 * Makes the receivers and the ledger from `config/ackwell.php` once a process.
 *
 * Without that file the environment variables count that the package's own names
 * (`LIANLIAN_PUBLIC_KEY` and so on); `php artisan vendor:publish --tag=ackwell-config` writes a
 * copy to edit. In a controller:
 *
 *     public function __invoke(Request $request, Receivers $receivers, Ledger $ledger): Response
 *     {
 *         return $receivers->lianLian()
 *             ->handle($request, $ledger, fn (Notification $n) => $this->orders->markPaid($n))
 *             ->toSymfony();
 *     }
 *
 * Leave the route out of the middleware group `web`: the provider has no CSRF token. Failures are in
 * Laravel's log, and what the fulfilment threw goes to the exception handler, without any option.
 *
 * Outcomes are events: `NotificationFulfilled` and `NotificationRefused`. The commands
 * `ackwell:overdue` and `ackwell:prune` are for the scheduler.
 */
final class AckwellServiceProvider extends ServiceProvider
{
    private const CONFIG = __DIR__ . '/../../config/ackwell.php';

    public function register(): void
    {
        $this->mergeConfigFrom(self::CONFIG, 'ackwell');
        $this->app->singleton(Receivers::class, static fn (Container $app): Receivers => new Receivers(
            static fn (Provider $provider): Receiver => Receiver::withListener(
                $provider,
                self::config($app, $provider->value),
                new Log($app),
                self::dispatch($app),
            ),
        ));
        foreach (Provider::cases() as $provider) {
            $this->app->singleton(
                "ackwell.$provider->value",
                static function (Container $app) use ($provider): Receiver {
                    /** @var Receivers $receivers */
                    $receivers = $app->make(Receivers::class);

                    return $receivers->of($provider);
                },
            );
        }
        $this->app->singleton(
            Ledger::class,
            static fn (Container $app): Ledger => Ledger::fromConfig(self::config($app, 'ledger')),
        );
    }

    public function boot(): void
    {
        $this->publishes(
            [self::CONFIG => $this->app->configPath('ackwell.php')],
            'ackwell-config',
        );
        if ($this->app->runningInConsole()) {
            $this->commands([OverdueCommand::class, PruneCommand::class]);
        }
    }

    /**
     * Makes an event of each outcome. What a listener throws goes to the exception handler.
     *
     * @return \Closure(Settled): void
     */
    private static function dispatch(Container $app): \Closure
    {
        return static function (Settled $settled) use ($app): void {
            $problem = $settled->problem();
            $event = match (true) {
                $problem !== null => new NotificationRefused($problem),
                $settled->outcome->outcome === OutcomeKind::Fulfilled && $settled->notification !== null
                    => new NotificationFulfilled($settled->notification),
                default => null,
            };
            if ($event === null || !$app->bound(Dispatcher::class)) {
                return;
            }
            try {
                /** @var Dispatcher $events */
                $events = $app->make(Dispatcher::class);
                $events->dispatch($event);
            } catch (\Throwable $thrown) {
                if (!(new Log($app))->report($thrown)) {
                    throw $thrown; // Then it is in PHP's error log.
                }
            }
        };
    }

    /**
     * The sections that one object is made of: its own, and what receivers share.
     *
     * A provider that the shop does not use may stay without its secrets.
     *
     * @return array<array-key, mixed>
     *
     * @throws AckwellException
     */
    private static function config(Container $app, string $section): array
    {
        /** @var Repository $repository */
        $repository = $app->make('config');
        $config = $repository->get('ackwell');
        if (!\is_array($config)) {
            throw ConfigError::at(null, 'config/ackwell.php gives no array: write it again with '
                . 'php artisan vendor:publish --tag=ackwell-config --force');
        }

        return array_intersect_key($config, [$section => true, 'receiver' => true]);
    }
}
