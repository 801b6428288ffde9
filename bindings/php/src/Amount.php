<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * An exact amount in major units of its currency, for example `210.97 CNY`. Never a float.
 *
 * `$amount->value` is ready for bcmath: `bccomp($amount->value, '210.97', 6)`.
 */
final class Amount implements \JsonSerializable, \Stringable
{
    /**
     * @internal the core makes them
     *
     * @param numeric-string $value    in major units, as the provider wrote it
     * @param string         $currency three letters (ISO 4217)
     */
    public function __construct(
        public readonly string $value,
        public readonly string $currency,
    ) {
    }

    /**
     * The value in minor units (cents, fen; yen itself); null if it is not a whole number of them
     * or too large for an int.
     */
    public function minorUnits(): ?int
    {
        [$whole, $fraction] = explode('.', $this->value . '.');
        $digits = MinorUnits::digits($this->currency);
        if (trim(substr($fraction, $digits), '0') !== '') {
            return null;
        }
        $units = ltrim($whole . str_pad(substr($fraction, 0, $digits), $digits, '0'), '0');
        $number = (int) $units;

        return (string) $number === ($units === '' ? '0' : $units) ? $number : null;
    }

    /**
     * Whether it is the same amount: `0.2` is `0.20`, in the same currency.
     */
    public function equals(self $other): bool
    {
        return $this->currency === $other->currency
            && self::plain($this->value) === self::plain($other->value);
    }

    public function __toString(): string
    {
        return "$this->value $this->currency";
    }

    /**
     * @return array{value: numeric-string, currency: string}
     */
    public function jsonSerialize(): array
    {
        return ['value' => $this->value, 'currency' => $this->currency];
    }

    /**
     * The one spelling that equal values share.
     */
    private static function plain(string $value): string
    {
        return str_contains($value, '.') ? rtrim(rtrim($value, '0'), '.') : $value;
    }
}
