<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * What the notifications of all kinds share.
 *
 * @internal they are members of `Notification`
 */
trait CommonMembers
{
    /**
     * Who sent it.
     */
    public readonly Provider $provider;

    /**
     * The kind, for example `lianlian.payment`. `pingpong.other` has no typed fields.
     */
    public readonly Kind $kind;

    /**
     * The merchant that it is for: LianLian's `oid_partner`, PingPong's `accId`.
     */
    public readonly string $merchantId;

    /**
     * The shop's own order number. Null only for kinds without a class.
     */
    public readonly ?string $orderNo;

    /**
     * The provider's transaction number. Null only for kinds without a class.
     */
    public readonly ?string $transactionNo;

    /**
     * How the operation has ended, or that it has not: one vocabulary for both providers.
     */
    public readonly Status $status;

    /**
     * The status as the provider wrote it; empty if it wrote none.
     */
    public readonly string $statusText;

    /**
     * The amount of the order. Null only for kinds without a class.
     */
    public readonly ?Amount $amount;

    /**
     * Which fact it reports: kind, merchant, operation, status. The ledger acts once on each.
     */
    public readonly string $deliveryKey;

    /**
     * SHA-256 of the signed text. Equal for equal notifications, whatever the order and escapes of
     * their bodies. In lower-case hex, 64 characters.
     */
    final public function fingerprint(): string
    {
        $text = $this->decoded()['fingerprint'] ?? null;

        return \is_string($text) ? $text : '';
    }

    /**
     * The names on the wire of optional members whose text does not fit its documented form. Their
     * typed views are absent; their text is among the `fields`.
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
        return Source::of($this->section('source'));
    }

    /**
     * Every member as received, in the order of arrival. For PingPong these are the members of
     * `bizContent`.
     *
     * Nested JSON is decoded into arrays.
     *
     * @return array<array-key, mixed>
     */
    final public function fields(): array
    {
        return $this->section('fields');
    }

    /**
     * The members around the notification. PingPong has `accId`, `clientId`, `code` and others,
     * LianLian has none.
     *
     * Nested JSON is decoded into arrays.
     *
     * @return array<array-key, mixed>
     */
    final public function envelope(): array
    {
        return $this->section('envelope');
    }

    /**
     * A member of the notification's JSON that is an object or a list.
     *
     * @return array<array-key, mixed>
     */
    abstract private function section(string $name): array;

    /**
     * The notification's JSON.
     *
     * @return array<array-key, mixed>
     */
    abstract private function decoded(): array;

    /**
     * Takes the members out of what `Native` copied.
     *
     * @param list<string> $copied
     */
    private function takeCommon(Provider $provider, Kind $kind, array $copied): void
    {
        $this->provider = $provider;
        $this->kind = $kind;
        $this->merchantId = $copied[1];
        $this->orderNo = $copied[2] === Packed::ABSENT ? null : $copied[2];
        $this->transactionNo = $copied[3] === Packed::ABSENT ? null : $copied[3];
        $this->status = Status::from($copied[4]);
        $this->statusText = $copied[5];
        $this->amount = is_numeric($copied[6]) ? new Amount($copied[6], $copied[7]) : null;
        $this->deliveryKey = $copied[8];
    }
}
