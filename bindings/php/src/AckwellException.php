<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * Something was not accepted. The base of every exception of this package.
 *
 * Messages say where and what was found. They never hold key material, a salt or anything of a body
 * that is not verified, so they may be logged; `logLine()` is made for that.
 *
 * In a web page, making one changes the status of the response from 200 to 500 until the page sets
 * another: an exception that nobody catches must not leave as a success.
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
        private readonly ?string $remedy = null,
        private readonly Severity $severity = Severity::Error,
        private readonly ?string $address = null,
        private readonly ?string $logLine = null,
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
     * What to do about it, in one sentence that fits the configuration; null where the message says
     * it already.
     */
    public function remedy(): ?string
    {
        return $this->remedy;
    }

    /**
     * How urgent it is: the level of its log line.
     */
    public function severity(): Severity
    {
        return $this->severity;
    }

    /**
     * The client's address, if it is about that: of `untrusted_source`.
     */
    public function address(): ?string
    {
        return $this->address;
    }

    /**
     * The one line for the shop's log, the same in every language: provider, code, the notification
     * if it is verified, what was found, and what to do.
     */
    public function logLine(): string
    {
        return $this->logLine ?? "$this->word: {$this->getMessage()}";
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
     * The class of the exceptions with a code.
     *
     * @internal
     *
     * @return class-string<self>
     */
    public static function classOf(Code $code): string
    {
        return match ($code) {
            Code::InvalidConfig => ConfigError::class,
            Code::LedgerUnavailable, Code::LeaseLost => LedgerError::class,
            default => Refusal::class,
        };
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
