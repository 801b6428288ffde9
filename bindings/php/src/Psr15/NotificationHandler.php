<?php

declare(strict_types=1);

namespace Ackwell\Psr15;

use Ackwell\AckwellException;
use Ackwell\Ledger;
use Ackwell\Notification;
use Ackwell\Outcome;
use Ackwell\Receiver;
use Ackwell\Severity;
use Ackwell\Work;
use Psr\Http\Message\ResponseFactoryInterface;
use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestInterface;
use Psr\Http\Server\RequestHandlerInterface;
use Psr\Log\LoggerInterface;

/**
 * A PSR-15 request handler: the whole receiving of one provider's notifications.
 *
 *     $app->post('/notify/lianlian', new NotificationHandler($receiver, $ledger, $fulfil));
 */
final class NotificationHandler implements RequestHandlerInterface
{
    private readonly \Closure $fulfil;
    private readonly \Closure|LoggerInterface|null $report;
    private readonly ?\Closure $onOutcome;

    /**
     * @param callable(Notification): mixed $fulfil the shop's work, as for `Receiver::handle()`
     * @param (callable(string, Severity, AckwellException): mixed)|LoggerInterface|null $report where
     *                                              failures are reported in place of the receiver's
     *                                              logger
     * @param (callable(Outcome): mixed)|null $onOutcome the shop's counters
     *
     * @throws AckwellException `invalid_argument` if `$fulfil` is a generator function
     */
    public function __construct(
        private readonly Receiver $receiver,
        private readonly Ledger $ledger,
        callable $fulfil,
        private readonly ?ResponseFactoryInterface $responses = null,
        callable|LoggerInterface|null $report = null,
        ?callable $onOutcome = null,
    ) {
        $objection = Work::objection($fulfil);
        if ($objection !== null) {
            throw AckwellException::invalidArgument($objection);
        }
        $this->fulfil = $fulfil(...);
        $this->report = $report instanceof LoggerInterface || $report === null ? $report : $report(...);
        $this->onOutcome = $onOutcome === null ? null : $onOutcome(...);
    }

    public function handle(ServerRequestInterface $request): ResponseInterface
    {
        return $this->receiver
            ->handle($request, $this->ledger, $this->fulfil, $this->report, $this->onOutcome)
            ->toPsr7($this->responses);
    }

    /**
     * For routers that call what they route to.
     */
    public function __invoke(ServerRequestInterface $request): ResponseInterface
    {
        return $this->handle($request);
    }
}
