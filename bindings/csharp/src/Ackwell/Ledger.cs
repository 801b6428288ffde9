using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
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
    public static unsafe Ledger Open(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        byte[] text = Encoding.UTF8.GetBytes(url);
        nint ledger = 0;
        nint refusal = 0;
        fixed (byte* bytes = text)
        {
            AckwellException.Check(Methods.ackwell_ledger_open(bytes, (nuint)text.Length, &ledger, &refusal), refusal);
        }
        return new Ledger(ledger);
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

    internal static unsafe Ledger FromConfiguration(string configuration)
    {
        byte[] text = Encoding.UTF8.GetBytes(configuration);
        nint ledger = 0;
        nint refusal = 0;
        fixed (byte* bytes = text)
        {
            AckwellException.Check(Methods.ackwell_ledger_from_config(bytes, (nuint)text.Length, &ledger, &refusal), refusal);
        }
        return new Ledger(ledger);
    }

    /// <summary>
    /// Claims the delivery of a notification: one atomic step, whoever else tries at the same time.
    /// </summary>
    /// <param name="notification">The notification.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.LedgerUnavailable"/>: nothing was claimed; answer with the refusal's
    /// acknowledgement.
    /// </exception>
    public unsafe Receipt Claim(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        nint receipt = 0;
        nint refusal = 0;
        AckwellException.Check(Methods.ackwell_claim(handle, notification.Handle, &receipt, &refusal), refusal);
        return new Receipt(this, notification, receipt);
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
        byte[] merchant = Encoding.UTF8.GetBytes(order.MerchantId);
        byte[] number = Encoding.UTF8.GetBytes(order.OrderNo);
        byte[] amount = Encoding.UTF8.GetBytes(order.Amount?.ValueText ?? "");
        byte[] currency = Encoding.UTF8.GetBytes(order.Amount?.Currency ?? "");
        nint refusal = 0;
        fixed (byte* m = merchant, n = number, a = amount, c = currency)
        {
            NativeOrder native = new()
            {
                Provider = (uint)order.Provider,
                MerchantId = new NativeText(m, merchant.Length),
                OrderNo = new NativeText(n, number.Length),
                Amount = new NativeText(a, amount.Length),
                Currency = new NativeText(c, currency.Length),
                PlacedAtMs = order.PlacedAt?.ToUnixTimeMilliseconds() ?? 0,
            };
            AckwellException.Check(Methods.ackwell_expect_order(handle, &native, &refusal), refusal);
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
    public unsafe EarlierPayment? EarlierPayment(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        nint payment = 0;
        nint refusal = 0;
        AckwellException.Check(Methods.ackwell_earlier_payment(handle, notification.Handle, &payment, &refusal), refusal);
        return payment == 0 ? null : Ackwell.EarlierPayment.Of(new Members(Take(payment)));
    }

    /// <summary>Resolves an order without a notification, because the provider was asked.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="merchantId">The merchant's number at the provider.</param>
    /// <param name="orderNo">The shop's order number.</param>
    /// <returns>Whether it waited.</returns>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public unsafe bool ResolveOrder(Provider provider, string merchantId, string orderNo)
    {
        ArgumentNullException.ThrowIfNull(merchantId);
        ArgumentNullException.ThrowIfNull(orderNo);
        byte[] merchant = Encoding.UTF8.GetBytes(merchantId);
        byte[] number = Encoding.UTF8.GetBytes(orderNo);
        byte waited = 0;
        nint refusal = 0;
        fixed (byte* m = merchant, n = number)
        {
            uint status = Methods.ackwell_resolve_order(
                handle, (uint)provider, m, (nuint)merchant.Length, n, (nuint)number.Length, &waited, &refusal);
            AckwellException.Check(status, refusal);
        }
        return waited != 0;
    }

    /// <summary>
    /// The orders whose notification should have come and did not, those due longest first, at most
    /// 10,000. Ask the provider about each, then call <see cref="ResolveOrder"/>.
    /// </summary>
    /// <param name="now">The moment; now if it is left out.</param>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public unsafe IReadOnlyList<OverdueOrder> OverdueOrders(DateTimeOffset? now = null)
    {
        nint orders = 0;
        nint refusal = 0;
        long moment = now?.ToUnixTimeMilliseconds() ?? 0;
        AckwellException.Check(Methods.ackwell_overdue_orders(handle, moment, &orders, &refusal), refusal);
        return Members.Many(Take(orders), OverdueOrder.Of);
    }

    /// <summary>
    /// Everything known of an order number, whichever provider and merchant: every delivery with its
    /// conflicts, and what was expected. It is what support staff ask.
    /// </summary>
    /// <param name="orderNo">The shop's order number.</param>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public unsafe OrderHistory OrderHistory(string orderNo)
    {
        ArgumentNullException.ThrowIfNull(orderNo);
        byte[] number = Encoding.UTF8.GetBytes(orderNo);
        nint history = 0;
        nint refusal = 0;
        fixed (byte* n = number)
        {
            AckwellException.Check(
                Methods.ackwell_order_history(handle, n, (nuint)number.Length, &history, &refusal), refusal);
        }
        return Ackwell.OrderHistory.Of(new Members(Take(history)));
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
    public unsafe IReadOnlyList<Record> List(
        DeliveryState? state = null, bool conflicts = false, string? after = null, int limit = 1000)
    {
        ArrayBufferWriter<byte> filter = new();
        using (Utf8JsonWriter json = new(filter))
        {
            json.WriteStartObject();
            json.WriteString("state", state?.ToText());
            json.WriteBoolean("conflicts", conflicts);
            json.WriteString("after", after);
            json.WriteNumber("limit", Math.Max(0, limit));
            json.WriteEndObject();
        }
        nint records = 0;
        nint refusal = 0;
        fixed (byte* f = filter.WrittenSpan)
        {
            AckwellException.Check(
                Methods.ackwell_ledger_list(handle, f, (nuint)filter.WrittenCount, &records, &refusal), refusal);
        }
        return Members.Many(Take(records), Record.Of);
    }

    /// <summary>
    /// Reopens a delivery by a person's decision, whatever its state. A delivery that was
    /// committed <b>will be fulfilled again</b> if the provider sends it again.
    /// </summary>
    /// <param name="deliveryKey">The delivery's key.</param>
    /// <returns>Whether the key was there.</returns>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public unsafe bool Reopen(string deliveryKey)
    {
        ArgumentNullException.ThrowIfNull(deliveryKey);
        byte[] key = Encoding.UTF8.GetBytes(deliveryKey);
        byte known = 0;
        nint refusal = 0;
        fixed (byte* k = key)
        {
            AckwellException.Check(
                Methods.ackwell_ledger_reopen(handle, k, (nuint)key.Length, &known, &refusal), refusal);
        }
        return known != 0;
    }

    /// <summary>
    /// Removes what has not changed for longer than the retention, except deliveries in progress.
    /// Run it once a day; claims go on meanwhile.
    /// </summary>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public unsafe Pruned Prune()
    {
        nint pruned = 0;
        nint refusal = 0;
        AckwellException.Check(Methods.ackwell_ledger_prune(handle, &pruned, &refusal), refusal);
        return Pruned.Of(new Members(Take(pruned)));
    }

    /// <summary>
    /// What the ledger is and how much it keeps. It reads every record, so not for every request.
    /// </summary>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public unsafe LedgerStatus Status()
    {
        nint status = 0;
        nint refusal = 0;
        AckwellException.Check(Methods.ackwell_ledger_status(handle, &status, &refusal), refusal);
        return LedgerStatus.Of(new Members(Take(status)));
    }

    /// <summary>
    /// Creates the tables, or brings them to this version. Done by itself at the first use; call it
    /// where the shop's own account may not create tables.
    /// </summary>
    /// <returns>The version that the tables then have.</returns>
    /// <exception cref="AckwellException"><see cref="Code.LedgerUnavailable"/>.</exception>
    public unsafe int Migrate()
    {
        uint version = 0;
        nint refusal = 0;
        AckwellException.Check(Methods.ackwell_ledger_migrate(handle, &version, &refusal), refusal);
        return (int)version;
    }

    /// <summary>
    /// Frees the ledger. Calls that are under way go on to their end, and receipts stay usable; the
    /// store closes with the last of them.
    /// </summary>
    public void Dispose() => handle.Dispose();

    /// <summary>Reads a JSON text of the native library, and frees it.</summary>
    internal static JsonElement Take(nint json)
    {
        try
        {
            return Json.Parse(Methods.ackwell_json_text(json).Bytes);
        }
        finally
        {
            _ = Methods.ackwell_json_free(json);
        }
    }
}
