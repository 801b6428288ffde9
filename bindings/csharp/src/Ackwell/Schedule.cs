using System;

namespace Ackwell;

/// <summary>When a provider sends again, and when it gives up.</summary>
public sealed record Schedule
{
    private readonly TimeSpan[] pauses;

    internal Schedule(TimeSpan deadline, TimeSpan horizon, TimeSpan[] pauses)
    {
        Deadline = deadline;
        Horizon = horizon;
        this.pauses = pauses;
    }

    /// <summary>How often one notification is sent at most, the first time included.</summary>
    public int Sends => pauses.Length + 1;

    /// <summary>How long the provider waits for the acknowledgement.</summary>
    public TimeSpan Deadline { get; }

    /// <summary>
    /// How long after the first send the last one can still come. After that, query.
    /// </summary>
    public TimeSpan Horizon { get; }

    /// <summary>The pause between a send and the next one; <c>null</c> after the last.</summary>
    /// <param name="send">Which send, counted from 1.</param>
    public TimeSpan? PauseAfter(int send) =>
        send >= 1 && send <= pauses.Length ? pauses[send - 1] : null;
}
