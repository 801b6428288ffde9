<?php

declare(strict_types=1);

namespace Ackwell;

use Psr\Log\LoggerInterface;

/**
 * Where failures are heard: the shop's own callback or PSR-3 logger, else PHP's error log.
 *
 * @internal
 */
final class Report
{
    /**
     * @param \Closure(AckwellException): mixed|LoggerInterface|null $to
     */
    private function __construct(private readonly \Closure|LoggerInterface|null $to)
    {
    }

    /**
     * @param (callable(AckwellException): mixed)|LoggerInterface|null $to
     */
    public static function to(callable|LoggerInterface|null $to): self
    {
        return new self($to instanceof LoggerInterface || $to === null ? $to : $to(...));
    }

    /**
     * Reports a failure.
     */
    public function failure(AckwellException $problem): void
    {
        $this->safely($problem->logLine(), fn () => $this->to instanceof \Closure
            ? ($this->to)($problem)
            : $this->line($problem->severity(), $problem->logLine(), [
                'code' => $problem->code(),
                'provider' => $problem->provider()?->value,
                'exception' => $problem,
            ]));
    }

    /**
     * Reports what is no failure of the request, and so nothing for a callback.
     */
    public function remark(string $line): void
    {
        $this->safely($line, fn () => $this->line(Severity::Warning, $line, []));
    }

    /**
     * @param array<string, mixed> $context
     */
    private function line(Severity $severity, string $line, array $context): void
    {
        if ($this->to instanceof LoggerInterface) {
            $this->to->log($severity->value, $line, $context);
        } else {
            error_log("ackwell: $line");
        }
    }

    /**
     * A report that fails must not change the answer.
     *
     * @param \Closure(): mixed $write
     */
    private function safely(string $line, \Closure $write): void
    {
        try {
            $write();
        } catch (\Throwable $problem) {
            error_log("ackwell: $line");
            error_log('ackwell: the report of that failed: ' . $problem::class . ': ' . $problem->getMessage());
        }
    }
}
