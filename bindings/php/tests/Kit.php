<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Request;

/**
 * The vectors, and what the tests make of them.
 */
final class Kit
{
    public const LIANLIAN = 'lianlian-payment/sample';
    public const EXCHANGE = 'lianlian-exchange-payment/sample';
    public const PINGPONG = 'pingpong-transaction/sample';

    /** @var array<string, array<string, mixed>> */
    private static array $packs = [];

    public static function root(): string
    {
        return (string) getenv('ACKWELL_TEST_ROOT');
    }

    public static function work(): string
    {
        return (string) getenv('ACKWELL_TEST_WORK');
    }

    public static function autoload(): string
    {
        return self::work() . '/app/vendor/autoload.php';
    }

    /**
     * @return array<string, mixed>
     */
    public static function pack(string $file): array
    {
        return self::$packs[$file] ??= json_decode(
            (string) file_get_contents(self::root() . "/tests/vectors/$file.json"),
            true,
            512,
            \JSON_THROW_ON_ERROR | \JSON_BIGINT_AS_STRING,
        );
    }

    /**
     * @return array<string, mixed>
     */
    public static function case(string $id): array
    {
        $pack = self::pack(explode('/', $id)[0]);
        foreach ($pack['cases'] as $case) {
            if ($case['id'] === $id) {
                return $case;
            }
        }
        throw new \LogicException("the pack has no case $id");
    }

    /**
     * Every case that is accepted.
     *
     * @return list<array<string, mixed>>
     */
    public static function accepted(): array
    {
        $cases = [];
        foreach (glob(self::root() . '/tests/vectors/*.json') ?: [] as $file) {
            $pack = self::pack(basename($file, '.json'));
            foreach ($pack['cases'] ?? [] as $case) {
                if ($case['expected']['outcome'] === 'accepted') {
                    $case['config'] = \is_string($case['config']) ? $pack['configs'][$case['config']] : $case['config'];
                    $cases[] = $case;
                }
            }
        }

        return $cases;
    }

    public static function body(string $id): string
    {
        $request = self::case($id)['request'];

        return $request['body'] ?? (string) base64_decode($request['body_base64'], true);
    }

    /**
     * The configuration of a case, with more members.
     *
     * @param array<string, mixed> $more
     *
     * @return array<string, mixed>
     */
    public static function config(string $id, array $more = []): array
    {
        $case = self::case($id);
        $config = \is_string($case['config'])
            ? self::pack(explode('/', $id)[0])['configs'][$case['config']]
            : $case['config'];

        return $more + $config;
    }

    public static function receiver(string $id = self::LIANLIAN): Receiver
    {
        return Receiver::fromConfig(Provider::from(self::case($id)['provider']), self::config($id));
    }

    public static function request(string $id = self::LIANLIAN): Request
    {
        return new Request(self::body($id), [], self::case($id)['request']['peer']);
    }

    /**
     * A body in which one character of a signed value is another.
     */
    public static function tampered(string $id = self::LIANLIAN): string
    {
        $body = self::body($id);
        $amount = self::case($id)['expected']['notification']['amount']['value'];

        return str_replace($amount, '9' . substr($amount, 1), $body);
    }

    /**
     * Runs a PHP program and gives what it wrote.
     *
     * @param list<string>          $arguments
     * @param array<string, string> $environment
     *
     * @return array{int, string} exit code and output
     */
    public static function php(array $arguments, array $environment = []): array
    {
        $process = proc_open(
            [\PHP_BINARY, ...$arguments],
            [1 => ['pipe', 'w'], 2 => ['redirect', 1]],
            $pipes,
            null,
            $environment + getenv(),
        );
        if ($process === false) {
            throw new \RuntimeException('php cannot be started');
        }
        $output = (string) stream_get_contents($pipes[1]);

        return [proc_close($process), $output];
    }
}
