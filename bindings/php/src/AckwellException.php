<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * Something was not accepted. The base of every exception of this package.
 *
 * Messages say where and what; they never hold key material, a salt or a value from a body, so
 * they may be logged.
 */
class AckwellException extends \RuntimeException
{
    /**
     * @internal
     */
    final public function __construct(
        private readonly string $word,
        string $message,
        private readonly ?string $member = null,
        private readonly ?Provider $provider = null,
        private readonly ?Acknowledgement $acknowledgement = null,
        ?\Throwable $previous = null,
    ) {
        parent::__construct($message, Code::tryFrom($word)?->number() ?? 0, $previous);
        // With `display_errors`, PHP answers 200 for an exception that nobody catches.
        Output::presumeFailure();
    }

    /**
     * The stable code, for example `invalid_signature`: the same in every language.
     */
    public function code(): string
    {
        return $this->word;
    }

    /**
     * Whether it is this code.
     */
    public function is(Code $code): bool
    {
        return $this->word === $code->value;
    }

    /**
     * The member that it is about: of the body under its name on the wire, or of the
     * configuration with its path (`lianlian.public_keys[0]`).
     */
    public function member(): ?string
    {
        return $this->member;
    }

    /**
     * The provider whose receiver it was, where one was at work.
     */
    public function provider(): ?Provider
    {
        return $this->provider;
    }

    /**
     * How loud it is in a log.
     */
    public function severity(): Severity
    {
        return Severity::Error;
    }

    /**
     * The one line for a log: provider, code, subject, message, remedy.
     */
    public function logLine(): string
    {
        return ($this->provider === null ? '' : "{$this->provider->value}: ")
            . "$this->word: {$this->getMessage()}";
    }

    /**
     * What to answer: the provider will send the notification again. Null where no request was at
     * hand: when a receiver or a ledger could not be made.
     */
    public function acknowledgement(): ?Acknowledgement
    {
        return $this->acknowledgement;
    }

    /**
     * @internal
     */
    public static function invalidArgument(string $message): self
    {
        return new self(Code::InvalidArgument->value, $message);
    }

    /**
     * @internal
     */
    public static function internal(string $message, ?\Throwable $previous = null): self
    {
        return new self(Code::Internal->value, $message, previous: $previous);
    }
}
