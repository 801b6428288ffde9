<?php

declare(strict_types=1);

namespace Ackwell;

use Psr\Log\LoggerInterface;

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
     * The core checks the options; docs/configuration.md says more about each. An option of null is
     * one that was not given. Wherever a text is expected, `['file' => PATH]` and `['env' => NAME]`
     * stand for what is in a file (without the line end behind it) or in an environment variable.
     *
     * @param iterable<string|array{file: string}|array{env: string}>|string|null $publicKeys required:
     *                                      LianLian's public keys, PEM or one line of base64. Any of
     *                                      them may vouch
     * @param iterable<string|array{file: string}|array{env: string}>|string|null $merchantIds required:
     *                                      the shop's own `oid_partner` numbers, or `'any'`
     * @param string|null $digest `'MD5'` (the default), `'SHA1'` or `'SHA256'`
     * @param iterable<string>|string|null $sources where notifications may come from: `'published'`
     *                                             (the default), `'any'`, or a list of addresses,
     *                                             networks and names of published lists
     * @param string|null $sourceMode `'enforce'` (the default), or `'report'`: accept from elsewhere
     *                                too, and say in `$notification->source()` what was seen
     * @param iterable<string>|null $trustedProxies addresses and networks of the shop's own reverse
     *                                              proxies, and `'unix'` for one that connects over
     *                                              a Unix socket. Default: none
     * @param string|null $clientAddressHeader `'x-forwarded-for'` or `'forwarded'`: the one that the
     *                                         proxy writes. Default: both, and they must agree
     * @param int|null $maxBodyBytes the longest body that is read, in bytes. Default: 65,536
     * @param LoggerInterface|null $logger where `handle()` logs failures. Default: PHP's error log
     *
     * @throws ConfigError naming the option (`lianlian.public_keys[0]`) and what was expected
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
