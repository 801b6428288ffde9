using System.Globalization;

namespace Ackwell;

/// <summary>
/// An exact amount in major units of its currency, for example <c>210.97 CNY</c>. Never a float.
/// </summary>
/// <param name="Value">
/// The value in major units. It keeps the zeros behind the point that the provider wrote, and
/// <c>0.2</c> equals <c>0.20</c>.
/// </param>
/// <param name="Currency">The currency's three letters (ISO 4217). The set is open.</param>
public readonly record struct Amount(decimal Value, string Currency)
{
    /// <summary>The value as text, with a point whatever the culture.</summary>
    internal string ValueText => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>An amount from two texts of the native library; <c>null</c> where they are none.</summary>
    internal static Amount? Of(string? value, string? currency) =>
        value is not null && currency is not null
        && decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            ? new Amount(number, currency)
            : null;

    /// <summary>Value and currency, with a point whatever the culture: <c>210.97 CNY</c>.</summary>
    public override string ToString() => $"{ValueText} {Currency}";
}
