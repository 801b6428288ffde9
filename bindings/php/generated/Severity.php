<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * How urgent a failure is, for the level of a log line. The values are levels of PSR-3.
 */
enum Severity: string
{
    /** Part of normal operation, nothing needs to be done. */
    case Info = 'info';
    /** A request was refused before its signature was proven. */
    case Warning = 'warning';
    /** Something genuine was not acted on, a person should look. */
    case Error = 'error';
}
