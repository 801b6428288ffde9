<?php

declare(strict_types=1);

namespace Ackwell;

use Psr\Log\LoggerInterface;

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
     * The core checks the options; docs/configuration.md says more about each. An option of null is
     * one that was not given. Wherever a text is expected, `['file' => PATH]` and `['env' => NAME]`
     * stand for what is in a file (without the line end behind it) or in an environment variable.
     *
     * @param string|array{file: string}|array{env: string}|null $salt required: the secret from
     *                                      PingPong's dashboard
     * @param string|array{file: string}|array{env: string}|null $clientId required: the shop's own
     *                                      `clientId`
     * @param iterable<string|array{file: string}|array{env: string}>|string|null $accIds required: the
     *                                      shop's own `accId` numbers, or `'any'` of the client
     * @param string|null $environment `'production'` or `'sandbox'`: picks the published sources.
     *                                 Required unless `sources` names no published list
     * @param iterable<string>|null $hashes `['SHA256']` (the default); `'MD5'` only where PingPong
     *                                      signs so
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
     * @throws ConfigError naming the option (`pingpong.client_id`) and what was expected
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
