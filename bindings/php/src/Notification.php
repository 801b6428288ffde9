<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * What a verified request said. It cannot exist unverified: only a receiver makes one.
 *
 * The common questions are properties here; a kind's own fields are properties of its class, and
 * are decoded when they are first read:
 *
 *     if ($notification instanceof LianLianPayment && $notification->status === Status::Succeeded) {
 *         $paidOn = $notification->settleDate;
 *     }
 *
 * To carry one to a queue, carry `request()` and verify that again where it arrives.
 *
 * @consistent-constructor
 */
abstract class Notification implements \JsonSerializable
{
    /** Stands for a part that there is not: no byte of UTF-8. */
    private const ABSENT = "\xFE";

    /** Who sent it. */
    public readonly Provider $provider;

    /** What it reports. */
    public readonly Kind $kind;

    /** The merchant that it is for: LianLian's `oid_partner`, PingPong's `accId`. */
    public readonly string $merchantId;

    /** The shop's own order number. Null only for kinds without a class of their own. */
    public readonly ?string $orderNo;

    /** The provider's transaction number. Null only for kinds without a class of their own. */
    public readonly ?string $transactionNo;

    /** How the operation has ended. A shop ships on `Status::Succeeded` only. */
    public readonly Status $status;

    /** The status as the provider wrote it; empty if it wrote none. */
    public readonly string $statusText;

    /** The amount of the order. Null only for kinds without a class of their own. */
    public readonly ?Amount $amount;

    /** Which fact it reports: kind, merchant, operation, status. The ledger acts once on each. */
    public readonly string $deliveryKey;

    /** The whole as JSON, when it was asked for. */
    private ?string $json = null;

    /** @var array<array-key, mixed>|null the same, decoded */
    private ?array $decoded = null;

    /**
     * @internal
     *
     * @param list<string> $copied
     */
    protected function __construct(
        Kind $kind,
        private readonly Receiver $receiver,
        private readonly Request $request,
        private readonly array $copied,
    ) {
        [, $merchantId, $orderNo, $transactionNo, $status, $statusText, $value, $currency, $deliveryKey] = $copied;
        $this->provider = $receiver->provider;
        $this->kind = $kind;
        $this->merchantId = $merchantId;
        $this->orderNo = $orderNo === self::ABSENT ? null : $orderNo;
        $this->transactionNo = $transactionNo === self::ABSENT ? null : $transactionNo;
        $this->status = Status::from($status);
        $this->statusText = $statusText;
        $this->amount = is_numeric($value) ? new Amount($value, $currency) : null;
        $this->deliveryKey = $deliveryKey;
    }

    /**
     * @internal
     *
     * @param list<string> $copied what `Native` copied: the kind, the common part, the own
     *                             fields, the seal
     */
    final public static function of(Receiver $receiver, Request $request, array $copied): self
    {
        $kind = Kind::tryFrom($copied[0]) ?? Kind::PingPongOther;
        $class = $kind->notificationClass();

        return new $class($kind, $receiver, $request, $copied);
    }

    /**
     * Every member of the notification as received, in the order of arrival. For PingPong these
     * are the members of `bizContent`; nested JSON is decoded into arrays.
     *
     * @return array<array-key, mixed>
     */
    final public function fields(): array
    {
        return $this->section('fields');
    }

    /**
     * The member of that name on the wire, from `fields()`; null if there is none.
     */
    final public function field(string $name): mixed
    {
        return $this->fields()[$name] ?? null;
    }

    /**
     * The members around the notification: PingPong's `accId`, `clientId`, `code` and so on.
     * LianLian has none.
     *
     * @return array<array-key, mixed>
     */
    final public function envelope(): array
    {
        return $this->section('envelope');
    }

    /**
     * The names on the wire of optional members whose text does not fit its documented form. Their
     * properties are null; their text is among the `fields()`. For a log, not a reason to refuse.
     *
     * @return list<string>
     */
    final public function irregularities(): array
    {
        return array_values(array_filter($this->section('irregularities'), 'is_string'));
    }

    /**
     * What the check of the client address saw.
     */
    final public function source(): Source
    {
        $source = $this->section('source');
        $check = $source['check'] ?? null;
        $address = $source['address'] ?? null;
        $trusted = $source['trusted'] ?? null;

        return new Source(
            \is_string($check) ? $check : '',
            \is_string($address) ? $address : null,
            \is_bool($trusted) ? $trusted : null,
        );
    }

    /**
     * SHA-256 of the signed text in lower-case hex: equal for equal notifications.
     */
    final public function fingerprint(): string
    {
        $fingerprint = $this->decoded()['fingerprint'] ?? null;

        return \is_string($fingerprint) ? $fingerprint : '';
    }

    /**
     * "Is this the payment I am waiting for?" Compares the shop's order number, the exact amount
     * (`0.2` is `0.20`) and the currency. The status is a question of its own.
     *
     * @param string $amount a plain decimal in major units, such as `210.97`
     *
     * @throws Refusal `expectation_mismatch`, naming `order_no`, `amount` or `currency`, whichever
     *                 differs first; `invalid_argument` if `$amount` is not a plain decimal or
     *                 `$currency` not three upper-case letters
     */
    final public function expect(string $orderNo, string $amount, string $currency): void
    {
        // The same texts are the same payment. Only the library knows that 0.2 is 0.20.
        if (
            $this->amount === null
            || $orderNo !== $this->orderNo
            || $amount !== $this->amount->value
            || $currency !== $this->amount->currency
        ) {
            Native::load()->expect($this, $orderNo, $amount, $currency);
        }
    }

    /**
     * What to answer once the shop has acted on it: the provider stops sending.
     */
    final public function acknowledge(): Acknowledgement
    {
        return $this->receiver->acknowledge();
    }

    /**
     * A refusal of it by the shop, with what to answer.
     *
     * @param string          $cause    what happened, for the log: no secret, nothing about the payer
     * @param \Throwable|null $previous what was thrown
     */
    final public function refuse(Code $code, string $cause = '', ?\Throwable $previous = null): Refusal
    {
        return Native::load()->refuseNotification($this, $code, $cause, $previous);
    }

    /**
     * The request that it came in. It may be serialized, and verified again elsewhere.
     */
    final public function request(): Request
    {
        return $this->request;
    }

    /**
     * The receiver that verified it.
     */
    final public function receiver(): Receiver
    {
        return $this->receiver;
    }

    /**
     * The library's proof that it was verified: the last part of what was copied.
     *
     * @internal
     */
    final public function seal(): string
    {
        return $this->copied[\count($this->copied) - 1];
    }

    /**
     * The whole notification as one JSON object: the contract that every language shares.
     *
     * It is made when it is first asked for, as `fields()` and its neighbours are. The signature is
     * not checked a second time.
     */
    final public function toJson(): string
    {
        return $this->json ??= Native::load()->json($this);
    }

    final public function jsonSerialize(): mixed
    {
        return json_decode($this->toJson(), false, 512, \JSON_BIGINT_AS_STRING) ?? $this->decoded();
    }

    /**
     * @internal
     */
    public function __get(string $name): mixed
    {
        trigger_error('Undefined property: ' . static::class . '::$' . $name, \E_USER_WARNING);

        return null;
    }

    /**
     * @internal
     */
    final public function __isset(string $name): bool
    {
        return property_exists($this, $name) && $this->__get($name) !== null;
    }

    /**
     * @return array<string, never>
     */
    final public function __serialize(): array
    {
        throw AckwellException::invalidArgument(
            'a notification cannot be serialized, because it could then be made without being '
            . 'verified; serialize $notification->request() and verify it again',
        );
    }

    /**
     * @param array<array-key, mixed> $data
     */
    final public function __unserialize(array $data): void
    {
        throw AckwellException::invalidArgument(
            'a notification is made by a receiver only; unserialize its request and verify that',
        );
    }

    /**
     * Says which notification it is, without what it says about people.
     *
     * @return array<string, string>
     */
    final public function __debugInfo(): array
    {
        return ['kind' => $this->kind->value, 'deliveryKey' => $this->deliveryKey];
    }

    /**
     * @internal
     */
    final protected function details(): Details
    {
        return new Details($this->copied);
    }

    /**
     * @return array<array-key, mixed>
     */
    private function section(string $name): array
    {
        $section = $this->decoded()[$name] ?? null;

        return \is_array($section) ? $section : [];
    }

    /**
     * @return array<array-key, mixed>
     */
    private function decoded(): array
    {
        if ($this->decoded === null) {
            $decoded = json_decode($this->toJson(), true, 512, \JSON_BIGINT_AS_STRING);
            $this->decoded = \is_array($decoded)
                ? $decoded
                : throw AckwellException::internal('the JSON of a notification cannot be read');
        }

        return $this->decoded;
    }
}
