<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * A provider's re-send schedule. All times are in seconds.
 */
final class Schedule
{
    /**
     * @internal
     *
     * @param int       $sends    how often one notification is sent at most, the first time included
     * @param int       $deadline how long the provider waits for the acknowledgement
     * @param int       $horizon  how long after the first send the last one can still come; after
     *                            that, query
     * @param list<int> $pauses   the pause after each send but the last
     */
    public function __construct(
        public readonly int $sends,
        public readonly int $deadline,
        public readonly int $horizon,
        private readonly array $pauses,
    ) {
    }

    /**
     * The pause between send `$n` and the next one, `$n` counted from 1; null after the last.
     */
    public function nextAfter(int $n): ?int
    {
        return $this->pauses[$n - 1] ?? null;
    }
}
