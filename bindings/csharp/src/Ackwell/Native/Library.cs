using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Ackwell.Native;

/// <summary>Finds the native library, and says what to do where it is not found.</summary>
internal static unsafe class Library
{
    /// <summary>The name in the <c>DllImport</c> attributes.</summary>
    internal const string Name = "ackwell";

    /// <summary>The environment variable that names the library's file.</summary>
    internal const string Variable = "ACKWELL_LIBRARY";

    internal static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Name)
        {
            return 0;
        }
        return Load(assembly, searchPath, Environment.GetEnvironmentVariable(Variable));
    }

    internal static nint Load(Assembly assembly, DllImportSearchPath? searchPath, string? explicitPath)
    {
        if (!string.IsNullOrEmpty(explicitPath))
        {
            // A path that was named on purpose is the only one that is tried.
            if (NativeLibrary.TryLoad(explicitPath, out nint named))
            {
                return Checked(named, explicitPath);
            }
            throw new DllNotFoundException(NotFound([$"{explicitPath} (from {Variable}; {Reason(explicitPath)})"]));
        }
        List<string> looked = [];
        foreach (string path in Candidates(assembly))
        {
            if (!File.Exists(path))
            {
                looked.Add(path);
                continue;
            }
            if (NativeLibrary.TryLoad(path, out nint found))
            {
                return Checked(found, path);
            }
            looked.Add($"{path} ({Reason(path)})");
        }
        looked.Add($"the places where .NET and the system look for \"{Name}\"");
        if (NativeLibrary.TryLoad(Name, assembly, searchPath, out nint other))
        {
            return Checked(other, Name);
        }
        throw new DllNotFoundException(NotFound(looked));
    }

    /// <summary>Why the system does not load a file: an older libc, another processor, damage.</summary>
    private static string Reason(string path)
    {
        if (!File.Exists(path))
        {
            return "no such file";
        }
        try
        {
            NativeLibrary.Free(NativeLibrary.Load(path));
            return "it loads now";
        }
        catch (Exception problem) when (problem is DllNotFoundException or BadImageFormatException)
        {
            return $"it is there, but does not load: {problem.Message.ReplaceLineEndings(" ").Trim()}";
        }
    }

    private static IEnumerable<string> Candidates(Assembly assembly)
    {
        HashSet<string> folders = [];
        string? own = string.IsNullOrEmpty(assembly.Location) ? null : Path.GetDirectoryName(assembly.Location);
        foreach (string? folder in new[] { own, AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar) })
        {
            if (string.IsNullOrEmpty(folder) || !folders.Add(folder))
            {
                continue;
            }
            yield return Path.Combine(folder, "runtimes", RuntimeIdentifier, "native", FileName);
            yield return Path.Combine(folder, FileName);
        }
    }

    /// <summary>The library's file name on this system.</summary>
    internal static string FileName =>
        OperatingSystem.IsWindows() ? "ackwell.dll"
        : OperatingSystem.IsMacOS() ? "libackwell.dylib"
        : "libackwell.so";

    /// <summary>The portable name of this system, as NuGet's folders have it.</summary>
    internal static string RuntimeIdentifier
    {
        get
        {
            string system =
                OperatingSystem.IsWindows() ? "win"
                : OperatingSystem.IsMacOS() ? "osx"
                : IsMusl ? "linux-musl"
                : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    private static bool IsMusl =>
        RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
        || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);

    private static nint Checked(nint library, string path)
    {
        if (!NativeLibrary.TryGetExport(library, "ackwell_abi_version", out nint symbol))
        {
            throw new DllNotFoundException($"{path} is not the native library of Ackwell: it has no ackwell_abi_version");
        }
        uint found = ((delegate* unmanaged[Cdecl]<uint>)symbol)();
        if (found != Methods.AbiVersion)
        {
            throw new DllNotFoundException(
                $"{path} has the interface version {found}, this package needs {Methods.AbiVersion}: use the package and the native library of one release, or set {Variable} to the file that fits");
        }
        return library;
    }

    private static string NotFound(IReadOnlyList<string> looked)
    {
        StringBuilder text = new();
        text.Append("the native library of Ackwell (").Append(FileName).Append(" for ").Append(RuntimeIdentifier)
            .Append(", interface version ").Append(Methods.AbiVersion).Append(") was not found or could not be loaded; looked at: ")
            .AppendJoin(", ", looked)
            .Append(". The NuGet package carries it for the systems in its runtimes folder; for another, build it with \"cargo build --release -p ackwell-c\" and set ")
            .Append(Variable).Append(" to its full path");
        return text.ToString();
    }
}
