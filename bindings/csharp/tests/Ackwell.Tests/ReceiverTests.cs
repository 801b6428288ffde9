using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Ackwell.Tests;

internal static class ReceiverTests
{
    public static void A_genuine_request_becomes_a_notification_of_its_kind()
    {
        Notification notification = Pack.LianLian.Receiver.Verify(Pack.LianLian.Request);
        LianLianPayment payment = (LianLianPayment)notification;
        Check.Equal(payment.NoOrder, notification.OrderNo);
        Check.Equal(payment.MoneyOrder, notification.Amount!.Value);
        Check.Equal(Provider.LianLian, notification.Provider);
        Check.Equal(200, notification.Acknowledge().Status);
    }

    public static void A_body_that_was_changed_is_refused_with_what_to_answer()
    {
        Case sample = Pack.LianLian;
        string amount = sample.Expected.GetProperty("amount").GetProperty("value").GetString()!;
        byte[] changed = Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(sample.Request.Body.Span).Replace($"\"{amount}\"", $"\"1{amount}\""));
        AckwellException problem = Check.Refused(
            Code.InvalidSignature, () => sample.Receiver.Verify(sample.With(changed)));
        Check.Equal(403, problem.Refusal!.Acknowledgement.Status);
        Check.Equal(sample.Receiver.Refuse(Code.InvalidSignature), problem.Refusal.Acknowledgement);
        Check.Equal(Provider.LianLian, problem.Refusal.Provider);

        bool accepted = sample.Receiver.TryVerify(sample.With(changed), out Notification? none, out Refusal? refusal);
        Check.That(!accepted && none is null, "TryVerify gives no notification");
        Check.Equal(problem.Refusal, refusal);
    }

    public static void What_is_refused_is_explained_and_what_is_accepted_has_no_findings()
    {
        Case sample = Pack.LianLian;
        Diagnosis nothing = sample.Receiver.Explain(sample.Request);
        Check.That(nothing.Code is null && nothing.Findings.Count == 0, "a genuine request");
        Check.Equal(Provider.LianLian, nothing.Provider);
        string amount = sample.Expected.GetProperty("amount").GetProperty("value").GetString()!;
        byte[] changed = Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(sample.Request.Body.Span).Replace($"\"{amount}\"", $"\"{amount}0\""));
        Diagnosis diagnosis = sample.Receiver.Explain(sample.With(changed));
        Check.Equal("invalid_signature", diagnosis.Code);
        Check.Equal("numbers_rewritten", diagnosis.Findings[0].Cause);
        Check.Equal("certain", diagnosis.Findings[0].Sureness);
        Check.Equal("money_order", diagnosis.Findings[0].Member);
        Check.Equal("changed_text", diagnosis.Findings[1].Cause);
        Check.That(diagnosis.Findings.All(finding => finding.Sentence.Length > 0 && finding.Remedy.Length > 0), "what to do");
        foreach (byte[] body in new byte[][] { [], [0], [0xFF, 0xFE, 0x7B], Encoding.UTF8.GetBytes("{\"sign\":{}}") })
        {
            Check.That(sample.Receiver.Explain(sample.With(body)).Findings.Count > 0, "any bytes");
        }
        Check.Throws<ArgumentNullException>(() => sample.Receiver.Explain(null!));
    }

    public static void A_request_from_elsewhere_is_refused()
    {
        Case sample = Pack.LianLian;
        Request request = new(sample.Request.Body, null, "203.0.113.9");
        Check.Refused(Code.UntrustedSource, () => sample.Receiver.Verify(request));
        Check.Refused(Code.InvalidPeer, () => sample.Receiver.Verify(new Request(sample.Request.Body)));
    }

    public static void The_forms_of_verify_agree()
    {
        Case sample = Pack.PingPong;
        Request request = sample.Request;
        Notification one = sample.Receiver.Verify(request);
        Notification two = sample.Receiver.Verify(request.Body.Span, request.Headers, request.Peer);
        bool accepted = sample.Receiver.TryVerify(
            request.Body.Span, request.Headers, request.Peer, out Notification? three, out Refusal? refusal);
        Check.That(accepted && refusal is null, "TryVerify accepts");
        Check.Equal(one, two);
        Check.Equal<Notification?>(one, three);
        Check.Equal(one.GetHashCode(), two.GetHashCode());
    }

    public static void Headers_are_read_only_from_a_trusted_proxy()
    {
        Case sample = Pack.LianLian;
        Receiver receiver = Behind(sample, "10.0.0.0/8");
        string client = sample.Request.Peer!;
        Header forwarded = new("X-Forwarded-For", client);

        Check.That(receiver.HeaderNames.Contains("x-forwarded-for"), "the header is named");
        Check.Equal(0, sample.Receiver.HeaderNames.Count);
        Notification notification = receiver.Verify(new Request(sample.Request.Body, [forwarded], "10.1.2.3"));
        Check.Equal(client, notification.Source.Address!.ToString());
        Check.Refused(
            Code.UntrustedSource,
            () => receiver.Verify(new Request(sample.Request.Body, [forwarded], "203.0.113.9")));
        Check.Refused(
            Code.InvalidPeer,
            () => receiver.Verify(new Request(sample.Request.Body, [new("X-Forwarded-For", new byte[] { 0xFF, 0 })], "10.1.2.3")));
        Header[] many = [.. Enumerable.Range(0, 500).Select(each => new Header($"X-{each}", new string('é', each))), forwarded];
        Check.Equal(notification, receiver.Verify(new Request(sample.Request.Body, many, "10.1.2.3")));
    }

    private static Receiver Behind(Case sample, string proxy)
    {
        string document = sample.Config.TrimEnd()[..^1] + $$$""","receiver":{"trusted_proxies":["{{{proxy}}}"]}}""";
        return AckwellConfiguration.Parse(document).CreateReceiver(sample.Provider);
    }

    public static void Nothing_that_a_caller_passes_is_more_than_a_refusal()
    {
        Receiver receiver = Pack.LianLian.Receiver;
        string peer = Pack.LianLian.Request.Peer!;
        Check.Refused(Code.MalformedBody, () => receiver.Verify([], null, peer));
        Check.Refused(Code.BodyTooLarge, () => receiver.Verify(new byte[20_000_000], null, peer));
        Check.Refused(Code.InvalidPeer, () => receiver.Verify([], null, "\ud800 not an address \0"));
        Check.Throws<ArgumentNullException>(() => receiver.Verify(null!));
    }

    public static void Every_code_has_its_answer_and_none_of_them_reads_as_success()
    {
        Receiver receiver = Pack.LianLian.Receiver;
        Check.Equal(200, receiver.Acknowledge().Status);
        HashSet<string> bodies = [Encoding.UTF8.GetString(receiver.Acknowledge().Body.Span)];
        foreach (Code code in Enum.GetValues<Code>())
        {
            Acknowledgement answer = receiver.Refuse(code);
            Check.That(answer.Status >= 400, $"{code} is a failure");
            bodies.Add(Encoding.UTF8.GetString(answer.Body.Span));
        }
        // Unknown is answered as Internal, and the three signature codes look the same.
        Check.Equal(Enum.GetValues<Code>().Length + 1 - 3, bodies.Count);
        Check.Equal(receiver.Refuse(Code.Internal), receiver.Refuse((Code)4711));
    }

    public static void A_receiver_tells_its_keys_and_its_schedule()
    {
        Receiver lianlian = Pack.LianLian.Receiver;
        Check.Equal(Provider.LianLian, lianlian.Provider);
        Check.Equal(64, lianlian.KeyFingerprints[0].Length);
        Check.Equal(0, Pack.PingPong.Receiver.KeyFingerprints.Count);
        Schedule schedule = Pack.PingPong.Receiver.Schedule;
        Check.Equal(TimeSpan.FromSeconds(5), schedule.PauseAfter(1)!.Value);
        Check.That(schedule.PauseAfter(schedule.Sends) is null && schedule.PauseAfter(0) is null, "no pause after the last");
        Check.That(schedule.Horizon > TimeSpan.FromHours(12) && schedule.Deadline > TimeSpan.Zero, "it has a horizon");
    }

    public static void A_disposed_receiver_says_so()
    {
        Receiver receiver = AckwellConfiguration.Parse(Pack.LianLian.Config).CreateReceiver(Provider.LianLian);
        receiver.Dispose();
        receiver.Dispose();
        Check.Throws<ObjectDisposedException>(() => receiver.Verify(Pack.LianLian.Request));
        Check.Throws<ObjectDisposedException>(() => receiver.Acknowledge());
    }
}
