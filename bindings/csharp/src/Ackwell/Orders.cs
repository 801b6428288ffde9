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

/// <summary>An order whose notification should have come and did not: ask the provider.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="MerchantId">The merchant's number at the provider.</param>
/// <param name="OrderNo">The shop's order number.</param>
/// <param name="Amount">What it costs, if it was told.</param>
/// <param name="PlacedAt">When the shop sent it.</param>
/// <param name="DueAt">When the provider's last re-send was past.</param>
public sealed record DueOrder(
    Provider Provider,
    string MerchantId,
    string OrderNo,
    Amount? Amount,
    DateTimeOffset PlacedAt,
    DateTimeOffset DueAt);

/// <summary>A payment of the same order by another transaction, fulfilled before.</summary>
/// <param name="DeliveryKey">Its delivery key.</param>
/// <param name="TransactionNo">The provider's number of the other transaction.</param>
/// <param name="Amount">The amount.</param>
/// <param name="FulfilledAt">When it was committed.</param>
public sealed record EarlierPayment(string DeliveryKey, string? TransactionNo, Amount? Amount, DateTimeOffset FulfilledAt);

/// <summary>How many records a ledger keeps.</summary>
/// <param name="InProgress">Deliveries with a lease that runs.</param>
/// <param name="Expired">Deliveries with a lease that ran out.</param>
/// <param name="Committed">Deliveries fulfilled.</param>
/// <param name="Released">Deliveries released.</param>
/// <param name="Conflicts">Later notifications that contradicted a first one.</param>
/// <param name="WaitingOrders">Orders that wait for a notification.</param>
public sealed record LedgerCounts(
    long InProgress,
    long Expired,
    long Committed,
    long Released,
    long Conflicts,
    long WaitingOrders);

/// <summary>What <see cref="Ledger.Prune"/> removed.</summary>
/// <param name="Deliveries">Deliveries.</param>
/// <param name="Conflicts">Conflicts.</param>
/// <param name="Orders">Orders that waited for a notification.</param>
public sealed record Pruned(long Deliveries, long Conflicts, long Orders);
