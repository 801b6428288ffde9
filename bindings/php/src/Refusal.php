<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * A request was not accepted, or a notification is not what was expected.
 */
final class Refusal extends AckwellException
{
    /**
     * What to answer: the provider will send the notification again.
     */
    public function acknowledgement(): Acknowledgement
    {
        return parent::acknowledgement()
            ?? throw AckwellException::internal('a refusal has no acknowledgement');
    }
}
