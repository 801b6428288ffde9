using System;

namespace Ackwell;

/// <summary>An order that was sent to a provider and that a notification should answer.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="MerchantId">The merchant's number at the provider.</param>
/// <param name="OrderNo">The shop's order number.</param>
/// <param name="Amount">What it costs, if that is known.</param>
/// <param name="PlacedAt">When the shop sent it; now if it is left out.</param>
public sealed record ExpectedOrder(
    Provider Provider,
    string MerchantId,
    string OrderNo,
    Amount? Amount = null,
    DateTimeOffset? PlacedAt = null);
