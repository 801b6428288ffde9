using System;
using System.Net;
using Ackwell.Native;

namespace Ackwell;

/// <summary>Why something was not accepted, what to do about it, and what to answer.</summary>
public sealed record Refusal
{
    private Refusal(nint refusal)
    {
        Code = CodeNames.FromNumber(Methods.ackwell_refusal_status(refusal));
        Provider = ProviderNames.FromNumber(Methods.ackwell_refusal_provider(refusal));
        Message = Methods.ackwell_refusal_message(refusal).Copy() ?? "";
        Member = Methods.ackwell_refusal_member(refusal).Copy();
        Remedy = Methods.ackwell_refusal_remedy(refusal).Copy() ?? "";
        Severity = SeverityNames.FromNumber(Methods.ackwell_refusal_severity(refusal));
        Address = Methods.ackwell_refusal_address(refusal).Copy() is { } address ? IPAddress.Parse(address) : null;
        LogLine = Methods.ackwell_refusal_log_line(refusal).Copy() ?? "";
        Acknowledgement = Methods.ackwell_refusal_acknowledgement(refusal).Copy();
    }

    /// <summary>The stable code.</summary>
    public Code Code { get; }

    /// <summary>
    /// Whose receiver refused; <see cref="Provider.Unknown"/> where none was at work yet.
    /// </summary>
    public Provider Provider { get; }

    /// <summary>
    /// What is wrong and what was found, for the shop's own log. It never holds key material, a
    /// salt, or anything of a body that is not verified.
    /// </summary>
    public string Message { get; }

    /// <summary>
    /// The member that it is about: of the body under its name on the wire, or of the configuration
    /// with its path; <c>null</c> where there is none.
    /// </summary>
    public string? Member { get; }

    /// <summary>What to do about it, in one sentence that fits the receiver's configuration.</summary>
    public string Remedy { get; }

    /// <summary>How urgent it is.</summary>
    public Severity Severity { get; }

    /// <summary>
    /// The client's address, of <see cref="Code.UntrustedSource"/>; <c>null</c> where there is none.
    /// </summary>
    public IPAddress? Address { get; }

    /// <summary>
    /// The one line for the shop's log, the same in every language: provider, code, the notification
    /// if it is verified, what was found, and what to do. No line end, no control characters,
    /// nothing secret.
    /// </summary>
    public string LogLine { get; }

    /// <summary>What to answer: the provider will send the notification again.</summary>
    public Acknowledgement Acknowledgement { get; }

    /// <summary>Reads and frees a refusal of the native library.</summary>
    internal static Refusal Take(nint refusal)
    {
        try
        {
            return new Refusal(refusal);
        }
        finally
        {
            _ = Methods.ackwell_refusal_free(refusal);
        }
    }

    /// <summary>Reads a refusal that belongs to something else.</summary>
    internal static Refusal Read(nint refusal, object owner)
    {
        Refusal read = new(refusal);
        GC.KeepAlive(owner);
        return read;
    }

    /// <summary>The refusal of a notification that was not acted on.</summary>
    /// <param name="notification">The notification.</param>
    /// <param name="code">How it ended.</param>
    /// <param name="cause">What the work or the ledger reported.</param>
    internal static Refusal Of(Notification notification, Code code, string cause)
    {
        using NotificationHandle whole = notification.Unsealed();
        return Take(Methods.ackwell_notification_refuse_because(whole, Methods.Failure(code), cause));
    }
}
