<?php

declare(strict_types=1);

namespace Ackwell\Laravel;

use Illuminate\Contracts\Container\Container;
use Illuminate\Contracts\Debug\ExceptionHandler;
use Psr\Log\AbstractLogger;
use Psr\Log\LoggerInterface;

/**
 * Laravel's log; what a fulfilment threw goes to the application's exception handler as well, as
 * with `report()`.
 *
 * @internal
 */
final class Log extends AbstractLogger
{
    public function __construct(private readonly Container $app)
    {
    }

    /**
     * @param mixed                   $level
     * @param string|\Stringable      $message
     * @param array<array-key, mixed> $context
     */
    public function log($level, $message, array $context = []): void
    {
        $problem = $context['exception'] ?? null;
        unset($context['exception']); // The line says it all; the handler has the trace.
        /** @var LoggerInterface $log */
        $log = $this->app->make('log');
        $log->log($level, (string) $message, $context);
        $thrown = $problem instanceof \Throwable ? $problem->getPrevious() : null;
        if ($thrown !== null) {
            $this->report($thrown);
        }
    }

    /**
     * Gives what was thrown to the application's exception handler. False if there is none.
     */
    public function report(\Throwable $thrown): bool
    {
        if (!$this->app->bound(ExceptionHandler::class)) {
            return false;
        }
        /** @var ExceptionHandler $handler */
        $handler = $this->app->make(ExceptionHandler::class);
        $handler->report($thrown);

        return true;
    }
}
