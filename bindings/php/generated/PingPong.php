<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

use Psr\Log\LoggerInterface;

/**
 * PingPongCheckout v4.
 */
final class PingPong
{
    /**
     * Builds a receiver of its notifications.
     *
     *     $receiver = PingPong::create(
     *         salt: ['env' => 'PINGPONG_SALT'],
     *         clientId: '2018092714313010016',
     *         accIds: ['2018092714313010016291'],
     *         environment: 'production',
     *     );
     *
     * The core checks the options. An option that is null is one that was not given. In place of a
     * text, `['file' => PATH]` is what a file has (without the line end behind it) and
     * `['env' => NAME]` what an environment variable has.
     *
     * @param string|array{file: string}|array{env: string}|null $salt
     *     required. The salt from PingPong's dashboard. It is a secret.
     * @param string|array{file: string}|array{env: string}|null $clientId
     *     required. Your own `clientId`.
     * @param iterable<string|array{file: string}|array{env: string}>|string|null $accIds
     *     required. Your own `accId` numbers. `any` accepts every account of the client.
     * @param string|null $environment
     *     Which of PingPong's environments sends: it picks the published sources. Required unless
     *     `$sources` is `any` or has no `published`. One of `production` and `sandbox`.
     * @param iterable<string>|null $hashes
     *     The hashes that signatures may be made with. Add `MD5` only if PingPong signs your
     *     notifications with it. One of `SHA256` and `MD5`. Default: `["SHA256"]`.
     * @param iterable<string>|string|null $sources
     *     Where notifications may come from: `published` is the provider's published list, `any`
     *     accepts every address, and a list has addresses, networks such as `203.0.113.0/24` and
     *     names of published lists. Default: `published`.
     * @param string|null $sourceMode
     *     What happens to a notification from another address: `enforce` refuses it, `report`
     *     accepts it, and the notification's `source` has what was seen. Default: `enforce`.
     * @param iterable<string>|null $trustedProxies
     *     Addresses and networks of your own reverse proxies, and `unix` for one that connects over
     *     a Unix socket. Only their `X-Forwarded-For` and `Forwarded` headers are believed, read
     *     from the right to the first address that is not a proxy.
     * @param string|null $clientAddressHeader
     *     The header that your proxy writes. If it is not set, both are read and must agree. One of
     *     `x-forwarded-for` and `forwarded`.
     * @param int|null $maxBodyBytes
     *     The longest body that is read, in bytes: 1 to 16,777,216. Default: 65,536.
     * @param LoggerInterface|null $logger
     *     where `handle()` logs failures. Default: PHP's error log
     *
     * @throws ConfigError naming the option (`pingpong.salt`) and what was expected
     */
    public static function create(
        #[\SensitiveParameter]
        string|array|null $salt = null,
        string|array|null $clientId = null,
        iterable|string|null $accIds = null,
        ?string $environment = null,
        ?iterable $hashes = null,
        iterable|string|null $sources = null,
        ?string $sourceMode = null,
        ?iterable $trustedProxies = null,
        ?string $clientAddressHeader = null,
        ?int $maxBodyBytes = null,
        ?LoggerInterface $logger = null,
    ): Receiver {
        return Receiver::fromDocument(
            Provider::PingPong,
            Options::provider(Provider::PingPong, [
                'salt' => $salt,
                'clientId' => $clientId,
                'accIds' => $accIds,
                'environment' => $environment,
                'hashes' => $hashes,
                'sources' => $sources,
                'sourceMode' => $sourceMode,
                'trustedProxies' => $trustedProxies,
                'clientAddressHeader' => $clientAddressHeader,
                'maxBodyBytes' => $maxBodyBytes,
            ]),
            $logger,
        );
    }
}
