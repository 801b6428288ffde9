using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace Ackwell.HttpTests;

/// <summary>
/// Starts an example as a shop starts it and sends it what providers and others send: over HTTP, with
/// nothing of Ackwell in this process.
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
internal sealed record Sample(string Kind, string Provider, string Body, string Peer, string Key, JsonNode Success)
{
    internal string Path => $"/notify/{Provider}";
}

internal sealed class Scenario(string vectors, string example, string folder)
{
    private readonly HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64, UseProxy = false });
    private readonly List<Sample> samples = [];
    private int passed;
    private int failed;
    private Example? running;

    internal async Task<(int Passed, int Failed)> Run()
    {
        string configuration = Path.Combine(folder, "ackwell.json");
        File.WriteAllText(configuration, Configuration().ToJsonString());
        running = await Example.Start(example, configuration);
        try
        {
            await Each("a genuine notification is answered with success and fulfilled", Genuine);
            await Each("a notification sent again is answered with success and not fulfilled again", Repeated);
            await Each("a tampered notification is answered with failure", Tampered);
            await Each("a notification through no proxy is answered with failure", WithoutProxy);
            await Each("a notification from a wrong source is answered with failure", WrongSource);
            await Test("thirty deliveries at the same time are fulfilled once", Parallel);
            await Test("a body that is longer than the limit is answered with failure", TooLong);
            await Test("a chunked body is read like any other", Chunked);
            await Test("a body that breaks off is answered with failure, and the next one with success", BrokenOff);
            await Test("nothing else is there", Elsewhere);
            await running.Stop();
            running = await Example.Start(example, configuration);
            await Each("after a restart a notification sent again is not fulfilled again", Repeated);
            await running.Stop();
            await Test("one section is enough", OneSection);
        }
        finally
        {
            await running.Stop();
        }
        return (passed, failed);
    }

    /// <summary>
    /// The configurations of the pack's samples in one, behind a proxy on this machine, with the
    /// ledger in a file.
    /// </summary>
    private JsonObject Configuration()
    {
        samples.Clear();
        JsonObject configuration = new()
        {
            ["receiver"] = new JsonObject { ["trusted_proxies"] = new JsonArray("127.0.0.1"), ["client_address_header"] = "x-forwarded-for" },
            ["ledger"] = new JsonObject { ["url"] = $"sqlite://{folder}/ledger.db" },
        };
        foreach (string name in new[] { "lianlian-payment", "lianlian-exchange-payment", "pingpong-transaction", "pingpong-refund", "pingpong-capture", "pingpong-void", "pingpong-other" })
        {
            JsonNode file = JsonNode.Parse(File.ReadAllText(Path.Combine(vectors, $"{name}.json")))!;
            JsonNode found = file["cases"]!.AsArray().First(each => Plain(each!, name.Replace("lianlian-", "lianlian.").Replace("pingpong-", "pingpong.").Replace('-', '_')))!;
            string provider = (string)found["provider"]!;
            JsonNode expected = found["expected"]!;
            samples.Add(new Sample(
                (string)expected["notification"]!["kind"]!,
                provider,
                (string)found["request"]!["body"]!,
                (string)found["request"]!["peer"]!,
                (string)expected["notification"]!["delivery_key"]!,
                expected["acknowledgement"]!));
            JsonNode options = file["configs"]![(string)found["config"]!]![provider]!;
            configuration[provider] ??= options.DeepClone();
            Expect(JsonNode.DeepEquals(configuration[provider], options), $"{name}: the samples of {provider} share their options");
        }
        return configuration;
    }

    private static bool Plain(JsonNode each, string kind) =>
        (string?)each["expected"]!["outcome"] == "accepted"
        && (string?)each["expected"]!["notification"]!["kind"] == kind
        && (string?)each["expected"]!["notification"]!["source"]!["check"] == "enforced"
        && each["request"]!["headers"]!.AsArray().Count == 0
        && each["request"]!["body"] is not null
        && each["config"] is JsonValue;

    // What the example prints may arrive after its answer.
    private static async Task Eventually(Func<bool> holds)
    {
        for (int time = 0; time < 500 && !holds(); time++)
        {
            await Task.Delay(20);
        }
    }

    private async Task Genuine(Sample sample)
    {
        int before = Fulfilled(sample);
        Answer answer = await Send(sample);
        Success(sample, answer);
        await Eventually(() => Fulfilled(sample) > before);
        Expect(Fulfilled(sample) == before + 1, "it is fulfilled");
    }

    private async Task Repeated(Sample sample)
    {
        int before = running!.Fulfilments.Length;
        for (int time = 0; time < 3; time++)
        {
            Success(sample, await Send(sample));
        }
        Expect(running.Fulfilments.Length == before, "nothing is fulfilled");
    }

    private async Task Tampered(Sample sample)
    {
        int before = running!.Fulfilments.Length;
        string body = sample.Body.Replace("SUCCESS", "SUCCES5").Replace("PROCESSING", "SUCCESS").Replace("FAILED", "SUCCESS");
        body = body == sample.Body ? sample.Body.Replace("1", "7") : body;
        Failure(sample, await Send(sample with { Body = body }), 403, "invalid_signature");
        Expect(running.Fulfilments.Length == before, "nothing is fulfilled");
    }

    private async Task WithoutProxy(Sample sample)
    {
        Answer answer = await Send(sample, forwarded: null);
        Expect(answer.Status is 400 or 403, $"{answer.Status}");
    }

    private async Task WrongSource(Sample sample) =>
        Failure(sample, await Send(sample, forwarded: "203.0.113.9"), 403, "untrusted_source");

    private async Task Parallel()
    {
        // Another of the pack's notifications, not yet sent.
        JsonNode file = JsonNode.Parse(File.ReadAllText(Path.Combine(vectors, "pingpong-transaction.json")))!;
        Sample known = samples.First(sample => sample.Kind == "pingpong.transaction");
        JsonNode other = file["cases"]!.AsArray().First(each =>
            Plain(each!, "pingpong.transaction")
            && (string)each!["config"]! == (string)file["cases"]!.AsArray().First(first => (string?)first!["request"]?["body"] == known.Body)!["config"]!
            && (string)each["expected"]!["notification"]!["delivery_key"]! != known.Key)!;
        Sample sample = known with
        {
            Body = (string)other["request"]!["body"]!,
            Key = (string)other["expected"]!["notification"]!["delivery_key"]!,
        };
        int before = running!.Fulfilments.Length;
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Send(sample)));
        await Eventually(() => running.Fulfilments.Length > before);
        Expect(running.Fulfilments.Length == before + 1, $"fulfilled {running.Fulfilments.Length - before} times");
        Expect(answers.All(answer => answer.Status is 200 or 503), "success, or not yet");
        Success(sample, await Send(sample));
    }

    private async Task TooLong()
    {
        Sample sample = samples[0];
        Failure(sample, await Send(sample with { Body = sample.Body + new string(' ', 3_000_000) }), 413, "body_too_large");
    }

    private async Task Chunked()
    {
        Sample sample = samples[0];
        Success(sample, await Send(sample, sample.Peer, chunked: true));
        Failure(sample, await Send(sample with { Body = sample.Body + new string(' ', 3_000_000) }, sample.Peer, chunked: true), 413, "body_too_large");
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

    /// <summary>A configuration with one provider only, as the quickstart has it.</summary>
    private async Task OneSection()
    {
        string path = Path.Combine(folder, "one.json");
        JsonObject configuration = Configuration();
        configuration.Remove("pingpong");
        configuration["ledger"] = new JsonObject { ["url"] = "memory:" };
        File.WriteAllText(path, configuration.ToJsonString());
        running = await Example.Start(example, path);
        Success(samples[0], await Send(samples[0]));
        Sample other = samples.First(sample => sample.Provider == "pingpong");
        Expect((await Send(other)).Status == 404, "the other provider has no path");
    }

    private async Task Elsewhere()
    {
        int before = running!.Fulfilments.Length;
        foreach (string method in new[] { "GET", "HEAD", "PUT", "DELETE" })
        {
            using HttpRequestMessage request = new(new HttpMethod(method), running.Address + samples[0].Path);
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", samples[0].Peer);
            if (method == "PUT")
            {
                request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(samples[0].Body));
            }
            using HttpResponseMessage other = await client.SendAsync(request);
            Expect(other.StatusCode == HttpStatusCode.MethodNotAllowed, $"{method}: {other.StatusCode}");
            Expect(other.Content.Headers.Allow.SequenceEqual(["POST"]), $"{method}: {other}");
        }
        Expect(running.Fulfilments.Length == before, "nothing is fulfilled");
        HttpResponseMessage post = await client.PostAsync(running.Address + "/notify/nobody", new StringContent("{}"));
        Expect(post.StatusCode == HttpStatusCode.NotFound, $"another path: {post.StatusCode}");
    }

    private sealed record Answer(int Status, string ContentType, string Body);

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

    private static void Success(Sample sample, Answer answer)
    {
        Answer expected = new(
            (int)sample.Success["status"]!, (string)sample.Success["content_type"]!, (string)sample.Success["body"]!);
        Expect(answer == expected, $"{answer} in place of {expected}");
    }

    private static void Failure(Sample sample, Answer answer, int status, string code)
    {
        Expect(answer.Status == status, $"{answer} in place of {status}");
        string body = sample.Provider == "lianlian" ? $$"""{"ret_code":"9999","ret_msg":"{{code}}"}""" : "FAIL";
        Expect(answer.Body == body, $"{answer} in place of {body}");
    }

    private int Fulfilled(Sample sample)
    {
        JsonNode? order = JsonNode.Parse(sample.Body);
        string number = sample.Kind switch
        {
            "lianlian.payment" => $"paid {(string)order!["no_order"]!} ",
            _ => "",
        };
        return running!.Fulfilments.Count(line => number.Length > 0 ? line.StartsWith(number, StringComparison.Ordinal) : line.StartsWith("paid ", StringComparison.Ordinal) || line.EndsWith(sample.Key, StringComparison.Ordinal));
    }

    private async Task Each(string name, Func<Sample, Task> test)
    {
        foreach (Sample sample in samples)
        {
            await Test($"{sample.Kind}: {name}", () => test(sample));
        }
    }

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

    internal static void Expect(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
