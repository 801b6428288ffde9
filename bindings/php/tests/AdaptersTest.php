<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use Ackwell\AckwellException;
use Ackwell\Ledger;
use Ackwell\LianLian;
use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Request;
use Illuminate\Http\Request as LaravelRequest;
use Nyholm\Psr7\Factory\Psr17Factory;
use Nyholm\Psr7\ServerRequest;
use PHPUnit\Framework\TestCase;
use Psr\Log\LoggerInterface;
use Symfony\Component\DependencyInjection\ContainerBuilder;
use Symfony\Component\HttpFoundation\Request as SymfonyRequest;

final class AdaptersTest extends TestCase
{
    public function testAPsr7RequestIsVerifiedAndAnsweredWithAPsr7Response(): void
    {
        $request = $this->psr7('115.236.102.36');
        $request->getBody()->read(100); // A middleware looked at it.

        $answer = Kit::receiver()->handle($request, Ledger::open('memory:'), static fn () => null);
        $factory = new Psr17Factory();
        foreach ([$answer->toPsr7(), $answer->toPsr7($factory), $answer->toPsr7($factory, $factory)] as $response) {
            self::assertSame(200, $response->getStatusCode());
            self::assertSame('application/json; charset=utf-8', $response->getHeaderLine('Content-Type'));
            self::assertSame('34', $response->getHeaderLine('Content-Length'));
            self::assertSame('{"ret_code":"0000","ret_msg":"ok"}', (string) $response->getBody());
        }
    }

    public function testAPsr7BodyThatIsGoneIsSaidToBeGone(): void
    {
        $stream = (new Psr17Factory())->createStreamFromResource(popen('printf {}', 'r') ?: self::fail('no pipe'));
        $stream->getContents();
        try {
            Request::fromPsr7((new ServerRequest('POST', '/'))->withBody($stream));
            self::fail('an empty body was taken for the request\'s');
        } catch (AckwellException $problem) {
            self::assertSame('invalid_argument', $problem->code());
            self::assertStringContainsString('read before', $problem->getMessage());
        }
    }

    public function testTheForwardingHeadersOfATrustedProxyAreReadFromEveryKindOfRequest(): void
    {
        $receiver = Receiver::fromConfig(Provider::LianLian, Kit::config(
            Kit::LIANLIAN,
            ['receiver' => ['trusted_proxies' => ['10.0.0.0/8']]],
        ));
        $body = Kit::body(Kit::LIANLIAN);
        $server = ['REMOTE_ADDR' => '10.0.0.1', 'HTTP_X_FORWARDED_FOR' => '115.236.102.36'];
        foreach ([
            new Request($body, ['X-Forwarded-For' => '115.236.102.36'], '10.0.0.1'),
            new Request($body, ['x-forwarded-FOR' => ['203.0.113.9', '115.236.102.36']], '10.0.0.1'),
            $this->psr7('10.0.0.1')->withHeader('X-Forwarded-For', '115.236.102.36'),
            SymfonyRequest::create('/', 'POST', server: $server, content: $body),
            LaravelRequest::create('/', 'POST', [], [], [], $server, $body),
        ] as $request) {
            self::assertSame('115.236.102.36', $receiver->verify($request)->source()->address);
        }
        $forged = new Request($body, ['X-Forwarded-For' => '115.236.102.36'], '203.0.113.9');
        try {
            $receiver->verify($forged);
            self::fail('a header of a stranger was believed');
        } catch (AckwellException $problem) {
            self::assertSame('untrusted_source', $problem->code());
        }
    }

    public function testASymfonyRequestIsVerifiedAndAnsweredWhateverTheFrameworkThinksOfItsProxies(): void
    {
        $request = SymfonyRequest::create(
            '/notify',
            'POST',
            server: ['REMOTE_ADDR' => '203.0.113.9', 'HTTP_X_FORWARDED_FOR' => '115.236.102.36'],
            content: Kit::body(Kit::LIANLIAN),
        );
        SymfonyRequest::setTrustedProxies(['203.0.113.9'], SymfonyRequest::HEADER_X_FORWARDED_FOR);
        try {
            self::assertSame('115.236.102.36', $request->getClientIp());
            $answer = Kit::receiver()->handle($request, Ledger::open('memory:'), static fn () => null)->toSymfony();
            self::assertSame(403, $answer->getStatusCode());
            self::assertSame('application/json; charset=utf-8', $answer->headers->get('Content-Type'));
            self::assertSame('{"ret_code":"9999","ret_msg":"untrusted_source"}', $answer->getContent());
        } finally {
            SymfonyRequest::setTrustedProxies([], -1);
        }
    }

    public function testSymfonysContainerMakesAReceiverWithNamedArgumentsAndItsLogger(): void
    {
        $container = new ContainerBuilder();
        $container->register('logger', Log::class)->setPublic(true);
        $container->setAlias(LoggerInterface::class, 'logger');
        $container->register('lianlian', Receiver::class)
            ->setFactory([LianLian::class, 'create'])
            ->setArguments([
                '$publicKeys' => Kit::config(Kit::LIANLIAN)['lianlian']['public_keys'],
                '$merchantIds' => 'any',
            ])
            ->setAutowired(true)
            ->setPublic(true);
        $container->register(Ledger::class, Ledger::class)
            ->setFactory([Ledger::class, 'open'])
            ->setArguments(['$url' => 'memory:', '$leaseSeconds' => 30])
            ->setPublic(true);
        $container->compile();

        $answer = $container->get('lianlian')->handle(
            new Request(Kit::tampered(), [], '115.236.102.36'),
            $container->get(Ledger::class),
            static fn () => null,
        );
        self::assertSame(403, $answer->status);
        self::assertStringContainsString('invalid_signature', $container->get('logger')->records[0][1] ?? '');
    }

    public function testNoInterfaceOfAFrameworkIsNeededToLoadAndUseThePackage(): void
    {
        // Nothing but the package's own autoloader: no PSR, no Symfony, no Laravel.
        $program = '
            require $argv[1];
            $receiver = Ackwell\Receiver::fromConfig(Ackwell\Provider::LianLian, $argv[2]);
            $ledger = Ackwell\Ledger::open("memory:");
            $request = new Ackwell\Request($argv[3], [], "115.236.102.36");
            $answer = $receiver->handle($request, $ledger, fn () => null);
            echo $answer->status;
            try { $answer->toPsr7(); } catch (Ackwell\AckwellException $e) { echo " ", $e->code(); }
            echo interface_exists("Psr\Http\Message\ResponseInterface") ? " psr" : " none";';
        [$exit, $output] = Kit::php(
            ['-r', $program, '--', Kit::autoload(), (string) json_encode(Kit::config(Kit::LIANLIAN)), Kit::body(Kit::LIANLIAN)],
        );
        self::assertSame([0, '200 invalid_argument none'], [$exit, $output]);
    }

    /**
     * @dataProvider otherMethods
     */
    public function testARequestThatIsNoPostIsAnsweredWith405AndNothingIsReported(string $method): void
    {
        $server = ['REMOTE_ADDR' => '115.236.102.36', 'HTTP_X_HTTP_METHOD_OVERRIDE' => 'POST'];
        $body = Kit::body(Kit::LIANLIAN);
        foreach ([
            new Request($body, [], '115.236.102.36', $method),
            $this->psr7('115.236.102.36')->withMethod($method),
            SymfonyRequest::create('/', $method, server: $server, content: $body),
            LaravelRequest::create('/', $method, [], [], [], $server, $body),
        ] as $request) {
            $answer = Kit::receiver()->handle(
                $request,
                Ledger::open('memory:'),
                static fn () => self::fail('fulfilled'),
                static fn () => self::fail('reported'),
            );
            self::assertSame(405, $answer->status);
            self::assertFalse($answer->isSuccess());
            self::assertSame('POST', $answer->toPsr7(new Psr17Factory())->getHeaderLine('Allow'));
            self::assertSame('POST', $answer->toSymfony()->headers->get('Allow'));
        }
    }

    public function testTheMethodIsThatOfTheRequestWhateverAHeaderSays(): void
    {
        $server = ['REMOTE_ADDR' => '115.236.102.36', 'HTTP_X_HTTP_METHOD_OVERRIDE' => 'PUT'];
        $request = SymfonyRequest::create('/', 'POST', server: $server, content: Kit::body(Kit::LIANLIAN));
        self::assertSame('PUT', $request->getMethod());
        self::assertTrue(Kit::receiver()->handle($request, Ledger::open('memory:'), static fn () => null)->isSuccess());
    }

    /**
     * @return list<array{string}>
     */
    public static function otherMethods(): array
    {
        return [['GET'], ['HEAD'], ['PUT'], ['DELETE'], ['OPTIONS'], ['PATCH']];
    }

    private function psr7(string $peer): ServerRequest
    {
        return new ServerRequest(
            'POST',
            'https://shop.example/notify/lianlian',
            ['Content-Type' => 'text/json;charset=utf-8'],
            Kit::body(Kit::LIANLIAN),
            '1.1',
            ['REMOTE_ADDR' => $peer],
        );
    }
}
