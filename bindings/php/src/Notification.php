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
    use CommonMembers;

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
        $this->takeCommon($receiver->provider, $kind, $copied);
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
     * The member of that name on the wire, from `fields()`; null if there is none.
     */
    final public function field(string $name): mixed
    {
        return $this->fields()[$name] ?? null;
    }

    /**
     * "Is this the payment I am waiting for?" Compares the shop's order number, the exact amount
     * (`0.2` is `0.20`) and the currency. The status is a separate question.
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
        return $this->json ??= Native::load()->notificationJson($this);
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
