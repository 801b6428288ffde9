using System;
using System.Runtime.InteropServices;

namespace Ackwell.Native;

/// <summary>The functions of <c>include/ackwell.h</c>, under their own names.</summary>
internal static unsafe class Methods
{
    static Methods() => NativeLibrary.SetDllImportResolver(typeof(Methods).Assembly, Library.Resolve);

    /// <summary>The version of the loaded library.</summary>
    internal static string Version => Marshal.PtrToStringUTF8(ackwell_version()) ?? "";

    /// <summary>One sentence about a status.</summary>
    internal static string SentenceOf(uint status) => Marshal.PtrToStringUTF8(ackwell_status_sentence(status)) ?? "";

    /// <summary>What to do about a status.</summary>
    internal static string RemedyOf(uint status) => Marshal.PtrToStringUTF8(ackwell_status_remedy(status)) ?? "";

    /// <summary>The status of a code, and never the one of a success.</summary>
    internal static uint Failure(Code code) => code == Code.Unknown ? (uint)Code.Internal : (uint)code;

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern nint ackwell_version();

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern nint ackwell_status_code(uint status);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern nint ackwell_status_sentence(uint status);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern nint ackwell_status_remedy(uint status);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_status_severity(uint status);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern ushort ackwell_status_http(uint status);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern nuint ackwell_status_count();

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_status_at(nuint index);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern nint ackwell_provider_name(uint provider);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_receiver_new(byte* config, nuint configLength, uint provider, nint* receiver, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_receiver_free(nint receiver);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_verify(ReceiverHandle receiver, NativeRequest* request, nint* notification, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern NativeAcknowledgement ackwell_receiver_acknowledgement(ReceiverHandle receiver, uint status);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern nuint ackwell_receiver_header_count(ReceiverHandle receiver);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern Text ackwell_receiver_header_name(ReceiverHandle receiver, nuint index);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern nuint ackwell_receiver_max_body_bytes(ReceiverHandle receiver);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern nuint ackwell_receiver_key_count(ReceiverHandle receiver);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern Text ackwell_receiver_key_fingerprint(ReceiverHandle receiver, nuint index);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_receiver_schedule(ReceiverHandle receiver, NativeSchedule* schedule);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern ulong ackwell_receiver_pause_after(ReceiverHandle receiver, nuint n);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern Text ackwell_notification_kind(NotificationHandle notification);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern Text ackwell_notification_json(NotificationHandle notification);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern Text ackwell_notification_signed_text(NotificationHandle notification);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_notification_expect(
        NotificationHandle notification,
        byte* orderNo,
        nuint orderNoLength,
        byte* amount,
        nuint amountLength,
        byte* currency,
        nuint currencyLength,
        nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern NativeAcknowledgement ackwell_notification_acknowledgement(NotificationHandle notification, uint status);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_notification_refuse_because(
        NotificationHandle notification, uint status, byte* cause, nuint causeLength, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_notification_free(nint notification);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_refusal_status(nint refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_refusal_provider(nint refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern Text ackwell_refusal_message(nint refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern Text ackwell_refusal_member(nint refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern Text ackwell_refusal_remedy(nint refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_refusal_severity(nint refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern Text ackwell_refusal_address(nint refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern Text ackwell_refusal_log_line(nint refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern NativeAcknowledgement ackwell_refusal_acknowledgement(nint refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_refusal_free(nint refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_ledger_open(byte* url, nuint urlLength, nint* ledger, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_ledger_from_config(byte* config, nuint configLength, nint* ledger, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_ledger_free(nint ledger);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_ledger_migrate(LedgerHandle ledger, uint* version, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_ledger_counts(LedgerHandle ledger, NativeCounts* counts, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_ledger_prune(LedgerHandle ledger, NativePruned* pruned, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_ledger_release_key(LedgerHandle ledger, byte* key, nuint keyLength, byte* known, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_expect_order(LedgerHandle ledger, NativeOrder* order, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_earlier_payment(LedgerHandle ledger, NotificationHandle notification, nint* payment, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern Text ackwell_json_text(nint json);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_json_free(nint json);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_settle_order(
        LedgerHandle ledger,
        uint provider,
        byte* merchantId,
        nuint merchantIdLength,
        byte* orderNo,
        nuint orderNoLength,
        byte* waited,
        nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_due_for_query(LedgerHandle ledger, long nowMilliseconds, nint* orders, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern nuint ackwell_due_orders_count(nint orders);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_due_orders_at(nint orders, nuint index, NativeOrder* order);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_due_orders_free(nint orders);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_claim(LedgerHandle ledger, NotificationHandle notification, nint* receipt, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_receipt_delivery(ReceiptHandle receipt);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_receipt_refusal(ReceiptHandle receipt, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern nint ackwell_delivery_name(uint delivery);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern ulong ackwell_receipt_token(ReceiptHandle receipt);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern ulong ackwell_receipt_remaining_ms(ReceiptHandle receipt);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_receipt_conflict(ReceiptHandle receipt, NativeConflict* conflict);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern NativeAcknowledgement ackwell_receipt_acknowledgement(ReceiptHandle receipt);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_receipt_commit(ReceiptHandle receipt, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_receipt_release(ReceiptHandle receipt, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_receipt_extend(ReceiptHandle receipt, nint* refusal);

    [DllImport(Library.Name, ExactSpelling = true)]
    internal static extern uint ackwell_receipt_free(nint receipt);
}
