<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use PHPUnit\Framework\TestCase;

final class RobustnessTest extends TestCase
{
    public function testNothingButARefusalOrATrueNotificationComesOutOfMutatedRequests(): void
    {
        [$exit, $output] = Kit::php([__DIR__ . '/mutated.php', Kit::autoload(), Kit::root() . '/tests/vectors', '120000']);
        self::assertSame(0, $exit, $output);
        self::assertMatchesRegularExpression('/^120000 requests: (\d+) accepted, (\d+) refused\n$/', $output);
        preg_match('/(\d+) accepted, (\d+) refused/', $output, $counts);
        self::assertGreaterThan(100, (int) $counts[1], 'mutations that do not matter are accepted');
        self::assertGreaterThan(50_000, (int) $counts[2]);
    }

    public function testMemoryStaysFlat(): void
    {
        [$exit, $output] = Kit::php([__DIR__ . '/leaks.php', Kit::autoload(), Kit::root() . '/tests/vectors']);
        self::assertSame(0, $exit, $output);
    }
}
