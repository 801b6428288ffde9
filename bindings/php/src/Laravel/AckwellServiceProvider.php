<?php

declare(strict_types=1);

namespace Ackwell\Laravel;

use Ackwell\AckwellException;
use Ackwell\ConfigError;
use Ackwell\Ledger;
use Ackwell\Provider;
use Ackwell\Receiver;
use Illuminate\Contracts\Config\Repository;
use Illuminate\Contracts\Container\Container;
use Illuminate\Support\ServiceProvider;

/**
 * Makes the receivers and the ledger from `config/ackwell.php` once a process.
 *
 * The file has the shape of the configuration document; `php artisan vendor:publish
 * --tag=ackwell-config` writes a first one. In a controller:
 *
 *     public function __invoke(Request $request, Ledger $ledger): Response
 *     {
 *         return app('ackwell.lianlian')
 *             ->handle($request, $ledger, fn (Notification $n) => $this->orders->markPaid($n))
 *             ->toSymfony();
 *     }
 *
 * Leave the route out of the middleware group `web`: the provider has no CSRF token.
 */
final class AckwellServiceProvider extends ServiceProvider
{
    public function register(): void
    {
        foreach (Provider::cases() as $provider) {
            $this->app->singleton(
                "ackwell.$provider->value",
                static fn (Container $app): Receiver
                    => Receiver::fromConfig($provider, self::config($app, $provider->value)),
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
            [\dirname(__DIR__, 2) . '/config/ackwell.php' => $this->app->configPath('ackwell.php')],
            'ackwell-config',
        );
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
            throw ConfigError::at(null, 'there is no config/ackwell.php: publish it with '
                . 'php artisan vendor:publish --tag=ackwell-config');
        }

        return array_intersect_key($config, [$section => true, 'receiver' => true]);
    }
}
