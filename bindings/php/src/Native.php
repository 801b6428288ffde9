<?php

declare(strict_types=1);

namespace Ackwell;

use FFI;
use FFI\CData;

/**
 * The only class that touches C.
 *
 * It converts, calls, copies, frees: nothing that a call gave lives longer than the call, except
 * the receivers, ledgers and receipts that their owners free. It is one file, so that
 * `opcache.preload` of it alone is enough where `ffi.enable` is `preload`.
 *
 * @internal
 */
final class Native
{
    /** The name under which preload.php and `ffi.preload` register the library. */
    private const SCOPE = 'ackwell';

    /** Between two parts of what a call packs: no byte of UTF-8. */
    private const BETWEEN = "\xFF";

    /** In place of a part that is absent: no byte of UTF-8 either. */
    private const ABSENT = "\xFE";

    private static ?self $loaded = null;

    /** The buffer that a call packs its answer into, its size, and how much the answer needed. */
    private CData $packed;
    private int $packedSize = 4096;
    private readonly CData $needed;
    private readonly CData $neededAt;

    private function __construct(private readonly FFI $ffi)
    {
        $this->packed = $this->make("char[$this->packedSize]");
        $this->needed = $this->make('size_t');
        $this->neededAt = FFI::addr($this->needed);
    }

    /**
     * @throws ConfigError if the library cannot be used, saying which part is missing
     */
    public static function load(): self
    {
        return self::$loaded ??= new self(self::open());
    }

    /**
     * Registers the library for all requests of this server: preload.php calls it.
     *
     * If the library is not found the server starts all the same, and the first use says why. A
     * server that is started as root preloads in a separate process (`opcache.preload_user`): the
     * requests see nothing of what is registered there, and need `ffi.preload`.
     */
    public static function preload(): void
    {
        foreach (self::candidates() as $library) {
            if (str_contains($library, '/') && !is_file($library)) {
                continue;
            }
            $file = (string) tempnam(sys_get_temp_dir(), 'ackwell');
            try {
                file_put_contents($file, self::scopeHeader($library));
                FFI::load($file);

                return;
            } catch (FFI\Exception) {
                // Reported again, with all places, when it is used.
            } finally {
                unlink($file);
            }
        }
    }

    /**
     * The file that `ffi.preload` takes, for the library that is found: ackwell-ffi-header prints it.
     *
     * @throws ConfigError if the library cannot be used, saying which part is missing
     */
    public static function preloadHeader(): string
    {
        self::open($library);

        return self::scopeHeader($library ?? throw ConfigError::at(null, 'the library is preloaded here: '
            . 'run this where ffi.preload is not set'));
    }

    /**
     * Ends this process without another byte of output.
     */
    public static function endProcess(): never
    {
        FFI::cdef('void _exit(int status);')->_exit(70);
        exit(70);
    }

    // --- calls ---

    /**
     * Calls a function of the library that may refuse.
     *
     * The functions take a text as pointer and length, and a provider as its number: both are
     * converted here. The last argument of each, the refusal, is added.
     *
     * @throws AckwellException what it refuses
     */
    public function call(
        string $function,
        #[\SensitiveParameter]
        mixed ...$arguments,
    ): void {
        $refusal = $this->make('ackwell_refusal *');
        $taken = [];
        foreach ($arguments as $argument) {
            $taken[] = $argument instanceof Provider ? $this->number($argument) : $argument;
            if (\is_string($argument)) {
                $taken[] = \strlen($argument);
            }
        }
        if ($this->ffi->$function(...$taken, ...[FFI::addr($refusal)]) !== 0) {
            throw $this->problem($refusal);
        }
    }

    /**
     * As `call()`, for a function that makes something.
     */
    public function made(
        string $type,
        string $function,
        #[\SensitiveParameter]
        mixed ...$arguments,
    ): CData {
        $made = $this->make($type);
        $this->call($function, ...$arguments, ...[FFI::addr($made)]);

        return $made;
    }

    /**
     * As `call()`, for a function that makes an object of the shop's, to be given to `free()`.
     */
    public function handle(
        string $kind,
        string $function,
        #[\SensitiveParameter]
        mixed ...$arguments,
    ): CData {
        return $this->made("ackwell_$kind *", $function, ...$arguments);
    }

    /**
     * Frees a receiver, a ledger or a receipt.
     */
    public function free(string $kind, CData $handle): void
    {
        $this->ffi->{"ackwell_{$kind}_free"}($handle);
    }

    /**
     * As `call()`, for a function that writes JSON; null if it writes nothing.
     */
    public function jsonOrNull(
        string $function,
        #[\SensitiveParameter]
        mixed ...$arguments,
    ): ?string {
        $json = $this->made('ackwell_json *', $function, ...$arguments);

        return FFI::isNull($json) ? null : $this->take($json);
    }

    public function json(
        string $function,
        #[\SensitiveParameter]
        mixed ...$arguments,
    ): string {
        return $this->jsonOrNull($function, ...$arguments) ?? throw AckwellException::internal("$function wrote nothing");
    }

    /**
     * As `call()`, for a function that answers yes or no.
     */
    public function flag(string $function, mixed ...$arguments): bool
    {
        return $this->made('bool', $function, ...$arguments)->cdata;
    }

    /**
     * As `call()`, for a function that counts.
     */
    public function count(string $function, mixed ...$arguments): int
    {
        return $this->made('uint32_t', $function, ...$arguments)->cdata;
    }

    // --- receivers ---

    /**
     * The texts of a list, such as the names of the only headers that a receiver reads.
     *
     * @return list<string>
     */
    public function texts(CData $owner, string $count, string $at): array
    {
        $texts = [];
        for ($index = 0; $index < $this->ffi->$count($owner); $index++) {
            $texts[] = $this->text($this->ffi->$at($owner, $index));
        }

        return $texts;
    }

    /**
     * How often a provider sends, how long it waits, when the last send can come, in seconds; then
     * the pause after each send.
     *
     * @return array{int, int, int, list<int>}
     */
    public function schedule(CData $receiver): array
    {
        $schedule = $this->make('ackwell_schedule');
        $this->ffi->ackwell_receiver_schedule($receiver, FFI::addr($schedule));
        $pauses = [];
        for ($send = 1; $send < $schedule->sends; $send++) {
            $pauses[] = $this->ffi->ackwell_receiver_pause_after($receiver, $send);
        }

        return [$schedule->sends, $schedule->deadline_seconds, $schedule->horizon_seconds, $pauses];
    }

    /**
     * What to answer when the work is done.
     */
    public function success(CData $receiver): Acknowledgement
    {
        return $this->answer($this->ffi->ackwell_receiver_acknowledgement($receiver, 0));
    }

    /**
     * A refusal that is about no notification.
     */
    public function refuse(CData $receiver, Code $code, string $cause, ?\Throwable $previous): Refusal
    {
        return $this->refused('ackwell_receiver_refuse_because', $receiver, $code, $cause, $previous);
    }

    /**
     * A refusal of a verified notification.
     */
    public function refuseNotification(
        Notification $notification,
        Code $code,
        string $cause,
        ?\Throwable $previous,
    ): Refusal {
        return $this->with($notification, fn (CData $handle): Refusal
            => $this->refused('ackwell_notification_refuse_because', $handle, $code, $cause, $previous));
    }

    private function refused(
        string $function,
        CData $subject,
        Code $code,
        string $cause,
        ?\Throwable $previous,
    ): Refusal {
        $refusal = $this->make('ackwell_refusal *');
        $this->ffi->$function($subject, $code->number(), $cause, \strlen($cause), FFI::addr($refusal));
        $problem = $this->problem($refusal, $previous, Refusal::class);

        return $problem instanceof Refusal ? $problem : throw $problem;
    }

    // --- verification ---

    /**
     * @param list<array{string, string}> $headers
     *
     * @return non-empty-list<string> the parts of the notification: see `Notification::of()`
     *
     * @throws Refusal
     */
    public function verify(CData $receiver, string $body, array $headers, ?string $peer): array
    {
        $list = $headers === [] ? null : $this->headers($headers, $kept);
        do {
            $status = $this->ffi->ackwell_verify_packed(
                $receiver,
                $body,
                \strlen($body),
                $list,
                \count($headers),
                $peer,
                $peer === null ? 0 : \strlen($peer),
                $this->packed,
                $this->packedSize,
                $this->neededAt,
            );
        } while ($this->needed->cdata > $this->packedSize && $this->grow());
        $parts = explode(self::BETWEEN, FFI::string($this->packed, $this->needed->cdata));

        return $status === 0 ? $parts : throw $this->refusal($parts);
    }

    /**
     * Why a request is refused, as JSON.
     *
     * @param list<array{string, string}> $headers
     */
    public function explain(CData $receiver, string $body, array $headers, ?string $peer): string
    {
        $request = $this->make('ackwell_request');
        $kept = [];
        foreach (['body' => $body, 'peer' => $peer] as $name => $text) {
            if ($text !== null) {
                $request->$name = $this->start($kept[] = $this->copy($text));
                $request->{"{$name}_len"} = \strlen($text);
            }
        }
        if ($headers !== []) {
            $request->headers = $this->headers($headers, $kept);
            $request->headers_len = \count($headers);
        }

        return $this->json('ackwell_explain', $receiver, FFI::addr($request));
    }

    /**
     * @throws Refusal
     */
    public function expect(
        Notification $notification,
        string $orderNo,
        string $amount,
        string $currency,
    ): void {
        $texts = [];
        foreach ([
            $notification->orderNo,
            $notification->amount?->value,
            $notification->amount?->currency,
            $orderNo,
            $amount,
            $currency,
        ] as $text) {
            array_push($texts, $text, \strlen($text ?? ''));
        }
        if ($this->ffi->ackwell_expect(...$texts) !== 0) {
            // Once more, for the refusal in words.
            $this->with($notification, fn (CData $handle)
                => $this->call('ackwell_notification_expect', $handle, $orderNo, $amount, $currency));
        }
    }

    public function notificationJson(Notification $notification): string
    {
        return $this->with($notification, fn (CData $handle): string
            => $this->text($this->ffi->ackwell_notification_json($handle)));
    }

    /**
     * Gives the notification as the library holds it, and frees it. Its signature is not checked
     * again: the seal is the library's proof that it was.
     *
     * @template T
     *
     * @param \Closure(CData): T $use
     *
     * @return T
     */
    public function with(Notification $notification, \Closure $use): mixed
    {
        $handle = $this->handle(
            'notification',
            'ackwell_unseal',
            $notification->receiver()->pointer(),
            $notification->request()->body,
            $notification->seal(),
        );
        try {
            return $use($handle);
        } finally {
            $this->free('notification', $handle);
        }
    }

    // --- ledgers ---

    /**
     * Runs an operation of the ledger on the shop's own connection, statement by statement.
     *
     * @param string                                                            $begin the function that
     *                                                                                 begins it
     * @param \Closure(string, list<mixed>, bool): list<list<int|string|null>> $run   runs a statement
     *                                                                                 with its values;
     *                                                                                 gives its rows if
     *                                                                                 it reads, else how
     *                                                                                 many it changed
     *
     * @return Row what it came to
     *
     * @throws LedgerError
     */
    public function operation(string $begin, Notification $notification, string $dialect, \Closure $run): Row
    {
        $operation = $this->with($notification, fn (CData $handle): CData
            => $this->handle('operation', $begin, $handle, $dialect, 'qmark'));
        try {
            $rows = '';
            while (true) {
                $step = $this->json('ackwell_operation_next', $operation, $rows);
                $decoded = json_decode($step, true);
                $statement = \is_array($decoded) ? $decoded['run'] ?? null : null;
                if (!\is_array($statement)) {
                    return Row::read($step);
                }
                $given = $run($statement['sql'], $statement['values'], $statement['reads']);
                $rows = json_encode($given, \JSON_THROW_ON_ERROR);
            }
        } finally {
            $this->free('operation', $operation);
        }
    }

    public function delivery(CData $receipt): string
    {
        return $this->ffi->ackwell_delivery_name($this->ffi->ackwell_receipt_delivery($receipt));
    }

    /**
     * What becomes of a delivery that is not the first one; null if it is.
     */
    public function notFirst(CData $receipt, Notification $notification): ?Settled
    {
        $outcome = $this->make('ackwell_outcome *');
        $this->ffi->ackwell_receipt_not_first($receipt, FFI::addr($outcome));

        return FFI::isNull($outcome) ? null : $this->settled($outcome, $notification);
    }

    /**
     * Settles a first delivery as its work has ended: `fulfilled`, `failed`, or `may_run`, where the
     * work was abandoned and may go on.
     */
    public function settle(
        CData $receipt,
        Notification $notification,
        string $ended,
        string $cause = '',
        ?\Throwable $thrown = null,
    ): Settled {
        $number = $this->ffi->{'ACKWELL_ENDED_' . strtoupper($ended)};
        $outcome = $this->handle('outcome', 'ackwell_receipt_settle', $receipt, $number, $cause);

        return $this->settled($outcome, $notification, $thrown);
    }

    /**
     * What became of a delivery that was claimed in the shop's own transaction.
     */
    public function settledInTransaction(
        Notification $notification,
        OutcomeKind $kind,
        ?Code $code = null,
        string $cause = '',
        ?\Throwable $thrown = null,
    ): Settled {
        $outcome = $this->with($notification, fn (CData $handle): CData => $this->handle(
            'outcome',
            'ackwell_outcome_in_transaction',
            $handle,
            $this->ffi->{'ACKWELL_OUTCOME_' . strtoupper($kind->value)},
            $code?->number() ?? 0,
            $cause,
        ));

        return $this->settled($outcome, $notification, $thrown);
    }

    private function settled(CData $outcome, Notification $notification, ?\Throwable $thrown = null): Settled
    {
        $settled = new Settled(
            Outcome::of(Row::read($this->text($this->ffi->ackwell_outcome_json($outcome)))),
            $this->answer($this->ffi->ackwell_outcome_acknowledgement($outcome)),
            $thrown,
            $notification,
        );
        $this->free('outcome', $outcome);

        return $settled;
    }

    public function receiptAcknowledgement(CData $receipt): Acknowledgement
    {
        return $this->answer($this->ffi->ackwell_receipt_acknowledgement($receipt));
    }

    public function token(CData $receipt): int
    {
        return $this->ffi->ackwell_receipt_token($receipt);
    }

    public function remaining(CData $receipt): int
    {
        return $this->ffi->ackwell_receipt_remaining_ms($receipt);
    }

    /**
     * Why the ledger calls the delivery of a receipt a conflict; null if it does not.
     */
    public function conflict(CData $receipt): ?Conflict
    {
        $conflict = $this->make('ackwell_json *');
        $this->ffi->ackwell_receipt_conflict($receipt, FFI::addr($conflict));

        return FFI::isNull($conflict) ? null : Conflict::of(Row::read($this->take($conflict)));
    }

    /**
     * @param list<string|null> $texts merchant, order number, amount, currency
     */
    public function expectOrder(CData $ledger, Provider $provider, array $texts, int $placedAtMs): void
    {
        $order = $this->make('ackwell_order');
        $order->provider = $this->number($provider);
        $order->placed_at_ms = $placedAtMs;
        $kept = [];
        foreach ([$order->merchant_id, $order->order_no, $order->amount, $order->currency] as $index => $place) {
            $text = $texts[$index] ?? null;
            if ($text !== null) {
                $place->data = $this->start($kept[] = $this->copy($text));
                $place->len = \strlen($text);
            }
        }
        $this->call('ackwell_expect_order', $ledger, FFI::addr($order));
    }

    // --- loading ---

    /**
     * The library as preload.php or `ffi.preload` registered it, or as it is found on disk.
     */
    private static function open(?string &$found = null): FFI
    {
        if (!\extension_loaded('ffi')) {
            throw ConfigError::at(null, 'PHP\'s extension "ffi" is not loaded: install it (Debian and '
                . 'Ubuntu have it in php-common) and put extension=ffi into ' . self::iniFile());
        }
        $header = self::header();
        try {
            $scope = FFI::scope(self::SCOPE);
        } catch (FFI\Exception) {
            $scope = null; // Nothing was preloaded: the library is looked for.
        }
        if ($scope !== null) {
            return self::preloaded($scope, $header);
        }
        $tried = [];
        foreach (self::candidates() as $library) {
            if (str_contains($library, '/') && !is_file($library)) {
                $tried[] = "$library (not there)";
                continue;
            }
            try {
                $found = $library;

                return self::compared(FFI::cdef($header, $library), $library);
            } catch (FFI\Exception $error) {
                self::refuseRestriction($error);
                $reason = self::reason($library) ?? $error->getMessage() . self::otherVersion($library);
                $tried[] = "$library ($reason)";
            }
        }
        throw ConfigError::at(null, 'the native library libackwell for ' . self::platform() . ' ('
            . self::libc() . ') cannot be loaded; put it at one of the places that were looked at, or '
            . 'set the environment variable ACKWELL_LIBRARY to its full path (in a pool of php-fpm: '
            . 'env[ACKWELL_LIBRARY] = ...); looked at: ' . implode('; ', $tried));
    }

    /**
     * The declarations of the C library.
     */
    private static function header(): string
    {
        $header = @file_get_contents(\dirname(__DIR__) . '/native.h');

        return $header === false
            ? throw ConfigError::at(null, 'the package is incomplete: it has no native.h beside src/')
            : $header;
    }

    /**
     * The declarations as `FFI::load()` and `ffi.preload` take them.
     */
    private static function scopeHeader(string $library): string
    {
        $header = self::header();

        return sprintf("#define FFI_SCOPE \"%s\"\n#define FFI_LIB \"%s\"\n", self::SCOPE, $library)
            . sprintf("enum { ACKWELL_DECLARATIONS = %d };\n", self::mark($header)) . $header;
    }

    /**
     * A number that differs between the declarations of two releases.
     */
    private static function mark(string $header): int
    {
        return crc32($header) & 0x7FFFFFFF;
    }

    /**
     * @throws ConfigError if what was preloaded is of another release than this package
     */
    private static function preloaded(FFI $scope, string $header): FFI
    {
        try {
            $mark = $scope->ACKWELL_DECLARATIONS;
        } catch (FFI\Exception) {
            $mark = 0;
        }

        return $mark === self::mark($header)
            ? self::compared($scope, 'the preloaded library')
            : throw ConfigError::at(null, 'the declarations that PHP preloaded are of another release of '
                . 'this package: restart PHP. If php.ini has ffi.preload, write its header again '
                . 'before that: vendor/bin/ackwell-ffi-header');
    }

    /**
     * Where the library is looked for: one place if the environment names it.
     *
     * @return list<string>
     */
    public static function candidates(): array
    {
        $named = getenv('ACKWELL_LIBRARY');
        if (\is_string($named) && $named !== '') {
            return [$named];
        }
        $name = match (\PHP_OS_FAMILY) {
            'Darwin' => 'libackwell.dylib',
            'Windows' => 'ackwell.dll',
            default => 'libackwell.so',
        };

        $path = 'lib/' . self::platform() . "/$name";

        // In this package, in the package ackwell/native beside it, or in the system.
        return [\dirname(__DIR__) . "/$path", \dirname(__DIR__, 2) . "/native/$path", $name];
    }

    /**
     * System, machine and, where it is not the usual one, the C library that PHP runs on.
     */
    private static function platform(): string
    {
        return strtolower(\PHP_OS_FAMILY) . '-' . php_uname('m') . (self::isMusl() ? '-musl' : '');
    }

    /**
     * Alpine's C library: a library that was built for glibc does not load there.
     */
    private static function isMusl(): bool
    {
        // The file may be there without PHP running on it, so the map of this process decides.
        return glob('/lib/ld-musl-*') !== []
            && str_contains((string) @file_get_contents('/proc/self/maps'), '/ld-musl-');
    }

    private static function libc(): string
    {
        if (self::isMusl()) {
            return 'musl';
        }
        try {
            return 'glibc ' . FFI::cdef('const char *gnu_get_libc_version(void);')->gnu_get_libc_version();
        } catch (FFI\Exception) {
            return 'C library unknown';
        }
    }

    /**
     * @throws ConfigError if the library has another interface than native.h
     */
    private static function compared(FFI $ffi, string $library): FFI
    {
        $expected = $ffi->ACKWELL_ABI_VERSION;
        $found = $ffi->ackwell_abi_version();

        return $found === $expected
            ? $ffi
            : throw ConfigError::at(null, "$library has interface version $found (library "
                . $ffi->ackwell_version() . "), this package needs $expected: install the library "
                . 'and the package of the same release');
    }

    /**
     * Why the system does not load a file, which PHP does not say; null if it does load it.
     */
    private static function reason(string $library): ?string
    {
        try {
            $system = FFI::cdef('void *dlopen(const char *file, int mode); char *dlerror(void);');
            $reason = $system->dlopen($library, 2) === null ? $system->dlerror() : null;
        } catch (FFI\Exception) {
            return null;
        }

        return $reason instanceof CData ? FFI::string($reason) : $reason;
    }

    /**
     * What the library says of itself if it is there and is another one; else nothing.
     */
    private static function otherVersion(string $library): string
    {
        try {
            $ffi = FFI::cdef('unsigned ackwell_abi_version(void); const char *ackwell_version(void);', $library);

            return '; it is version ' . $ffi->ackwell_version() . ' with interface '
                . $ffi->ackwell_abi_version() . ', not the one of this package';
        } catch (FFI\Exception) {
            return '';
        }
    }

    /**
     * @throws ConfigError if `ffi.enable` is the reason
     */
    private static function refuseRestriction(FFI\Exception $error): void
    {
        if (!str_contains($error->getMessage(), 'ffi.enable')) {
            return;
        }
        $setting = \ini_get('ffi.enable');
        // Not with the exception as the previous one: PHP logs that first, and php-fpm and nginx cut
        // a long entry off.
        throw ConfigError::at(null, \sprintf(
            'PHP may not call C here: ffi.enable is "%s"; set ffi.enable=true in %s (%s) or in the pool '
            . '(php_admin_value[ffi.enable] = true), or leave it at "preload" and set opcache.preload=%s',
            $setting === false ? '' : $setting,
            self::iniFile(),
            \PHP_SAPI,
            \dirname(__DIR__) . '/preload.php',
        ));
    }

    private static function iniFile(): string
    {
        $file = php_ini_loaded_file();

        return $file === false ? 'php.ini (none is loaded)' : $file;
    }

    // --- conversion ---

    /**
     * Copies a JSON text of the library, and frees it.
     */
    private function take(CData $json): string
    {
        $text = $this->text($this->ffi->ackwell_json_text($json));
        $this->ffi->ackwell_json_free($json);

        return $text;
    }

    private function make(string $type): CData
    {
        return $this->ffi->new($type) ?? throw AckwellException::internal("no memory for $type");
    }

    /**
     * Headers in the library's form.
     *
     * @param non-empty-list<array{string, string}> $headers
     * @param list<CData>|null                      $kept    what must live until the call is over
     */
    private function headers(array $headers, ?array &$kept): CData
    {
        $list = $kept[] = $this->make('ackwell_header[' . \count($headers) . ']');
        foreach ($headers as $index => [$name, $value]) {
            $header = $list[$index];
            $header->name = $this->start($kept[] = $this->copy($name));
            $header->name_len = \strlen($name);
            $header->value = $this->start($kept[] = $this->copy($value));
            $header->value_len = \strlen($value);
        }

        return $this->start($list);
    }

    private function copy(string $text): CData
    {
        $copy = $this->make('char[' . max(1, \strlen($text)) . ']');
        FFI::memcpy($copy, $text, \strlen($text));

        return $copy;
    }

    private function start(CData $array): CData
    {
        return FFI::addr($array[0]);
    }

    /**
     * Makes the buffer as large as an answer that did not fit.
     */
    private function grow(): bool
    {
        $this->packedSize = $this->needed->cdata;
        $this->packed = $this->make("char[$this->packedSize]");

        return true;
    }

    /**
     * The enumerator of a provider.
     */
    private function number(Provider $provider): int
    {
        return $this->ffi->{'ACKWELL_' . strtoupper($provider->value)};
    }

    /**
     * Copies a borrowed text.
     */
    private function text(CData $text): string
    {
        return $text->data === null ? '' : FFI::string($text->data, $text->len);
    }

    private function answer(CData $answer): Acknowledgement
    {
        return new Acknowledgement(
            $answer->status,
            $this->text($answer->content_type),
            $answer->body_len === 0 ? '' : FFI::string($answer->body, $answer->body_len),
        );
    }

    /**
     * A packed refusal as an exception.
     *
     * @param list<string> $parts
     */
    private function refusal(array $parts): Refusal
    {
        [$code, $member, $message, $provider, $status, $type, $body, $remedy, $severity, $address, $line] = $parts;

        return new Refusal(
            $code,
            $message,
            $member === self::ABSENT ? null : $member,
            Provider::tryFrom($provider),
            new Acknowledgement((int) $status, $type, $body),
            null,
            $remedy,
            Severity::tryFrom($severity) ?? Severity::Error,
            $address === self::ABSENT ? null : $address,
            $line,
        );
    }

    /**
     * A refusal of the library as an exception; frees it.
     *
     * @param class-string<AckwellException>|null $class
     */
    private function problem(
        CData $refusal,
        ?\Throwable $previous = null,
        ?string $class = null,
    ): AckwellException {
        $answer = $this->answer($this->ffi->ackwell_refusal_acknowledgement($refusal));
        $json = json_decode($this->text($this->ffi->ackwell_refusal_json($refusal)), true);
        $this->ffi->ackwell_refusal_free($refusal);
        $text = static function (string $name) use ($json): ?string {
            $value = \is_array($json) ? $json[$name] ?? null : null;

            return \is_string($value) ? $value : null;
        };
        $code = $text('code') ?? Code::Internal->value;
        $class ??= AckwellException::classOf(Code::tryFrom($code) ?? Code::Internal);

        return new $class(
            $code,
            $text('message') ?? '',
            $text('member'),
            Provider::tryFrom($text('provider') ?? ''),
            $class === ConfigError::class ? null : $answer,
            $previous,
            $text('remedy'),
            Severity::tryFrom($text('severity') ?? '') ?? Severity::Error,
            $text('address'),
            $text('log_line'),
        );
    }
}
