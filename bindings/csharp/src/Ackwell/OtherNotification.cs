using Ackwell.Native;

namespace Ackwell;

/// <summary>
/// A genuine notification of a kind without its own record: its members are in
/// <see cref="Notification.Fields"/>.
/// </summary>
public sealed record OtherNotification : Notification
{
    internal OtherNotification(Receiver receiver, Packed packed)
        : base(receiver, packed)
    {
    }

    /// <inheritdoc/>
    public bool Equals(OtherNotification? other) => base.Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
