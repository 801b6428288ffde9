<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * What became of one request, with what belongs to it in PHP.
 *
 * @internal
 */
final class Settled
{
    /**
     * @param \Throwable|null   $thrown       what the shop's work threw
     * @param Notification|null $notification what the request said, if it was verified
     */
    public function __construct(
        public readonly Outcome $outcome,
        public readonly Acknowledgement $answer,
        private readonly ?\Throwable $thrown = null,
        public readonly ?Notification $notification = null,
        private ?AckwellException $problem = null,
    ) {
    }

    /**
     * A request that was refused, or whose delivery could not be claimed.
     */
    public static function refused(AckwellException $problem, Acknowledgement $answer): self
    {
        $code = Code::tryFrom($problem->code()) ?? Code::Internal;
        $unavailable = $problem instanceof LedgerError || $code === Code::Internal;
        $outcome = new Outcome(
            $unavailable ? OutcomeKind::Unavailable : OutcomeKind::Refused,
            null,
            $problem->provider(),
            null,
            null,
            $code,
            $problem->getMessage(),
            $problem->member(),
            $problem->remedy(),
            $problem->severity(),
            $problem->address(),
            $problem->logLine(),
        );

        return new self($outcome, $answer, problem: $problem);
    }

    /**
     * The exception of a failure, with what the shop's work threw as its `getPrevious()`; null for a
     * success.
     */
    public function problem(): ?AckwellException
    {
        $outcome = $this->outcome;
        $code = $outcome->code;
        if ($code === null || $this->problem !== null) {
            return $this->problem;
        }
        $class = AckwellException::classOf($code);

        return $this->problem = new $class(
            $code->value,
            $outcome->message ?? '',
            $outcome->member,
            $outcome->provider,
            $this->answer,
            $this->thrown,
            $outcome->remedy,
            $outcome->severity ?? Severity::Error,
            $outcome->address,
            $outcome->logLine,
        );
    }
}
