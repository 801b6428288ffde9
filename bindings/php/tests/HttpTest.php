<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use PHPUnit\Framework\TestCase;

/**
 * Real servers on the loopback: the examples, the quickstart, php-fpm behind nginx.
 */
final class HttpTest extends TestCase
{
    private const FORWARDED = ['X-Forwarded-For: 115.236.102.36'];
    private const OK = [200, 'application/json; charset=utf-8', '{"ret_code":"0000","ret_msg":"ok"}'];

    /** @var array<string, string> */
    private array $environment = [];
    private string $folder = '';

    protected function setUp(): void
    {
        $this->folder = Kit::work() . '/http-' . bin2hex(random_bytes(4));
        mkdir($this->folder);
        chmod($this->folder, 0777); // php-fpm's workers are somebody else.
        $config = Kit::config(Kit::LIANLIAN, [
            'receiver' => ['trusted_proxies' => ['127.0.0.1']],
            'ledger' => ['url' => "sqlite://$this->folder/ledger.db"],
        ]);
        file_put_contents("$this->folder/config.json", json_encode($config));
        $this->environment = [
            'ACKWELL_CONFIG' => "$this->folder/config.json",
            'SHOP_ORDERS' => "$this->folder/orders.txt",
            'PHP_CLI_SERVER_WORKERS' => '4',
        ];
    }

    public function testTheExamplePhpPlainAnswersOverPhpsOwnServer(): void
    {
        $this->exercise($this->builtIn(Kit::work() . '/php-plain/public/index.php', ['-d', 'ffi.enable=true']));
    }

    public function testTheExamplePhpPsr15AnswersOverPhpsOwnServer(): void
    {
        // What Composer would bring is taken from Debian.
        $script = "$this->folder/index.php";
        file_put_contents($script, "<?php require '/usr/share/php/Slim/Psr7/autoload.php'; require '"
            . Kit::work() . "/php-psr15/public/index.php';");
        $this->exercise($this->builtIn(
            $script,
            ['-d', 'ffi.enable=true', '-d', 'extension=' . Kit::work() . '/psr.so'],
        ));
    }

    public function testTheQuickstartAnswersAsItIsPrinted(): void
    {
        $text = (string) file_get_contents(Kit::root() . '/docs/quickstart-php.md');
        self::assertSame(1, preg_match('/```php\n(<\?php\n.*?)```/s', $text, $code));
        self::assertSame(1, preg_match('/```text\n(-----BEGIN.*?)```/s', $text, $key));
        self::assertSame(1, preg_match('/```text\n(\d{10}.*?)```/s', $text, $paid));
        self::assertSame(3, preg_match_all('/^\$ curl (.*)\n(.*)$/m', $text, $commands, \PREG_SET_ORDER));
        $shop = "$this->folder/shop";
        mkdir("$shop/public", 0777, true);
        file_put_contents("$shop/public/index.php", $code[1]);
        file_put_contents("$shop/lianlian.pem", $key[1]);
        symlink(Kit::work() . '/app/vendor', "$shop/vendor");
        $server = $this->builtIn("$shop/public/index.php", ['-d', 'ffi.enable=true']);

        foreach ([$commands[0], ...$commands] as [, $arguments, $printed]) {
            preg_match("/ -d '([^']*)'/", $arguments, $body);
            preg_match("/ -H '([^']*)'/", $arguments, $header);
            $answer = $server->send('POST', '/', $body[1], [
                'Content-Type: application/x-www-form-urlencoded', // What curl says.
                ...\array_slice($header, 1),
            ]);
            self::assertSame($printed, $answer[2], $server->log());
        }
        self::assertSame($paid[1], file_get_contents("$shop/paid.txt"));
        self::assertStringContainsString('invalid_signature', $server->log());
        self::assertStringContainsString('untrusted_source', $server->log());
        self::assertSame(['index.php'], array_values(array_diff(scandir("$shop/public") ?: [], ['.', '..'])));
    }

    public function testTheExampleKeepsItsFilesOutOfTheFolderThatIsServed(): void
    {
        $shop = "$this->folder/shop";
        mkdir("$shop/public", 0777, true);
        copy(Kit::work() . '/php-plain/public/index.php', "$shop/public/index.php");
        symlink(Kit::work() . '/app/vendor', "$shop/vendor");
        file_put_contents("$shop/config.json", json_encode(Kit::config(Kit::LIANLIAN, [
            'receiver' => ['trusted_proxies' => ['127.0.0.1']],
            'ledger' => ['url' => 'sqlite:ackwell.db'],
        ])));
        $server = Server::builtIn($this->folder, "$shop/public/index.php", ['-d', 'ffi.enable=true']);
        self::assertSame(self::OK, $server->post('/notify/lianlian', Kit::body(Kit::LIANLIAN), self::FORWARDED), $server->log());
        self::assertFileExists("$shop/ackwell.db");
        self::assertFileExists("$shop/orders.txt");
        self::assertSame(['index.php'], array_values(array_diff(scandir("$shop/public") ?: [], ['.', '..'])));
    }

    public function testPhpsOwnServerWithoutLeaveToCallCSaysWhatToSet(): void
    {
        $server = $this->builtIn(Kit::work() . '/php-plain/public/index.php', ['-d', 'ffi.enable=preload', '-d', 'log_errors=1']);
        self::assertSame(500, $server->post('/notify/lianlian', Kit::body(Kit::LIANLIAN), self::FORWARDED)[0]);
        self::assertStringContainsString('ffi.enable is "preload"', $server->log());
        self::assertStringContainsString('preload.php', $server->log());
    }

    public function testPhpFpmBehindNginxAnswersWithFfiEnabledInThePool(): void
    {
        $this->exercise($this->fpm('php_admin_value[ffi.enable] = true', ''));
    }

    public function testPhpFpmBehindNginxAnswersWithTheLibraryPreloaded(): void
    {
        $preload = Kit::work() . '/php-plain/vendor/ackwell/ackwell/preload.php';
        $this->exercise($this->fpm('', "opcache.enable=1\nopcache.preload=$preload\nopcache.preload_user=www-data"));
    }

    /**
     * @dataProvider waysToCallC
     */
    public function testWhatFfiPreloadKeepsIsUsedByTheRequests(string $pool, string $ini): void
    {
        // A worker that looked for the library itself would not find it.
        $pool .= "\nenv[ACKWELL_LIBRARY] = /nonexistent/libackwell.so";
        $server = $this->fpm($pool, "$ini\nffi.preload={$this->ffiHeader()}");
        self::assertSame(self::OK, $server->post('/notify/lianlian', Kit::body(Kit::LIANLIAN), self::FORWARDED), $server->log());
    }

    /**
     * @dataProvider waysToCallC
     */
    public function testWhatFfiPreloadKeepsOfAnotherReleaseIsRefusedWithWhatToDo(string $pool, string $ini): void
    {
        $file = $this->ffiHeader();
        file_put_contents($file, preg_replace('/ACKWELL_DECLARATIONS = \d+/', 'ACKWELL_DECLARATIONS = 1', (string) file_get_contents($file)));
        $server = $this->fpm($pool, "$ini\nffi.preload=$file");
        self::assertSame(500, $server->post('/notify/lianlian', Kit::body(Kit::LIANLIAN), self::FORWARDED)[0]);
        self::assertStringContainsString('of another release of this package: restart PHP', $server->log());
        self::assertStringContainsString('ackwell-ffi-header', $server->log());
    }

    /**
     * @return array<string, array{string, string}>
     */
    public static function waysToCallC(): array
    {
        $preload = Kit::work() . '/php-plain/vendor/ackwell/ackwell/preload.php';

        return [
            'ffi.enable=true' => ['php_admin_value[ffi.enable] = true', ''],
            'opcache.preload' => ['', "opcache.enable=1\nopcache.preload=$preload\nopcache.preload_user=www-data"],
        ];
    }

    private function ffiHeader(): string
    {
        [$exit, $output] = Kit::php([Kit::work() . '/php-plain/vendor/bin/ackwell-ffi-header']);
        self::assertSame(0, $exit, $output);
        file_put_contents("$this->folder/ackwell.h", $output);

        return "$this->folder/ackwell.h";
    }

    public function testPhpFpmWithNeitherSaysWhatToSet(): void
    {
        $server = $this->fpm('', '');
        self::assertSame(500, $server->post('/notify/lianlian', Kit::body(Kit::LIANLIAN), self::FORWARDED)[0]);
        // nginx and php-fpm cut an entry off after 1024 bytes.
        $entry = substr($server->log(), (int) strpos($server->log(), 'PHP Fatal error'), 1000);
        self::assertStringContainsString('ConfigError: PHP may not call C here: ffi.enable is "preload"', $entry);
        self::assertStringContainsString('php_admin_value[ffi.enable] = true', $entry);
        self::assertStringContainsString('opcache.preload=', $entry);
    }

    /**
     * Genuine, repeated (in turn and simultaneously), tampered, from elsewhere, of the other provider.
     */
    private function exercise(Server $server): void
    {
        $genuine = Kit::body(Kit::LIANLIAN);
        self::assertSame(self::OK, $server->post('/notify/lianlian', $genuine, self::FORWARDED), $server->log());
        self::assertSame(self::OK, $server->post('/notify/lianlian', $genuine, self::FORWARDED));

        self::assertSame(
            [403, 'application/json; charset=utf-8', '{"ret_code":"9999","ret_msg":"invalid_signature"}'],
            $server->post('/notify/lianlian', Kit::tampered(), self::FORWARDED),
        );
        self::assertSame(
            [403, 'application/json; charset=utf-8', '{"ret_code":"9999","ret_msg":"untrusted_source"}'],
            $server->post('/notify/lianlian', $genuine),
        );
        self::assertSame(
            [400, 'text/plain; charset=utf-8', 'FAIL'],
            $server->post('/notify/pingpong', '{', ['X-Forwarded-For: 3.125.243.2']),
        );
        self::assertSame(
            [200, 'text/plain; charset=utf-8', ''],
            $server->post('/notify/pingpong', Kit::body(Kit::PINGPONG), ['X-Forwarded-For: 3.125.243.2']),
        );
        self::assertSame(404, $server->post('/notify/nobody', $genuine)[0]);
        $this->otherRequests($server, $genuine);
        $this->atOnce($server, Kit::body(Kit::EXCHANGE));

        $orders = array_map('trim', file("$this->folder/orders.txt") ?: []);
        sort($orders);
        self::assertSame(
            [
                'paid 2013051500001 210.97 CNY',
                'paid 2013051500001 31.68 USD',
                'paid PMT-PR5GFUNZQP1695182276082 200.000000 USD',
            ],
            $orders,
        );
    }

    /**
     * Other methods, and bodies that are empty, compressed, in chunks, or that PHP has parsed.
     */
    private function otherRequests(Server $server, string $genuine): void
    {
        $before = $server->log();
        foreach (['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'] as $method) {
            [$status, $headers, $body] = $server->send($method, '/notify/lianlian', $genuine, self::FORWARDED);
            self::assertSame([405, 'POST', ''], [$status, $headers['allow'] ?? '', $body], $method);
        }
        self::assertStringNotContainsString('ackwell', substr($server->log(), \strlen($before)));

        self::assertSame(self::OK, $server->post('/notify/lianlian', $genuine, [...self::FORWARDED, 'Transfer-Encoding: chunked']));
        foreach (['application/x-www-form-urlencoded', 'application/json', 'text/plain'] as $type) {
            [$status, , $body] = $server->send('POST', '/notify/lianlian', $genuine, [...self::FORWARDED, "Content-Type: $type"]);
            self::assertSame([200, self::OK[2]], [$status, $body], $type);
        }
        foreach ([
            'nothing' => ['', 'text/json'],
            'gzip' => [(string) gzencode($genuine), 'text/json'],
            'multipart, of which PHP keeps no raw body' => [
                "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n$genuine\r\n--x--\r\n",
                'multipart/form-data; boundary=x',
            ],
        ] as $what => [$body, $type]) {
            $answer = $server->send('POST', '/notify/lianlian', $body, [...self::FORWARDED, "Content-Type: $type"]);
            self::assertSame([400, '{"ret_code":"9999","ret_msg":"malformed_body"}'], [$answer[0], $answer[2]], $what);
            self::assertStringContainsString('malformed_body', substr($server->log(), \strlen($before)), $what);
            $before = $server->log();
        }
    }

    /**
     * The same notification thirty times simultaneously: one of them is fulfilled, and success is told
     * only when it is.
     */
    private function atOnce(Server $server, string $body): void
    {
        $clients = [];
        $message = "POST /notify/lianlian HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/json\r\n"
            . "X-Forwarded-For: 115.236.102.36\r\nConnection: close\r\n"
            . 'Content-Length: ' . \strlen($body) . "\r\n\r\n$body";
        for ($client = 0; $client < 30; $client++) {
            $clients[] = stream_socket_client("tcp://127.0.0.1:$server->port") ?: self::fail('no connection');
        }
        foreach ($clients as $client) {
            fwrite($client, $message);
        }
        $statuses = [];
        foreach ($clients as $client) {
            stream_set_timeout($client, 120);
            $statuses[] = (int) substr((string) fgets($client), 9, 3);
            fclose($client);
        }
        self::assertSame([], array_diff($statuses, [200, 503]), $server->log());
        self::assertContains(200, $statuses);
        self::assertSame(self::OK, $server->post('/notify/lianlian', $body, self::FORWARDED));
    }

    /**
     * @param list<string> $options
     */
    private function builtIn(string $script, array $options): Server
    {
        return Server::builtIn($this->folder, $script, $options, $this->environment);
    }

    private function fpm(string $pool, string $ini): Server
    {
        foreach (['ACKWELL_CONFIG', 'SHOP_ORDERS'] as $name) {
            $pool .= "\nenv[$name] = {$this->environment[$name]}";
        }

        return Server::fpm($this->folder, Kit::work() . '/php-plain/public/index.php', $pool, $ini);
    }
}
