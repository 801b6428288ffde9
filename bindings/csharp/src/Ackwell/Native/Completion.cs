using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace Ackwell.Native;

/// <summary>How a call of the ledger has ended: what it made, or why it made nothing.</summary>
internal readonly record struct Completed(uint Status, nint Made, nint Refusal)
{
    /// <summary>What it made, which is the caller's. What it refused is thrown.</summary>
    internal nint OrThrow()
    {
        AckwellException.Check(Status, Refusal);
        return Made;
    }
}

/// <summary>
/// A call that a thread of the ledger completes. Who awaits it goes on on a thread of .NET.
/// </summary>
internal sealed unsafe class Completion : TaskCompletionSource<Completed>, IDisposable
{
    /// <summary>Keeps it alive until the library has called back.</summary>
    private readonly GCHandle self;

    private bool begun;

    internal Completion()
        : base(TaskCreationOptions.RunContinuationsAsynchronously) => self = GCHandle.Alloc(this);

    internal void* Context => (void*)GCHandle.ToIntPtr(self);

    /// <summary>The function to call back, for each of the header's types of one.</summary>
    internal static nint Received => (nint)(delegate* unmanaged[Cdecl]<void*, uint, nint, nint, void>)&OnReceived;

    /// <inheritdoc cref="Received"/>
    internal static nint Settled => (nint)(delegate* unmanaged[Cdecl]<void*, nint, void>)&OnSettled;

    /// <inheritdoc cref="Received"/>
    internal static nint Done => (nint)(delegate* unmanaged[Cdecl]<void*, uint, nint, void>)&OnDone;

    /// <summary>Takes what the call itself has returned. Without success nobody calls back.</summary>
    internal void Begun(uint status, nint refusal)
    {
        begun = status == 0;
        if (!begun)
        {
            SetResult(new Completed(status, 0, refusal));
        }
    }

    /// <summary>Lets go of a call that has not begun.</summary>
    public void Dispose()
    {
        if (!begun)
        {
            self.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnReceived(void* context, uint status, nint receipt, nint refusal) =>
        End(context, new Completed(status, receipt, refusal));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSettled(void* context, nint outcome) =>
        End(context, new Completed(outcome == 0 ? (uint)NativeStatus.Internal : 0, outcome, 0));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDone(void* context, uint status, nint refusal) =>
        End(context, new Completed(status, 0, refusal));

    private static void End(void* context, Completed how)
    {
        GCHandle handle = GCHandle.FromIntPtr((nint)context);
        Completion completion = (Completion)handle.Target!;
        handle.Free();
        completion.SetResult(how);
    }
}
