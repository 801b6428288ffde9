<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use Ackwell\Code;
use PHPUnit\Framework\TestCase;

final class ConformanceTest extends TestCase
{
    /** @var array<string, array<string, mixed>>|null */
    private static ?array $lines = null;

    /**
     * @dataProvider files
     */
    public function testEveryCaseOfTheFileComesOutAsThePackSays(string $file): void
    {
        $cases = Kit::pack($file)['cases'];
        self::assertNotEmpty($cases);
        foreach ($cases as $case) {
            $line = self::lines()[$case['id']] ?? self::fail("{$case['id']} was not run");
            foreach ($case['expected'] as $name => $value) {
                match ($name) {
                    'says' => self::assertStringContainsString($value, $line['message'], $case['id']),
                    'hides' => self::assertStringNotContainsString($value, $line['message'], $case['id']),
                    default => self::assertSame($value, $line[$name] ?? null, "{$case['id']}: $name"),
                };
            }
            foreach ($case['steps'] ?? [] as $index => $step) {
                $expected = match ($step['do']) {
                    'wait' => 'waited',
                    'handle' => ['fulfilled' => $step['fulfilled'], 'acknowledgement' => $step['acknowledgement']],
                    default => $step['expected'],
                };
                self::assertSame($expected, $line['steps'][$index], "{$case['id']}: step $index");
            }
        }
    }

    /**
     * @return iterable<string, array{string}>
     */
    public static function files(): iterable
    {
        foreach (glob(Kit::root() . '/tests/vectors/*.json') ?: [] as $path) {
            $file = basename($path, '.json');
            if (!\in_array($file, ['errors', 'surface'], true)) {
                yield $file => [$file];
            }
        }
    }

    public function testThePackageOffersWhatEveryLanguageOffers(): void
    {
        $surface = Kit::pack('surface');
        $left = array_filter($surface['left_out'], static fn (array $left): bool => $left['language'] === 'php');
        self::assertSame([], $left, 'this test knows of nothing that PHP leaves out');
        $offered = array_filter(
            self::lines(),
            static fn (string $id): bool => str_starts_with($id, 'surface/'),
            \ARRAY_FILTER_USE_KEY,
        );
        foreach ($surface['lists'] as ['id' => $id, 'names' => $names]) {
            $mine = $offered[$id]['names'] ?? self::fail("$id is not there");
            sort($names);
            sort($mine);
            self::assertSame($names, $mine, $id);
            unset($offered[$id]);
        }
        self::assertSame([], array_keys($offered));
    }

    public function testTheCodesAreThoseOfTheTableNoneMoreAndNoneLess(): void
    {
        $known = array_map(static fn (Code $code): array => [
            'code' => $code->value,
            'number' => $code->number(),
            'http_status' => $code->httpStatus(),
            'severity' => $code->severity()->value,
            'sentence' => $code->sentence(),
            'remedy' => $code->remedy(),
        ], Code::cases());
        self::assertSame(Kit::pack('errors')['codes'], $known);
        foreach ($known as $code) {
            self::assertEquals(
                $code,
                array_diff_key(self::lines()["errors/{$code['code']}"], ['file' => 1, 'id' => 1, 'outcome' => 1]),
            );
        }
    }

    /**
     * @return array<string, array<string, mixed>>
     */
    private static function lines(): array
    {
        if (self::$lines === null) {
            [$exit, $output] = Kit::php([__DIR__ . '/conformance_runner.php', Kit::autoload(), Kit::root() . '/tests/vectors']);
            self::assertSame(0, $exit, substr($output, -2000));
            foreach (explode("\n", trim($output)) as $line) {
                $line = json_decode($line, true, 512, \JSON_THROW_ON_ERROR | \JSON_BIGINT_AS_STRING);
                self::assertArrayNotHasKey($line['id'], self::$lines ?? []);
                self::$lines[$line['id']] = $line;
            }
        }

        return self::$lines ?? [];
    }
}
