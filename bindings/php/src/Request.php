<?php

declare(strict_types=1);

namespace Ackwell;

use Psr\Http\Message\ServerRequestInterface;
use Symfony\Component\HttpFoundation\Request as SymfonyRequest;

/**
 * One HTTP request as the shop's server saw it. Nothing in it is trusted.
 *
 * It may be serialized: put it on a queue and verify it where it arrives.
 */
final class Request
{
    /**
     * @param string                                   $body    byte for byte as it arrived: not
     *                                                          parsed, not re-encoded, not read
     *                                                          line by line
     * @param array<array-key, string|iterable<string>> $headers names and values; a header that
     *                                                          came several times has several
     *                                                          values, in the order of arrival.
     *                                                          Only those that a receiver's
     *                                                          trusted proxies write are read
     * @param string|null                              $peer    the address at the other end of
     *                                                          the connection, `REMOTE_ADDR`;
     *                                                          null for a Unix socket
     * @param string|null                              $method  the HTTP method. Whatever is not
     *                                                          `POST` is not a notification; null
     *                                                          where the router has seen to that
     */
    public function __construct(
        public readonly string $body,
        public readonly array $headers = [],
        public readonly ?string $peer = null,
        public readonly ?string $method = null,
    ) {
    }

    /**
     * What PHP itself received: `php://input` and `$_SERVER`.
     *
     * PHP keeps no raw body of a `multipart/form-data` request: its body is empty here. Providers
     * send JSON, whatever their `Content-Type` says.
     */
    public static function fromGlobals(): self
    {
        $headers = [];
        foreach ($_SERVER as $name => $value) {
            if (\is_string($value) && str_starts_with((string) $name, 'HTTP_')) {
                $headers[strtr(substr((string) $name, 5), '_', '-')] = $value;
            }
        }
        $body = file_get_contents('php://input');

        $method = $_SERVER['REQUEST_METHOD'] ?? null;

        return new self(
            $body === false ? '' : $body,
            $headers,
            self::address($_SERVER),
            \is_string($method) ? $method : null,
        );
    }

    /**
     * A PSR-7 server request. Its body is read from the beginning, and left at its end.
     *
     * @throws AckwellException `invalid_argument` if the body was read before and cannot be read
     *                          again
     */
    public static function fromPsr7(ServerRequestInterface $request): self
    {
        $stream = $request->getBody();
        if (!$stream->isSeekable() && $stream->eof()) {
            throw AckwellException::invalidArgument(
                'the body of the PSR-7 request was read before and cannot be read again: '
                . 'verify it before a middleware parses it',
            );
        }

        return new self(
            (string) $stream,
            $request->getHeaders(),
            self::address($request->getServerParams()),
            $request->getMethod(),
        );
    }

    /**
     * A request of Symfony's HttpFoundation or of Laravel.
     *
     * The address is that of the connection, not what the framework made of the forwarding
     * headers: name the proxies in the receiver's `trustedProxies`.
     */
    public static function fromSymfony(SymfonyRequest $request): self
    {
        $headers = [];
        foreach ($request->headers->all() as $name => $values) {
            $headers[$name] = array_filter(\is_array($values) ? $values : [$values], 'is_string');
        }

        return new self(
            (string) $request->getContent(),
            $headers,
            self::address($request->server->all()),
            // Not getMethod(), which a header or a field of the body may change.
            $request->getRealMethod(),
        );
    }

    /**
     * Whether its method may carry a notification: it is `POST`, or not known.
     */
    public function isPost(): bool
    {
        return $this->method === null || $this->method === 'POST';
    }

    /**
     * @internal
     */
    public static function of(self|ServerRequestInterface|SymfonyRequest $request): self
    {
        return match (true) {
            $request instanceof self => $request,
            $request instanceof ServerRequestInterface => self::fromPsr7($request),
            default => self::fromSymfony($request),
        };
    }

    /**
     * The values of those headers, as pairs of name and value.
     *
     * @internal
     *
     * @param list<string> $names in lower case
     *
     * @return list<array{string, string}>
     */
    public function values(array $names): array
    {
        $found = [];
        foreach ($this->headers as $name => $values) {
            $name = strtolower((string) $name);
            if (\in_array($name, $names, true)) {
                foreach (\is_string($values) ? [$values] : $values as $value) {
                    $found[] = [$name, $value];
                }
            }
        }

        return $found;
    }

    /**
     * What is in `REMOTE_ADDR`. For a connection over a Unix socket nginx writes `unix:`.
     *
     * @param array<array-key, mixed> $server
     */
    private static function address(array $server): ?string
    {
        $address = $server['REMOTE_ADDR'] ?? null;

        return \is_string($address) && $address !== '' && $address !== 'unix:' ? $address : null;
    }
}
