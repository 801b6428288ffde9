<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * A configuration is wrong, or the native library cannot be used: nothing was built.
 * `member()` says where, the message what was expected.
 */
final class ConfigError extends AckwellException
{
    /**
     * @internal
     */
    public static function at(?string $member, string $message, ?\Throwable $previous = null): self
    {
        return new self(Code::InvalidConfig->value, $message, $member, previous: $previous);
    }
}
