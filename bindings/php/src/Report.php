<?php

declare(strict_types=1);

namespace Ackwell;

use Psr\Log\LoggerInterface;

/**
 * Where outcomes are heard: failures by the shop's own callback or PSR-3 logger, else by PHP's error
 * log; every outcome by the shop's counters.
 *
 * @internal
 */
final class Report
{
    /**
     * @param \Closure(string, Severity, AckwellException): mixed|LoggerInterface|null $to
     * @param (\Closure(Outcome): mixed)|null                                         $onOutcome
     * @param (\Closure(Settled): mixed)|null                                         $listener
     */
    private function __construct(
        private readonly \Closure|LoggerInterface|null $to,
        private readonly ?\Closure $onOutcome,
        private readonly ?\Closure $listener,
    ) {
    }

    /**
     * @param (callable(string, Severity, AckwellException): mixed)|LoggerInterface|null $to
     * @param (callable(Outcome): mixed)|null                                           $onOutcome
     * @param (\Closure(Settled): mixed)|null                                           $listener a
     *                                                                                  framework's events
     */
    public static function to(
        callable|LoggerInterface|null $to,
        ?callable $onOutcome = null,
        ?\Closure $listener = null,
    ): self {
        return new self(
            $to instanceof LoggerInterface || $to === null ? $to : $to(...),
            $onOutcome === null ? null : $onOutcome(...),
            $listener,
        );
    }

    /**
     * The same listener, with another log and counters.
     *
     * @param (callable(string, Severity, AckwellException): mixed)|LoggerInterface|null $to
     * @param (callable(Outcome): mixed)|null                                           $onOutcome
     */
    public function with(callable|LoggerInterface|null $to, ?callable $onOutcome): self
    {
        return self::to($to ?? $this->to, $onOutcome ?? $this->onOutcome, $this->listener);
    }

    /**
     * Reports what became of a request.
     */
    public function settled(Settled $settled): void
    {
        $outcome = $settled->outcome;
        $problem = $settled->problem();
        $severity = $outcome->severity ?? Severity::Error;
        $to = $this->to;
        if ($problem !== null && $to instanceof \Closure) {
            $this->safely($outcome->logLine, static fn () => $to($outcome->logLine, $severity, $problem));
        } elseif ($problem !== null || $outcome->severity !== null || $to instanceof LoggerInterface) {
            $level = $outcome->severity?->value ?? ($problem === null ? 'debug' : $severity->value);
            $this->line($level, $outcome->logLine, [
                'outcome' => $outcome->outcome->value,
                'code' => $outcome->code?->value,
                'provider' => $outcome->provider?->value,
                'order_no' => $outcome->orderNo,
                'delivery_key' => $outcome->deliveryKey,
                'address' => $outcome->address,
            ] + ($problem === null ? [] : ['exception' => $problem]));
        }
        $this->tell($this->onOutcome, $outcome);
        $this->tell($this->listener, $settled);
    }

    /**
     * As `settled()`, where the work ends the process: the answer is sent too.
     */
    public function settledAtTheEnd(Settled $settled): void
    {
        $this->settled($settled);
        if (Output::isResponse()) {
            Output::send($settled->answer);
        }
    }

    /**
     * Reports what is not a failure of the request, and so nothing for a callback.
     */
    public function remark(string $line): void
    {
        $this->line(Severity::Warning->value, $line, []);
    }

    /**
     * @param array<string, mixed> $context
     */
    private function line(string $level, string $line, array $context): void
    {
        $this->safely($line, fn () => $this->to instanceof LoggerInterface
            ? $this->to->log($level, $line, $context)
            : error_log("ackwell: $line"));
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
    private function tell(?\Closure $listener, Outcome|Settled $what): void
    {
        if ($listener === null) {
            return;
        }
        $level = ob_get_level();
        ob_start();
        try {
            $listener($what);
        } catch (\Throwable $problem) {
            error_log('ackwell: a listener failed: ' . $problem::class . ': ' . $problem->getMessage());
        } finally {
            Output::close($level);
        }
    }
}
