<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use Psr\Log\AbstractLogger;

/**
 * A PSR-3 logger that keeps what is logged.
 */
final class Log extends AbstractLogger
{
    /** @var list<array{mixed, string, array<string, mixed>}> level, message, context */
    public array $records = [];

    /**
     * @param mixed                $level
     * @param string|\Stringable   $message
     * @param array<string, mixed> $context
     */
    public function log($level, $message, array $context = []): void
    {
        $this->records[] = [$level, (string) $message, $context];
    }
}
