<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * The members of one JSON object that the library wrote about its ledger, or in its test kit.
 *
 * What does not have its documented form is a defect of this package or of the library, and says so.
 *
 * @internal
 */
final class Row
{
    /**
     * @param array<array-key, mixed> $members
     */
    private function __construct(private readonly array $members)
    {
    }

    /**
     * The object of a JSON text.
     */
    public static function read(string $json): self
    {
        $members = json_decode($json, true, 512, \JSON_BIGINT_AS_STRING);

        return new self(\is_array($members) ? $members : throw self::odd('the text'));
    }

    /**
     * The objects of a JSON array.
     *
     * @return list<self>
     */
    public static function readAll(string $json): array
    {
        return self::all(json_decode($json, true, 512, \JSON_BIGINT_AS_STRING), 'the text');
    }

    public function text(string $name): string
    {
        return $this->textOrNull($name) ?? throw self::odd($name);
    }

    public function textOrNull(string $name): ?string
    {
        $value = $this->members[$name] ?? null;

        return $value === null || \is_string($value) ? $value : throw self::odd($name);
    }

    public function count(string $name): int
    {
        $value = $this->members[$name] ?? null;

        return \is_int($value) ? $value : throw self::odd($name);
    }

    public function flag(string $name): bool
    {
        $value = $this->members[$name] ?? null;

        return \is_bool($value) ? $value : throw self::odd($name);
    }

    /**
     * The members as they are.
     *
     * @return array<array-key, mixed>
     */
    public function members(): array
    {
        return $this->members;
    }

    public function provider(string $name): Provider
    {
        return $this->word($name, Provider::tryFrom(...));
    }

    public function providerOrNull(string $name): ?Provider
    {
        return $this->wordOrNull($name, Provider::tryFrom(...));
    }

    public function state(string $name): DeliveryState
    {
        return $this->word($name, DeliveryState::tryFrom(...));
    }

    /**
     * A word of a vocabulary.
     *
     * @template T of object
     *
     * @param \Closure(string): (T|null) $read
     *
     * @return T
     */
    public function word(string $name, \Closure $read): object
    {
        return $this->wordOrNull($name, $read) ?? throw self::odd($name);
    }

    /**
     * @template T of object
     *
     * @param \Closure(string): (T|null) $read
     *
     * @return T|null
     */
    public function wordOrNull(string $name, \Closure $read): ?object
    {
        $word = $this->textOrNull($name);

        return $word === null ? null : $read($word) ?? throw self::odd($name);
    }

    /**
     * Null too where the shop wrote down something that is not a decimal and three letters.
     */
    public function amountOrNull(string $name): ?Amount
    {
        $amount = $this->members[$name] ?? null;
        if (!\is_array($amount)) {
            return $amount === null ? null : throw self::odd($name);
        }
        $row = new self($amount);
        [$value, $currency] = [$row->text('value'), $row->textOrNull('currency')];

        return is_numeric($value) && $currency !== null ? new Amount($value, $currency) : null;
    }

    public function moment(string $name): \DateTimeImmutable
    {
        return $this->momentOrNull($name) ?? throw self::odd($name);
    }

    public function momentOrNull(string $name): ?\DateTimeImmutable
    {
        if (($this->members[$name] ?? null) === null) {
            return null;
        }
        $milliseconds = $this->count($name);
        $rest = ($milliseconds % 1000 + 1000) % 1000;
        $seconds = intdiv($milliseconds - $rest, 1000);

        return (new \DateTimeImmutable("@$seconds"))->modify("+$rest ms");
    }

    /**
     * @return list<string>
     */
    public function words(string $name): array
    {
        $words = $this->members[$name] ?? null;

        return \is_array($words) ? array_values(array_filter($words, 'is_string')) : throw self::odd($name);
    }

    public function row(string $name): self
    {
        $members = $this->members[$name] ?? null;

        return new self(\is_array($members) ? $members : throw self::odd($name));
    }

    public function rowOrNull(string $name): ?self
    {
        return ($this->members[$name] ?? null) === null ? null : $this->row($name);
    }

    /**
     * @return list<self>
     */
    public function rows(string $name): array
    {
        return self::all($this->members[$name] ?? null, $name);
    }

    /**
     * @return list<self>
     */
    private static function all(mixed $rows, string $name): array
    {
        if (!\is_array($rows)) {
            throw self::odd($name);
        }
        $all = [];
        foreach ($rows as $members) {
            $all[] = new self(\is_array($members) ? $members : throw self::odd($name));
        }

        return $all;
    }

    private static function odd(string $name): AckwellException
    {
        return AckwellException::internal("what the library wrote as $name does not have its documented form");
    }
}
