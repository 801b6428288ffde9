<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

use Psr\Log\LoggerInterface;

/**
 * LianLian Pay, classic scheme.
 */
final class LianLian
{
    /**
     * Builds a receiver of its notifications.
     *
     *     $receiver = LianLian::create(
     *         publicKeys: [['file' => '/etc/shop/lianlian.pem']],
     *         merchantIds: ['201103171000000000'],
     *     );
     *
     * The core checks the options. An option that is null is one that was not given. In place of a
     * text, `['file' => PATH]` is what a file has (without the line end behind it) and
     * `['env' => NAME]` what an environment variable has.
     *
     * @param iterable<string|array{file: string}|array{env: string}>|string|null $publicKeys
     *     required. LianLian's public keys from the merchant dashboard, as PEM or base64. A
     *     notification is genuine if any of them verifies it, so a key is rotated by listing both
     *     for a while.
     * @param iterable<string|array{file: string}|array{env: string}>|string|null $merchantIds
     *     required. Your own `oid_partner` numbers. LianLian signs for all merchants with one key,
     *     so without them another merchant's payment would pass. `any` accepts every merchant.
     * @param string|null $digest
     *     The hash of the signatures. A body cannot choose it. LianLian signs with `MD5`. One of
     *     `MD5`, `SHA1` and `SHA256`. Default: `MD5`.
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
     * @throws ConfigError naming the option (`lianlian.public_keys`) and what was expected
     */
    public static function create(
        #[\SensitiveParameter]
        iterable|string|null $publicKeys = null,
        iterable|string|null $merchantIds = null,
        ?string $digest = null,
        iterable|string|null $sources = null,
        ?string $sourceMode = null,
        ?iterable $trustedProxies = null,
        ?string $clientAddressHeader = null,
        ?int $maxBodyBytes = null,
        ?LoggerInterface $logger = null,
    ): Receiver {
        return Receiver::fromDocument(
            Provider::LianLian,
            Options::provider(Provider::LianLian, [
                'publicKeys' => $publicKeys,
                'merchantIds' => $merchantIds,
                'digest' => $digest,
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
