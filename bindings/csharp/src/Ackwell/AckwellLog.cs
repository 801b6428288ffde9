using System;

namespace Ackwell;

/// <summary>
/// Where <see cref="Receiver.Handle(Request, Ledger, Action{Notification})"/> and its kin log, for
/// the whole process.
/// </summary>
/// <remarks>
/// By default each failure is one line on standard error: its <see cref="Outcome.LogLine"/> after
/// <c>ackwell: </c>. <c>MapAckwell</c> of the package <c>Ackwell.AspNetCore</c> does not come here:
/// it logs to the application's own <c>ILogger</c>.
/// </remarks>
/// <example>
/// <code>
/// AckwellLog.Writer = outcome => log.Write(outcome.Severity, outcome.LogLine);
/// </code>
/// </example>
public static class AckwellLog
{
    private static volatile Action<Outcome>? writer;

    /// <summary>
    /// Takes the outcome of every request, successes too, in place of standard error; <c>null</c> for
    /// standard error. Called by the thread that handles the request, by several at a time. What it
    /// throws changes no answer.
    /// </summary>
    public static Action<Outcome>? Writer
    {
        get => writer;
        set => writer = value;
    }

    internal static void Write(Outcome outcome, Action<Outcome>? own)
    {
        if ((own ?? writer) is not { } chosen)
        {
            WriteToStandardError(outcome);
            return;
        }
        try
        {
            chosen(outcome);
        }
        catch (Exception problem)
        {
            // The answer is decided, and the work perhaps committed: a log that is full is no reason
            // to have a payment sent again.
            Console.Error.WriteLine($"ackwell: the log failed: {problem.GetType().Name}: {problem.Message}");
            WriteToStandardError(outcome);
        }
    }

    private static void WriteToStandardError(Outcome outcome)
    {
        if (outcome.Severity != Severity.None)
        {
            Console.Error.WriteLine($"ackwell: {outcome.LogLine}");
        }
    }
}
