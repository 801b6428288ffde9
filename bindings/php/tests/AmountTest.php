<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use Ackwell\Amount;
use PHPUnit\Framework\TestCase;

final class AmountTest extends TestCase
{
    /**
     * @dataProvider amounts
     *
     * @param numeric-string $value
     */
    public function testMinorUnitsAreWholeOrNotThere(string $value, string $currency, ?int $units): void
    {
        self::assertSame($units, (new Amount($value, $currency))->minorUnits());
    }

    /**
     * @return array<string, array{string, string, int|null}>
     */
    public static function amounts(): array
    {
        return [
            'two decimals' => ['210.97', 'CNY', 21_097],
            'one decimal' => ['0.2', 'CNY', 20],
            'no decimals' => ['5', 'CNY', 500],
            'six decimals of zeros' => ['200.000000', 'USD', 20_000],
            'less than a minor unit' => ['0.001', 'USD', null],
            'yen' => ['1000', 'JPY', 1_000],
            'yen with zeros' => ['1000.00', 'JPY', 1_000],
            'yen with a fraction' => ['1000.50', 'JPY', null],
            'three decimals' => ['1.234', 'KWD', 1_234],
            'zero' => ['0.00', 'CNY', 0],
            'the longest that core reads' => ['999999999999999999', 'JPY', 999_999_999_999_999_999],
            'too large for an int' => ['999999999999999999', 'CNY', null],
        ];
    }

    public function testEqualAmountsAreEqualHoweverTheyWereWritten(): void
    {
        self::assertTrue((new Amount('0.2', 'CNY'))->equals(new Amount('0.20', 'CNY')));
        self::assertTrue((new Amount('200.000000', 'USD'))->equals(new Amount('200', 'USD')));
        self::assertFalse((new Amount('200', 'USD'))->equals(new Amount('20', 'USD')));
        self::assertFalse((new Amount('200', 'USD'))->equals(new Amount('200', 'EUR')));
    }

    public function testAnAmountIsReadyForBcmath(): void
    {
        $amount = new Amount('0.1', 'CNY');
        self::assertSame('0.30', bcadd($amount->value, '0.2', 2));
        self::assertSame('"0.1 CNY"', json_encode((string) $amount));
        self::assertSame('{"value":"0.1","currency":"CNY"}', json_encode($amount));
    }
}
