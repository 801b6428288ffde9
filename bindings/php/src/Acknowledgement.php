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
     */
    public function __construct(
        public readonly int $status,
        public readonly string $contentType,
        public readonly string $body,
    ) {
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
     * @throws AckwellException `invalid_argument` if output was sent before: then the provider
     *                          would read something else
     */
    public function send(): void
    {
        if (headers_sent($file, $line)) {
            throw AckwellException::invalidArgument(
                "output was sent before the acknowledgement, at $file:$line",
            );
        }
        http_response_code($this->status);
        header('Content-Type: ' . $this->contentType);
        header('Content-Length: ' . \strlen($this->body));
        echo $this->body;
    }

    /**
     * As a PSR-7 response.
     *
     * Without a factory, one that is installed is taken: Nyholm's, Guzzle's, Slim's, Laminas',
     * HttpSoft's.
     *
     * @throws AckwellException `invalid_argument` if no factory is given and none is installed
     */
    public function toPsr7(
        ?ResponseFactoryInterface $responses = null,
        ?StreamFactoryInterface $streams = null,
    ): ResponseInterface {
        $responses ??= Psr15\Factories::responses();
        $response = $responses->createResponse($this->status)
            ->withHeader('Content-Type', $this->contentType)
            ->withHeader('Content-Length', (string) \strlen($this->body));
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
        return new SymfonyResponse(
            $this->body,
            $this->status,
            ['Content-Type' => $this->contentType, 'Content-Length' => (string) \strlen($this->body)],
        );
    }
}
