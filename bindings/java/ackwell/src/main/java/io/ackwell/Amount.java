package io.ackwell;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Currency;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exact amount of money. {@code 0.2} and {@code 0.20} of one currency are equal.
 *
 * @param value the value in major units, with the digits that the provider wrote
 * @param currency the currency as three upper-case letters (ISO 4217)
 */
public record Amount(BigDecimal value, String currency) {
    /**
     * Takes an amount.
     *
     * @param value the value in major units
     * @param currency the currency as three upper-case letters
     */
    public Amount {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(currency, "currency");
    }

    /**
     * Takes an amount.
     *
     * @param value the value in major units, as text
     * @param currency the currency as three upper-case letters
     * @return the amount
     * @throws NumberFormatException if the value is not a number
     */
    public static Amount of(String value, String currency) {
        return new Amount(new BigDecimal(value), currency);
    }

    /**
     * The value in minor units: cents, fen, the yen itself.
     *
     * @return the whole number, or null if it is not one or the currency is not known
     */
    public @Nullable BigInteger minorUnits() {
        String units = Native.answer("minor_units", value.toPlainString(), currency);
        return units.isEmpty() ? null : new BigInteger(units);
    }

    /**
     * The currency as Java has it.
     *
     * @return the currency
     * @throws IllegalArgumentException if Java does not know it
     */
    public Currency javaCurrency() {
        return Currency.getInstance(currency);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Amount that
                && value.compareTo(that.value) == 0
                && currency.equals(that.currency);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value.stripTrailingZeros(), currency);
    }

    /** The value, a blank and the currency. */
    @Override
    public String toString() {
        return value.toPlainString() + " " + currency;
    }
}
