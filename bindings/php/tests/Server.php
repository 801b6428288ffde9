<?php

declare(strict_types=1);

namespace Ackwell\Tests;

/**
 * A server process on a free port of the loopback, and requests to it.
 */
final class Server
{
    /** @var list<resource> */
    private array $processes = [];

    private function __construct(public readonly int $port, private readonly string $log)
    {
    }

    public function __destruct()
    {
        $this->stop();
    }

    public static function freePort(): int
    {
        $socket = stream_socket_server('tcp://127.0.0.1:0') ?: throw new \RuntimeException('no port');
        $port = (int) substr((string) strrchr((string) stream_socket_get_name($socket, false), ':'), 1);
        fclose($socket);

        return $port;
    }

    /**
     * @param list<list<string>>    $commands    the last one listens on the port
     * @param array<string, string> $environment
     */
    public static function start(int $port, array $commands, string $log, array $environment = []): self
    {
        $server = new self($port, $log);
        foreach ($commands as $command) {
            // A process group of its own: Apache ends the whole of its group, and PHP's own server
            // leaves its workers behind unless they are ended, too.
            $process = proc_open(
                ['setsid', ...$command],
                [0 => ['file', '/dev/null', 'r'], 1 => ['file', $log, 'a'], 2 => ['file', $log, 'a']],
                $pipes,
                null,
                $environment + getenv(),
            );
            $server->processes[] = $process ?: throw new \RuntimeException("$command[0] cannot be started");
        }
        for ($try = 0; $try < 2400; $try++) {
            $connection = @stream_socket_client("tcp://127.0.0.1:$port", $code, $message, 1);
            if ($connection !== false) {
                fclose($connection);

                return $server;
            }
            usleep(50_000);
        }
        throw new \RuntimeException("nothing listens on port $port:\n" . $server->log());
    }

    /**
     * PHP's own server.
     *
     * @param list<string>          $options
     * @param array<string, string> $environment
     */
    public static function builtIn(string $folder, string $script, array $options, array $environment = []): self
    {
        $port = self::freePort();
        $command = [\PHP_BINARY, ...$options, '-S', "127.0.0.1:$port", $script];

        return self::start($port, [$command], "$folder/log", $environment);
    }

    /**
     * php-fpm behind nginx, for every path one script.
     *
     * @param string $pool  further lines of the pool
     * @param string $ini   further lines of php.ini
     * @param string $nginx further lines of the location
     */
    public static function fpm(string $folder, string $script, string $pool, string $ini, string $nginx = ''): self
    {
        $fpm = glob('/usr/sbin/php-fpm*')[0] ?? throw new \RuntimeException('php-fpm is not installed');
        $port = self::freePort();
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
                        $nginx
                    }
                }
            }
            CONF);
        touch("$folder/log");
        chmod("$folder/log", 0666);
        $root = \function_exists('posix_geteuid') && posix_geteuid() === 0 ? ['-R'] : [];
        $server = self::start($port, [
            [$fpm, ...$root, '--nodaemonize', '-y', "$folder/fpm.conf", '-c', "$folder/php.ini"],
            ['nginx', '-p', $folder, '-c', "$folder/nginx.conf"],
        ], "$folder/log");
        // The file is there a moment before anybody listens.
        for ($try = 0; $try < 2400; $try++) {
            $connection = @stream_socket_client("unix://$folder/fpm.sock");
            if ($connection !== false) {
                fclose($connection);

                return $server;
            }
            usleep(50_000);
        }
        throw new \RuntimeException("php-fpm does not listen:\n" . $server->log());
    }

    /**
     * Apache with mod_php, for every path one script.
     *
     * @param array<string, string> $settings of php.ini
     */
    public static function apache(string $folder, string $script, array $settings): self
    {
        $modules = '/usr/lib/apache2/modules';
        $php = glob("$modules/libphp*.so")[0] ?? throw new \RuntimeException('mod_php is not installed');
        $port = self::freePort();
        $lines = "php_admin_value error_log $folder/log\n";
        foreach ($settings as $name => $value) {
            $lines .= "php_admin_value $name $value\n";
        }
        file_put_contents("$folder/apache.conf", <<<CONF
            ServerRoot $folder
            ServerName localhost
            PidFile $folder/apache.pid
            Listen 127.0.0.1:$port
            User www-data
            Group www-data
            LoadModule mpm_prefork_module $modules/mod_mpm_prefork.so
            LoadModule authz_core_module $modules/mod_authz_core.so
            LoadModule alias_module $modules/mod_alias.so
            LoadModule php_module $php
            ErrorLog $folder/apache.log
            AliasMatch "^/" $script
            <Directory />
                Require all granted
                SetHandler application/x-httpd-php
            </Directory>
            $lines
            CONF);
        touch("$folder/log");
        chmod("$folder/log", 0666);

        return self::start($port, [
            ['/usr/sbin/apache2', '-f', "$folder/apache.conf", '-D', 'FOREGROUND'],
        ], "$folder/log");
    }

    public function stop(): void
    {
        foreach (array_reverse($this->processes) as $process) {
            posix_kill(-proc_get_status($process)['pid'], \SIGTERM);
            proc_close($process);
        }
        $this->processes = [];
    }

    public function log(): string
    {
        return (string) @file_get_contents($this->log);
    }

    /**
     * @param list<string> $headers
     *
     * @return array{int, string, string} status, content type, body
     */
    public function post(string $path, string $body, array $headers = []): array
    {
        [$status, $received, $answer, $whole] = $this->send('POST', $path, $body, [
            'Content-Type: text/json;charset=utf-8',
            ...$headers,
        ]);
        if (!$whole) {
            throw new \RuntimeException("a broken answer:\n" . $this->log());
        }

        return [$status, $received['content-type'] ?? '', $answer];
    }

    /**
     * Sends a request and reads the answer as HTTP says.
     *
     * @param list<string> $headers
     *
     * @return array{int, array<string, string>, string, bool} status (0: none came), headers, body,
     *                                                         whether the answer is whole
     */
    public function send(string $method, string $path, string $body, array $headers = []): array
    {
        $connection = stream_socket_client("tcp://127.0.0.1:$this->port") ?: throw new \RuntimeException('no connection');
        stream_set_timeout($connection, 120);
        $chunked = \in_array('Transfer-Encoding: chunked', $headers, true);
        fwrite($connection, implode("\r\n", [
            "$method $path HTTP/1.1",
            "Host: 127.0.0.1:$this->port",
            'Connection: close',
            ...($chunked ? [] : ['Content-Length: ' . \strlen($body)]),
            ...$headers,
            '',
            $chunked ? dechex(\strlen($body)) . "\r\n$body\r\n0\r\n\r\n" : $body,
        ]));
        $answer = (string) stream_get_contents($connection);
        fclose($connection);
        if (!str_contains($answer, "\r\n\r\n")) {
            return [0, [], $answer, false];
        }
        [$head, $content] = explode("\r\n\r\n", $answer, 2);
        $lines = explode("\r\n", $head);
        $received = [];
        foreach (\array_slice($lines, 1) as $line) {
            [$name, $value] = explode(':', $line, 2);
            $received[strtolower($name)] = trim($value);
        }
        $whole = true;
        if (($received['transfer-encoding'] ?? '') === 'chunked') {
            [$content, $whole] = self::dechunked($content);
        } elseif (isset($received['content-length'])) {
            $whole = \strlen($content) >= (int) $received['content-length'];
            $content = substr($content, 0, (int) $received['content-length']);
        }

        return [(int) substr($lines[0], 9, 3), $received, $content, $whole];
    }

    /**
     * @return array{string, bool} the text, and whether its last chunk came
     */
    private static function dechunked(string $content): array
    {
        $text = '';
        while (preg_match('/\A([0-9a-f]+)\r\n/i', $content, $size) === 1) {
            $length = (int) hexdec($size[1]);
            if ($length === 0) {
                return [$text, true];
            }
            $text .= substr($content, \strlen($size[0]), $length);
            $content = substr($content, \strlen($size[0]) + $length + 2);
        }

        return [$text, false];
    }
}
