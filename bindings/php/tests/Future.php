<?php

declare(strict_types=1);

namespace Amp;

/**
 * In place of the class of amphp/amp 3, which has await() in place of then().
 */
final class Future
{
    public function await(): mixed
    {
        return null;
    }
}
