<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * Why a request is refused: every check instead of the first, and for a signature the reason.
 *
 * For the developer: an answer to the sender must not show it.
 */
final class Diagnosis
{
    /**
     * @internal
     *
     * @param list<Finding> $findings
     */
    public function __construct(
        /** Whose notification it was taken for. */
        public readonly Provider $provider,
        /** The code of the refusal. Absent if the request is accepted. */
        public readonly ?string $code,
        /** What is wrong, in the order of the checks. Empty only for an accepted request. */
        public readonly array $findings,
    ) {
    }

    /**
     * The record that the library wrote as JSON.
     *
     * @internal
     */
    public static function of(Row $row): self
    {
        return new self(
            $row->provider('provider'),
            $row->textOrNull('code'),
            array_map(Finding::of(...), $row->rows('findings')),
        );
    }
}
