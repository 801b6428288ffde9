using System.Runtime.InteropServices;

namespace Ackwell.Native;

/// <summary>Owns an <c>ackwell_receiver</c>.</summary>
internal sealed class ReceiverHandle : SafeHandle
{
    internal ReceiverHandle(nint receiver)
        : base(0, ownsHandle: true) => SetHandle(receiver);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Methods.ackwell_receiver_free(handle) == 0;
}

/// <summary>Owns an <c>ackwell_notification</c>.</summary>
internal sealed class NotificationHandle : SafeHandle
{
    internal NotificationHandle(nint notification)
        : base(0, ownsHandle: true) => SetHandle(notification);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Methods.ackwell_notification_free(handle) == 0;
}

/// <summary>Owns an <c>ackwell_ledger</c>.</summary>
internal sealed class LedgerHandle : SafeHandle
{
    internal LedgerHandle(nint ledger)
        : base(0, ownsHandle: true) => SetHandle(ledger);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Methods.ackwell_ledger_free(handle) == 0;
}

/// <summary>Owns an <c>ackwell_receipt</c>.</summary>
internal sealed class ReceiptHandle : SafeHandle
{
    internal ReceiptHandle(nint receipt)
        : base(0, ownsHandle: true) => SetHandle(receipt);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Methods.ackwell_receipt_free(handle) == 0;
}
