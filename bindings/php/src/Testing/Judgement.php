<?php

declare(strict_types=1);

namespace Ackwell\Testing;

/**
 * Whether a provider takes an answer as "received", and why.
 */
final class Judgement
{
    /**
     * @param bool   $received whether it does. Otherwise it sends again
     * @param string $why      the reason, in one sentence without a full stop
     */
    public function __construct(
        public readonly bool $received,
        public readonly string $why,
    ) {
    }
}
