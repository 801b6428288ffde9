using System;
using System.Net;

namespace Ackwell;

/// <summary>Something was not accepted; <see cref="Code"/> says why.</summary>
public sealed class AckwellException : Exception
{
    internal AckwellException(Refusal refusal)
        : base(refusal.Message)
    {
        Refusal = refusal;
        Code = refusal.Code;
    }

    internal AckwellException(Code code, string message, string? member = null, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        ownMember = member;
    }

    private readonly string? ownMember;

    /// <summary>The stable code.</summary>
    public Code Code { get; }

    /// <summary>
    /// The member that it is about: of the body under its name on the wire, or of the configuration
    /// with its path; <c>null</c> where there is none.
    /// </summary>
    public string? Member => Refusal?.Member ?? ownMember;

    /// <summary>What to do about it, in one sentence.</summary>
    public string Remedy => Refusal?.Remedy ?? Code.Remedy();

    /// <summary>How urgent it is.</summary>
    public Severity Severity => Refusal?.Severity ?? Code.Severity();

    /// <summary>
    /// The client's address, of <see cref="Code.UntrustedSource"/>; <c>null</c> where there is none.
    /// </summary>
    public IPAddress? Address => Refusal?.Address;

    /// <summary>
    /// The refusal, with what to answer. <c>null</c> only for a problem of this process: a file that
    /// cannot be read, a native library that does not fit.
    /// </summary>
    public Refusal? Refusal { get; }

    /// <summary>Throws unless the status is 0. Takes the refusal over.</summary>
    internal static void Check(uint status, nint refusal)
    {
        if (status != 0)
        {
            throw From(status, refusal);
        }
    }

    internal static AckwellException From(uint status, nint refusal) =>
        refusal == 0
            ? new AckwellException(CodeNames.FromNumber(status), Native.Methods.SentenceOf(status))
            : new AckwellException(Refusal.Take(refusal));
}
