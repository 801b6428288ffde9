using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Ackwell.AspNetCore;

/// <summary>
/// Requests in and acknowledgements out, for controllers and handlers of the shop's own.
/// </summary>
public static class AckwellHttp
{
    /// <summary>Reads what a receiver needs of a request: the raw body, its headers, the address.</summary>
    /// <param name="request">The request, its body not yet read.</param>
    /// <param name="receiver">The receiver that it is for.</param>
    /// <exception cref="BadHttpRequestException">
    /// The body is longer than the server allows, with the status 413, or it did not arrive whole.
    /// </exception>
    /// <exception cref="IOException">The connection broke off.</exception>
    public static async Task<Request> ReadAckwellRequestAsync(this HttpRequest request, Receiver receiver)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(receiver);
        if (request.Body.CanSeek)
        {
            request.Body.Position = 0;
        }
        byte[] body = await ReadAsync(request.Body, receiver.MaxBodyBytes);
        List<Header> headers = [];
        foreach (string name in receiver.HeaderNames)
        {
            foreach (string? value in request.Headers[name])
            {
                headers.Add(new Header(name, value ?? ""));
            }
        }
        return new Request(body, headers, request.HttpContext.Connection.RemoteIpAddress?.ToString());
    }

    /// <summary>
    /// Answers: status, content type, and the body byte for byte, whatever compression the
    /// application has.
    /// </summary>
    /// <param name="acknowledgement">What to answer.</param>
    /// <param name="response">The response, not yet begun.</param>
    /// <exception cref="InvalidOperationException">
    /// The response has begun. The connection is cut, so that the provider does not take what was
    /// sent for the answer.
    /// </exception>
    public static Task WriteToAsync(this Acknowledgement acknowledgement, HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(acknowledgement);
        ArgumentNullException.ThrowIfNull(response);
        if (response.HasStarted)
        {
            response.HttpContext.Abort();
            throw new InvalidOperationException(
                "the response began before the acknowledgement was written to it; the connection was cut, so that the provider does not take what was sent for the answer");
        }
        // The compression middleware asks this header again when the first byte is written.
        response.HttpContext.Request.Headers.Remove("Accept-Encoding");
        response.Headers.Remove("Content-Encoding");
        response.Headers.Remove("Transfer-Encoding");
        response.StatusCode = acknowledgement.Status;
        response.ContentType = acknowledgement.ContentType;
        response.ContentLength = acknowledgement.Body.Length;
        return response.Body.WriteAsync(acknowledgement.Body).AsTask();
    }

    /// <summary>
    /// The body, or its beginning if it is longer than the receiver will look at: one byte more is
    /// enough for the receiver to refuse it.
    /// </summary>
    private static async Task<byte[]> ReadAsync(Stream stream, int most)
    {
        using MemoryStream body = new();
        byte[] part = new byte[16 * 1024];
        while (body.Length <= most)
        {
            int read = await stream.ReadAsync(part);
            if (read == 0)
            {
                break;
            }
            body.Write(part, 0, read);
        }
        return body.ToArray();
    }
}
