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
            $process = proc_open(
                $command,
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

    public function stop(): void
    {
        foreach (array_reverse($this->processes) as $process) {
            proc_terminate($process);
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
        $context = stream_context_create(['http' => [
            'method' => 'POST',
            'header' => ['Content-Type: text/json;charset=utf-8', 'Connection: close', ...$headers],
            'content' => $body,
            'ignore_errors' => true,
            'timeout' => 120,
            'follow_location' => 0,
        ]]);
        $http_response_header = [];
        $answer = file_get_contents("http://127.0.0.1:$this->port$path", false, $context);
        if ($answer === false || preg_match('{^HTTP/\S+ (\d+)}', $http_response_header[0] ?? '', $status) !== 1) {
            throw new \RuntimeException("no answer:\n" . $this->log());
        }
        $type = '';
        foreach ($http_response_header as $line) {
            if (stripos($line, 'content-type:') === 0) {
                $type = trim(substr($line, 13));
            }
        }

        return [(int) $status[1], $type, $answer];
    }
}
