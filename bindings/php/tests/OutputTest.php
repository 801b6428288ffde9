<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use PHPUnit\Framework\TestCase;

/**
 * Whatever a page prints, buffers, compresses or ends in: a failure does not leave as a 2xx, and a
 * success does not leave cut. PingPong counts every 2xx but `FAIL` as received.
 */
final class OutputTest extends TestCase
{
    private const PAID = ['200', 'application/json; charset=utf-8', '{"ret_code":"0000","ret_msg":"ok"}'];
    private const FAILED = ['500', 'text/plain; charset=utf-8', 'FAIL'];

    /** In the place of output_buffering: zlib.output_compression=1, and output_handler=ob_gzhandler. */
    private const COMPRESSED = -1;
    private const HANDLED = -2;
    private const BYTE_ORDER_MARK = "\xEF\xBB\xBF";

    /** @var array<string, Server> */
    private static array $servers = [];
    private static string $folder = '';

    public static function setUpBeforeClass(): void
    {
        self::$folder = Kit::work() . '/output-' . bin2hex(random_bytes(4));
        mkdir(self::$folder);
        chmod(self::$folder, 0777);
        file_put_contents(self::$folder . '/front.php', '<?php
            $GLOBALS["folder"] = __DIR__;
            require __DIR__ . parse_url($_SERVER["REQUEST_URI"], PHP_URL_PATH);');
    }

    public static function tearDownAfterClass(): void
    {
        self::$servers = [];
    }

    /**
     * @dataProvider servers
     */
    public function testWhatAFulfilmentPrintsIsNoPartOfTheAnswer(string $sapi, int $buffering): void
    {
        $print = 'echo "debug"; ob_flush(); ob_start(); echo "left open"; ob_flush(); trigger_error("notice");';
        self::assertSame(self::PAID, $this->lianlian($sapi, $buffering, $this->page("$print return;")));
        self::assertStringContainsString('bytes, which were dropped', $this->log($sapi, $buffering));
        self::assertSame(self::FAILED, $this->pingpong($sapi, $buffering, $this->page("$print throw new Exception('no stock');")));
    }

    /**
     * @dataProvider servers
     */
    public function testWhatAPagePrintsBeforeIsDroppedWhileItIsInABuffer(string $sapi): void
    {
        foreach (['', "\n"] as $more) {
            $page = self::BYTE_ORDER_MARK . $more . $this->page('return;');
            self::assertSame(self::PAID, $this->lianlian($sapi, 4096, $page));
            $page = self::BYTE_ORDER_MARK . $more . $this->page('throw new Exception("no stock");');
            self::assertSame(self::FAILED, $this->pingpong($sapi, 4096, $page));
        }
        $buffers = $this->page('return;', 'ob_start(); echo "a"; ob_start(fn ($t) => strtoupper("b$t")); ob_start(); echo "c";');
        self::assertSame(self::PAID, $this->lianlian($sapi, 4096, $buffers));
        self::assertSame(self::PAID, $this->lianlian($sapi, 0, $buffers));
    }

    /**
     * @dataProvider servers
     */
    public function testAStatusOrARedirectionThatTheWorkSetsIsNotThatOfTheAnswer(string $sapi, int $buffering): void
    {
        $set = 'header("Location: /thanks"); header("X-Accel-Redirect: /front.php"); http_response_code(204);';
        self::assertSame(self::PAID, $this->lianlian($sapi, $buffering, $this->page("$set return;")));
        self::assertSame(self::FAILED, $this->pingpong($sapi, $buffering, $this->page("$set return false;")));
    }

    /**
     * @testWith ["fpm"]
     *           ["apache"]
     */
    public function testAFailureWhoseHeadersAreGoneIsABrokenAnswer(string $sapi): void
    {
        foreach (['handle' => '->send();', 'symfony' => '->toSymfony()->send();'] as $way => $after) {
            $page = self::BYTE_ORDER_MARK . $this->page('throw new Exception("no stock");', '', $after);
            [$status, , $body, $whole] = $this->send($sapi, 0, 'pingpong', $page);
            self::assertTrue(!$whole || $status >= 500, "$way: $status $body");
            self::assertStringContainsString('output was sent before the acknowledgement', $this->log($sapi, 0));
        }
        // The worker that was ended has a successor.
        for ($request = 0; $request < 8; $request++) {
            self::assertSame(self::PAID, $this->lianlian($sapi, 0, $this->page('return;')));
        }
    }

    public function testAFailureWhoseHeadersAreGoneIsLoggedByPhpsOwnServer(): void
    {
        $page = self::BYTE_ORDER_MARK . $this->page('throw new Exception("no stock");');
        self::assertSame(200, $this->send('cli-server', 0, 'pingpong', $page)[0]);
        self::assertMatchesRegularExpression(
            '/output was sent before the acknowledgement, at \S+:1: the provider .*, so query the order; remedy: /',
            $this->log('cli-server', 0),
        );
    }

    /**
     * @dataProvider servers
     */
    public function testASuccessWhoseHeadersAreGoneIsNotCut(string $sapi): void
    {
        [$status, , $body, $whole] = $this->send($sapi, 0, 'lianlian', self::BYTE_ORDER_MARK . $this->page('return;'));
        self::assertSame([200, self::BYTE_ORDER_MARK . self::PAID[2], true], [$status, $body, $whole]);
        self::assertStringContainsString('output was sent before the acknowledgement', $this->log($sapi, 0));
    }

    /**
     * @dataProvider servers
     */
    public function testWorkThatEndsTheProcessIsAFailureAndIsLogged(string $sapi, int $buffering): void
    {
        foreach ([
            'exit;' => 'exit() or die()',
            'http_response_code(200); exit;' => 'exit() or die()',
            'trigger_error("no stock", E_USER_ERROR);' => 'fatal error at ',
            'die("debug");' => 'exit() or die()',
            'while (ob_get_level()) { ob_end_clean(); } exit(0);' => 'exit() or die()',
            'set_time_limit(1); while (true) { sqrt(2); }' => 'fatal error at ',
            'require __DIR__ . "/broken.inc";' => '',
        ] as $work => $reason) {
            file_put_contents(self::$folder . '/broken.inc', '<?php abstract final class Broken {} }');
            self::assertSame(self::FAILED, $this->pingpong($sapi, $buffering, $this->page($work)), $work);
            self::assertStringContainsString($reason, $this->log($sapi, $buffering), $work);
        }
    }

    /**
     * @dataProvider servers
     */
    public function testWorkThatRunsOutOfMemoryIsAFailureThoughPhpPrintsItsTextPastEveryBuffer(string $sapi, int $buffering): void
    {
        $page = $this->page('ini_set("memory_limit", "16M"); str_repeat("x", 1 << 26);');
        self::assertSame(500, $this->send($sapi, $buffering, 'pingpong', $page)[0]);
        self::assertStringContainsString('fulfilment ended in a fatal error at ', $this->log($sapi, $buffering));
    }

    /**
     * @dataProvider servers
     */
    public function testWhatNobodyCatchesIsNoSuccessEvenWithDisplayErrors(string $sapi, int $buffering): void
    {
        foreach ([
            'Ackwell\Ledger::open("sqlite:///nonexistent-folder/ledger.db")->migrate();',
            'Ackwell\PingPong::create();',
            '$receiver->verify(new Ackwell\Request("{}", [], "203.0.113.9"));',
            '$receiver->receive(Ackwell\Request::fromGlobals(), Ackwell\Ledger::open("memory:")); throw new Exception("Ackwell");',
        ] as $code) {
            [$status, , $body] = $this->send($sapi, $buffering, 'pingpong', $this->page('return;', $code));
            self::assertSame(500, $status, $body);
            self::assertStringContainsString('Uncaught ', $body);
        }
    }

    /**
     * @dataProvider servers
     */
    public function testAPageThatPrintsTheBodyItselfHasTheStatusOfTheAnswer(string $sapi, int $buffering): void
    {
        $after = '; echo $answer->body;';
        self::assertSame(200, $this->send($sapi, $buffering, 'lianlian', $this->page('return;', '', $after))[0]);
        [$status, , $body] = $this->send($sapi, $buffering, 'pingpong', $this->page('return false;', '', $after));
        self::assertSame([500, 'FAIL'], [$status, $body]);
    }

    /**
     * @dataProvider servers
     */
    public function testABodyThatThePageHasReadBeforeIsReadAgain(string $sapi, int $buffering): void
    {
        $page = $this->page('return;', 'file_get_contents("php://input"); $_POST["a"] ?? null;');
        foreach (['application/json', 'application/x-www-form-urlencoded'] as $type) {
            $answer = $this->send($sapi, $buffering, 'lianlian', $page, ["Content-Type: $type"]);
            self::assertSame([200, self::PAID[2]], [$answer[0], $answer[2]], $type);
        }
    }

    /**
     * @dataProvider servers
     */
    public function testNoCompressionOrOtherHandlerOfOutputChangesTheAnswer(string $sapi, int $buffering): void
    {
        foreach ([
            'ini_set("zlib.output_compression", "1");',
            'ini_set("zlib.output_compression", "1"); echo "debug";',
            'ob_start("ob_gzhandler");',
            'header("Content-Encoding: gzip"); ob_start(static fn (string $text): string => gzencode($text)); echo "debug";',
            'ob_start(static fn (string $text): string => throw new Exception("no handler")); echo "debug";',
            'ob_start("ob_gzhandler"); echo "debug";',
            'ob_start("ob_gzhandler"); ob_start(); echo "debug";',
            'ob_start(static fn (string $text): string => "<!-- $text -->");',
        ] as $code) {
            foreach (['->send();', '->toSymfony()->send();'] as $after) {
                $page = $this->page('return;', $code, $after);
                [$status, $headers, $body, $whole] = $this->send($sapi, $buffering, 'lianlian', $page, ['Accept-Encoding: gzip']);
                self::assertSame([200, self::PAID[2], true], [$status, $body, $whole], "$code $after");
                self::assertArrayNotHasKey('content-encoding', $headers, "$code $after");
            }
        }
    }

    /**
     * @dataProvider compressingServers
     */
    public function testAServerThatCompressesWhatPhpPrintsSendsTheAnswerWhole(string $sapi, int $setting): void
    {
        foreach (['', 'echo "debug";', 'ob_start(); echo "debug";'] as $code) {
            foreach (['->send();', '->toSymfony()->send();'] as $after) {
                foreach ([['lianlian', 'return;', 200, self::PAID[2]], ['pingpong', 'return false;', 500, 'FAIL']] as [$provider, $work, $expected, $text]) {
                    $page = $this->page($work, $code, $after);
                    [$status, $headers, $body, $whole] = $this->send($sapi, $setting, $provider, $page, ['Accept-Encoding: gzip']);
                    self::assertSame([$expected, $text, true], [$status, $body, $whole], "$code $after");
                    self::assertArrayNotHasKey('content-encoding', $headers, "$code $after");
                }
            }
        }
    }

    /**
     * @return iterable<string, array{string, int}>
     */
    public static function compressingServers(): iterable
    {
        foreach (['cli-server', 'fpm', 'apache'] as $sapi) {
            yield "$sapi, zlib.output_compression" => [$sapi, self::COMPRESSED];
            yield "$sapi, output_handler" => [$sapi, self::HANDLED];
        }
    }

    /**
     * @dataProvider servers
     */
    public function testWhatIsPrintedAfterTheAnswerIsNoPartOfIt(string $sapi, int $buffering): void
    {
        $page = $this->page('return;', 'register_shutdown_function(static function (): void { echo "footer"; });', '->send(); echo "more";');
        self::assertSame(self::PAID, $this->lianlian($sapi, $buffering, $page));
        $page = $this->page('throw new Exception("no");', 'register_shutdown_function(static function (): void { echo "footer"; });', '->send(); echo "more";');
        self::assertSame(self::FAILED, $this->pingpong($sapi, $buffering, $page));
    }

    /**
     * @dataProvider servers
     */
    public function testAResponseOfAFrameworkIsNotSpoiltByWhatWasPrintedBefore(string $sapi): void
    {
        $psr7 = '->toPsr7(new Nyholm\Psr7\Factory\Psr17Factory());
            http_response_code($answer->getStatusCode());
            foreach ($answer->getHeaders() as $name => $values) { header("$name: $values[0]"); }
            echo $answer->getBody();';
        foreach ([$psr7, '->toSymfony()->send();'] as $after) {
            $page = self::BYTE_ORDER_MARK . $this->page('echo "debug"; return;', 'echo "notice";', $after);
            self::assertSame(self::PAID, $this->lianlian($sapi, 4096, $page));
            $page = self::BYTE_ORDER_MARK . $this->page('echo "debug"; return false;', 'echo "notice";', $after);
            self::assertSame(self::FAILED, $this->pingpong($sapi, 4096, $page));
        }
    }

    public function testAnAnswerThatTheFulfilmentSendsAwayEarlyIsAFailure(): void
    {
        foreach ([
            ['fpm', 'fastcgi_finish_request();'],
            ['fpm', 'while (ob_get_level()) { ob_end_flush(); } flush();'],
            ['cli-server', 'flush();'],
        ] as [$sapi, $code]) {
            [$status] = $this->send($sapi, 4096, 'pingpong', $this->page("$code throw new Exception('no');"));
            self::assertSame(500, $status, $code);
        }
    }

    /**
     * @dataProvider servers
     */
    public function testWorkGoesOnWhenTheProviderHangsUp(string $sapi, int $buffering): void
    {
        $done = self::$folder . '/done-' . bin2hex(random_bytes(4));
        $page = $this->page("usleep(200_000); for (\$i = 0; \$i < 20; \$i++) { echo 'progress'; flush(); usleep(10_000); } file_put_contents('$done', 'yes');");
        $name = $this->write($page, 'lianlian');
        $server = $this->server($sapi, $buffering);
        $body = Kit::body(Kit::LIANLIAN);
        $client = stream_socket_client("tcp://127.0.0.1:$server->port") ?: self::fail('no connection');
        fwrite($client, "POST /$name HTTP/1.1\r\nHost: shop\r\nContent-Length: " . \strlen($body) . "\r\n\r\n$body");
        usleep(50_000);
        fclose($client);
        for ($try = 0; $try < 600 && !file_exists($done); $try++) {
            usleep(20_000);
        }
        self::assertFileExists($done);
    }

    /**
     * @return iterable<string, array{string, int}>
     */
    public static function servers(): iterable
    {
        foreach (['cli-server', 'fpm', 'apache'] as $sapi) {
            foreach ([0, 4096] as $buffering) {
                yield "$sapi, output_buffering=$buffering" => [$sapi, $buffering];
            }
        }
    }

    /**
     * A page that receives notifications.
     */
    private function page(string $work, string $before = '', string $after = '->send();'): string
    {
        $configs = [
            'lianlian' => ['receiver' => ['trusted_proxies' => []]] + Kit::config(Kit::LIANLIAN),
            'pingpong' => Kit::config(Kit::PINGPONG),
        ];
        foreach ($configs as $provider => &$config) {
            $config[$provider]['sources'] = 'any';
        }

        return '<?php
            require ' . var_export(Kit::autoload(), true) . ';
            require "/usr/share/php/Nyholm/Psr7/autoload.php";
            require "/usr/share/php/Symfony/Component/HttpFoundation/autoload.php";
            $receiver = Ackwell\Receiver::fromConfig(
                Ackwell\Provider::from($_SERVER["QUERY_STRING"]),
                ' . var_export($configs, true) . '[$_SERVER["QUERY_STRING"]],
            );
            ' . $before . '
            $ledger = Ackwell\Ledger::open("memory:");
            $fulfil = static function (Ackwell\Notification $notification) { ' . $work . ' };
            $answer = $receiver->handle(Ackwell\Request::fromGlobals(), $ledger, $fulfil)' . $after;
    }

    private function write(string $page, string $provider): string
    {
        $name = 'page-' . bin2hex(random_bytes(4)) . '.php';
        file_put_contents(self::$folder . "/$name", $page);

        return "$name?$provider";
    }

    /**
     * @param list<string> $headers
     *
     * @return array{int, array<string, string>, string, bool}
     */
    private function send(string $sapi, int $buffering, string $provider, string $page, array $headers = []): array
    {
        $body = Kit::body($provider === 'lianlian' ? Kit::LIANLIAN : Kit::PINGPONG);

        return $this->server($sapi, $buffering)->send('POST', '/' . $this->write($page, $provider), $body, $headers);
    }

    /**
     * @return array{string, string, string}
     */
    private function lianlian(string $sapi, int $buffering, string $page): array
    {
        return $this->whole($this->send($sapi, $buffering, 'lianlian', $page));
    }

    /**
     * @return array{string, string, string}
     */
    private function pingpong(string $sapi, int $buffering, string $page): array
    {
        return $this->whole($this->send($sapi, $buffering, 'pingpong', $page));
    }

    /**
     * @param array{int, array<string, string>, string, bool} $answer
     *
     * @return array{string, string, string}
     */
    private function whole(array $answer): array
    {
        [$status, $headers, $body, $whole] = $answer;

        return [$status . ($whole ? '' : ' cut'), $headers['content-type'] ?? '', $body];
    }

    private function server(string $sapi, int $buffering): Server
    {
        $folder = self::$folder . "/$sapi$buffering";
        if (isset(self::$servers[$folder])) {
            return self::$servers[$folder];
        }
        mkdir($folder);
        chmod($folder, 0777);
        $settings = match ($buffering) {
            self::COMPRESSED => ['zlib.output_compression' => '1', 'output_buffering' => '0'],
            self::HANDLED => ['output_handler' => 'ob_gzhandler', 'output_buffering' => '4096'],
            default => ['output_buffering' => (string) $buffering],
        } + ['ffi.enable' => 'true', 'display_errors' => '1', 'log_errors' => '1'];
        $options = $lines = [];
        foreach ($settings as $name => $value) {
            array_push($options, '-d', "$name=$value");
            $lines[] = "$name=$value";
        }

        $front = self::$folder . '/front.php';

        return self::$servers[$folder] = match ($sapi) {
            'fpm' => Server::fpm($folder, $front, '', implode("\n", $lines)),
            'apache' => Server::apache($folder, $front, $settings),
            default => Server::builtIn($folder, $front, $options),
        };
    }

    private function log(string $sapi, int $buffering): string
    {
        return $this->server($sapi, $buffering)->log();
    }
}
