using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Ackwell.Native;

namespace Ackwell;

/// <summary>
/// One provider's receiver: its keys or salt, the merchants it answers for, the sources it trusts.
/// Built once, immutable; one serves many threads at the same time.
/// </summary>
/// <example>
/// <code>
/// try
/// {
///     Notification notification = receiver.Verify(new Request(body, headers, peer));
/// }
/// catch (AckwellException problem)
/// {
///     return problem.Refusal!.Acknowledgement;
/// }
/// </code>
/// </example>
public sealed partial class Receiver : IDisposable
{
    /// <summary>How long a packed notification may be to be taken from the stack, in bytes.</summary>
    private const int OnStack = 4096;

    /// <summary>About what is packed besides the texts of a body: the seal, the delivery key.</summary>
    private const int Packing = 1024;

    private readonly ReceiverHandle handle;
    private readonly Acknowledgement success;
    private volatile bool disposed;

    private Receiver(nint receiver)
    {
        handle = new ReceiverHandle(receiver);
        success = Methods.ackwell_receiver_acknowledgement(handle, 0).Copy();
        string[] headers = new string[(int)Methods.ackwell_receiver_header_count(handle)];
        for (int index = 0; index < headers.Length; index++)
        {
            headers[index] = Methods.ackwell_receiver_header_name(handle, (nuint)index).Copy() ?? "";
        }
        HeaderNames = headers;
        MaxBodyBytes = (int)Methods.ackwell_receiver_max_body_bytes(handle);
        string[] keys = new string[(int)Methods.ackwell_receiver_key_count(handle)];
        for (int index = 0; index < keys.Length; index++)
        {
            keys[index] = Methods.ackwell_receiver_key_fingerprint(handle, (nuint)index).Copy() ?? "";
        }
        KeyFingerprints = keys;
        NativeSchedule schedule = Methods.ackwell_receiver_schedule(handle);
        TimeSpan[] pauses = new TimeSpan[(int)schedule.Sends - 1];
        for (int index = 0; index < pauses.Length; index++)
        {
            pauses[index] = TimeSpan.FromSeconds(Methods.ackwell_receiver_pause_after(handle, (nuint)index + 1));
        }
        Schedule = new Schedule(
            TimeSpan.FromSeconds(schedule.DeadlineSeconds), TimeSpan.FromSeconds(schedule.HorizonSeconds), pauses);
    }

    /// <summary>Builds a receiver from a configuration document.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="configuration">The document, one JSON object.</param>
    internal static Receiver Create(Provider provider, string configuration) =>
        new(Methods.ackwell_receiver_new(configuration, (uint)provider)) { Provider = provider };

    /// <summary>Whose notifications it receives.</summary>
    public Provider Provider { get; private init; }

    /// <summary>
    /// The names, in lower case, of the only headers that are read. Empty without trusted proxies.
    /// </summary>
    public IReadOnlyList<string> HeaderNames { get; }

    /// <summary>
    /// The longest body that is looked at, in bytes. A server that reads one byte more knows that
    /// the body will be refused, and need not read the rest.
    /// </summary>
    public int MaxBodyBytes { get; }

    /// <summary>
    /// The fingerprints of the public keys in lower-case hex, what
    /// <c>openssl pkey -pubin -outform DER | sha256sum</c> prints. Empty for PingPong, which has no
    /// keys.
    /// </summary>
    public IReadOnlyList<string> KeyFingerprints { get; }

    /// <summary>The provider's re-send schedule.</summary>
    public Schedule Schedule { get; }

    /// <summary>Turns one request into a notification.</summary>
    /// <remarks>
    /// Pure: no input or output, no clock. Whatever the request holds, the end is a notification or
    /// one <see cref="AckwellException"/> with a refusal.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <exception cref="AckwellException">Why the request is refused, with what to answer.</exception>
    public Notification Verify(Request request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Verify(request.Body.Span, request.Headers, request.Peer);
    }

    /// <inheritdoc cref="Verify(Request)"/>
    /// <param name="body">The body, byte for byte as it arrived.</param>
    /// <param name="headers">The headers.</param>
    /// <param name="peer">The address at the other end of the connection.</param>
    public Notification Verify(ReadOnlySpan<byte> body, IReadOnlyList<Header>? headers, string? peer) =>
        Verified(body, headers, peer, out uint status, out nint refusal) ?? throw AckwellException.From(status, refusal);

    /// <summary>
    /// As <see cref="Verify(Request)"/> without an exception: refused requests are everyday where
    /// anybody can send.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="notification">The notification, if it was accepted.</param>
    /// <param name="refusal">Why not, if it was refused.</param>
    /// <returns>Whether it was accepted.</returns>
    public bool TryVerify(
        Request request,
        [NotNullWhen(true)] out Notification? notification,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(request);
        return TryVerify(request.Body.Span, request.Headers, request.Peer, out notification, out refusal);
    }

    /// <inheritdoc cref="TryVerify(Request, out Notification?, out Refusal?)"/>
    /// <param name="body">The body, byte for byte as it arrived.</param>
    /// <param name="headers">The headers.</param>
    /// <param name="peer">The address at the other end of the connection.</param>
    /// <param name="notification">The notification, if it was accepted.</param>
    /// <param name="refusal">Why not, if it was refused.</param>
    public bool TryVerify(
        ReadOnlySpan<byte> body,
        IReadOnlyList<Header>? headers,
        string? peer,
        [NotNullWhen(true)] out Notification? notification,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        notification = Verified(body, headers, peer, out _, out nint reason);
        refusal = notification is null ? Refusal.Take(reason) : null;
        return refusal is null;
    }

    /// <summary>
    /// Why a request is refused: goes through every check instead of stopping at the first, and for a
    /// signature looks for the reason.
    /// </summary>
    /// <remarks>
    /// For the developer: log it while you set the shop up, and do not answer with it, because it says more
    /// than a forger should learn. It holds no secret. Pure, and it accepts nothing: whatever it says,
    /// <see cref="Verify(Request)"/> decides. It may take a thousand times as long.
    /// </remarks>
    /// <example>
    /// <code>
    /// if (environment.IsDevelopment() &amp;&amp; !receiver.TryVerify(request, out _, out _))
    /// {
    ///     foreach (Finding finding in receiver.Explain(request).Findings)
    ///     {
    ///         logger.LogWarning("{Cause}: {Sentence}; {Remedy}", finding.Cause, finding.Sentence, finding.Remedy);
    ///     }
    /// }
    /// </code>
    /// </example>
    /// <param name="request">The request.</param>
    /// <returns>Without a code and without findings if the request is accepted.</returns>
    public unsafe Diagnosis Explain(Request request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ReadOnlySpan<byte> body = request.Body.Span;
        using RequestTexts texts =
            new(HeaderNames.Count == 0 ? null : request.Headers, request.Peer, stackalloc byte[Utf8.Short]);
        fixed (byte* bytes = body, buffer = texts.Bytes)
        fixed (NativeHeader* list = texts.Headers)
        {
            texts.Place(buffer);
            NativeRequest native = texts.Request(bytes, body.Length, buffer, list);
            return Diagnosis.Of(new Members(Methods.ackwell_explain(Live.handle, &native)));
        }
    }

    /// <summary>What to answer to a request that was acted on: the provider stops sending.</summary>
    public Acknowledgement Acknowledge() => Live.Answer(0);

    /// <summary>What to answer to a request that was not: the provider sends again.</summary>
    /// <param name="code">Why.</param>
    public Acknowledgement Refuse(Code code) => Live.Answer(Methods.Failure(code));

    /// <summary>
    /// The outcome of a request that the receiver never saw, because its body could not be read: for
    /// adapters, which log it and answer with its acknowledgement.
    /// </summary>
    /// <param name="code">Why.</param>
    /// <param name="cause">What happened, for the log. It is not in the answer.</param>
    public Outcome RefuseBecause(Code code, string cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return Outcome.Refused(Methods.ackwell_receiver_refuse_because(Live.handle, Methods.Failure(code), cause));
    }

    /// <summary>
    /// Ends the receiver: it verifies nothing more. Calls that are under way go on to their end, and
    /// its notifications can still be read; its memory is freed with the last of them.
    /// </summary>
    public void Dispose() => disposed = true;

    /// <summary>This, if it is not disposed.</summary>
    private Receiver Live
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return this;
        }
    }

    /// <summary>What to answer to a request whose work ended with that status, also when disposed.</summary>
    internal Acknowledgement Answer(uint status) =>
        status == 0 ? success : Methods.ackwell_receiver_acknowledgement(handle, status).Copy();

    /// <summary>A notification that this receiver has verified, for the time of a call.</summary>
    internal NotificationHandle Unsealed(Packed packed) => new(Methods.ackwell_unseal(handle, packed.Body, packed.Seal));

    private Notification? Verified(Request request, out uint status, out nint refusal) =>
        Verified(request.Body.Span, request.Headers, request.Peer, out status, out refusal);

    /// <summary>The notification, or why there is none.</summary>
    [SkipLocalsInit]
    private Notification? Verified(
        ReadOnlySpan<byte> body, IReadOnlyList<Header>? headers, string? peer, out uint status, out nint refusal)
    {
        // Every text once, those that all kinds share a second time, and the seal.
        int room = Packing + (body.Length * 2);
        byte[]? rented = null;
        Span<byte> memory = room <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(room);
        try
        {
            int length;
            while ((length = Pack(body, headers, peer, memory, out status, out refusal)) > memory.Length)
            {
                memory = new byte[length];
            }
            return status == 0 ? Kinds.Make(this, new Packed(memory[..length], body)) : null;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Packs the notification into memory. Gives how long it is: more than there is room.</summary>
    private unsafe int Pack(
        ReadOnlySpan<byte> body, IReadOnlyList<Header>? headers, string? peer, Span<byte> memory, out uint status, out nint refusal)
    {
        using RequestTexts texts = new(HeaderNames.Count == 0 ? null : headers, peer, stackalloc byte[Utf8.Short]);
        nuint length = 0;
        nint reason = 0;
        fixed (byte* bytes = body, buffer = texts.Bytes, packed = memory)
        fixed (NativeHeader* list = texts.Headers)
        {
            texts.Place(buffer);
            NativeRequest request = texts.Request(bytes, body.Length, buffer, list);
            status = Methods.ackwell_verify_sealed(Live.handle, &request, packed, (nuint)memory.Length, &length, &reason);
        }
        refusal = reason;
        return checked((int)length);
    }

    /// <summary>The texts of a request in one stretch of memory, and where each begins.</summary>
    private unsafe ref struct RequestTexts
    {
        private readonly byte[]? rented;
        private readonly int peerLength;

        internal RequestTexts(IReadOnlyList<Header>? headers, string? peer, Span<byte> memory)
        {
            int most = Encoding.UTF8.GetMaxByteCount(peer?.Length ?? 0);
            int count = headers?.Count ?? 0;
            for (int index = 0; index < count; index++)
            {
                Header header = headers![index];
                most += Encoding.UTF8.GetMaxByteCount(header.Name.Length) + header.Value.Length;
            }
            Bytes = most <= memory.Length ? memory : rented = ArrayPool<byte>.Shared.Rent(most);
            Headers = count == 0 ? [] : new NativeHeader[count];
            peerLength = peer is null ? 0 : Encoding.UTF8.GetBytes(peer, Bytes);
            int used = peerLength;
            for (int index = 0; index < count; index++)
            {
                Header header = headers![index];
                int name = Encoding.UTF8.GetBytes(header.Name, Bytes[used..]);
                header.Value.Span.CopyTo(Bytes[(used + name)..]);
                Headers[index].NameLen = (nuint)name;
                Headers[index].ValueLen = (nuint)header.Value.Length;
                used += name + header.Value.Length;
            }
        }

        internal NativeHeader[] Headers { get; }

        internal Span<byte> Bytes { get; }

        /// <summary>Where the memory lies is known only while it is pinned.</summary>
        internal readonly void Place(byte* buffer)
        {
            byte* next = buffer + peerLength;
            foreach (ref NativeHeader header in Headers.AsSpan())
            {
                header.Name = next;
                header.Value = next + header.NameLen;
                next = header.Value + header.ValueLen;
            }
        }

        internal readonly NativeRequest Request(byte* body, int length, byte* buffer, NativeHeader* headers) => new()
        {
            Body = body,
            BodyLen = (nuint)length,
            Headers = headers,
            HeadersLen = (nuint)Headers.Length,
            Peer = peerLength == 0 ? null : buffer,
            PeerLen = (nuint)peerLength,
        };

        public readonly void Dispose()
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }
}
