<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * How loud a failure is in a log: the level of PSR-3 that has the same name.
 */
enum Severity: string
{
    /** Part of normal traffic. */
    case Info = 'info';

    /** Look at it if it comes often. */
    case Warning = 'warning';

    /** A person has to act. */
    case Error = 'error';
}
