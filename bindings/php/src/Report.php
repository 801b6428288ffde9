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
     * @param (\Closure(Notification|AckwellException): mixed)|null  $listener
     */
    private function __construct(
        private readonly \Closure|LoggerInterface|null $to,
        private readonly ?\Closure $listener,
    ) {
    }

    /**
     * @param (callable(AckwellException): mixed)|LoggerInterface|null $to
     * @param (\Closure(Notification|AckwellException): mixed)|null    $listener told what is logged, and
     *                                                                   what was fulfilled
     */
    public static function to(callable|LoggerInterface|null $to, ?\Closure $listener = null): self
    {
        return new self($to instanceof LoggerInterface || $to === null ? $to : $to(...), $listener);
    }

    /**
     * The same listener, with another log.
     *
     * @param (callable(AckwellException): mixed)|LoggerInterface $to
     */
    public function elsewhere(callable|LoggerInterface $to): self
    {
        return self::to($to, $this->listener);
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
        $this->tell($problem);
    }

    /**
     * Reports that a notification was fulfilled and committed.
     */
    public function fulfilled(Notification $notification): void
    {
        $this->tell($notification);
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

    /**
     * A listener that throws or prints must not change the answer: the outcome is settled.
     */
    private function tell(Notification|AckwellException $outcome): void
    {
        if ($this->listener === null) {
            return;
        }
        $level = ob_get_level();
        ob_start();
        try {
            ($this->listener)($outcome);
        } catch (\Throwable $problem) {
            error_log('ackwell: a listener failed: ' . $problem::class . ': ' . $problem->getMessage());
        } finally {
            Output::close($level);
        }
    }
}
