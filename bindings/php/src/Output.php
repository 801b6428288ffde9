<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * PHP's own output: whatever a page prints, buffers or compresses, a failure does not leave as a
 * 2xx and a success does not leave cut.
 *
 * By default PHP answers 200 with whatever was printed: after exit(), and with
 * `display_errors` after an exception that nobody caught. PingPong counts a 2xx as received.
 *
 * @internal
 */
final class Output
{
    /** What PHP calls a buffer that changes nothing of what passes through it. */
    private const PLAIN = 'default output handler';

    /** Where PHP's output is not an HTTP response. */
    private const WITHOUT_RESPONSE = ['cli', 'phpdbg', 'embed'];

    /**
     * Where the process serves this request only (without threads), and another takes its place when
     * it ends: php-fpm, Apache's mod_php.
     */
    private const EXPENDABLE = ['fpm-fcgi', 'apache2handler'];

    /** How much of what is printed after the answer is kept before it is dropped. */
    private const CHUNK = 4096;

    /**
     * Headers of what was dropped that would change the answer: nginx makes a 302 of a 200 with a
     * `Location`, and sends a file in its place for `X-Accel-Redirect`. (PHP's own compression needs
     * no mention: a length turns it off.)
     */
    private const OF_ANOTHER_ANSWER = [
        'Content-Encoding',
        'Transfer-Encoding',
        'Content-Range',
        'Location',
        'Refresh',
        'Status',
        'X-Accel-Redirect',
        'X-Sendfile',
    ];

    /**
     * Makes the response a failure until there is an answer, whatever ends the page.
     */
    public static function presumeFailure(): void
    {
        $status = http_response_code();
        if (self::isResponse() && !headers_sent() && (!\is_int($status) || self::isSuccess($status))) {
            http_response_code(500);
        }
    }

    /**
     * Sets the status that the response has if the page sends none itself.
     */
    public static function setStatus(int $status): void
    {
        if (self::isResponse() && !headers_sent()) {
            http_response_code($status);
        }
    }

    /**
     * Sends an answer, and nothing else.
     */
    public static function send(Acknowledgement $answer): void
    {
        if (self::isResponse() && headers_sent($file, $line)) {
            self::sendLate($answer, self::place($file, $line));

            return;
        }
        $alone = self::discard();
        if (!headers_sent()) {
            http_response_code($answer->status);
            foreach ($answer->headers() as $name => $value) {
                // With text before it, a length would cut the answer off.
                if ($alone || $name !== 'Content-Length') {
                    header("$name: $value");
                }
            }
        }
        echo $answer->body;
        if (self::isResponse()) {
            // What the page prints from here on. A length alone would not do: Apache corrects it.
            ob_start(static fn (): string => '', self::CHUNK);
        }
    }

    /**
     * Makes way for a response that a framework sends: what was printed so far is dropped.
     */
    public static function clear(Acknowledgement $answer): void
    {
        if (!self::isResponse()) {
            return;
        }
        if (headers_sent($file, $line)) {
            self::complain($answer, self::place($file, $line));
        } else {
            self::discard();
        }
    }

    /**
     * Whether what is printed is the body of an HTTP response.
     */
    public static function isResponse(): bool
    {
        return !\in_array(\PHP_SAPI, self::WITHOUT_RESPONSE, true);
    }

    /**
     * Every open buffer, the lowest first: what handles its text, and how many bytes it holds.
     *
     * @return list<array{string, int}>
     */
    public static function open(): array
    {
        $open = [];
        /** @var list<array{name: string, buffer_used: int}> $buffers */
        $buffers = ob_get_status(true);
        foreach ($buffers as $buffer) {
            $open[] = [$buffer['name'], $buffer['buffer_used']];
        }

        return $open;
    }

    /**
     * Closes every buffer above a level and drops what it holds. False if one does not let itself
     * be closed.
     */
    public static function close(int $level): bool
    {
        while (($open = ob_get_level()) > $level) {
            try {
                @ob_end_clean();
            } catch (\Throwable) {
                // The buffer's handler threw; the buffer is closed all the same.
            }
            if (ob_get_level() >= $open) {
                return false;
            }
        }

        return true;
    }

    /**
     * Empties every open buffer, and closes those that would change or delay what is printed. False
     * if one does not let itself be emptied.
     */
    private static function discard(): bool
    {
        $open = self::open();
        $keep = $top = \count($open);
        foreach ($open as $level => [$name, $used]) {
            if ($name !== self::PLAIN) {
                $keep = min($keep, $level);
            } elseif ($used > 0 && $level + 1 < $top) {
                $keep = min($keep, $level + 1);
            }
        }
        $alone = self::close($keep) && (ob_get_level() === 0 || ob_get_length() === 0 || @ob_clean());
        if (!headers_sent()) {
            array_map(header_remove(...), self::OF_ANOTHER_ANSWER);
        }

        return $alone;
    }

    /**
     * The headers are gone, with the status that the page had then.
     */
    private static function sendLate(Acknowledgement $answer, string $place): void
    {
        self::complain($answer, $place);
        // The answer may still be understood: of PingPong's, the body counts.
        echo $answer->body;
    }

    /**
     * Says that the answer leaves broken; breaks the connection off where it would be a success.
     */
    private static function complain(Acknowledgement $answer, string $place): void
    {
        $status = http_response_code();
        $success = \is_int($status) && self::isSuccess($status);
        $lost = $success && !$answer->isSuccess();
        $ends = $lost && \PHP_ZTS === 0 && \in_array(\PHP_SAPI, self::EXPENDABLE, true);
        error_log("ackwell: output was sent before the acknowledgement$place: " . match (true) {
            $ends => "status $status is on its way and the answer is $answer->status, so this process is "
                . 'ended and the provider sends again',
            $lost => "the provider gets status $status instead of $answer->status, may count this failure "
                . 'as received and not send again, so query the order',
            $success => 'the provider may not understand the answer and send again',
            default => "the provider gets status $status and sends again",
        } . '; remedy: print nothing there (a byte order mark or an empty line before <?php counts), and '
            . 'set output_buffering=4096');
        if ($ends) {
            Native::endProcess();
        }
    }

    /**
     * Where the output began; PHP does not know it after flush().
     */
    private static function place(string $file, int $line): string
    {
        return $file === '' ? '' : ", at $file:$line";
    }

    private static function isSuccess(int $status): bool
    {
        return $status >= 200 && $status < 300;
    }
}
