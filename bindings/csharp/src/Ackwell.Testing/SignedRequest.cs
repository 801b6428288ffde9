using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Ackwell.Native;

namespace Ackwell.Testing;

/// <summary>
/// A request as a provider sends it, and the judge of what an endpoint answers to it. It says that it
/// comes from one of the provider's addresses, through a proxy on this machine.
/// </summary>
public sealed class SignedRequest
{
    internal SignedRequest(JsonElement signed)
    {
        Provider = ProviderNames.FromText(signed.GetProperty("provider").GetString());
        Code = signed.GetProperty("code").GetString() is { } code ? CodeNames.FromText(code) : null;
        Body = signed.GetProperty("body_base64").GetBytesFromBase64();
        Headers = [.. signed.GetProperty("headers").EnumerateArray().Select(pair => new Header(pair[0].GetString()!, pair[1].GetString()!))];
        Peer = signed.GetProperty("peer").GetString()!;
    }

    /// <summary>Who would have sent it.</summary>
    public Provider Provider { get; }

    /// <summary>What a receiver must refuse it with; <c>null</c> for what it must accept.</summary>
    public Code? Code { get; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The headers.</summary>
    public IReadOnlyList<Header> Headers { get; }

    /// <summary>The proxy on this machine that passes it on.</summary>
    public string Peer { get; }

    /// <summary>For a receiver, without HTTP.</summary>
    public Request ToRequest() => new(Body, Headers, Peer);

    /// <summary>
    /// For the <see cref="HttpClient"/> of a <c>WebApplicationFactory</c>, of a <c>TestServer</c>, or
    /// one that posts to a server on this machine. Each call makes a new message: one can be sent once.
    /// </summary>
    /// <param name="uri">The endpoint, for example <c>/notify/lianlian</c>.</param>
    public HttpRequestMessage ToHttp(string uri)
    {
        HttpRequestMessage message = new(HttpMethod.Post, uri) { Content = new ReadOnlyMemoryContent(Body) };
        foreach (Header header in Headers)
        {
            string value = Encoding.UTF8.GetString(header.Value.Span);
            _ = message.Headers.TryAddWithoutValidation(header.Name, value)
                || message.Content.Headers.TryAddWithoutValidation(header.Name, value);
        }
        return message;
    }

    /// <summary>Whether the provider would take the answer as "received".</summary>
    /// <param name="answer">What the shop answers.</param>
    public Judgement Judge(Acknowledgement answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Judge(answer.Status, Encoding.UTF8.GetString(answer.Body.Span));
    }

    /// <inheritdoc cref="Judge(Acknowledgement)"/>
    /// <param name="answer">What the endpoint answers.</param>
    /// <param name="cancellation">Ends the wait for the answer's body.</param>
    public async Task<Judgement> JudgeAsync(HttpResponseMessage answer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string body = await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        return Judge((int)answer.StatusCode, body);
    }

    private Judgement Judge(int status, string body)
    {
        JsonObject question = new()
        {
            ["do"] = "judge",
            ["provider"] = Provider.ToText(),
            ["status"] = status,
            ["body"] = body,
        };
        JsonElement judged = Methods.ackwell_testing_answer(question.ToJsonString());
        return new Judgement(judged.GetProperty("received").GetBoolean(), judged.GetProperty("why").GetString()!);
    }
}
