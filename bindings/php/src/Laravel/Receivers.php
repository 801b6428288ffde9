<?php

declare(strict_types=1);

namespace Ackwell\Laravel;

use Ackwell\ConfigError;
use Ackwell\Provider;
use Ackwell\Receiver;

/**
 * The receivers of `config/ackwell.php`, to be injected. Each is made when it is first asked for, so
 * a provider that the shop does not use may stay without its secrets.
 */
final class Receivers
{
    /** @var array<string, Receiver> */
    private array $made = [];

    /**
     * @internal
     *
     * @param \Closure(Provider): Receiver $make
     */
    public function __construct(private readonly \Closure $make)
    {
    }

    /**
     * The receiver of LianLian's notifications.
     *
     * @throws ConfigError naming the member and what was expected
     */
    public function lianLian(): Receiver
    {
        return $this->of(Provider::LianLian);
    }

    /**
     * The receiver of PingPongCheckout's notifications.
     *
     * @throws ConfigError naming the member and what was expected
     */
    public function pingPong(): Receiver
    {
        return $this->of(Provider::PingPong);
    }

    /**
     * The receiver of a provider's notifications.
     *
     * @throws ConfigError naming the member and what was expected
     */
    public function of(Provider $provider): Receiver
    {
        return $this->made[$provider->value] ??= ($this->make)($provider);
    }
}
