<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * A payment provider whose notifications Ackwell understands.
 */
enum Provider: string
{
    case LianLian = 'lianlian';
    case PingPong = 'pingpong';
}
