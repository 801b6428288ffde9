using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Ackwell.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ackwell.Tests;

internal static class EndpointTests
{
    public static async Task Services_of_the_request_are_at_hand()
    {
        await using Site site = await Site.Start(builder => builder.Services.AddScoped<Uri>(_ => new Uri("shop://orders")));
        site.Fulfil = (_, http) => Task.FromResult(http.RequestServices.GetRequiredService<Uri>());
        Check.Equal(200, (await site.Send()).Status);
        Check.Equal(1, site.Fulfilled);
        Check.That(site.Log.Any(line => line.StartsWith("Debug lianlian fulfilled for order ")), site.Said);
    }

    public static async Task Work_that_throws_is_logged_with_its_exception_and_answered_with_failure()
    {
        await using Site site = await Site.Start();
        site.Fulfil = (_, _) => throw new InvalidOperationException("no stock");
        (int status, string body) = await site.Send();
        Check.Equal(500, status);
        Check.That(body.Contains("fulfilment_failed") && !body.Contains("stock"), body);
        Check.That(site.Log.Any(line => line.StartsWith("Error") && line.Contains("no stock")), site.Said);
        site.Fulfil = (_, _) => Task.CompletedTask;
        Check.Equal(200, (await site.Send()).Status);
    }

    public static async Task What_is_refused_is_logged_without_a_word_of_the_body()
    {
        await using Site site = await Site.Start();
        string body = site.Sample.Expected.GetProperty("order_no").GetString()!;
        (int status, _) = await site.Send($$"""{"no_order":"{{body}}","sign_type":"RSA","sign":"x"}""");
        Check.Equal(403, status);
        Check.That(site.Log.Any(line => line.StartsWith("Warning") && line.Contains("invalid_signature")), site.Said);
        Check.That(!site.Said.Contains(body), site.Said);
    }

    public static async Task A_line_of_the_log_has_its_event_and_its_properties()
    {
        await using Site site = await Site.Start();
        await site.Send();
        await site.Send();
        site.Fulfil = (_, _) => throw new InvalidOperationException("no stock");
        using (HttpResponseMessage _ = await site.Exchange(HttpMethod.Post, body: Pack.PingPong.Request.Body.ToArray()))
        {
        }
        Logged fulfilled = site.Events.Single(line => line.Event.Name == "fulfilled");
        Check.Equal((LogLevel.Debug, 100), (fulfilled.Level, fulfilled.Event.Id));
        JsonElement expected = site.Sample.Expected;
        Check.Equal(expected.GetProperty("order_no").GetString(), fulfilled.Properties["OrderNo"]);
        Check.Equal(expected.GetProperty("delivery_key").GetString(), fulfilled.Properties["DeliveryKey"]);
        Check.Equal(site.Sample.Request.Peer, fulfilled.Properties["Address"]);
        Check.Equal("lianlian", fulfilled.Properties["Provider"]);
        Check.Equal(null, fulfilled.Properties["Code"]);
        Logged repeat = site.Events.Single(line => line.Event.Name == "repeat");
        Check.Equal((LogLevel.Debug, 101), (repeat.Level, repeat.Event.Id));
        Logged refused = site.Events.Single(line => line.Event.Id is > 0 and < 100 && line.Properties.ContainsKey("Outcome"));
        Check.Equal(LogLevel.Warning, refused.Level);
        Check.Equal(refused.Properties["Code"], refused.Event.Name);
        Check.Equal((int)CodeNames.FromText((string?)refused.Properties["Code"]), refused.Event.Id);
        Check.Equal(null, refused.Properties["OrderNo"]);
        Check.That(refused.Text.StartsWith("lianlian ") && refused.Text.Contains("; remedy: "), refused.Text);
    }

    public static async Task The_address_of_a_refused_source_is_in_the_log()
    {
        await using Site site = await Site.Start(before: app => app.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.9");
            return next(context);
        }));
        Check.Equal(403, (await site.Send()).Status);
        Logged refused = site.Events.Single(line => line.Event.Name == "untrusted_source");
        Check.Equal("203.0.113.9", refused.Properties["Address"]);
        Check.That(refused.Text.Contains("203.0.113.9"), refused.Text);
    }

    public static async Task A_body_that_something_has_read_before_is_named_as_the_reason()
    {
        await using Site site = await Site.Start(before: app => app.Use(async (context, next) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await next(context);
        }));
        Check.Equal(400, (await site.Send()).Status);
        Check.That(site.Log.Any(line => line.StartsWith("Error") && line.Contains("EnableBuffering")), site.Said);
    }

    public static async Task A_body_that_was_buffered_before_is_read_again()
    {
        await using Site site = await Site.Start(before: app => app.Use(async (context, next) =>
        {
            context.Request.EnableBuffering();
            await context.Request.Body.CopyToAsync(Stream.Null);
            await next(context);
        }));
        Check.Equal(200, (await site.Send()).Status);
        Check.Equal(1, site.Fulfilled);
    }

    public static async Task A_body_over_the_servers_own_limit_is_answered_in_the_providers_form()
    {
        await using Site site = await Site.Start(builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 1000));
        (int status, string body) = await site.Send(new string(' ', 5000));
        Check.Equal(413, status);
        Check.That(body.Contains("body_too_large"), body);
        (status, body) = await site.Send(new string(' ', 900) + "{}");
        Check.That(status != 413, body);
    }

    public static async Task An_address_that_the_framework_restored_is_taken()
    {
        await using Site site = await Site.Start(before: app =>
        {
            ForwardedHeadersOptions options = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
            options.KnownProxies.Add(IPAddress.Loopback);
            app.UseForwardedHeaders(options);
        });
        Check.Equal(200, (await site.Send(forwarded: site.Sample.Request.Peer)).Status);
        Check.Equal(403, (await site.Send(forwarded: "203.0.113.9")).Status);
    }

    public static async Task A_chunked_body_that_something_has_read_before_is_named_as_the_reason()
    {
        await using Site site = await Site.Start(before: app => app.Use(async (context, next) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await next(context);
        }));
        Check.Equal(400, (await site.Send(chunked: true)).Status);
        Check.That(site.Log.Any(line => line.StartsWith("Error") && line.Contains("EnableBuffering")), site.Said);
        Check.Equal(400, (await site.Send("", chunked: false)).Status);
        Check.Equal(1, site.Log.Count(line => line.Contains("EnableBuffering")), "an empty body is not one that was read");
    }

    public static async Task A_body_of_which_something_has_read_a_part_before_is_named_as_the_reason()
    {
        await using Site site = await Site.Start(before: app => app.Use(async (context, next) =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[10]);
            await next(context);
        }));
        Check.Equal(400, (await site.Send()).Status);
        Check.That(site.Log.Any(line => line.StartsWith("Error") && line.Contains("only") && line.Contains("EnableBuffering")), site.Said);
    }

    public static async Task A_chunked_body_is_read_like_any_other()
    {
        await using Site site = await Site.Start();
        Check.Equal(200, (await site.Send(chunked: true)).Status);
        Check.Equal(1, site.Fulfilled);
        (int status, string body) = await site.Send(new string(' ', 3_000_000), chunked: true);
        Check.Equal(413, status);
        Check.That(body.Contains("body_too_large"), body);
    }

    public static async Task A_body_that_breaks_off_is_not_called_too_long()
    {
        await using Site site = await Site.Start();
        string answer = await site.SendRaw($"POST /notify HTTP/1.1\r\nHost: shop\r\nContent-Length: 500\r\n\r\n{{\"a\":1");
        Check.That(answer.Length == 0 || answer.StartsWith("HTTP/1.1 400"), answer);
        await site.Until(() => site.Log.Any(line => line.StartsWith("Warning")));
        Check.That(!site.Said.Contains("body_too_large") && !answer.Contains("body_too_large"), site.Said + answer);
        Check.Equal(0, site.Fulfilled);
    }

    public static async Task Methods_other_than_post_are_answered_with_what_is_allowed_and_without_a_warning()
    {
        await using Site site = await Site.Start();
        foreach (string method in new[] { "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS" })
        {
            using HttpResponseMessage response = await site.Exchange(new HttpMethod(method));
            Check.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode, method);
            Check.Equal("POST", string.Join(",", response.Content.Headers.Allow), method);
        }
        Check.Equal(0, site.Fulfilled);
        Check.That(!site.Log.Any(line => line.StartsWith("Warning") || line.StartsWith("Error")), site.Said);
    }

    public static async Task Work_goes_on_when_the_provider_hangs_up_and_is_committed_once()
    {
        await using Site site = await Site.Start();
        TaskCompletionSource begun = new();
        TaskCompletionSource aborted = new();
        TaskCompletionSource end = new();
        site.Fulfil = async (_, http) =>
        {
            http.RequestAborted.Register(aborted.SetResult);
            begun.SetResult();
            await end.Task;
        };
        using (TcpClient provider = await site.Connect())
        {
            await provider.GetStream().WriteAsync(site.Raw());
            await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
            provider.Client.LingerState = new LingerOption(true, 0);
        }
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Check.Equal(503, (await site.Send()).Status);
        end.SetResult();
        await site.Until(() => site.Fulfilled == 1);
        site.Fulfil = (_, _) => throw new Check.Failed("called again");
        await site.Until(async () => (await site.Send()).Status == 200);
        Check.Equal(1, site.Fulfilled);
    }

    public static async Task A_time_out_of_the_application_gives_back_nothing_that_still_runs()
    {
        await using Site site = await Site.Start(
            builder => builder.Services.AddRequestTimeouts(options => options.DefaultPolicy = new() { Timeout = TimeSpan.FromMilliseconds(100) }),
            app => app.UseRequestTimeouts());
        // Work that does not look at the time-out goes on, and its answer is the success that it is.
        site.Fulfil = async (_, http) =>
        {
            await Task.Delay(300);
            Check.That(http.RequestAborted.IsCancellationRequested, "the time-out has come");
        };
        Check.Equal(200, (await site.Send()).Status);
        Check.Equal(1, site.Fulfilled);

        // Work that leaves what it has begun: the next delivery must not begin it again.
        await using Site other = await Site.Start(
            builder => builder.Services.AddRequestTimeouts(options => options.DefaultPolicy = new() { Timeout = TimeSpan.FromMilliseconds(100) }),
            app => app.UseRequestTimeouts());
        int begun = 0;
        TaskCompletionSource end = new();
        other.Fulfil = (_, http) =>
        {
            begun++;
            return end.Task.WaitAsync(http.RequestAborted);
        };
        Check.Equal(500, (await other.Send()).Status);
        Check.Equal(503, (await other.Send()).Status);
        Check.Equal(1, begun);
    }

    public static async Task What_the_work_does_to_the_response_reaches_nobody()
    {
        await using Site site = await Site.Start();
        async Task Meddle(HttpContext http)
        {
            http.Response.StatusCode = 201;
            http.Response.Headers["X-Shop"] = "1";
            http.Response.ContentType = "text/html";
            await http.Response.StartAsync();
            await http.Response.WriteAsync("thank you");
            await http.Response.Body.FlushAsync();
            Check.That(!http.Response.HasStarted, "the response has begun");
        }
        site.Fulfil = async (_, http) =>
        {
            await Meddle(http);
            throw new InvalidOperationException("no stock");
        };
        using (HttpResponseMessage failure = await site.Exchange(HttpMethod.Post))
        {
            Check.Equal(HttpStatusCode.InternalServerError, failure.StatusCode);
            Check.Equal("""{"ret_code":"9999","ret_msg":"fulfilment_failed"}""", await failure.Content.ReadAsStringAsync());
            Check.That(!failure.Headers.Contains("X-Shop"), failure.ToString());
        }
        site.Fulfil = (_, http) => Meddle(http);
        using HttpResponseMessage success = await site.Exchange(HttpMethod.Post);
        Check.Equal(HttpStatusCode.OK, success.StatusCode);
        Check.Equal("""{"ret_code":"0000","ret_msg":"ok"}""", await success.Content.ReadAsStringAsync());
        Check.That(!success.Headers.Contains("X-Shop"), success.ToString());
    }

    public static async Task A_response_that_has_begun_before_is_cut_and_nothing_is_fulfilled()
    {
        await using Site site = await Site.Start(before: app => app.Use(async (context, next) =>
        {
            await context.Response.WriteAsync("hello");
            await context.Response.Body.FlushAsync();
            await next(context);
        }));
        try
        {
            (int status, string body) = await site.Send();
            throw new Check.Failed($"answered {status} {body}");
        }
        catch (HttpRequestException)
        {
        }
        Check.Equal(0, site.Fulfilled);
        Check.That(site.Log.Any(line => line.StartsWith("Error") && line.Contains("has begun")), site.Said);
    }

    public static async Task An_answer_is_never_compressed()
    {
        await using Site site = await Site.Start(
            builder => builder.Services.AddResponseCompression(options => options.EnableForHttps = true),
            app =>
            {
                app.UseResponseCompression();
                app.Map("/long", own => own.Run(context =>
                {
                    context.Response.ContentType = "application/json";
                    return context.Response.WriteAsync(new string('1', 5000));
                }));
            });
        using (HttpResponseMessage other = await site.Exchange(HttpMethod.Post, "/long", "gzip, br"))
        {
            Check.That(other.Content.Headers.ContentEncoding.Count == 1, "the application compresses what it answers");
        }
        using HttpResponseMessage response = await site.Exchange(HttpMethod.Post, "/notify", "gzip, br");
        Check.Equal(0, response.Content.Headers.ContentEncoding.Count);
        Check.Equal("""{"ret_code":"0000","ret_msg":"ok"}""", await response.Content.ReadAsStringAsync());
        Check.Equal((long?)34, response.Content.Headers.ContentLength);
    }

    public static async Task What_goes_wrong_inside_is_not_answered_by_the_applications_own_handler()
    {
        await using Site site = await Site.Start(before: app => app.UseExceptionHandler(own => own.Run(context =>
        {
            // As many a shop answers: all is well, but not quite.
            context.Response.StatusCode = 200;
            return context.Response.WriteAsync("{\"code\":500}");
        })));
        site.CloseLedger();
        (int status, string body) = await site.Send();
        Check.Equal(500, status);
        Check.Equal("""{"ret_code":"9999","ret_msg":"internal"}""", body);
        Check.That(site.Log.Any(line => line.StartsWith("Error")), site.Said);
    }

    public static async Task Several_functions_in_one_delegate_are_refused_when_they_are_mapped()
    {
        await using Site site = await Site.Start();
        Func<Notification, HttpContext, Task> several = (_, _) => Task.CompletedTask;
        several += (_, _) => Task.CompletedTask;
        WebApplication app = WebApplication.CreateSlimBuilder().Build();
        using Ledger ledger = Ledger.Open("memory:");
        Check.Throws<ArgumentException>(() => app.MapAckwell("/notify", site.Sample.Receiver, ledger, several));
    }

    public static void A_section_of_the_applications_configuration_is_read_as_it_is()
    {
        using JsonDocument pack = JsonDocument.Parse(Pack.LianLian.Config);
        string key = pack.RootElement.GetProperty("lianlian").GetProperty("public_keys")[0].GetString()!;
        Dictionary<string, string?> members = new()
        {
            ["Ackwell:LianLian:PublicKeys:0"] = key,
            ["Ackwell:LianLian:MerchantIds"] = "any",
            ["Ackwell:LianLian:Sources:0"] = "published",
            ["Ackwell:LianLian:Sources:1"] = Pack.LianLian.Request.Peer,
            ["Ackwell:PINGPONG:SALT:Env"] = "ACKWELL_TEST_NO_SUCH_VARIABLE",
            ["Ackwell:Receiver:MaxBodyBytes"] = "9000",
            ["Ackwell:Ledger:Url"] = "memory:",
            ["Ackwell:Ledger:LeaseSeconds"] = "30",
            ["Ackwell:Ledger:RetentionDays"] = "100",
            ["Ackwell:Ledger:TimeoutMs"] = "3000",
        };
        for (int index = 2; index < 12; index++)
        {
            members[$"Ackwell:LianLian:Sources:{index}"] = $"10.0.0.{index}";
        }
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(members);
        IConfigurationSection section = builder.Configuration.GetSection("Ackwell");
        AckwellConfiguration configuration = section.ToAckwellConfiguration();
        Check.That(configuration.Providers.Order().SequenceEqual([Provider.LianLian, Provider.PingPong]), string.Join(", ", configuration.Providers));
        using Receiver receiver = configuration.CreateReceiver(Provider.LianLian);
        receiver.Verify(Pack.LianLian.Request);
        Check.Equal(9000, receiver.MaxBodyBytes);
        Check.Equal("pingpong.salt", Check.Refused(Code.InvalidConfig, () => configuration.CreateReceiver(Provider.PingPong)).Member);
        using Ledger ledger = configuration.OpenLedger();
        using (Receipt receipt = receiver.Receive(Pack.LianLian.Request, ledger))
        {
            Check.That(receipt.Remaining <= TimeSpan.FromSeconds(30), receipt.Remaining.ToString());
        }
        AckwellException problem = Check.Refused(
            Code.InvalidConfig, () => builder.Configuration.GetSection("NoSuch").ToAckwellConfiguration().CreateReceiver(Provider.LianLian));
        Check.Equal("lianlian", problem.Member);

        builder.Configuration.AddInMemoryCollection([new("Ackwell:LianLian:public_keys:0", key)]);
        problem = Check.Refused(Code.InvalidConfig, () => section.ToAckwellConfiguration());
        Check.Equal("lianlian.public_keys", problem.Member);
        Check.That(problem.Message.Contains("PublicKeys") && problem.Message.Contains("public_keys"), problem.Message);
    }

    public static async Task A_handler_of_the_shops_own_is_made_of_the_same_parts()
    {
        await using Site site = await Site.Start(before: app => app.Map("/own", own => own.Run(async context =>
        {
            using Ledger ledger = Ledger.Open("memory:");
            Receiver receiver = Pack.LianLian.Receiver;
            Request request = await context.Request.ReadAckwellRequestAsync(receiver);
            request = new Request(request.Body, request.Headers, Pack.LianLian.Request.Peer);
            using Receipt receipt = receiver.Receive(request, ledger);
            await receipt.Commit().WriteToAsync(context.Response);
        })));
        Check.Equal((200, """{"ret_code":"0000","ret_msg":"ok"}"""), await site.Send(path: "/own"));
    }
}

/// <summary>A shop on Kestrel with one endpoint, and a sender.</summary>
internal sealed class Site : IAsyncDisposable, ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<Logged> log = new();
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Ledger ledger = Ledger.Open("memory:");
    private WebApplication? app;
    private int fulfilled;

    internal Case Sample { get; } = Pack.LianLian;

    internal Func<Notification, HttpContext, Task> Fulfil { get; set; } = (_, _) => Task.CompletedTask;

    internal int Fulfilled => fulfilled;

    internal IReadOnlyCollection<Logged> Events => log;

    internal IReadOnlyList<string> Log => [.. log.Select(line => line.ToString())];

    internal string Said => string.Join('\n', log);

    internal static async Task<Site> Start(Action<WebApplicationBuilder>? setup = null, Action<WebApplication>? before = null)
    {
        Site site = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(site).AddFilter("Ackwell", LogLevel.Debug);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        setup?.Invoke(builder);
        site.app = builder.Build();
        if (before is null)
        {
            // Kestrel sees this machine: give the request the address that the sample came from.
            site.app.Use(site.Relocate);
        }
        else
        {
            before(site.app);
            if (!site.Sample.Receiver.HeaderNames.Any())
            {
                site.app.Use(site.Relocate);
            }
        }
        site.app.UseRouting();
        site.app.MapAckwell("/notify", site.Sample.Receiver, site.ledger, async (notification, http) =>
        {
            await site.Fulfil(notification, http);
            site.fulfilled++;
        });
        await site.app.StartAsync();
        return site;
    }

    private Task Relocate(HttpContext context, RequestDelegate next)
    {
        if (IPAddress.Loopback.Equals(context.Connection.RemoteIpAddress))
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(Sample.Request.Peer!);
        }
        return next(context);
    }

    internal async Task<(int Status, string Body)> Send(string? body = null, string path = "/notify", string? forwarded = null, bool chunked = false)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, app!.Urls.Single() + path);
        request.Content = body is null
            ? new ByteArrayContent(Sample.Request.Body.ToArray())
            : new StringContent(body);
        request.Headers.TransferEncodingChunked = chunked;
        if (forwarded is not null)
        {
            request.Headers.Add("X-Forwarded-For", forwarded);
        }
        using HttpResponseMessage response = await client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The genuine notification with another method, or to another path.</summary>
    internal async Task<HttpResponseMessage> Exchange(HttpMethod method, string path = "/notify", string? accepted = null, byte[]? body = null)
    {
        using HttpRequestMessage request = new(method, app!.Urls.Single() + path);
        request.Content = new ByteArrayContent(body ?? Sample.Request.Body.ToArray());
        if (accepted is not null)
        {
            request.Headers.Add("Accept-Encoding", accepted);
        }
        return await client.SendAsync(request);
    }

    internal async Task<TcpClient> Connect()
    {
        TcpClient connection = new();
        await connection.ConnectAsync(IPAddress.Loopback, new Uri(app!.Urls.Single()).Port);
        return connection;
    }

    /// <summary>The genuine notification as it goes over the line.</summary>
    internal byte[] Raw() =>
    [
        .. Encoding.ASCII.GetBytes($"POST /notify HTTP/1.1\r\nHost: shop\r\nContent-Length: {Sample.Request.Body.Length}\r\n\r\n"),
        .. Sample.Request.Body.Span,
    ];

    /// <summary>Sends a text, ends this half of the connection, and returns the answer; empty if it was cut.</summary>
    internal async Task<string> SendRaw(string text)
    {
        using TcpClient connection = await Connect();
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        connection.Client.Shutdown(SocketShutdown.Send);
        using StreamReader reader = new(stream);
        try
        {
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return "";
        }
    }

    internal Task Until(Func<bool> holds) => Until(() => Task.FromResult(holds()));

    internal async Task Until(Func<Task<bool>> holds)
    {
        for (int time = 0; time < 300; time++)
        {
            if (await holds())
            {
                return;
            }
            await Task.Delay(50);
        }
        throw new Check.Failed(Said);
    }

    internal void CloseLedger() => ledger.Dispose();

    public async ValueTask DisposeAsync()
    {
        await app!.DisposeAsync();
        ledger.Dispose();
        client.Dispose();
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    void IDisposable.Dispose()
    {
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Dictionary<string, object?> properties = state is IEnumerable<KeyValuePair<string, object?>> pairs
            ? pairs.ToDictionary(pair => pair.Key, pair => pair.Value)
            : [];
        log.Enqueue(new Logged(logLevel, eventId, formatter(state, exception), exception, properties));
    }
}

/// <summary>One event of the log.</summary>
internal sealed record Logged(LogLevel Level, EventId Event, string Text, Exception? Exception, IReadOnlyDictionary<string, object?> Properties)
{
    public override string ToString() => $"{Level} {Text} {Exception?.Message}".Trim();
}
