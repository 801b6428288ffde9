<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * The places in what `Native` copies of a notification.
 *
 * @internal
 */
final class Packed
{
    /** In place of a part that is absent: no byte of UTF-8. */
    public const ABSENT = "\xFE";

    /** How many parts all kinds share. The kind's own fields follow them. */
    public const COMMON = 9;
}
