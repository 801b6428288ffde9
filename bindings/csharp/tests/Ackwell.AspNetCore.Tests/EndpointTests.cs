using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Ackwell.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
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
        Check.That(site.Log.Any(line => line.StartsWith("Information") && line.EndsWith(": fulfilled")), site.Said);
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
    private readonly ConcurrentQueue<string> log = new();
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Ledger ledger = Ledger.Open("memory:");
    private WebApplication? app;
    private int fulfilled;

    internal Case Sample { get; } = Pack.LianLian;

    internal Func<Notification, HttpContext, Task> Fulfil { get; set; } = (_, _) => Task.CompletedTask;

    internal int Fulfilled => fulfilled;

    internal IReadOnlyCollection<string> Log => log;

    internal string Said => string.Join('\n', log);

    internal static async Task<Site> Start(Action<WebApplicationBuilder>? setup = null, Action<WebApplication>? before = null)
    {
        Site site = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(site);
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

    internal async Task<(int Status, string Body)> Send(string? body = null, string path = "/notify", string? forwarded = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, app!.Urls.Single() + path);
        request.Content = body is null
            ? new ByteArrayContent(Sample.Request.Body.ToArray())
            : new StringContent(body);
        if (forwarded is not null)
        {
            request.Headers.Add("X-Forwarded-For", forwarded);
        }
        using HttpResponseMessage response = await client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

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

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        log.Enqueue($"{logLevel} {formatter(state, exception)} {exception?.Message}".Trim());
}
