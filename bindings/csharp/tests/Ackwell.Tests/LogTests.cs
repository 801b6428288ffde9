using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;

namespace Ackwell.Tests;

internal static class LogTests
{
    /// <summary>What goes to standard error while something runs.</summary>
    private static async Task<string> Heard(Func<Task> action)
    {
        TextWriter before = Console.Error;
        using StringWriter heard = new();
        Console.SetError(TextWriter.Synchronized(heard));
        try
        {
            await action();
        }
        finally
        {
            Console.SetError(before);
            AckwellLog.Writer = null;
        }
        return heard.ToString();
    }

    public static async Task Every_failure_is_one_line_on_standard_error_without_any_option()
    {
        Case sample = Pack.LianLian;
        Request foreign = new(sample.Request.Body, null, "203.0.113.9");
        using Ledger ledger = Ledger.Open("memory:");
        string heard = await Heard(async () =>
        {
            sample.Receiver.Handle(foreign, ledger, _ => { });
            sample.Receiver.HandleOutcome(sample.Request, ledger, _ => throw new InvalidOperationException("no\nstock"));
            await sample.Receiver.HandleAsync(foreign, ledger, _ => Task.CompletedTask);
            await sample.Receiver.HandleOutcomeAsync(sample.Request, ledger, _ => throw new InvalidOperationException("no lorry"));
            using (sample.Receiver.Receive(sample.Request, ledger))
            {
                sample.Receiver.Handle(sample.Request, ledger, _ => { });
            }
        });
        string[] lines = heard.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Check.Equal(5, lines.Length, heard);
        Check.That(lines.All(line => line.StartsWith("ackwell: lianlian ") && line.Contains("; remedy: ")), heard);
        Check.That(lines[0].Contains("untrusted_source") && lines[0].Contains("203.0.113.9"), lines[0]);
        string order = sample.Expected.GetProperty("order_no").GetString()!;
        Check.That(lines[1].Contains("fulfilment_failed") && lines[1].Contains("InvalidOperationException: no stock") && lines[1].Contains(order), lines[1]);
        Check.Equal(lines[0], lines[2]);
        Check.That(lines[3].Contains("no lorry"), lines[3]);
        Check.That(lines[4].Contains("in_progress"), lines[4]);
    }

    public static async Task Success_and_repeats_are_silent()
    {
        using Ledger ledger = Ledger.Open("memory:");
        string heard = await Heard(async () =>
        {
            Pack.LianLian.Receiver.Handle(Pack.LianLian.Request, ledger, _ => { });
            await Pack.LianLian.Receiver.HandleAsync(Pack.LianLian.Request, ledger, _ => Task.CompletedTask);
        });
        Check.Equal("", heard);
    }

    public static async Task A_writer_takes_every_outcome_in_place_of_standard_error()
    {
        using Ledger ledger = Ledger.Open("memory:");
        Case sample = Pack.LianLian;
        List<Outcome> outcomes = [];
        string heard = await Heard(async () =>
        {
            AckwellLog.Writer = outcomes.Add;
            sample.Receiver.Handle(new Request("{}"u8.ToArray(), null, sample.Request.Peer), ledger, _ => { });
            sample.Receiver.Handle(sample.Request, ledger, _ => throw new InvalidOperationException("no stock"));
            await sample.Receiver.HandleAsync(sample.Request, ledger, _ => Task.CompletedTask);
            sample.Receiver.Handle(sample.Request, ledger, _ => { });
            // One call's own takes precedence.
            await sample.Receiver.HandleOutcomeAsync(sample.Request, ledger, (_, _) => Task.CompletedTask, default, outcome => Check.Equal(OutcomeKind.Repeat, outcome.Kind));
        });
        Check.Equal("", heard);
        Check.Equal("refused, failed, fulfilled, repeat", string.Join(", ", outcomes.Select(outcome => outcome.Kind.ToText())));
        Check.Equal("missing_signature, fulfilment_failed", string.Join(", ", outcomes.Take(2).Select(outcome => outcome.Code?.ToText())));
        Check.Equal(outcomes[1].Refusal!.LogLine, outcomes[1].ToString());
        Notification paid = outcomes[2].Notification!;
        Check.Equal($"lianlian fulfilled for order {paid.OrderNo} ({paid.DeliveryKey})", outcomes[2].LogLine);
        Check.Equal((Severity.None, (Refusal?)null), (outcomes[2].Severity, outcomes[2].Refusal));
        JsonElement told = JsonDocument.Parse(outcomes[1].ToJson()).RootElement;
        Check.Equal(("failed", outcomes[1].LogLine), (told.GetProperty("outcome").GetString(), told.GetProperty("log_line").GetString()));
    }

    public static async Task A_writer_that_throws_changes_no_answer_and_hides_no_failure()
    {
        using Ledger ledger = Ledger.Open("memory:");
        Case sample = Pack.LianLian;
        string heard = await Heard(() =>
        {
            AckwellLog.Writer = _ => throw new IOException("the disk is full");
            Check.Equal(500, sample.Receiver.Handle(sample.Request, ledger, _ => throw new InvalidOperationException("no stock")).Status);
            Check.Equal(200, sample.Receiver.Handle(sample.Request, ledger, _ => { }).Status);
            return Task.CompletedTask;
        });
        Check.That(heard.Contains("the disk is full") && heard.Contains("no stock"), heard);
    }

    public static void A_refusal_says_what_was_found_what_to_do_and_how_urgent_it_is()
    {
        Case sample = Pack.LianLian;
        AckwellException problem = Check.Refused(
            Code.UntrustedSource, () => sample.Receiver.Verify(new Request(sample.Request.Body, null, "203.0.113.9")));
        Check.Equal(IPAddress.Parse("203.0.113.9"), problem.Address);
        Check.That(problem.Message.Contains("203.0.113.9"), problem.Message);
        Check.That(problem.Remedy.Contains("trusted_proxies"), problem.Remedy);
        Check.Equal(Severity.Warning, problem.Severity);
        Check.Equal($"lianlian untrusted_source: {problem.Message}; remedy: {problem.Remedy}", problem.Refusal!.LogLine);

        problem = Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.Load("/no such folder/ackwell.json"));
        Check.That(problem is { Refusal: null, Address: null, Severity: Severity.Error } && problem.Remedy.Length > 0, problem.Remedy);
    }

    public static void A_payer_and_a_body_that_is_not_verified_are_in_no_line()
    {
        Case sample = Pack.LianLian;
        byte[] changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(sample.Request.Body.Span).Replace("SUCCESS", "SUCCES5"));
        Check.That(!sample.Receiver.TryVerify(sample.With(changed), out _, out Refusal? refusal), "it is refused");
        foreach (string member in new[] { "order_no", "transaction_no" })
        {
            Check.That(!refusal!.LogLine.Contains(sample.Expected.GetProperty(member).GetString()!), refusal.LogLine);
        }
    }

    public static void Every_code_has_a_remedy_and_a_severity()
    {
        foreach (Code code in Enum.GetValues<Code>())
        {
            Check.That(code.Remedy().Length > 0, code.ToText());
            Check.That(Enum.IsDefined(code.Severity()) && code.Severity() != Severity.None, code.ToText());
        }
        Check.Equal(Severity.Info, Code.InProgress.Severity());
        Check.Equal(Severity.Error, SeverityNames.FromNumber(99));
    }

    public static void A_conflict_and_an_outage_are_told_with_their_cause()
    {
        using Ledger ledger = Ledger.Open("memory:");
        Case sample = Pack.LianLian;
        using Receipt first = sample.Receiver.Receive(sample.Request, ledger);
        Check.Equal(null, first.Refusal);
        using Receipt other = sample.Receiver.Receive(sample.Request, ledger);
        Check.Equal(Code.InProgress, other.Refusal!.Code);
        Check.That(other.Refusal.Message.Contains("lease"), other.Refusal.Message);
        Check.Equal(other.Acknowledgement, other.Refusal.Acknowledgement);
    }
}
