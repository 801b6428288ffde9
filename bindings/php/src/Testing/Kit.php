<?php

declare(strict_types=1);

namespace Ackwell\Testing;

use Ackwell\AckwellException;
use Ackwell\Native;
use Ackwell\Row;

/**
 * Asks the library's test kit: one question, one answer, both JSON.
 *
 * @internal
 */
final class Kit
{
    /**
     * @param array<string, mixed> $question
     *
     * @throws AckwellException `invalid_argument`, saying what is wrong with the question
     */
    public static function ask(
        #[\SensitiveParameter]
        array $question,
    ): Row {
        $flags = \JSON_THROW_ON_ERROR | \JSON_UNESCAPED_UNICODE | \JSON_INVALID_UTF8_SUBSTITUTE;

        return Row::read(Native::load()->json('ackwell_testing_answer', json_encode($question, $flags)));
    }
}
