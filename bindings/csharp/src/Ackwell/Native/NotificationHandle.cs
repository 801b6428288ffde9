using System;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading;

namespace Ackwell.Native;

/// <summary>
/// Owns an <c>ackwell_notification</c> and reads what it says when it is asked for. Nothing that is
/// borrowed leaves here: the library frees it with the handle.
/// </summary>
internal sealed unsafe class NotificationHandle : SafeHandle
{
    /// <summary>About what a notification takes besides the text of its body, in bytes.</summary>
    private const int Overhead = 1024;

    /// <summary>How much a thread takes before it says so to the others, in bytes.</summary>
    private const int Batch = 64 << 10;

    /// <summary>How much may be taken before what was dropped is looked for, in bytes.</summary>
    private const int Allowance = 4 << 20;

    /// <summary>How much this thread has taken and not yet said.</summary>
    [ThreadStatic]
    private static int taken;

    /// <summary>How much all threads have taken since <see cref="collections"/> was read.</summary>
    private static int takenByAll;

    private static int collections;

    /// <param name="notification">The notification.</param>
    /// <param name="bodyLength">How long the body is that it was made from, in bytes.</param>
    internal NotificationHandle(nint notification, int bodyLength)
        : base(0, ownsHandle: true)
    {
        SetHandle(notification);
        taken += Overhead + bodyLength;
        if (taken > Batch)
        {
            CollectDropped();
        }
    }

    /// <summary>
    /// The collector sees a few bytes where the library holds kilobytes: a busy receiver would hold a
    /// gigabyte of notifications that nobody has any more, and every new one would be in memory that
    /// no cache holds. They are in the youngest generation; <c>GC.AddMemoryPressure</c> would collect
    /// the old ones too, again and again.
    /// </summary>
    private static void CollectDropped()
    {
        int collected = GC.CollectionCount(0);
        if (Interlocked.Exchange(ref collections, collected) != collected)
        {
            takenByAll = 0;
        }
        if (Interlocked.Add(ref takenByAll, taken) > Allowance)
        {
            takenByAll = 0;
            GC.Collect(0, GCCollectionMode.Forced, blocking: false);
        }
        taken = 0;
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Methods.ackwell_notification_free(handle) == 0;

    /// <summary>A copy of a text that is borrowed from this notification.</summary>
    internal string? Find(NativeText borrowed)
    {
        string? text = borrowed.Copy();
        GC.KeepAlive(this);
        return text;
    }

    internal string Get(NativeText borrowed) => Find(borrowed) ?? "";

    internal Amount? FindAmount() => Methods.ackwell_notification_amount(this).Copy();

    internal string[] GetIrregularities()
    {
        string[] names = new string[(int)Methods.ackwell_notification_irregularity_count(this)];
        for (int index = 0; index < names.Length; index++)
        {
            names[index] = Get(Methods.ackwell_notification_irregularity(this, (nuint)index));
        }
        return names;
    }

    internal Source GetSource()
    {
        NativeSource source = Methods.ackwell_notification_source(this);
        return new Source(
            Get(source.Check),
            Find(source.Address) is { } address ? IPAddress.Parse(address) : null,
            source.HasList == 0 ? null : source.Trusted != 0);
    }

    /// <summary>Whether both were signed over the same text and are of one kind.</summary>
    internal bool SaysTheSameAs(NotificationHandle other)
    {
        bool same = Methods.ackwell_notification_kind(this).Bytes.SequenceEqual(Methods.ackwell_notification_kind(other).Bytes)
            && Methods.ackwell_notification_fingerprint(this).Bytes.SequenceEqual(Methods.ackwell_notification_fingerprint(other).Bytes);
        GC.KeepAlive(this);
        GC.KeepAlive(other);
        return same;
    }

    /// <summary>The field of the kind at that position of its table.</summary>
    internal NativeValue At(int position) => Methods.ackwell_notification_value(this, (nuint)position);
}
