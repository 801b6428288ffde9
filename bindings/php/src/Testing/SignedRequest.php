<?php

declare(strict_types=1);

namespace Ackwell\Testing;

use Ackwell\Code;
use Ackwell\Kind;
use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Request;
use Ackwell\Row;
use Psr\Http\Message\ServerRequestFactoryInterface;
use Psr\Http\Message\ServerRequestInterface;
use Psr\Http\Message\StreamFactoryInterface;
use Symfony\Component\HttpFoundation\Request as SymfonyRequest;

/**
 * One HTTP request as the provider sends it, by POST.
 */
final class SignedRequest
{
    /**
     * @param Kind                  $kind     its kind
     * @param Provider              $provider who sends it
     * @param Variant               $variant  in which way it is wrong on purpose
     * @param string                $body     the body; post these bytes as they are
     * @param array<string, string> $headers  the content type, and the address that a proxy on this
     *                                        machine saw
     * @param string                $peer     the address from which the test itself connects
     * @param Code|null             $code     what a receiver must refuse it with, if no member was
     *                                        replaced; null for what it must accept
     */
    private function __construct(
        public readonly Kind $kind,
        public readonly Provider $provider,
        public readonly Variant $variant,
        public readonly string $body,
        public readonly array $headers,
        public readonly string $peer,
        public readonly ?Code $code,
        private readonly Receiver $receiver,
    ) {
    }

    /**
     * @internal
     */
    public static function of(Row $made, Receiver $receiver): self
    {
        $headers = [];
        foreach ($made->rows('headers') as $pair) {
            $headers[$pair->text('0')] = $pair->text('1');
        }

        return new self(
            $made->word('kind', Kind::tryFrom(...)),
            $made->provider('provider'),
            $made->word('variant', Variant::tryFrom(...)),
            (string) base64_decode($made->text('body_base64'), true),
            $headers,
            $made->text('peer'),
            $made->wordOrNull('code', Code::tryFrom(...)),
            $receiver,
        );
    }

    /**
     * The request as a receiver takes it.
     */
    public function toRequest(): Request
    {
        return new Request($this->body, $this->headers, $this->peer, 'POST');
    }

    /**
     * The request in PSR-7, for a handler or a middleware.
     *
     * @param ServerRequestFactoryInterface&StreamFactoryInterface $factory such as Nyholm's
     *                                                             `Psr17Factory`
     */
    public function toPsr7(
        ServerRequestFactoryInterface&StreamFactoryInterface $factory,
        string $uri = '/',
    ): ServerRequestInterface {
        $request = $factory->createServerRequest('POST', $uri, ['REMOTE_ADDR' => $this->peer]);
        foreach ($this->headers as $name => $value) {
            $request = $request->withHeader($name, $value);
        }

        return $request->withBody($factory->createStream($this->body));
    }

    /**
     * The request of Symfony's HttpFoundation, for a kernel or a controller; Laravel's is
     * `Illuminate\Http\Request::createFromBase()` of it.
     */
    public function toSymfony(string $uri = '/'): SymfonyRequest
    {
        return SymfonyRequest::create($uri, 'POST', [], [], [], $this->server(), $this->body);
    }

    /**
     * The headers and the peer as `$_SERVER` has them: for Laravel's
     * `$this->call('POST', $uri, [], [], [], $paid->server(), $paid->body)` and Symfony's
     * `$client->request('POST', $uri, [], [], $paid->server(), $paid->body)`.
     *
     * @return array<string, string>
     */
    public function server(): array
    {
        $server = ['REMOTE_ADDR' => $this->peer];
        foreach ($this->headers as $name => $value) {
            $name = strtoupper(strtr($name, '-', '_'));
            $server[$name === 'CONTENT_TYPE' ? $name : "HTTP_$name"] = $value;
        }

        return $server;
    }

    /**
     * Throws unless the provider takes this answer as "received".
     *
     * @throws \AssertionError it would send again; the message says why
     */
    public function assertReceived(int $status, string $body): void
    {
        $judgement = Sender::judge($this->provider, $status, $body);
        if (!$judgement->received) {
            throw new \AssertionError(
                "{$this->provider->value} would send {$this->kind->value} again: $judgement->why; "
                . 'the answer was ' . self::shown($status, $body),
            );
        }
    }

    /**
     * Throws unless this is the answer to a request that was refused with that code.
     *
     * @param Code|null $code default: that of the variant
     *
     * @throws \AssertionError it is another answer
     * @throws \LogicException the request is genuine and no code is given
     */
    public function assertRefused(int $status, string $body, ?Code $code = null): void
    {
        $code ??= $this->code
            ?? throw new \LogicException('the request is genuine: say which code it must be refused with');
        $answer = $this->receiver->refuse($code)->acknowledgement();
        if ($answer->status !== $status || $answer->body !== $body) {
            throw new \AssertionError(
                "expected {$this->kind->value} ({$this->variant->value}) to be refused with $code->value, which is "
                . self::shown($answer->status, $answer->body) . '; the answer was ' . self::shown($status, $body),
            );
        }
    }

    private static function shown(int $status, string $body): string
    {
        $flags = \JSON_UNESCAPED_SLASHES | \JSON_UNESCAPED_UNICODE | \JSON_INVALID_UTF8_SUBSTITUTE;

        return "$status " . (string) json_encode(substr($body, 0, 200), $flags);
    }
}
