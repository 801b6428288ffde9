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
public readonly partial record struct Amount(decimal Value, string Currency)
{
    /// <summary>Value and currency, with a point whatever the culture: <c>210.97 CNY</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Value} {Currency}");
}
