using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;

namespace Ackwell.Conformance;

/// <summary>
/// The conformance pack through the package: reads the files of a folder and writes one JSON object
/// a case to stdout, as <c>tests/RUNNERS.md</c> has it. <c>cargo xtask conformance</c> compares.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments.Length != 1)
        {
            Console.Error.WriteLine("usage: Ackwell.Conformance VECTORS");
            return 2;
        }
        using Stream output = Console.OpenStandardOutput();
        foreach (string path in Directory.GetFiles(arguments[0], "*.json").Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            string file = Path.GetFileName(path);
            if (file == "errors.json")
            {
                ListCodes(file, output);
                continue;
            }
            if (file == "surface.json")
            {
                foreach ((string id, IEnumerable<string> names) in Surface.Lists())
                {
                    Line line = new(file, id);
                    line.Set("outcome", "listed");
                    line.Set("names", names);
                    line.WriteTo(output);
                }
                continue;
            }
            foreach (JsonElement each in document.RootElement.GetProperty("cases").EnumerateArray())
            {
                Line line = new(file, each.GetProperty("id").GetString()!);
                Run(document.RootElement, each, line);
                line.WriteTo(output);
            }
        }
        return 0;
    }

    private static void ListCodes(string file, Stream output)
    {
        foreach (Code code in Enum.GetValues<Code>().Where(code => code != Code.Unknown))
        {
            Line line = new(file, $"errors/{code.ToText()}");
            line.Set("outcome", "listed");
            line.Set("code", code.ToText());
            line.Set("number", (int)code);
            line.Set("http_status", code.HttpStatus());
            line.Set("severity", code.Severity().ToString().ToLowerInvariant());
            line.Set("sentence", code.Sentence());
            line.Set("remedy", code.Remedy());
            line.WriteTo(output);
        }
    }

    private static void Run(JsonElement file, JsonElement each, Line line)
    {
        string operation = each.GetProperty("operation").GetString()!;
        if (operation == "resolve")
        {
            ReferenceCase.Run(each, line);
            return;
        }
        if (operation == "sign")
        {
            KitCase.Sign(each, line);
            return;
        }
        if (operation == "judge")
        {
            KitCase.Judge(each, line);
            return;
        }
        Provider provider = ProviderNames.FromText(each.GetProperty("provider").GetString());
        AckwellConfiguration configuration = AckwellConfiguration.Parse(Document(file, each));
        Receiver receiver;
        try
        {
            receiver = configuration.CreateReceiver(provider);
        }
        catch (AckwellException problem)
        {
            line.Refused(problem, answered: false);
            return;
        }
        using (receiver)
        {
            switch (operation)
            {
                case "configure":
                    line.Set("outcome", "configured");
                    break;
                case "verify":
                    Verify(receiver, each, line);
                    break;
                case "expect":
                    Expect(receiver, each, line);
                    break;
                case "acknowledge":
                    line.Set("outcome", "answered");
                    line.Set(each.TryGetProperty("code", out JsonElement code)
                        ? receiver.Refuse(CodeNames.FromText(code.GetString()))
                        : receiver.Acknowledge());
                    break;
                case "schedule":
                    Schedule(receiver.Schedule, line);
                    break;
                case "ledger":
                    Walk(receiver, configuration, each, line);
                    break;
                default:
                    throw new InvalidDataException($"an operation that this runner does not know: {operation}");
            }
        }
    }

    /// <summary>The configuration's text as it is in the file.</summary>
    private static string Document(JsonElement file, JsonElement each)
    {
        if (each.TryGetProperty("config_text", out JsonElement text))
        {
            return text.GetString()!;
        }
        JsonElement config = each.GetProperty("config");
        return config.ValueKind == JsonValueKind.String
            ? file.GetProperty("configs").GetProperty(config.GetString()!).GetRawText()
            : config.GetRawText();
    }

    internal static Request Read(JsonElement request)
    {
        byte[] body = request.TryGetProperty("body", out JsonElement text)
            ? Encoding.UTF8.GetBytes(text.GetString()!)
            : request.GetProperty("body_base64").GetBytesFromBase64();
        Header[] headers = request.GetProperty("headers").EnumerateArray()
            .Select(header => new Header(header[0].GetString()!, header[1].GetString()!))
            .ToArray();
        return new Request(body, headers, request.GetProperty("peer").GetString());
    }

    private static void Verify(Receiver receiver, JsonElement each, Line line)
    {
        Request request = Read(each.GetProperty("request"));
        // A diagnosis says of a request what Verify says of it.
        Diagnosis diagnosis = receiver.Explain(request);
        string? refused = receiver.TryVerify(request, out _, out Refusal? refusal) ? null : refusal.Code.ToText();
        if (diagnosis.Code != refused || (diagnosis.Findings.Count == 0) != (refused is null))
        {
            throw new InvalidDataException($"explain says {diagnosis}, verify {refused}");
        }
        try
        {
            Notification notification = receiver.Verify(request);
            line.Set("outcome", "accepted");
            line.SetJson("notification", notification.ToJson());
            line.Set(notification.Acknowledge());
        }
        catch (AckwellException problem)
        {
            line.Refused(problem, answered: true);
        }
    }

    private static void Expect(Receiver receiver, JsonElement each, Line line)
    {
        Notification notification = receiver.Verify(Read(each.GetProperty("request")));
        JsonElement order = each.GetProperty("order");
        try
        {
            notification.Expect(
                order.GetProperty("order_no").GetString()!,
                order.GetProperty("value").GetString()!,
                order.GetProperty("currency").GetString()!);
            line.Set("outcome", "met");
        }
        catch (AckwellException problem)
        {
            line.Refused(problem, answered: true);
        }
    }

    private static void Schedule(Schedule schedule, Line line)
    {
        line.Set("outcome", "scheduled");
        line.Set("sends", schedule.Sends);
        line.Set("deadline_seconds", schedule.Deadline.TotalSeconds);
        line.Set("horizon_seconds", schedule.Horizon.TotalSeconds);
        line.Set(
            "pauses_seconds",
            Enumerable.Range(1, schedule.Sends - 1).Select(send => schedule.PauseAfter(send)!.Value.TotalSeconds));
    }

    private static void Walk(Receiver receiver, AckwellConfiguration configuration, JsonElement each, Line line)
    {
        Ledger ledger;
        try
        {
            ledger = configuration.OpenLedger();
        }
        catch (AckwellException problem)
        {
            line.Refused(problem, answered: false);
            return;
        }
        using (ledger)
        {
            Dictionary<string, Receipt> leases = [];
            List<object?> found = [];
            foreach (JsonElement step in each.GetProperty("steps").EnumerateArray())
            {
                found.Add(Step(receiver, ledger, each, step, leases));
            }
            line.Set("outcome", "walked");
            line.Set("steps", found);
        }
    }

    private static object? Step(Receiver receiver, Ledger ledger, JsonElement each, JsonElement step, Dictionary<string, Receipt> leases)
    {
        Request Requested() => Read(each.GetProperty("requests").GetProperty(step.GetProperty("request").GetString()!));
        Receipt Lease() => leases[step.GetProperty("lease").GetString()!];
        switch (step.GetProperty("do").GetString())
        {
            case "claim":
                Receipt receipt = receiver.Receive(Requested(), ledger);
                if (step.TryGetProperty("lease", out JsonElement name))
                {
                    leases[name.GetString()!] = receipt;
                }
                return receipt.Delivery.ToText();
            case "commit":
                return DoneOrCode(() => Lease().Commit());
            case "release":
                return DoneOrCode(() => Lease().Release());
            case "extend":
                return DoneOrCode(() => Lease().Extend());
            case "expect_order":
                return DoneOrCode(() => ledger.ExpectOrder(new ExpectedOrder(
                    receiver.Provider,
                    step.GetProperty("merchant_id").GetString()!,
                    step.GetProperty("order_no").GetString()!,
                    PlacedAt: DateTimeOffset.FromUnixTimeMilliseconds(step.GetProperty("placed_at_ms").GetInt64()))));
            case "overdue":
                return ledger.OverdueOrders().Select(order => order.OrderNo).Order(StringComparer.Ordinal).ToArray();
            case "earlier_payment":
                return ledger.EarlierPayment(receiver.Verify(Requested()))?.TransactionNo;
            case "wait":
                Thread.Sleep(step.GetProperty("milliseconds").GetInt32());
                return "waited";
            case "handle":
                bool fulfilled = false;
                Acknowledgement answer = receiver.Handle(Requested(), ledger, _ =>
                {
                    fulfilled = true;
                    if (!step.GetProperty("fulfilment_succeeds").GetBoolean())
                    {
                        throw new InvalidOperationException("the case has it so");
                    }
                });
                return new { fulfilled, acknowledgement = Line.Shown(answer) };
            default:
                throw new InvalidDataException($"a step that this runner does not know: {step}");
        }
    }

    private static string DoneOrCode(Action action)
    {
        try
        {
            action();
            return "done";
        }
        catch (AckwellException problem)
        {
            return problem.Code.ToText();
        }
    }
}

/// <summary>One line of output.</summary>
internal sealed class Line
{
    private readonly Dictionary<string, object?> members = [];

    internal Line(string file, string id)
    {
        Set("file", file);
        Set("id", id);
    }

    internal void Set(string name, object? value) => members[name] = value;

    internal void SetJson(string name, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        members[name] = document.RootElement.Clone();
    }

    internal void Set(Acknowledgement answer) => Set("acknowledgement", Shown(answer));

    internal static object Shown(Acknowledgement answer) => new
    {
        status = answer.Status,
        content_type = answer.ContentType,
        body = Encoding.UTF8.GetString(answer.Body.Span),
    };

    internal void Refused(AckwellException problem, bool answered)
    {
        Set("outcome", "refused");
        Set("code", problem.Code.ToText());
        Set("member", problem.Member);
        if (answered)
        {
            Set(problem.Refusal!.Acknowledgement);
        }
    }

    internal void WriteTo(Stream output)
    {
        output.Write(JsonSerializer.SerializeToUtf8Bytes(members));
        output.WriteByte((byte)'\n');
    }
}
