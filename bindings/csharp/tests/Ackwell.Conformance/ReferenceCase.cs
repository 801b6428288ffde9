using System;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ackwell.Conformance;

/// <summary>Documents whose texts are in files and environment variables.</summary>
internal static class ReferenceCase
{
    private const string Mark = "@FOLDER@";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the files of the case, sets its variables, and loads its document.</summary>
    internal static void Run(JsonElement each, Line line)
    {
        string folder = Directory.CreateTempSubdirectory("ackwell").FullName;
        bool asText = each.TryGetProperty("as_text", out JsonElement flag) && flag.GetBoolean();
        MakeFiles(each, folder);
        SetVariables(each, unset: false);
        string before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(asText ? folder : "/");
        try
        {
            string document = JsonSerializer.Serialize(each.GetProperty("config"), Plain).Replace(Mark, folder);
            AckwellConfiguration configuration = asText ? AckwellConfiguration.Parse(document) : Loaded(document, folder);
            Build(configuration, each, line);
        }
        catch (AckwellException problem)
        {
            line.Refused(problem, answered: false);
            line.Set("message", problem.Message.Replace(folder, Mark));
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
            SetVariables(each, unset: true);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Build(AckwellConfiguration configuration, JsonElement each, Line line)
    {
        if (each.GetProperty("section").GetString() == "ledger")
        {
            configuration.OpenLedger().Dispose();
            line.Set("outcome", "configured");
            return;
        }
        using Receiver receiver = configuration.CreateReceiver(ProviderNames.FromText(each.GetProperty("provider").GetString()));
        if (each.TryGetProperty("request", out JsonElement request))
        {
            receiver.Verify(Program.Read(request));
        }
        line.Set("outcome", "configured");
    }

    private static AckwellConfiguration Loaded(string document, string folder)
    {
        string path = Path.Combine(folder, "ackwell-case.json");
        File.WriteAllText(path, document);
        return AckwellConfiguration.Load(path);
    }

    private static void SetVariables(JsonElement each, bool unset)
    {
        if (each.TryGetProperty("env", out JsonElement variables))
        {
            foreach (JsonProperty variable in variables.EnumerateObject())
            {
                // Before .NET 9 nobody can set a variable to nothing: conformance.sh does it for all.
                if (variable.Value.GetString() is { Length: > 0 } value)
                {
                    Environment.SetEnvironmentVariable(variable.Name, unset ? null : value);
                }
            }
        }
    }

    private static void MakeFiles(JsonElement each, string folder)
    {
        if (!each.TryGetProperty("files", out JsonElement files))
        {
            return;
        }
        foreach (JsonProperty file in files.EnumerateObject())
        {
            string path = Path.Combine(folder, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            JsonElement holds = file.Value;
            if (holds.ValueKind == JsonValueKind.String)
            {
                File.WriteAllText(path, holds.GetString());
            }
            else if (holds.TryGetProperty("base64", out JsonElement bytes))
            {
                File.WriteAllBytes(path, bytes.GetBytesFromBase64());
            }
            else if (holds.TryGetProperty("length", out JsonElement length))
            {
                File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)'x', length.GetInt32())]);
            }
            else
            {
                Directory.CreateDirectory(path);
            }
        }
    }
}
