<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * Calls the shop's fulfilment so that nothing that it prints, returns or ends can be taken for
 * work that was done.
 *
 * @internal
 */
final class Work
{
    /** How much printed text is kept before it is dropped. */
    private const CHUNK = 65_536;

    /** The work that runs now: a shutdown function answers for work that ends its process. */
    private static ?self $running = null;

    private static bool $watched = false;

    /** How many bytes were printed. */
    private int $printed = 0;

    /** The process that runs it, of which it may fork others. */
    private readonly int|false $process;

    /**
     * @param \Closure(string): void $ended told, in words, why work ended the whole process
     */
    private function __construct(private readonly \Closure $ended)
    {
        $this->process = getmypid();
    }

    /**
     * What is wrong with a fulfilment before it is called; null if nothing can be seen.
     */
    public static function objection(callable $fulfil): ?string
    {
        return (new \ReflectionFunction($fulfil(...)))->isGenerator()
            ? 'the fulfilment is a generator function, and a call does not run it: take `yield` out of it'
            : null;
    }

    /**
     * Runs the work to its end.
     *
     * @param callable(Notification): mixed $fulfil
     * @param \Closure(string): void        $ended  called at the very end of the process if the
     *                                              work ended it
     *
     * @return int how many bytes it printed, which were dropped
     *
     * @throws \Throwable what it threw, or an `UnfinishedWork` if it failed in another way
     */
    public static function run(callable $fulfil, Notification $notification, \Closure $ended): int
    {
        $work = new self($ended);
        $before = self::$running;
        self::$running = $work;
        self::watch();
        // The provider may hang up meanwhile; what was begun is finished all the same.
        $ignored = ignore_user_abort(true);
        $level = ob_get_level();
        ob_start($work->drop(...), self::CHUNK);
        try {
            $result = $fulfil($notification);
            $failure = self::failure($result);
            // A destructor may do the work, as that of Laravel's `dispatch()` does: it runs here,
            // and what it throws counts.
            unset($result);
            if ($failure !== null) {
                throw $failure;
            }
        } finally {
            // What is in buffers that the work left open was printed, too.
            foreach (\array_slice(Output::open(), $level + 1) as [, $used]) {
                $work->printed += $used;
            }
            Output::close($level);
            ignore_user_abort($ignored === 1);
            self::$running = $before;
        }

        return $work->printed;
    }

    /**
     * What work threw, in words for a log.
     */
    public static function cause(\Throwable $reason): string
    {
        return $reason instanceof UnfinishedWork
            ? $reason->getMessage()
            : $reason::class . ': ' . $reason->getMessage();
    }

    /**
     * What is said of work that printed.
     */
    public static function remark(Notification $notification, int $printed): string
    {
        return "{$notification->provider->value} fulfilment for {$notification->deliveryKey} printed $printed "
            . 'bytes, which were dropped; remedy: print nothing there, it would spoil the acknowledgement';
    }

    /**
     * Why a returned value does not mean that the work is done; null if it may mean that.
     */
    private static function failure(mixed $result): ?\Throwable
    {
        if ($result instanceof \Throwable) {
            return $result;
        }
        if ($result === false) {
            return new UnfinishedWork('the fulfilment returned false');
        }
        if ($result instanceof Acknowledgement && !$result->isSuccess()) {
            return new UnfinishedWork('the fulfilment returned an acknowledgement of failure');
        }
        $lazy = self::lazy($result);

        return $lazy === null ? null : new UnfinishedWork(
            "the fulfilment returned $lazy, whose work may not have run: do the work before the "
            . 'fulfilment returns',
        );
    }

    /**
     * Names a value that is work yet to be done; null for any other.
     */
    private static function lazy(mixed $result): ?string
    {
        if (\is_array($result)) {
            foreach ($result as $item) {
                $lazy = self::lazy($item);
                if ($lazy !== null) {
                    return "an array with $lazy";
                }
            }

            return null;
        }
        if (!\is_object($result)) {
            return null;
        }

        return match (true) {
            $result instanceof \Generator => 'a generator',
            $result instanceof \Closure => 'a closure',
            $result instanceof \Fiber => $result->isTerminated() ? null : 'a fiber that has not ended',
            // Not is_callable(): a class with __call() answers to every name.
            method_exists($result, 'then'), // Guzzle, React, php-http; Laravel's pending batch.
            is_a($result, 'Amp\Future'),
            is_a($result, 'Amp\Promise') => 'a promise (' . $result::class . ')',
            is_a($result, 'Illuminate\Support\LazyCollection') => 'a lazy collection',
            default => null,
        };
    }

    /**
     * Takes what is printed and passes nothing on.
     */
    private function drop(string $text): string
    {
        $this->printed += \strlen($text);

        return '';
    }

    /**
     * Looks, at the end of the process, whether work was still running: after exit(), die() or a
     * fatal error no `finally` and no `catch` runs.
     */
    private static function watch(): void
    {
        if (self::$watched) {
            return;
        }
        self::$watched = true;
        register_shutdown_function(static function (): void {
            $work = self::$running;
            if ($work === null || $work->process !== getmypid()) {
                return;
            }
            self::$running = null;
            $error = error_get_last();
            $fatal = $error !== null && ($error['type'] & (\E_ERROR | \E_CORE_ERROR | \E_COMPILE_ERROR
                | \E_USER_ERROR | \E_PARSE | \E_RECOVERABLE_ERROR)) !== 0;
            ($work->ended)($fatal
                ? "the fulfilment ended in a fatal error at {$error['file']}:{$error['line']}"
                : 'the fulfilment called exit() or die()');
        });
    }
}
