<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * The names of options, as the core has them.
 *
 * @internal
 */
final class OptionNames
{
    /** What all receivers share: the section `receiver` of a document. */
    public const SHARED = [
        'trusted_proxies',
        'client_address_header',
        'max_body_bytes',
    ];
}
