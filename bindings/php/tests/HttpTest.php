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
            'SHOP_CONFIG' => "$this->folder/config.json",
            'SHOP_ORDERS' => "$this->folder/orders.txt",
            'PHP_CLI_SERVER_WORKERS' => '4',
        ];
    }

    public function testTheExamplePhpPlainAnswersOverPhpsOwnServer(): void
    {
        $this->exercise($this->builtIn(Kit::work() . '/php-plain/index.php', ['-d', 'ffi.enable=true']));
    }

    public function testTheExamplePhpPsr15AnswersOverPhpsOwnServer(): void
    {
        // What Composer would bring is taken from Debian.
        $script = "$this->folder/index.php";
        file_put_contents($script, "<?php require '/usr/share/php/Slim/Psr7/autoload.php'; require '"
            . Kit::work() . "/php-psr15/index.php';");
        $this->exercise($this->builtIn(
            $script,
            ['-d', 'ffi.enable=true', '-d', 'extension=' . Kit::work() . '/psr.so'],
        ));
    }

    public function testTheQuickstartAnswersAsItIsPrinted(): void
    {
        $text = (string) file_get_contents(Kit::root() . '/docs/quickstart-php.md');
        self::assertSame(1, preg_match('/```php\n(<\?php\n.*?)```/s', $text, $code));
        mkdir("$this->folder/shop");
        file_put_contents("$this->folder/shop/index.php", $code[1]);
        symlink(Kit::work() . '/app/vendor', "$this->folder/shop/vendor");
        $key = Kit::config(Kit::LIANLIAN)['lianlian']['public_keys'][0];
        file_put_contents("$this->folder/shop/lianlian.pem", $key);
        $port = Server::freePort();
        $server = Server::start($port, [[
            \PHP_BINARY, '-d', 'ffi.enable=true', '-S', "127.0.0.1:$port", "$this->folder/shop/index.php",
        ]], "$this->folder/log");

        self::assertSame(self::OK, $server->post('/', Kit::body(Kit::LIANLIAN), self::FORWARDED));
        self::assertSame(self::OK, $server->post('/', Kit::body(Kit::LIANLIAN), self::FORWARDED));
        self::assertSame(403, $server->post('/', Kit::tampered(), self::FORWARDED)[0]);
        self::assertSame("2013051500001 210.97 CNY\n", file_get_contents("$this->folder/shop/paid.txt"));
    }

    public function testPhpsOwnServerWithoutLeaveToCallCSaysWhatToSet(): void
    {
        $server = $this->builtIn(Kit::work() . '/php-plain/index.php', ['-d', 'ffi.enable=preload', '-d', 'log_errors=1']);
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

    public function testPhpFpmWithNeitherSaysWhatToSet(): void
    {
        $server = $this->fpm('', '');
        self::assertSame(500, $server->post('/notify/lianlian', Kit::body(Kit::LIANLIAN), self::FORWARDED)[0]);
        self::assertStringContainsString('ffi.enable is "preload"', $server->log());
        self::assertStringContainsString('php_admin_value[ffi.enable] = true', $server->log());
    }

    /**
     * Genuine, repeated (in turn and at once), tampered, from elsewhere, of the other provider.
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
     * The same notification thirty times at once: one of them is fulfilled, and success is told
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
        $port = Server::freePort();
        $command = [\PHP_BINARY, ...$options, '-S', "127.0.0.1:$port", $script];

        return Server::start($port, [$command], "$this->folder/log", $this->environment);
    }

    private function fpm(string $pool, string $ini): Server
    {
        $fpm = glob('/usr/sbin/php-fpm*')[0] ?? self::fail('php-fpm is not installed');
        $port = Server::freePort();
        $folder = $this->folder;
        $script = Kit::work() . '/php-plain/index.php';
        $environment = '';
        foreach (['SHOP_CONFIG', 'SHOP_ORDERS'] as $name) {
            $environment .= "env[$name] = {$this->environment[$name]}\n";
        }
        file_put_contents("$folder/php.ini", "display_errors=0\nlog_errors=1\n$ini\n");
        file_put_contents("$folder/fpm.conf", <<<CONF
            [global]
            error_log = $folder/fpm.log
            daemonize = no
            [shop]
            user = www-data
            group = www-data
            listen = $folder/fpm.sock
            listen.mode = 0666
            pm = static
            pm.max_children = 4
            catch_workers_output = yes
            php_admin_value[error_log] = $folder/log
            $environment
            $pool
            CONF);
        file_put_contents("$folder/nginx.conf", <<<CONF
            pid $folder/nginx.pid;
            error_log $folder/nginx.log;
            daemon off;
            user www-data;
            events {}
            http {
                access_log off;
                client_body_temp_path $folder/client;
                proxy_temp_path $folder/proxy;
                fastcgi_temp_path $folder/fastcgi;
                uwsgi_temp_path $folder/uwsgi;
                scgi_temp_path $folder/scgi;
                server {
                    listen 127.0.0.1:$port;
                    location / {
                        include /etc/nginx/fastcgi_params;
                        fastcgi_param SCRIPT_FILENAME $script;
                        fastcgi_pass unix:$folder/fpm.sock;
                    }
                }
            }
            CONF);
        touch("$folder/log");
        chmod("$folder/log", 0666);
        $root = \function_exists('posix_geteuid') && posix_geteuid() === 0 ? ['-R'] : [];
        $server = Server::start($port, [
            [$fpm, ...$root, '--nodaemonize', '-y', "$folder/fpm.conf", '-c', "$folder/php.ini"],
            ['nginx', '-p', $folder, '-c', "$folder/nginx.conf"],
        ], "$folder/log");
        for ($try = 0; $try < 2400 && !file_exists("$folder/fpm.sock"); $try++) {
            usleep(50_000);
        }

        return $server;
    }
}
