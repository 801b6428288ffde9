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

    /** @var list<array{string, array<string, mixed>}> message, context of the lines for debugging */
    public array $debug = [];

    /**
     * @param mixed                $level
     * @param string|\Stringable   $message
     * @param array<string, mixed> $context
     */
    public function log($level, $message, array $context = []): void
    {
        if ($level === 'debug') {
            $this->debug[] = [(string) $message, $context];
        } else {
            $this->records[] = [$level, (string) $message, $context];
        }
    }
}
