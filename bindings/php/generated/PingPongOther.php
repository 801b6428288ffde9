<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * A genuine notification of a kind that this version has no class for. What it says is in
 * `fields()`.
 */
final class PingPongOther extends Notification
{
}
