using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Ackwell.HttpTests;

/// <summary>A running example, and what it has printed.</summary>
internal sealed class Example
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Example(Process process, string address)
    {
        this.process = process;
        Address = address;
        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
    }

    internal string Address { get; }

    internal string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>The lines in which the example says what it has done.</summary>
    internal string[] Fulfilments =>
        Output.Split('\n').Where(line => line.StartsWith("paid ", StringComparison.Ordinal) || line.StartsWith("noted ", StringComparison.Ordinal)).ToArray();

    internal static async Task<Example> Start(string assembly, string configuration)
    {
        int port = FreePort();
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            ArgumentList = { assembly },
            Environment = { ["ACKWELL_CONFIG"] = configuration, ["PORT"] = $"{port}" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Example example = new(Process.Start(start)!, $"http://127.0.0.1:{port}");
        example.process.BeginOutputReadLine();
        example.process.BeginErrorReadLine();
        Task first = await Task.WhenAny(example.listening.Task, example.process.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(60)));
        if (first != example.listening.Task)
        {
            await example.Stop();
            throw new InvalidOperationException($"the example does not listen:\n{example.Output}");
        }
        return example;
    }

    internal async Task Stop()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private void Heard(string? line)
    {
        if (line is null)
        {
            return;
        }
        lock (output)
        {
            output.Append(line).Append('\n');
        }
        if (line.Contains("Now listening on", StringComparison.Ordinal))
        {
            listening.TrySetResult();
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
