using Ackwell.Native;

namespace Ackwell;

/// <summary>Why something was not accepted, and what to answer.</summary>
public sealed record Refusal
{
    private Refusal(Code code, Provider provider, string message, string? member, Acknowledgement acknowledgement)
    {
        Code = code;
        Provider = provider;
        Message = message;
        Member = member;
        Acknowledgement = acknowledgement;
    }

    /// <summary>The stable code.</summary>
    public Code Code { get; }

    /// <summary>
    /// Whose receiver refused; <see cref="Provider.Unknown"/> where none was at work yet.
    /// </summary>
    public Provider Provider { get; }

    /// <summary>
    /// What is wrong, for the shop's own log. It never holds key material, a salt, or a value from
    /// a request.
    /// </summary>
    public string Message { get; }

    /// <summary>
    /// The member that it is about: of the body under its name on the wire, or of the configuration
    /// with its path; <c>null</c> where there is none.
    /// </summary>
    public string? Member { get; }

    /// <summary>What to answer: the provider will send the notification again.</summary>
    public Acknowledgement Acknowledgement { get; }

    /// <summary>Reads and frees a refusal of the native library.</summary>
    internal static Refusal Take(nint refusal)
    {
        try
        {
            return new Refusal(
                CodeNames.FromNumber(Methods.ackwell_refusal_status(refusal)),
                ProviderNames.FromNumber(Methods.ackwell_refusal_provider(refusal)),
                Methods.ackwell_refusal_message(refusal).Copy() ?? "",
                Methods.ackwell_refusal_member(refusal).Copy(),
                Methods.ackwell_refusal_acknowledgement(refusal).Copy());
        }
        finally
        {
            _ = Methods.ackwell_refusal_free(refusal);
        }
    }
}
