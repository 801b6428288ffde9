using System;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ackwell;

/// <summary>
/// What <see cref="Receiver.Handle(Request, Ledger, Action{Notification})"/> and its kin, and so
/// <c>MapAckwell</c>, measure. It costs nothing while nobody listens.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>name</term><description>what; tags</description></listheader>
/// <item>
/// <term><c>ackwell.notifications</c></term>
/// <description>
/// counter, one for each request; <c>provider</c>, <c>outcome</c> (<see cref="Outcome.Kind"/>), and
/// <c>code</c> where it was not a success
/// </description>
/// </item>
/// <item>
/// <term><c>ackwell.fulfilment.duration</c></term>
/// <description>
/// histogram in seconds, of the shop's own work; <c>provider</c>, <c>kind</c>, and
/// <c>error.type</c>, the type of what the work threw
/// </description>
/// </item>
/// <item>
/// <term><c>ackwell.fulfilment</c></term>
/// <description>
/// activity around the shop's own work; <c>provider</c>, <c>kind</c>, <c>delivery_key</c>, and
/// <c>error.type</c>
/// </description>
/// </item>
/// </list>
/// No tag says who paid, or what an exception says. Deliveries that the shop claims and commits by
/// hand, with <see cref="Receiver.Receive"/>, are not measured. What a listener throws changes no
/// answer.
/// </remarks>
/// <example>
/// <code>
/// builder.Services.AddOpenTelemetry()
///     .WithMetrics(metrics => metrics.AddMeter(AckwellTelemetry.Name))
///     .WithTracing(tracing => tracing.AddSource(AckwellTelemetry.Name));
/// </code>
/// </example>
public static class AckwellTelemetry
{
    /// <summary>The name of the <see cref="Meter"/> and of the <see cref="ActivitySource"/>.</summary>
    public const string Name = "Ackwell";

    private static readonly string? Version = typeof(AckwellTelemetry).Assembly.GetName().Version?.ToString(3);

    private static readonly Meter Meter = new(Name, Version);

    private static readonly ActivitySource Source = new(Name, Version);

    private static readonly Counter<long> Notifications = Meter.CreateCounter<long>(
        "ackwell.notifications", "{notification}", "Requests that receivers have answered, by what became of them.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "ackwell.fulfilment.duration", "s", "How long the shop's own work took.");

    /// <summary>
    /// Counts a request that was answered before a receiver saw it: for handlers of the shop's own
    /// that answer with <see cref="Receiver.Refuse"/>. <c>MapAckwell</c> does this by itself.
    /// </summary>
    /// <param name="provider">Whose address it came to.</param>
    /// <param name="code">The code that it was answered with.</param>
    public static void CountRefused(Provider provider, Code code) => Count(provider, OutcomeKind.Refused, code);

    /// <summary>Begins to measure the work for a notification.</summary>
    internal static Work Begin(Notification notification)
    {
        Activity? around = Activity.Current;
        Activity? activity = null;
        try
        {
            activity = Source.StartActivity("ackwell.fulfilment");
            if (activity is { IsAllDataRequested: true })
            {
                activity.SetTag("provider", notification.Provider.ToText());
                activity.SetTag("kind", notification.Kind);
                activity.SetTag("delivery_key", notification.DeliveryKey);
            }
        }
        catch (Exception problem)
        {
            Failed(problem);
            Activity.Current = around;
        }
        return new Work(notification, activity, Duration.Enabled ? Stopwatch.GetTimestamp() : 0);
    }

    internal static void Count(Provider provider, OutcomeKind outcome, Code? code)
    {
        if (!Notifications.Enabled)
        {
            return;
        }
        TagList tags = new() { { "provider", provider.ToText() }, { "outcome", outcome.ToText() } };
        if (code is { } known)
        {
            tags.Add("code", known.ToText());
        }
        try
        {
            Notifications.Add(1, tags);
        }
        catch (Exception problem)
        {
            Failed(problem);
        }
    }

    /// <summary>
    /// As with a log: the work is perhaps done, and what measures it is no reason to have a payment
    /// sent again.
    /// </summary>
    private static void Failed(Exception problem) =>
        Console.Error.WriteLine($"ackwell: a listener of the telemetry failed: {problem.GetType().Name}: {problem.Message}");

    /// <summary>The shop's own work while it runs.</summary>
    internal readonly struct Work(Notification notification, Activity? activity, long begun)
    {
        /// <summary>Ends the measurement.</summary>
        /// <param name="thrown">What the work threw. Its message may name people: only its type is measured.</param>
        internal void End(Exception? thrown)
        {
            string? error = thrown?.GetType().FullName;
            try
            {
                if (begun != 0)
                {
                    TagList tags = new() { { "provider", notification.Provider.ToText() }, { "kind", notification.Kind } };
                    if (error is not null)
                    {
                        tags.Add("error.type", error);
                    }
                    Duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, tags);
                }
            }
            catch (Exception problem)
            {
                Failed(problem);
            }
            try
            {
                if (error is not null)
                {
                    activity?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
                }
                activity?.Dispose();
            }
            catch (Exception problem)
            {
                Failed(problem);
                Activity.Current = activity?.Parent;
            }
        }
    }
}
