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
    /** The interface that this package was written for; compared with the library's. */
    private const ABI = 1;

    /** The name under which preload.php and `ffi.preload` register the library. */
    private const SCOPE = 'ackwell';

    /** Between two parts of what a call packs: no byte of UTF-8. */
    private const BETWEEN = "\xFF";

    /** Requests longer than this get memory of their own, so that this stays small. */
    private const ROOM = 65536;

    private static ?self $loaded = null;

    /** What a request is copied into. The library reads it during the call only. */
    private readonly CData $request;
    private readonly CData $body;
    private readonly CData $peer;

    /** What a call packs its answer into. */
    private CData $packed;
    private int $packedSize = 4096;
    private readonly CData $needed;

    private function __construct(private readonly FFI $ffi)
    {
        $this->request = $this->make('ackwell_request');
        $this->body = $this->make('char[' . self::ROOM . ']');
        $this->peer = $this->make('char[64]');
        $this->packed = $this->make("char[$this->packedSize]");
        $this->needed = $this->make('size_t');
    }

    /**
     * @throws ConfigError if the library cannot be used, saying which part is missing
     */
    public static function load(): self
    {
        return self::$loaded ??= new self(self::open());
    }

    // --- receivers ---

    /**
     * @throws ConfigError
     */
    public function newReceiver(
        Provider $provider,
        #[\SensitiveParameter]
        string $document,
    ): CData {
        $receiver = $this->make('ackwell_receiver *');
        $refusal = $this->make('ackwell_refusal *');
        /** @phpstan-ignore-next-line a constant of the C enum */
        $number = $this->ffi->{'ACKWELL_' . strtoupper($provider->value)};
        $status = $this->ffi->ackwell_receiver_new(
            $document,
            \strlen($document),
            $number,
            FFI::addr($receiver),
            FFI::addr($refusal),
        );
        if ($status !== 0) {
            throw $this->problem($refusal);
        }

        return $receiver;
    }

    public function freeReceiver(CData $receiver): void
    {
        $this->ffi->ackwell_receiver_free($receiver);
    }

    /**
     * The names of the only headers that a receiver reads.
     *
     * @return list<string>
     */
    public function headerNames(CData $receiver): array
    {
        $names = [];
        for ($index = 0; $index < $this->ffi->ackwell_receiver_header_count($receiver); $index++) {
            $names[] = $this->text($this->ffi->ackwell_receiver_header_name($receiver, $index));
        }

        return $names;
    }

    /**
     * @return list<string>
     */
    public function keyFingerprints(CData $receiver): array
    {
        $keys = [];
        for ($index = 0; $index < $this->ffi->ackwell_receiver_key_count($receiver); $index++) {
            $keys[] = $this->text($this->ffi->ackwell_receiver_key_fingerprint($receiver, $index));
        }

        return $keys;
    }

    /**
     * How often a provider sends, how long it waits, when the last send can come; in seconds.
     *
     * @return array{int, int, int}
     */
    public function schedule(CData $receiver): array
    {
        $schedule = $this->make('ackwell_schedule');
        $this->ffi->ackwell_receiver_schedule($receiver, FFI::addr($schedule));

        return [$schedule->sends, $schedule->deadline_seconds, $schedule->horizon_seconds];
    }

    public function pauseAfter(CData $receiver, int $send): int
    {
        return $this->ffi->ackwell_receiver_pause_after($receiver, max(0, $send));
    }

    /**
     * What to answer when the work ended with that status; 0 is success.
     */
    public function acknowledgement(CData $receiver, int $status): Acknowledgement
    {
        return $this->answer($this->ffi->ackwell_receiver_acknowledgement($receiver, $status));
    }

    // --- verification ---

    /**
     * @param list<array{string, string}> $headers
     *
     * @return list<string> the parts of the notification: see `Notification::of()`
     *
     * @throws Refusal
     */
    public function verify(CData $receiver, string $body, array $headers, ?string $peer): array
    {
        $kept = $this->fill($body, $headers, $peer);
        $refusal = null;
        do {
            $status = $this->ffi->ackwell_verify_packed(
                $receiver,
                FFI::addr($this->request),
                $this->packed,
                $this->packedSize,
                FFI::addr($this->needed),
            );
        } while ($this->grows());
        unset($kept);
        $parts = explode(self::BETWEEN, FFI::string($this->packed, $this->needed->cdata));
        if ($status !== 0) {
            throw $this->refusal($parts);
        }

        return $parts;
    }

    /**
     * @param list<array{string, string}> $headers
     *
     * @throws Refusal
     */
    public function expect(
        CData $receiver,
        string $body,
        array $headers,
        ?string $peer,
        string $orderNo,
        string $amount,
        string $currency,
    ): void {
        $kept = $this->fill($body, $headers, $peer);
        $notification = $this->make('ackwell_notification *');
        $refusal = $this->make('ackwell_refusal *');
        $status = $this->ffi->ackwell_verify(
            $receiver,
            FFI::addr($this->request),
            FFI::addr($notification),
            FFI::addr($refusal),
        );
        unset($kept);
        if ($status === 0) {
            $status = $this->ffi->ackwell_notification_expect(
                $notification,
                $orderNo,
                \strlen($orderNo),
                $amount,
                \strlen($amount),
                $currency,
                \strlen($currency),
                FFI::addr($refusal),
            );
            $this->ffi->ackwell_notification_free($notification);
        }
        if ($status !== 0) {
            throw $this->problem($refusal);
        }
    }
