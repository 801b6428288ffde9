<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * LianLian Pay, classic scheme.
 */
final class LianLian
{
    /**
     * A receiver of LianLian's notifications.
     *
     *     $receiver = LianLian::create(
     *         publicKeys: [['file' => '/etc/shop/lianlian.pem']],
     *         merchantIds: ['201103171000000000'],
     *     );
     *
     * The options are the members of the configuration document in `camelCase`; the core checks
     * them. What a receiver takes, with every default, is in docs/configuration.md; often used are
     *
     * - `publicKeys`: a list of LianLian's public keys, PEM or one line of base64;
     * - `merchantIds`: the shop's own `oid_partner` numbers, or `'any'`;
     * - `sources`: `'published'` (the default), `'any'`, or a list of addresses and networks;
     * - `sourceMode`: `'enforce'` (the default) or `'report'`;
     * - `digest`: `'MD5'` (the default), `'SHA1'` or `'SHA256'`;
     * - `trustedProxies`: the networks of the shop's own reverse proxies;
     * - `clientAddressHeader`: the header that they write;
     * - `maxBodyBytes`: the longest body that is read.
     *
     * @throws ConfigError naming the option (`lianlian.public_keys[0]`) and what was expected
     */
    public static function create(
        #[\SensitiveParameter]
        mixed ...$options,
    ): Receiver {
        return Receiver::fromDocument(
            Provider::LianLian,
            Options::provider(Provider::LianLian, $options),
        );
    }
}
