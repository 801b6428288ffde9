<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * A payment provider whose notifications Ackwell understands.
 */
enum Provider: string
{
    /** LianLian Pay, classic scheme: an RSA signature in the body. */
    case LianLian = 'lianlian';
    /** PingPongCheckout v4: a salted hash in the body. */
    case PingPong = 'pingpong';
}
