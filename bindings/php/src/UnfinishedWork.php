<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * A fulfilment returned a value that does not say that its work is done: `false`, a promise, a
 * generator, a closure. It is the `getPrevious()` of the `Refusal` with `fulfilment_failed`.
 */
final class UnfinishedWork extends \RuntimeException
{
}
