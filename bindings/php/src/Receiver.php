<?php

declare(strict_types=1);

namespace Ackwell;

use FFI\CData;
use Psr\Http\Message\ServerRequestInterface;
use Psr\Log\LoggerInterface;
use Symfony\Component\HttpFoundation\Request as SymfonyRequest;

/**
 * One provider's receiver: keys or salt, the merchants it answers for, the sources it trusts.
 *
 * `LianLian::create()` and `PingPong::create()` make one. Immutable; make it once a process.
 */
final class Receiver
{
    /** Whose notifications it receives. */
    public readonly Provider $provider;

    private readonly Native $native;
    private readonly CData $handle;

    /** @var list<string> */
    private readonly array $headerNames;

    private readonly Report $report;

    private ?Acknowledgement $success = null;

    /**
     * @param (callable(string, Severity, AckwellException): mixed)|LoggerInterface|null $report
     * @param (\Closure(Settled): mixed)|null                                            $listener
     */
    private function __construct(
        Provider $provider,
        #[\SensitiveParameter]
        string $document,
        callable|LoggerInterface|null $report,
        ?\Closure $listener = null,
        ?string $folder = null,
    ) {
        $this->report = Report::to($report, null, $listener);
        $this->native = Native::load();
        $document = Options::resolved($document, $provider->value, $folder);
        $this->handle = $this->native->handle('receiver', 'ackwell_receiver_new', $document, $provider);
        $this->provider = $provider;
        $this->headerNames = $this->native->texts(
            $this->handle,
            'ackwell_receiver_header_count',
            'ackwell_receiver_header_name',
        );
    }

    public function __destruct()
    {
        if (isset($this->handle)) {
            $this->native->free('receiver', $this->handle);
        }
    }

    /**
     * The receiver of a provider from a whole configuration document, the same in every language:
     * JSON, or an array of that shape. In the place of a text, `['env' => NAME]` and
     * `['file' => PATH]` say where it is; only what this receiver needs is read.
     *
     * @param string|array<array-key, mixed>                           $config
     * @param (callable(string, Severity, AckwellException): mixed)|LoggerInterface|null $report where `handle()`
     *                                                                         reports failures:
     *                                                                         PHP's error log
     *                                                                         without it
     * @param string|null                                              $folder where relative paths of
     *                                                                         `file` start: the
     *                                                                         document's folder.
     *                                                                         Default: the working
     *                                                                         directory
     *
     * @throws ConfigError naming the member (`lianlian.public_keys[0]`) and what was expected
     */
    public static function fromConfig(
        Provider $provider,
        #[\SensitiveParameter]
        string|array $config,
        callable|LoggerInterface|null $report = null,
        ?string $folder = null,
    ): self {
        return new self($provider, Options::document($config), $report, null, $folder);
    }

    /**
     * As `fromConfig()`, for a framework with events: the listener is given what became of each
     * request, whatever `$report` one `handle()` has.
     *
     * @internal
     *
     * @param array<array-key, mixed>   $config
     * @param \Closure(Settled): mixed $listener
     */
    public static function withListener(
        Provider $provider,
        #[\SensitiveParameter]
        array $config,
        LoggerInterface $logger,
        \Closure $listener,
    ): self {
        return new self($provider, Options::document($config), $logger, $listener);
    }

    /**
     * @internal
     */
    public static function fromDocument(
        Provider $provider,
        #[\SensitiveParameter]
        string $document,
        ?LoggerInterface $logger,
    ): self {
        return new self($provider, $document, $logger);
    }

    /**
     * Turns one request into a notification, or says why it is refused.
     *
     * Pure: no input or output, no clock. Whatever the request holds, it gives a notification or
     * throws a `Refusal`.
     *
     *     try {
     *         $notification = $receiver->verify(Request::fromGlobals());
     *     } catch (Refusal $refusal) {
     *         $refusal->acknowledgement()->send();
     *     }
     *
     * @throws Refusal with, in the order of the checks, `invalid_peer`, `untrusted_source`;
     *                 `body_too_large`, `malformed_body`, `duplicate_member`;
     *                 `missing_signature`; `ambiguous_body`; `unsupported_sign_type`, `invalid_signature`;
     *                 `not_a_notification`, `wrong_merchant`, `missing_field`, `invalid_field`
     */
    public function verify(Request|ServerRequestInterface|SymfonyRequest $request): Notification
    {
        if (!$request instanceof Request) {
            $request = Request::of($request);
        }

        return Notification::of($this, $request, $this->native->verify(...$this->parts($request)));
    }

    /**
     * Why a request is refused: goes through every check instead of stopping at the first, and for a
     * signature looks for the reason.
     *
     * For the developer: log it while you set the shop up, and do not answer with it, because it says
     * more than a forger should learn. It holds no secret. Pure, and it accepts nothing: whatever it
     * says, `verify()` decides. It may take a thousand times as long.
     *
     *     foreach ($receiver->explain(Request::fromGlobals())->findings as $finding) {
     *         error_log("$finding->cause: $finding->sentence; $finding->remedy");
     *     }
     *
     * @return Diagnosis without a code and without findings if the request is accepted
     */
    public function explain(Request|ServerRequestInterface|SymfonyRequest $request): Diagnosis
    {
        if (!$request instanceof Request) {
            $request = Request::of($request);
        }

        return Diagnosis::of(Row::read($this->native->explain(...$this->parts($request))));
    }

    /**
     * What the library takes of a request.
     *
     * @return array{CData, string, list<array{string, string}>, string|null}
     */
    private function parts(Request $request): array
    {
        $headers = $this->headerNames === [] ? [] : $request->values($this->headerNames);

        return [$this->handle, $request->body, $headers, $request->peer];
    }

    /**
     * Receives one request as a whole: verifies it, claims it in the ledger, has `$fulfil` do the
     * shop's work if this is the first delivery, commits, and says what to answer.
     *
     * | | `$fulfil` | answer |
     * |---|---|---|
     * | not a POST | not called | 405, `Allow: POST` |
     * | refused | not called | failure |
     * | first, `$fulfil` returns | called | success, after the commit |
     * | first, `$fulfil` throws or returns `false` | called, delivery released | failure, `fulfilment_failed` |
     * | repeat | not called | success |
     * | in progress elsewhere, conflict, ledger not reachable | not called | failure |
     *
     * It does not throw. What is answered with a failure is logged, without any option: to the
     * receiver's logger if it has one, else to PHP's error log. `$report` takes the place of both: a
     * logger is given a line for debugging for each success too, and a callback the line of each
     * failure, its level, and the exception, with that of `$fulfil` as its `getPrevious()`.
     *
     * `$onOutcome` is given the `Outcome` of each request, of a success too: for metrics and alarms.
     * What it throws is logged and changes nothing; what it prints is dropped.
     *
     * `$fulfil` does its work before it returns. A generator function is refused before anything is
     * claimed. A returned generator, promise, closure, unfinished fiber or `Throwable` counts as a
     * failure, and so does `false`. Any other value, null too, is success.
     *
     * What `$fulfil` prints is dropped, and its length is logged. If it calls `exit()` or ends in a
     * fatal error, the answer is a failure and the lease runs out by itself.
     *
     * `$fulfil` is called again for one delivery only if it failed before, or if its worker died or
     * took longer than the lease: make it safe to repeat.
     *
     * @param callable(Notification): mixed $fulfil    the shop's work
     * @param (callable(string, Severity, AckwellException): mixed)|LoggerInterface|null $report where
     *                                                 failures go
     * @param (callable(Outcome): mixed)|null $onOutcome the shop's counters
     */
    public function handle(
        Request|ServerRequestInterface|SymfonyRequest $request,
        Ledger $ledger,
        callable $fulfil,
        callable|LoggerInterface|null $report = null,
        ?callable $onOutcome = null,
    ): Acknowledgement {
        return $this->answered(
            $request,
            $fulfil,
            $this->report->with($report, $onOutcome),
            fn (Notification $notification, Report $report): Settled
                => $ledger->claim($notification)->settle($fulfil, $report),
        );
    }

    /**
     * As `handle()`, with the claim in the transaction of the shop's own work: exactly once.
     *
     * `$fulfil` writes through the same connection. Claim and work are committed together or not at
     * all; what it does elsewhere (mails, other services) may happen again. The ledger's tables must
     * be in that database: `(new Database($pdo))->createTables()`, or `ackwell ledger migrate`.
     *
     * @param \PDO                          $pdo       to SQLite, PostgreSQL, MySQL or MariaDB, without
     *                                                 an open transaction
     * @param callable(Notification): mixed $fulfil    the shop's work
     * @param (callable(string, Severity, AckwellException): mixed)|LoggerInterface|null $report where
     *                                                 failures go
     * @param (callable(Outcome): mixed)|null $onOutcome the shop's counters
     */
    public function inTransaction(
        \PDO $pdo,
        Request|ServerRequestInterface|SymfonyRequest $request,
        callable $fulfil,
        callable|LoggerInterface|null $report = null,
        ?callable $onOutcome = null,
    ): Acknowledgement {
        return $this->answered(
            $request,
            $fulfil,
            $this->report->with($report, $onOutcome),
            static fn (Notification $notification, Report $report): Settled
                => (new Database($pdo))->fulfil($notification, $fulfil, $report),
        );
    }

    /**
     * Verifies a request and claims its delivery, for shops that settle the claim themselves.
     *
     * Sets the status of PHP's own response to 500, so that a page that dies before it has sent
     * `$receipt->acknowledgement()` is no success.
     *
     * @throws Refusal     as `verify()`
     * @throws LedgerError `ledger_unavailable`
     */
    public function receive(
        Request|ServerRequestInterface|SymfonyRequest $request,
        Ledger $ledger,
    ): Receipt {
        Output::presumeFailure();

        return $ledger->claim($this->verify($request));
    }

    /**
     * What to answer to a notification that was acted on.
     */
    public function acknowledge(): Acknowledgement
    {
        return $this->success ??= $this->native->success($this->handle);
    }

    /**
     * A refusal with that code, for what happens outside of `verify()`.
     *
     * @param string $cause what happened, for the log; the sentence of the code without it
     */
    public function refuse(Code $code, string $cause = '', ?\Throwable $previous = null): Refusal
    {
        return $this->native->refuse($this->handle, $code, $cause, $previous);
    }

    /**
     * The names, in lower case, of the only headers that are read. Empty without trusted proxies.
     *
     * @return list<string>
     */
    public function headerNames(): array
    {
        return $this->headerNames;
    }

    /**
     * The fingerprints of the public keys, what `openssl pkey -pubin -outform DER | sha256sum`
     * prints. Empty for PingPong, which has none.
     *
     * @return list<string>
     */
    public function keyFingerprints(): array
    {
        return $this->native->texts(
            $this->handle,
            'ackwell_receiver_key_count',
            'ackwell_receiver_key_fingerprint',
        );
    }

    /**
     * When the provider sends again, and when it gives up.
     */
    public function schedule(): Schedule
    {
        return new Schedule(...$this->native->schedule($this->handle));
    }

    /**
     * What the library knows it by.
     *
     * @internal
     */
    public function pointer(): CData
    {
        return $this->handle;
    }

    /**
     * @internal
     */
    public function report(): Report
    {
        return $this->report;
    }

    /**
     * Says which one it is, without its secrets.
     *
     * @return array<string, string>
     */
    public function __debugInfo(): array
    {
        return ['provider' => $this->provider->value];
    }

    /**
     * @return array<string, never>
     */
    public function __serialize(): array
    {
        throw AckwellException::invalidArgument('a receiver holds secrets and cannot be serialized');
    }

    /**
     * What to answer to one request, which is reported.
     *
     * @param callable(Notification): mixed            $fulfil
     * @param \Closure(Notification, Report): Settled $settle
     */
    private function answered(
        Request|ServerRequestInterface|SymfonyRequest $request,
        callable $fulfil,
        Report $report,
        \Closure $settle,
    ): Acknowledgement {
        Output::presumeFailure();
        try {
            $request = Request::of($request);
            if (!$request->isPost()) {
                $answer = Acknowledgement::methodNotAllowed();
                Output::setStatus($answer->status);

                return $answer;
            }
            $notification = $this->verify($request);
            $objection = Work::objection($fulfil);
            $settled = $objection === null
                ? $settle($notification, $report)
                : $this->native->settledInTransaction(
                    $notification,
                    OutcomeKind::Failed,
                    Code::FulfilmentFailed,
                    $objection,
                );
        } catch (AckwellException $problem) {
            $code = Code::tryFrom($problem->code()) ?? Code::Internal;
            $answer = $problem->acknowledgement() ?? $this->refuse($code)->acknowledgement();
            $settled = Settled::refused($problem, $answer ?? throw $problem);
        }
        $report->settled($settled);
        Output::setStatus($settled->answer->status);

        return $settled->answer;
    }

    private function __clone()
    {
    }
}
