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
