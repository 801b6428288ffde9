using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace Ackwell.HttpTests;

/// <summary>
/// What <c>cargo xtask example</c> does not put an example to: every kind over one connection, a
/// request that came through no proxy, bodies that break off or never end, one section only. Nothing
/// of Ackwell is in this process.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments.Length != 2)
        {
            Console.Error.WriteLine("usage: Ackwell.HttpTests VECTORS EXAMPLE.dll");
            return 2;
        }
        string folder = Directory.CreateTempSubdirectory("ackwell-http").FullName;
        Scenario scenario = new(arguments[0], arguments[1], folder);
        (int passed, int failed) = await scenario.Run();
        Directory.Delete(folder, recursive: true);
        Console.WriteLine($"{Path.GetFileNameWithoutExtension(arguments[1])} on .NET {Environment.Version}");
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }
}

/// <summary>A genuine notification of the pack and the answer that it must get.</summary>
internal sealed record Sample(string Kind, string Provider, string Body, string Peer, Answer Success)
{
    internal string Path => $"/notify/{Provider}";
}

internal sealed record Answer(int Status, string ContentType, string Body);

internal sealed class Scenario(string vectors, string example, string folder)
{
    private static readonly string[] Kinds =
    [
        "lianlian.payment", "lianlian.exchange_payment", "pingpong.transaction", "pingpong.refund",
        "pingpong.capture", "pingpong.void", "pingpong.other",
    ];

    private readonly HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1, UseProxy = false });
    private readonly List<Sample> samples = [];
    private int passed;
    private int failed;
    private Example? running;

    internal async Task<(int Passed, int Failed)> Run()
    {
        JsonObject configuration = Configuration();
        await With(configuration, async () =>
        {
            foreach (Sample sample in samples)
            {
                await Test($"{sample.Kind} is answered with success and fulfilled once", () => Genuine(sample));
            }
            await Test("a notification through no proxy is answered with failure", WithoutProxy);
            await Test("a body that is longer than the limit is answered with failure, chunked too", TooLong);
            await Test("a body that breaks off is answered with failure, and the next one with success", BrokenOff);
        });
        configuration.Remove("pingpong");
        await With(configuration, () => Test("one section is enough", OneSection));
        return (passed, failed);
    }

    private async Task With(JsonObject configuration, Func<Task> play)
    {
        string path = Path.Combine(folder, "ackwell.json");
        File.WriteAllText(path, configuration.ToJsonString());
        running = await Example.Start(example, path);
        try
        {
            await play();
        }
        finally
        {
            await running.Stop();
        }
    }

    /// <summary>The configurations of the pack's samples in one, behind a proxy on this machine.</summary>
    private JsonObject Configuration()
    {
        JsonObject configuration = new()
        {
            ["receiver"] = new JsonObject { ["trusted_proxies"] = new JsonArray("127.0.0.1"), ["client_address_header"] = "x-forwarded-for" },
            ["ledger"] = new JsonObject { ["url"] = "memory:" },
        };
        foreach (string kind in Kinds)
        {
            string name = kind.Replace('.', '-').Replace('_', '-');
            JsonNode file = JsonNode.Parse(File.ReadAllText(Path.Combine(vectors, $"{name}.json")))!;
            JsonNode found = file["cases"]!.AsArray().First(each => IsPlain(each!, kind))!;
            string provider = (string)found["provider"]!;
            JsonNode request = found["request"]!;
            JsonNode answer = found["expected"]!["acknowledgement"]!;
            samples.Add(new Sample(
                kind,
                provider,
                (string)request["body"]!,
                (string)request["peer"]!,
                new Answer((int)answer["status"]!, (string)answer["content_type"]!, (string)answer["body"]!)));
            JsonNode options = file["configs"]![(string)found["config"]!]![provider]!;
            configuration[provider] ??= options.DeepClone();
            Expect(JsonNode.DeepEquals(configuration[provider], options), $"{name}: the samples of {provider} share their options");
        }
        return configuration;
    }

    private static bool IsPlain(JsonNode each, string kind) =>
        (string?)each["expected"]!["outcome"] == "accepted"
        && (string?)each["expected"]!["notification"]!["kind"] == kind
        && (string?)each["expected"]!["notification"]!["source"]!["check"] == "enforced"
        && each["request"]!["headers"]!.AsArray().Count == 0
        && each["request"]!["body"] is not null
        && each["config"] is JsonValue;

    private async Task Genuine(Sample sample)
    {
        int before = running!.Fulfilments.Length;
        for (int time = 0; time < 3; time++)
        {
            Success(sample, await Send(sample));
        }
        // What the example prints may arrive after its answer.
        for (int time = 0; time < 500 && running.Fulfilments.Length == before; time++)
        {
            await Task.Delay(20);
        }
        Expect(running.Fulfilments.Length == before + 1, $"fulfilled {running.Fulfilments.Length - before} times");
    }

    private async Task WithoutProxy()
    {
        foreach (Sample sample in samples)
        {
            Answer answer = await Send(sample, forwarded: null);
            Expect(answer.Status is 400 or 403, $"{answer}");
        }
    }

    private async Task TooLong()
    {
        Sample sample = samples[0];
        Sample tooLong = sample with { Body = sample.Body + new string(' ', 200_000) };
        foreach (bool chunked in new[] { false, true })
        {
            Answer answer = await Send(tooLong, sample.Peer, chunked);
            Expect(answer.Status == 413 && answer.Body.Contains("body_too_large", StringComparison.Ordinal), $"{answer}");
        }
    }

    private async Task BrokenOff()
    {
        Sample sample = samples[0];
        Uri address = new(running!.Address);
        using (TcpClient connection = new())
        {
            await connection.ConnectAsync(address.Host, address.Port);
            NetworkStream stream = connection.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST {sample.Path} HTTP/1.1\r\nHost: {address.Authority}\r\nX-Forwarded-For: {sample.Peer}\r\nContent-Length: 500\r\n\r\n{{"));
            connection.Client.Shutdown(SocketShutdown.Send);
            using StreamReader reader = new(stream);
            string answer;
            try
            {
                answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
            }
            catch (IOException)
            {
                answer = "";
            }
            Expect(answer.Length == 0 || answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), answer);
        }
        Success(sample, await Send(sample));
    }

    private async Task OneSection()
    {
        Success(samples[0], await Send(samples[0]));
        Sample other = samples.First(sample => sample.Provider == "pingpong");
        Expect((await Send(other)).Status == (int)HttpStatusCode.NotFound, "the other provider has no path");
    }

    private Task<Answer> Send(Sample sample) => Send(sample, sample.Peer);

    private async Task<Answer> Send(Sample sample, string? forwarded, bool chunked = false)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, running!.Address + sample.Path);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(sample.Body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        request.Headers.TransferEncodingChunked = chunked;
        if (forwarded is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwarded);
        }
        using HttpResponseMessage response = await client.SendAsync(request);
        string type = response.Content.Headers.TryGetValues("Content-Type", out IEnumerable<string>? values) ? values.Single() : "";
        return new Answer((int)response.StatusCode, type, await response.Content.ReadAsStringAsync());
    }

    private static void Success(Sample sample, Answer answer) =>
        Expect(answer == sample.Success, $"{answer} in place of {sample.Success}");

    private async Task Test(string name, Func<Task> test)
    {
        try
        {
            await test();
            passed++;
            Console.WriteLine($"ok   {name}");
        }
        catch (Exception problem)
        {
            failed++;
            Console.WriteLine($"FAIL {name}\n{problem}\n{running?.Output}");
        }
    }

    private static void Expect(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
