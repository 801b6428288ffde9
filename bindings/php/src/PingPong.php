<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * PingPongCheckout v4.
 */
final class PingPong
{
    /**
     * A receiver of PingPongCheckout's notifications.
     *
     *     $receiver = PingPong::create(
     *         salt: ['env' => 'PINGPONG_SALT'],
     *         clientId: '2018092714313010016',
     *         accIds: ['2018092714313010016291'],
     *         environment: 'production',
     *     );
     *
     * The options are the members of the configuration document in `camelCase`; the core checks
     * them. What a receiver takes, with every default, is in docs/configuration.md; often used are
     *
     * - `salt`: the secret from PingPong's dashboard;
     * - `clientId`, `accIds`: the shop's own numbers; `accIds` may be `'any'`;
     * - `environment`: `'production'` or `'sandbox'`, which picks the published sources;
     * - `hashes`: `['SHA256']` (the default), `'MD5'` on request;
     * - `sources`, `sourceMode`, `trustedProxies`, `clientAddressHeader`, `maxBodyBytes`: as for
     *   LianLian.
     *
     * @throws ConfigError naming the option (`pingpong.client_id`) and what was expected
     */
    public static function create(
        #[\SensitiveParameter]
        mixed ...$options,
    ): Receiver {
        return Receiver::fromDocument(
            Provider::PingPong,
            Options::provider(Provider::PingPong, $options),
        );
    }
}
