<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * One thing that is wrong with a request, and what to do about it.
 */
final class Finding
{
    /**
     * @internal
     */
    public function __construct(
        /** The stable word of the cause, as docs/troubleshooting.md lists them, or the code of a check that
         *  fails. */
        public readonly string $cause,
        /** `certain` if the signature or the check proves it, `likely` if nothing does. */
        public readonly string $sureness,
        /** The member that it is about, under its name on the wire. */
        public readonly ?string $member,
        /** What was found. It holds no secret and no value of the body. */
        public readonly string $sentence,
        /** What to do about it. */
        public readonly string $remedy,
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
            $row->text('cause'),
            $row->text('sureness'),
            $row->textOrNull('member'),
            $row->text('sentence'),
            $row->text('remedy'),
        );
    }
}
