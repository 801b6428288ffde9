// C# contestants: `Ackwell.Bench ackwell|questions|peer CORPUS`; the first verification in a new process:
// `Ackwell.Bench first CONFIG PEER <BODY`, and `Ackwell.Bench first` for nothing.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using Ackwell;

if (args is ["first", .. string[] more])
{
    return more is [string config, string address] ? FirstVerification(config, address) : 0;
}
if (args is not [string name, string path])
{
    Console.Error.WriteLine("usage: Ackwell.Bench ackwell|questions|peer CORPUS");
    return 2;
}
byte[] success = Encoding.ASCII.GetBytes("""{"ret_code":"0000","ret_msg":"ok"}""");
using JsonDocument corpus = JsonDocument.Parse(File.ReadAllBytes(path));
byte[][] bodies = corpus.RootElement.GetProperty("bodies").EnumerateArray()
    .Select(body => Encoding.UTF8.GetBytes(body.GetString()!)).ToArray();
string Text(string member) => corpus.RootElement.GetProperty(member).GetString()!;

Func<int, bool> job = name switch
{
    "ackwell" => WithAckwell(questions: false),
    "questions" => WithAckwell(questions: true),
    _ => WithRsa(),
};
void Run(int first, int step, int times)
{
    for (int time = 0; time < times; time++)
    {
        for (int index = first; index < bodies.Length; index += step)
        {
            if (!job(index))
            {
                Environment.Exit(1);
            }
        }
    }
}

Run(0, 1, 40);
Console.WriteLine("ready");
while (Console.ReadLine() is string line)
{
    if (line.StartsWith("pass ", StringComparison.Ordinal))
    {
        int[] words = line.Split(' ')[1..].Select(int.Parse).ToArray();
        (int threads, int times) = (words[0], words[1]);
        long start = Stopwatch.GetTimestamp();
        Thread[] workers = Enumerable.Range(0, threads).Select(first => new Thread(() => Run(first, threads, times))).ToArray();
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        Console.WriteLine(Nanoseconds(start));
    }
    else
    {
        long[] times = bodies.Select((_, index) =>
        {
            long start = Stopwatch.GetTimestamp();
            Run(index, bodies.Length, 1);
            return Nanoseconds(start);
        }).Order().ToArray();
        Console.WriteLine($"{times[times.Length / 2]} {times[times.Length * 99 / 100]}");
    }
}
return 0;

static long Nanoseconds(long start) => Stopwatch.GetElapsedTime(start).Ticks * 100;

static int FirstVerification(string config, string peer)
{
    Receiver receiver = AckwellConfiguration.Parse(File.ReadAllText(config)).CreateReceiver(Provider.LianLian);
    using MemoryStream body = new();
    Console.OpenStandardInput().CopyTo(body);
    return receiver.Verify(new Request(body.ToArray(), null, peer)).Acknowledge().Status == 200 ? 0 : 1;
}

Func<int, bool> WithAckwell(bool questions)
{
    Receiver receiver = AckwellConfiguration.Parse(Text("config")).CreateReceiver(Provider.LianLian);
    string peer = Text("peer");
    (string Number, decimal Amount, string Currency)[] orders = questions ? bodies.Select(Expected).ToArray() : [];
    return index =>
    {
        Notification notification = receiver.Verify(new Request(bodies[index], null, peer));
        return (!questions || IsThePayment(notification, orders[index]))
            && notification.Acknowledge().Body.Span.SequenceEqual(success);
    };
}

// What a shop asks: is it paid, which order, how much, and is that what it waits for?
static bool IsThePayment(Notification notification, (string Number, decimal Amount, string Currency) order)
{
    if (notification.Status != Status.Succeeded
        || notification.OrderNo != order.Number
        || notification.Amount is not { } amount
        || amount.Value != order.Amount)
    {
        return false;
    }
    notification.Expect(order.Number, order.Amount, order.Currency);
    return true;
}

// The order that the shop waits for.
static (string Number, decimal Amount, string Currency) Expected(byte[] body)
{
    using JsonDocument document = JsonDocument.Parse(body);
    string Member(string name) => document.RootElement.GetProperty(name).GetString()!;
    return (Member("no_order"), decimal.Parse(Member("money_order"), CultureInfo.InvariantCulture), "CNY");
}

Func<int, bool> WithRsa()
{
    RSA key = RSA.Create();
    key.ImportFromPem(Text("public_key"));
    HashAlgorithmName digest = Text("digest") == "MD5" ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256;
    return index =>
    {
        SortedDictionary<string, string> members = new(StringComparer.Ordinal);
        using JsonDocument document = JsonDocument.Parse(bodies[index]);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            members[member.Name] = member.Value.GetString()!;
        }
        byte[] sign = Convert.FromBase64String(members["sign"]);
        members.Remove("sign");
        string text = string.Join('&', members.Where(member => member.Value.Length > 0)
            .Select(member => $"{member.Key}={member.Value}"));
        return key.VerifyData(Encoding.UTF8.GetBytes(text), sign, digest, RSASignaturePadding.Pkcs1);
    };
}
