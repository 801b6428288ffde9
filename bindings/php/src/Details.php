<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * The typed fields of a notification as the core decoded them, as PHP types.
 *
 * The core has checked every form; what does not fit here is a defect of this package or of the
 * library, and says so.
 *
 * @internal
 */
final class Details
{
    private const LOCAL = '+08:00';

    /**
     * @param array<array-key, mixed> $values
     */
    public function __construct(private readonly array $values)
    {
    }

    public function text(string $name): string
    {
        return $this->textOrNull($name) ?? throw $this->odd($name);
    }

    public function textOrNull(string $name): ?string
    {
        $value = $this->values[$name] ?? null;

        return $value === null || \is_string($value) ? $value : throw $this->odd($name);
    }

    public function amount(string $name): Amount
    {
        return $this->amountOrNull($name) ?? throw $this->odd($name);
    }

    public function amountOrNull(string $name): ?Amount
    {
        $value = $this->values[$name] ?? null;
        if ($value === null) {
            return null;
        }
        if (
            \is_array($value)
            && \is_string($number = $value['value'] ?? null) && is_numeric($number)
            && \is_string($currency = $value['currency'] ?? null)
        ) {
            return new Amount($number, $currency);
        }
        throw $this->odd($name);
    }

    /**
     * @return numeric-string
     */
    public function decimal(string $name): string
    {
        return $this->decimalOrNull($name) ?? throw $this->odd($name);
    }

    /**
     * @return numeric-string|null
     */
    public function decimalOrNull(string $name): ?string
    {
        $value = $this->textOrNull($name);

        return $value === null || is_numeric($value) ? $value : throw $this->odd($name);
    }

    public function day(string $name): \DateTimeImmutable
    {
        return $this->dayOrNull($name) ?? throw $this->odd($name);
    }

    public function dayOrNull(string $name): ?\DateTimeImmutable
    {
        return $this->moment($name, 'T00:00:00' . self::LOCAL);
    }

    public function localTime(string $name): \DateTimeImmutable
    {
        return $this->localTimeOrNull($name) ?? throw $this->odd($name);
    }

    public function localTimeOrNull(string $name): ?\DateTimeImmutable
    {
        return $this->moment($name, self::LOCAL);
    }

    public function time(string $name): \DateTimeImmutable
    {
        return $this->timeOrNull($name) ?? throw $this->odd($name);
    }

    public function timeOrNull(string $name): ?\DateTimeImmutable
    {
        return $this->moment($name, '');
    }

    public function flag(string $name): bool
    {
        return $this->flagOrNull($name) ?? throw $this->odd($name);
    }

    public function flagOrNull(string $name): ?bool
    {
        $value = $this->values[$name] ?? null;

        return $value === null || \is_bool($value) ? $value : throw $this->odd($name);
    }

    public function integer(string $name): int
    {
        return $this->integerOrNull($name) ?? throw $this->odd($name);
    }

    public function integerOrNull(string $name): ?int
    {
        $value = $this->values[$name] ?? null;

        return $value === null || \is_int($value) ? $value : throw $this->odd($name);
    }

    /**
     * @return array<array-key, mixed>
     */
    public function json(string $name): array
    {
        return $this->jsonOrNull($name) ?? throw $this->odd($name);
    }

    /**
     * @return array<array-key, mixed>|null
     */
    public function jsonOrNull(string $name): ?array
    {
        $value = $this->values[$name] ?? null;

        return $value === null || \is_array($value) ? $value : throw $this->odd($name);
    }

    private function moment(string $name, string $rest): ?\DateTimeImmutable
    {
        $value = $this->textOrNull($name);
        try {
            return $value === null ? null : new \DateTimeImmutable($value . $rest);
        } catch (\Exception) {
            throw $this->odd($name);
        }
    }

    private function odd(string $name): AckwellException
    {
        return AckwellException::internal("the field $name did not arrive in its documented form");
    }
}
