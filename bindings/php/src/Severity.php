<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * How urgent a failure is: the level of PSR-3 that has the same name.
 */
enum Severity: string
{
    /** Part of normal operation; nothing needs to be done. */
    case Info = 'info';

    /** A request was refused before its signature was proven. */
    case Warning = 'warning';

    /** Something genuine was not acted on: a person should look. */
    case Error = 'error';
}
