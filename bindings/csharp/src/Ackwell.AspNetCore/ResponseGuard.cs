using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Ackwell.AspNetCore;

/// <summary>
/// Keeps the response as it is while the shop's work runs. If the work could begin the response, its
/// 200 would be on the way when the work then fails.
/// </summary>
internal sealed class ResponseGuard : IDisposable
{
    private readonly HttpContext context;
    private readonly IHttpResponseBodyFeature? body;
    private readonly KeyValuePair<string, StringValues>[] headers;
    private readonly int status;

    internal ResponseGuard(HttpContext context)
    {
        this.context = context;
        body = context.Features.Get<IHttpResponseBodyFeature>();
        headers = context.Response.Headers.ToArray();
        status = context.Response.StatusCode;
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
    }

    public void Dispose()
    {
        context.Features.Set(body);
        if (context.Response.HasStarted)
        {
            return;
        }
        context.Response.StatusCode = status;
        context.Response.Headers.Clear();
        foreach ((string name, StringValues values) in headers)
        {
            context.Response.Headers[name] = values;
        }
    }
}
