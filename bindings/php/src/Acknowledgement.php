<?php

declare(strict_types=1);

namespace Ackwell;

use Psr\Http\Message\ResponseFactoryInterface;
use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\StreamFactoryInterface;
use Symfony\Component\HttpFoundation\Response as SymfonyResponse;

/**
 * What to answer, in the form that the provider expects. Its bytes are fixed: nothing from a
 * request is ever reflected.
 */
final class Acknowledgement
{
    /**
     * @internal the core makes them
     *
     * @param int    $status      the HTTP status
     * @param string $contentType the value of the `Content-Type` header
     * @param string $body        the body, to be sent byte for byte
     * @param array<string, string> $more further headers
     */
    public function __construct(
        public readonly int $status,
        public readonly string $contentType,
        public readonly string $body,
        private readonly array $more = [],
    ) {
    }

    /**
     * What to answer to a request that is not a POST: status 405. `Receiver::handle()` does so by
     * itself.
     */
    public static function methodNotAllowed(): self
    {
        return new self(405, 'text/plain; charset=utf-8', '', ['Allow' => 'POST']);
    }

    /**
     * Every header of the answer, by name.
     *
     * @return array<string, string>
     */
    public function headers(): array
    {
        return [
            'Content-Type' => $this->contentType,
            'Content-Length' => (string) \strlen($this->body),
        ] + $this->more;
    }

    /**
     * Whether this answer makes the provider stop sending.
     */
    public function isSuccess(): bool
    {
        return $this->status >= 200 && $this->status < 300;
    }

    /**
     * Sends it through PHP's own output: for scripts without a framework.
     *
     * What the page printed before is dropped where it is still in a buffer. Where it was sent
     * already (`output_buffering=0`), an error is logged. If the status that was sent with it would
     * make a success of a failure, the worker of php-fpm or of Apache is ended, so that the provider
     * sees a broken answer and sends again.
     */
    public function send(): void
    {
        Output::send($this);
    }

    /**
     * As a PSR-7 response.
     *
     * Without a factory, one that is installed is taken: Nyholm's, Guzzle's, Slim's, Laminas',
     * HttpSoft's. What was printed before is dealt with as in `send()`.
     *
     * @throws AckwellException `invalid_argument` if no factory is given and none is installed
     */
    public function toPsr7(
        ?ResponseFactoryInterface $responses = null,
        ?StreamFactoryInterface $streams = null,
    ): ResponseInterface {
        $responses ??= Psr15\Factories::responses();
        Output::clear($this);
        $response = $responses->createResponse($this->status);
        foreach ($this->headers() as $name => $value) {
            $response = $response->withHeader($name, $value);
        }
        if ($streams !== null) {
            return $response->withBody($streams->createStream($this->body));
        }
        $response->getBody()->write($this->body);

        return $response;
    }

    /**
     * As a response of Symfony's HttpFoundation, which Laravel takes too.
     */
    public function toSymfony(): SymfonyResponse
    {
        Output::clear($this);

        return new SymfonyResponse($this->body, $this->status, $this->headers());
    }
}
