using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using Ackwell.Native;

namespace Ackwell.Tests;

internal static class LibraryTests
{
    public static void The_codes_are_those_of_the_library_and_of_the_table()
    {
        List<Code> known = [];
        foreach (JsonElement row in Pack.File("errors").GetProperty("codes").EnumerateArray())
        {
            uint number = row.GetProperty("number").GetUInt32();
            string text = row.GetProperty("code").GetString()!;
            Code code = CodeNames.FromNumber(number);
            known.Add(code);
            Check.Equal(text, code.ToText());
            Check.Equal(code, CodeNames.FromText(text));
            Check.Equal(text, Marshal.PtrToStringUTF8(Methods.ackwell_status_code(number)));
            Check.Equal(row.GetProperty("sentence").GetString(), Methods.SentenceOf(number));
            Check.Equal(row.GetProperty("remedy").GetString(), code.Remedy());
            Check.Equal(row.GetProperty("severity").GetString(), code.Severity().ToString().ToLowerInvariant());
            Check.Equal(row.GetProperty("http_status").GetInt32(), Methods.ackwell_status_http(number));
        }
        Check.Equal((int)Methods.ackwell_status_count(), known.Count);
        Check.That(known.Order().SequenceEqual(Enum.GetValues<Code>().Where(code => code != Code.Unknown)), "no code is left over");
    }

    public static void Numbers_and_texts_that_are_none_are_unknown()
    {
        Check.Equal(Code.Unknown, CodeNames.FromNumber(0));
        Check.Equal(Code.Unknown, CodeNames.FromNumber(23));
        Check.Equal(Code.Unknown, CodeNames.FromNumber(uint.MaxValue));
        Check.Equal(Code.Unknown, CodeNames.FromText("a code of next year"));
        Check.Equal(Code.Unknown, CodeNames.FromText(null));
        Check.Equal(Status.Other, StatusNames.FromText("a status of next year"));
        Check.Equal(Provider.Unknown, ProviderNames.FromNumber(99));
        Check.Equal(Status.Other, StatusNames.FromNumber(99));
        Check.Equal(Status.Other, StatusNames.FromNumber(0));
        Check.Equal("unknown", ((Code)99).ToText());
    }

    public static void The_providers_and_statuses_have_the_numbers_and_names_of_the_library()
    {
        foreach (Provider provider in Enum.GetValues<Provider>().Where(provider => provider != Provider.Unknown))
        {
            Check.Equal(provider.ToText(), Marshal.PtrToStringUTF8(Methods.ackwell_provider_name((uint)provider)));
            Check.Equal(provider, ProviderNames.FromNumber((uint)provider));
        }
        Check.Equal("none", Marshal.PtrToStringUTF8(Methods.ackwell_provider_name((uint)Enum.GetValues<Provider>().Length)));
        uint[] statuses = [.. Enumerable.Range(1, Enum.GetValues<Status>().Length).Select(number => (uint)number)];
        foreach (uint number in statuses)
        {
            Check.Equal(Marshal.PtrToStringUTF8(Methods.ackwell_payment_status_name(number)), StatusNames.FromNumber(number).ToText());
        }
        Check.Equal(statuses.Length, statuses.Select(StatusNames.FromNumber).Distinct().Count());
    }

    public static void The_package_and_the_library_have_one_version()
    {
        string package = typeof(Receiver).Assembly.GetName().Version!.ToString(3);
        Check.Equal(package, Methods.Version);
    }

    public static void A_missing_library_says_what_was_looked_for_and_where_and_what_to_do()
    {
        DllNotFoundException problem = Check.Throws<DllNotFoundException>(
            () => Library.Load(typeof(Receiver).Assembly, null, "/nowhere/libackwell.so"));
        foreach (string part in new[] { "libackwell.so", "/nowhere/libackwell.so (from ACKWELL_LIBRARY; no such file)", Library.RuntimeIdentifier, "interface version 1", "cargo build", "ACKWELL_LIBRARY" })
        {
            Check.That(problem.Message.Contains(part), $"{part} in: {problem.Message}");
        }
    }

    public static void A_library_that_is_there_but_does_not_load_says_why()
    {
        string damaged = Path.GetTempFileName();
        File.WriteAllText(damaged, "no library at all");
        DllNotFoundException problem = Check.Throws<DllNotFoundException>(
            () => Library.Load(typeof(Receiver).Assembly, null, damaged));
        Check.That(problem.Message.Contains("does not load") && problem.Message.Contains("file too short") | problem.Message.Contains("invalid ELF header"), problem.Message);
        File.Delete(damaged);
    }

    public static void Another_library_of_that_name_is_refused()
    {
        DllNotFoundException problem = Check.Throws<DllNotFoundException>(
            () => Library.Load(typeof(Receiver).Assembly, null, "libc.so.6"));
        Check.That(problem.Message.Contains("is not the native library of Ackwell"), problem.Message);
    }

    public static void The_library_of_another_interface_version_is_refused()
    {
        string other = Environment.GetEnvironmentVariable("ACKWELL_TEST_OTHER_ABI")
            ?? throw new Check.Failed("test.sh builds a library of another version and names it in ACKWELL_TEST_OTHER_ABI");
        Check.That(File.Exists(other), other);
        DllNotFoundException problem = Check.Throws<DllNotFoundException>(
            () => Library.Load(typeof(Receiver).Assembly, null, other));
        Check.That(problem.Message.Contains("interface version 4711") && problem.Message.Contains("needs 1"), problem.Message);
    }

    public static void Every_structure_has_the_size_that_the_header_gives_it()
    {
        Check.Equal(16, Marshal.SizeOf<NativeText>());
        Check.Equal(32, Marshal.SizeOf<NativeHeader>());
        Check.Equal(48, Marshal.SizeOf<NativeRequest>());
        Check.Equal(40, Marshal.SizeOf<NativeAcknowledgement>());
        Check.Equal(24, Marshal.SizeOf<NativeSchedule>());
        Check.Equal(56, Marshal.SizeOf<NativeAmount>());
        Check.Equal(40, Marshal.SizeOf<NativeField>());
        Check.Equal(40, Marshal.SizeOf<NativeValue>());
        Check.Equal(40, Marshal.SizeOf<NativeSource>());
        Check.Equal(80, Marshal.SizeOf<NativeOrder>());
    }
}
