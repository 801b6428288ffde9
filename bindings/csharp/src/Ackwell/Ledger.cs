using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Ackwell.Native;

namespace Ackwell;

/// <summary>
/// The durable memory of what was received and fulfilled, so that a shop acts on each notification
/// once. Opened once and shared by all threads; calls wait for the store.
/// </summary>
/// <remarks>
/// One claim at a time; fulfilled at most once as long as the worker lives; after a crash in the
/// middle, at least once.
/// </remarks>
public sealed class Ledger : IDisposable
{
    private readonly LedgerHandle handle;

    private Ledger(nint ledger) => handle = new LedgerHandle(ledger);

    /// <summary>
    /// Opens the ledger at a URL, with a lease of 60 seconds and a retention of 90 days.
    /// </summary>
    /// <param name="url">
    /// <c>memory:</c> is for tests; <c>sqlite:///absolute/path.db</c> or <c>sqlite:relative.db</c> is
    /// a file on one machine; <c>postgres://</c>, <c>mysql://</c> and <c>redis://</c> are servers
    /// that many machines share.
    /// </param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>: the URL is wrong, or names a store that this native library
    /// does not have; <see cref="Code.LedgerUnavailable"/>: it cannot be opened.
    /// </exception>
    public static Ledger Open(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new Ledger(Methods.ackwell_ledger_open(url));
    }

    /// <summary>Opens the ledger that options describe.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="AckwellException">As <see cref="Open(string)"/>.</exception>
    /// <example>
    /// <code>
    /// using var ledger = Ledger.Open(new LedgerOptions { Url = "sqlite:///var/lib/shop/ackwell.db", LeaseSeconds = 30 });
    /// </code>
    /// </example>
    public static Ledger Open(LedgerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return AckwellConfiguration.From(new() { Ledger = options }).OpenLedger();
    }

    internal static Ledger FromConfiguration(string configuration) =>
        new(Methods.ackwell_ledger_from_config(configuration));

    /// <summary>
    /// Claims the delivery of a notification: one atomic step, also where others try simultaneously.
    /// </summary>
    /// <param name="notification">The notification.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.LedgerUnavailable"/>: nothing was claimed; answer with the refusal's
    /// acknowledgement.
    /// </exception>
    public Receipt Claim(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return new Receipt(this, notification, Claimed(notification).OrThrow());
    }

    /// <inheritdoc cref="Claim"/>
    /// <param name="notification">The notification.</param>
    /// <param name="cancellation">
    /// Ends the wait. A delivery that is claimed after that is released: its work has not begun.
    /// </param>
    public async Task<Receipt> ClaimAsync(Notification notification, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(notification);
        Task<Completed> claimed = ClaimedAsync(notification);
        try
        {
            _ = await claimed.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = GiveBack(notification, claimed);
            throw;
        }
        return new Receipt(this, notification, (await claimed.ConfigureAwait(false)).OrThrow());
    }

    /// <summary>A claim, or the refusal that the outcome is made of.</summary>
    internal unsafe Completed Claimed(Notification notification)
    {
        using NotificationHandle whole = notification.Unsealed();
        nint receipt = 0;
        nint refusal = 0;
        return new Completed(Methods.ackwell_claim(handle, whole, &receipt, &refusal), receipt, refusal);
    }

    /// <inheritdoc cref="Claimed"/>
    internal Task<Completed> ClaimedAsync(Notification notification)
    {
        using NotificationHandle whole = notification.Unsealed();
        return Methods.ackwell_claim_async(handle, whole);
    }

    /// <summary>Releases what is claimed for nobody. Where that fails, its lease runs out.</summary>
    private async Task GiveBack(Notification notification, Task<Completed> claimed)
    {
        Completed how = await claimed.ConfigureAwait(false);
        if (how.Status != 0)
        {
            _ = Methods.ackwell_refusal_free(how.Refusal);
            return;
        }
        using Receipt receipt = new(this, notification, how.Made);
        try
        {
            _ = await receipt.ReleaseAsync().ConfigureAwait(false);
        }
        catch (AckwellException)
        {
        }
    }

    /// <summary>
    /// Writes down an order that waits for a notification, <b>before</b> the customer is sent to the
    /// provider. It is resolved when a notification with its merchant and order number is committed
    /// that is final: <see cref="Status.Processing"/> and <see cref="Status.Failed"/> are not, nor
    /// is a status that is not known.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidArgument"/>, <see cref="Code.LedgerUnavailable"/>.
    /// </exception>
    public unsafe void ExpectOrder(ExpectedOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        using Utf8 merchant = new(order.MerchantId, stackalloc byte[Utf8.Short]);
        using Utf8 number = new(order.OrderNo, stackalloc byte[Utf8.Short]);
        using Utf8 amount = new(order.Amount?.ValueText, stackalloc byte[Utf8.Short]);
        using Utf8 currency = new(order.Amount?.Currency, stackalloc byte[Utf8.Short]);
        fixed (byte* m = merchant.Bytes, n = number.Bytes, a = amount.Bytes, c = currency.Bytes)
        {
            NativeOrder native = new()
            {
                Provider = (uint)order.Provider,
                MerchantId = new NativeText(m, merchant.Bytes.Length),
                OrderNo = new NativeText(n, number.Bytes.Length),
                Amount = new NativeText(a, amount.Bytes.Length),
                Currency = new NativeText(c, currency.Bytes.Length),
                PlacedAtMs = order.PlacedAt?.ToUnixTimeMilliseconds() ?? 0,
            };
            Methods.ackwell_expect_order(handle, &native);
        }
    }

    /// <summary>
    /// The first payment of the same order by <b>another transaction</b> that was committed before;
    /// <c>null</c> if there is none.
    /// </summary>
    /// <remarks>
    /// Once is once per transaction: a customer who pays one order in two tabs makes two payments,
    /// and each is fulfilled. Ask before you ship, and refund the second. Of two that are fulfilled
    /// at the very same moment, neither may see the other.
    /// </remarks>
    /// <param name="notification">The notification that is being fulfilled.</param>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    /// <example>
    /// <code>
    /// if (ledger.EarlierPayment(notification) is { } earlier)
    /// {
    ///     refunds.Ask(notification.TransactionNo, because: $"paid before by {earlier.TransactionNo}");
    /// }
    /// </code>
    /// </example>
    public EarlierPayment? EarlierPayment(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        using NotificationHandle whole = notification.Unsealed();
        JsonElement found = Methods.ackwell_earlier_payment(handle, whole);
        return found.ValueKind == JsonValueKind.Undefined ? null : Ackwell.EarlierPayment.Of(new Members(found));
    }

    /// <summary>Resolves an order without a notification, because the provider was asked.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="merchantId">The merchant's number at the provider.</param>
    /// <param name="orderNo">The shop's order number.</param>
    /// <returns>Whether it waited.</returns>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public bool ResolveOrder(Provider provider, string merchantId, string orderNo)
    {
        ArgumentNullException.ThrowIfNull(merchantId);
        ArgumentNullException.ThrowIfNull(orderNo);
        return Methods.ackwell_resolve_order(handle, (uint)provider, merchantId, orderNo);
    }

    /// <summary>
    /// The orders whose notification should have come and did not, those due longest first, at most
    /// 10,000. Ask the provider about each, then call <see cref="ResolveOrder"/>.
    /// </summary>
    /// <param name="now">The moment; now if it is left out.</param>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public IReadOnlyList<OverdueOrder> OverdueOrders(DateTimeOffset? now = null) =>
        Members.Many(Methods.ackwell_overdue_orders(handle, now?.ToUnixTimeMilliseconds() ?? 0), OverdueOrder.Of);

    /// <summary>
    /// Everything known of an order number, whichever provider and merchant: every delivery with its
    /// conflicts, and what was expected. It is what support staff ask.
    /// </summary>
    /// <param name="orderNo">The shop's order number.</param>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public OrderHistory OrderHistory(string orderNo)
    {
        ArgumentNullException.ThrowIfNull(orderNo);
        return Ackwell.OrderHistory.Of(new Members(Methods.ackwell_order_history(handle, orderNo)));
    }

    /// <summary>What is kept, in the order of the delivery keys, page by page.</summary>
    /// <param name="state">Only records in this state.</param>
    /// <param name="conflicts">Only records that a later notification contradicted.</param>
    /// <param name="after">
    /// Only records whose delivery key sorts after this one: the last of the page before.
    /// </param>
    /// <param name="limit">At most so many, 1 to 100,000.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.LedgerUnavailable"/>; <see cref="Code.InvalidArgument"/> for
    /// <see cref="DeliveryState.Unknown"/>.
    /// </exception>
    public IReadOnlyList<Record> List(
        DeliveryState? state = null, bool conflicts = false, string? after = null, int limit = 1000)
    {
        JsonObject filter = new()
        {
            ["state"] = state?.ToText(),
            ["conflicts"] = conflicts,
            ["after"] = after,
            ["limit"] = Math.Max(0, limit),
        };
        return Members.Many(Methods.ackwell_ledger_list(handle, filter.ToJsonString()), Record.Of);
    }

    /// <summary>
    /// Reopens a delivery by a person's decision, whatever its state. A delivery that was
    /// committed <b>will be fulfilled again</b> if the provider sends it again.
    /// </summary>
    /// <param name="deliveryKey">The delivery's key.</param>
    /// <returns>Whether the key was there.</returns>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public bool Reopen(string deliveryKey)
    {
        ArgumentNullException.ThrowIfNull(deliveryKey);
        return Methods.ackwell_ledger_reopen(handle, deliveryKey);
    }

    /// <summary>
    /// Removes what has not changed for longer than the retention, except deliveries in progress.
    /// Run it once a day; claims go on meanwhile.
    /// </summary>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public Pruned Prune() => Pruned.Of(new Members(Methods.ackwell_ledger_prune(handle)));

    /// <summary>
    /// What the ledger is and how much it keeps. It reads every record, so not for every request.
    /// </summary>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public LedgerStatus Status() => LedgerStatus.Of(new Members(Methods.ackwell_ledger_status(handle)));

    /// <summary>
    /// Creates the tables, or brings them to this version. Done by itself at the first use; call it
    /// where the shop's own account may not create tables.
    /// </summary>
    /// <returns>The version that the tables then have.</returns>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public int Migrate() => (int)Methods.ackwell_ledger_migrate(handle);

    /// <summary>
    /// Frees the ledger. Calls that are under way go on to their end, and receipts stay usable; the
    /// store closes with the last of them.
    /// </summary>
    public void Dispose() => handle.Dispose();
}
