using Ackwell.Native;

namespace Ackwell;

/// <summary>What the native library knows about a <see cref="Code"/>.</summary>
public static class CodeFacts
{
    /// <summary>One sentence for people, without anything from a request.</summary>
    /// <param name="code">The code.</param>
    public static string Sentence(this Code code) => Methods.SentenceOf(Methods.Failure(code));

    /// <summary>What to do about it; the one of a refusal fits its configuration more closely.</summary>
    /// <param name="code">The code.</param>
    public static string Remedy(this Code code) => Methods.RemedyOf(Methods.Failure(code));

    /// <summary>How urgent it is.</summary>
    /// <param name="code">The code.</param>
    public static Severity Severity(this Code code) =>
        SeverityNames.FromNumber(Methods.ackwell_status_severity(Methods.Failure(code)));

    /// <summary>The HTTP status that the failure acknowledgement carries.</summary>
    /// <param name="code">The code.</param>
    public static int HttpStatus(this Code code) => Methods.ackwell_status_http(Methods.Failure(code));
}
