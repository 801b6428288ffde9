<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * A kind's own fields as the texts that the core gives for them, as PHP types.
 *
 * The core has checked every form; what does not fit here is a defect of this package or of the
 * library, and says so.
 *
 * @internal
 */
final class Details
{
    /** LianLian's times are China's. */
    private const LOCAL = '+08:00';

    /**
     * @param list<string> $parts what was copied out of a notification
     */
    public function __construct(private readonly array $parts)
    {
    }

    public function text(int $position): string
    {
        return $this->textOrNull($position) ?? throw self::odd($position);
    }

    public function textOrNull(int $position): ?string
    {
        $text = $this->parts[Packed::COMMON + $position] ?? throw self::odd($position);

        return $text === Packed::ABSENT ? null : $text;
    }

    public function amount(int $position): Amount
    {
        return $this->amountOrNull($position) ?? throw self::odd($position);
    }

    public function amountOrNull(int $position): ?Amount
    {
        $text = $this->textOrNull($position);
        if ($text === null) {
            return null;
        }
        [$value, $currency] = explode(' ', $text . ' ');

        return is_numeric($value) ? new Amount($value, $currency) : throw self::odd($position);
    }

    /**
     * @return numeric-string
     */
    public function decimal(int $position): string
    {
        return $this->decimalOrNull($position) ?? throw self::odd($position);
    }

    /**
     * @return numeric-string|null
     */
    public function decimalOrNull(int $position): ?string
    {
        $text = $this->textOrNull($position);

        return $text === null || is_numeric($text) ? $text : throw self::odd($position);
    }

    public function day(int $position): \DateTimeImmutable
    {
        return $this->dayOrNull($position) ?? throw self::odd($position);
    }

    public function dayOrNull(int $position): ?\DateTimeImmutable
    {
        return $this->moment($position, 'T00:00:00' . self::LOCAL);
    }

    public function localTime(int $position): \DateTimeImmutable
    {
        return $this->localTimeOrNull($position) ?? throw self::odd($position);
    }

    public function localTimeOrNull(int $position): ?\DateTimeImmutable
    {
        return $this->moment($position, self::LOCAL);
    }

    public function time(int $position): \DateTimeImmutable
    {
        return $this->timeOrNull($position) ?? throw self::odd($position);
    }

    public function timeOrNull(int $position): ?\DateTimeImmutable
    {
        return $this->moment($position, '');
    }

    public function flag(int $position): bool
    {
        return $this->flagOrNull($position) ?? throw self::odd($position);
    }

    public function flagOrNull(int $position): ?bool
    {
        return match ($this->textOrNull($position)) {
            null => null,
            'true' => true,
            'false' => false,
            default => throw self::odd($position),
        };
    }

    public function integer(int $position): int
    {
        return $this->integerOrNull($position) ?? throw self::odd($position);
    }

    public function integerOrNull(int $position): ?int
    {
        $text = $this->textOrNull($position);
        if ($text === null) {
            return null;
        }

        return (string) (int) $text === $text ? (int) $text : throw self::odd($position);
    }

    /**
     * @return array<array-key, mixed>
     */
    public function json(int $position): array
    {
        return $this->jsonOrNull($position) ?? throw self::odd($position);
    }

    /**
     * @return array<array-key, mixed>|null
     */
    public function jsonOrNull(int $position): ?array
    {
        $text = $this->textOrNull($position);
        if ($text === null) {
            return null;
        }
        $value = json_decode($text, true, 512, \JSON_BIGINT_AS_STRING);

        return \is_array($value) ? $value : throw self::odd($position);
    }

    private function moment(int $position, string $rest): ?\DateTimeImmutable
    {
        $text = $this->textOrNull($position);
        try {
            return $text === null ? null : new \DateTimeImmutable($text . $rest);
        } catch (\Exception) {
            throw self::odd($position);
        }
    }

    private static function odd(int $position): AckwellException
    {
        return AckwellException::internal("field $position did not arrive in its documented form");
    }
}
