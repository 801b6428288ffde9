using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ackwell.Tests;

internal static class ConfigurationTests
{
    private static JsonElement Options(Case sample)
    {
        using JsonDocument document = JsonDocument.Parse(sample.Config);
        return document.RootElement.GetProperty(sample.Provider.ToText()).Clone();
    }

    private static string Text(JsonElement options, string name) => options.GetProperty(name).GetString()!;

    public static void Options_are_written_in_the_manner_of_the_language()
    {
        JsonElement lianlian = Options(Pack.LianLian);
        string[] keys = lianlian.GetProperty("public_keys").Deserialize<string[]>()!;
        using Receiver one = Ackwell.LianLian.Create(
            new { PublicKeys = keys, MerchantIds = "any", Sources = "any" },
            new { MaxBodyBytes = 100_000 });
        one.Verify(Pack.LianLian.Request);
        using Receiver two = Ackwell.LianLian.Create(
            new Dictionary<string, object> { ["public_keys"] = keys, ["merchantIds"] = "any", ["Sources"] = "any" });
        two.Verify(Pack.LianLian.Request);

        JsonElement pingpong = Options(Pack.PingPong);
        using Receiver three = Ackwell.PingPong.Create(new
        {
            Salt = Text(pingpong, "salt"),
            ClientId = Text(pingpong, "client_id"),
            AccIds = "any",
            Environment = "sandbox",
            Sources = "any",
        });
        three.Verify(Pack.PingPong.Request);
        using Receiver four = AckwellConfiguration.From(new { Pingpong = pingpong }).CreateReceiver(Provider.PingPong);
        four.Verify(Pack.PingPong.Request);
    }

    public static void A_wrong_option_is_named_with_its_path()
    {
        AckwellException problem = Check.Refused(
            Code.InvalidConfig, () => Ackwell.LianLian.Create(new { PublicKey = "x" }));
        Check.Equal("lianlian.public_key", problem.Member);
        problem = Check.Refused(
            Code.InvalidConfig,
            () => Ackwell.LianLian.Create(new { PublicKeys = new[] { "not a key" }, MerchantIds = "any" }));
        Check.Equal("lianlian.public_keys[0]", problem.Member);
        Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.Parse("{").CreateReceiver(Provider.LianLian));
        Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.Parse("{}").CreateReceiver(Provider.LianLian));
        Check.Refused(Code.InvalidArgument, () => AckwellConfiguration.Parse("{}").CreateReceiver(Provider.Unknown));
        Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.From(42).CreateReceiver(Provider.LianLian));
    }

    public static void A_file_takes_texts_from_files_and_variables()
    {
        string folder = Directory.CreateTempSubdirectory("ackwell").FullName;
        JsonElement lianlian = Options(Pack.LianLian);
        JsonElement pingpong = Options(Pack.PingPong);
        File.WriteAllText(Path.Combine(folder, "key.pem"), lianlian.GetProperty("public_keys")[0].GetString() + "\n");
        Environment.SetEnvironmentVariable("ACKWELL_TEST_SALT", Text(pingpong, "salt"));
        string path = Path.Combine(folder, "ackwell.json");
        File.WriteAllText(path, $$$"""
            {"lianlian": {"public_keys": [{"file": "key.pem"}], "merchant_ids": "any", "sources": "any"},
             "pingpong": {"salt": {"env": "ACKWELL_TEST_SALT"}, "client_id": {{{pingpong.GetProperty("client_id").GetRawText()}}},
                          "acc_ids": "any", "environment": "sandbox", "sources": "any"}}
            """);
        AckwellConfiguration configuration = AckwellConfiguration.Load(path);
        configuration.CreateReceiver(Provider.LianLian).Verify(Pack.LianLian.Request);
        configuration.CreateReceiver(Provider.PingPong).Verify(Pack.PingPong.Request);

        using Receiver direct = Ackwell.PingPong.Create(new
        {
            Salt = new { Env = "ACKWELL_TEST_SALT" },
            ClientId = Text(pingpong, "client_id"),
            AccIds = "any",
            Environment = "sandbox",
            Sources = "any",
        });
        direct.Verify(Pack.PingPong.Request);
        using Receiver key = Ackwell.LianLian.Create(
            new { PublicKeys = new[] { new { File = Path.Combine(folder, "key.pem") } }, MerchantIds = "any", Sources = "any" });
        key.Verify(Pack.LianLian.Request);

        // What one receiver needs is all that is read for it.
        Environment.SetEnvironmentVariable("ACKWELL_TEST_SALT", null);
        configuration = AckwellConfiguration.Load(path);
        configuration.CreateReceiver(Provider.LianLian).Verify(Pack.LianLian.Request);
        AckwellException problem = Check.Refused(Code.InvalidConfig, () => configuration.CreateReceiver(Provider.PingPong));
        Check.Equal("pingpong.salt", problem.Member);
        Check.That(problem.Message.Contains("ACKWELL_TEST_SALT is not set"), problem.Message);
        Environment.SetEnvironmentVariable("ACKWELL_TEST_SALT", Text(pingpong, "salt"));
        File.Delete(Path.Combine(folder, "key.pem"));
        configuration.CreateReceiver(Provider.PingPong).Verify(Pack.PingPong.Request);
        problem = Check.Refused(Code.InvalidConfig, () => configuration.CreateReceiver(Provider.LianLian));
        Check.Equal("lianlian.public_keys[0]", problem.Member);
        Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.Load(Path.Combine(folder, "none.json")));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Whether a salt in a file with these bytes is the salt.</summary>
    private static string? SaltFrom(byte[] bytes)
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, bytes);
        try
        {
            JsonElement pingpong = Options(Pack.PingPong);
            using Receiver receiver = Ackwell.PingPong.Create(new
            {
                Salt = new { File = path },
                ClientId = Text(pingpong, "client_id"),
                AccIds = "any",
                Environment = "sandbox",
                Sources = "any",
            });
            receiver.Verify(Pack.PingPong.Request);
            return null;
        }
        catch (AckwellException problem)
        {
            Check.Equal(Code.InvalidConfig, problem.Code, problem.Message);
            Check.Equal("pingpong.salt", problem.Member);
            return problem.Message;
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static void One_line_end_behind_a_secret_in_a_file_is_no_part_of_it()
    {
        byte[] salt = Encoding.UTF8.GetBytes(Text(Options(Pack.PingPong), "salt"));
        Check.Equal(null, SaltFrom(salt));
        Check.Equal(null, SaltFrom([.. salt, .. "\n"u8]));
        Check.Equal(null, SaltFrom([.. salt, .. "\r\n"u8]));
        Check.Equal(null, SaltFrom([.. Encoding.UTF8.Preamble, .. salt, .. "\n"u8]));
        // As in every language, more than one is: white space that the core refuses.
        foreach (string end in new[] { "\n\n", "\r\n\r\n", "\r", " \n" })
        {
            string? problem = SaltFrom([.. salt, .. Encoding.UTF8.GetBytes(end)]);
            Check.That(problem is not null && !problem.Contains(Encoding.UTF8.GetString(salt)), $"{problem}");
        }
    }

    public static void A_file_that_is_no_text_says_what_it_is()
    {
        Check.That(SaltFrom(Encoding.Unicode.GetPreamble())!.Contains("UTF-16"), "UTF-16 is named");
        Check.That(SaltFrom([0x30, 0x81, 0x9F, 0x30, 0x0D])!.Contains("DER"), "DER is named");
        Check.That(SaltFrom([0xC0, 0x80])!.Contains("not UTF-8"), "what is not UTF-8 is named");
        Check.That(SaltFrom(new byte[1024 * 1024 + 1])!.Contains("longer than 1 MiB"), "what is too long is named");
        AckwellException toml = Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.Load("/etc/shop/ackwell.toml"));
        Check.That(toml.Message.Contains("TOML") && toml.Message.Contains("JSON"), toml.Message);
    }

    public static void What_stands_in_place_of_a_name_is_named_by_its_place_and_not_repeated()
    {
        foreach (string reference in new[]
        {
            """{"env": 3}""", """{"env": null}""", """{"env": ""}""", """{"env": ["SECRET"]}""", """{"env": "SECRET\nSECRET"}""",
            """{"file": {"path": "SECRET"}}""", """{"file": true}""", $$"""{"file": "-----BEGIN\n{{new string('x', 30)}}SECRET"}""",
            $$"""{"env": "SECRET{{new string('x', 255)}}"}""",
        })
        {
            AckwellConfiguration configuration = AckwellConfiguration.Parse($$$"""{"pingpong": {"salt": {{{reference}}}}}""");
            AckwellException problem = Check.Refused(Code.InvalidConfig, () => configuration.CreateReceiver(Provider.PingPong));
            Check.Equal("pingpong.salt", problem.Member);
            Check.That(problem.Message.StartsWith("`pingpong.salt`: expected the "), problem.Message);
            Check.That(!problem.ToString().Contains("SECRET"), problem.Message);
        }
    }

    public static void Json_text_has_references_too()
    {
        Environment.SetEnvironmentVariable("ACKWELL_TEST_URL", "memory:");
        using Ledger ledger = AckwellConfiguration.Parse("""{"ledger": {"url": {"env": "ACKWELL_TEST_URL"}}}""").OpenLedger();
        Check.Equal(0L, ledger.Count().Committed);
        // A document without any stays the text that it is, with whatever the core has to say of it.
        Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.Parse("""{"a":1,"a":2}""").OpenLedger());
    }

    public static void Every_member_of_the_core_is_known_in_any_spelling()
    {
        // The core names what it expects: nothing more and nothing less may be in the list here.
        foreach ((string section, string[] names) in OptionNames.Sections)
        {
            AckwellConfiguration configuration = AckwellConfiguration.Parse($$$"""{"{{{section}}}": {"no_such_member": 1}}""");
            AckwellException problem = Check.Refused(
                Code.InvalidConfig, () => { if (section == "ledger") { configuration.OpenLedger(); } else { configuration.CreateReceiver(Provider.LianLian); } });
            Check.Equal(string.Join(", ", names.Order()), string.Join(", ", Expected(problem).Order()), section);
        }
        AckwellException root = Check.Refused(
            Code.InvalidConfig, () => AckwellConfiguration.Parse("""{"no_such_member": 1}""").CreateReceiver(Provider.LianLian));
        Check.Equal(string.Join(", ", OptionNames.Sections.Keys.Order()), string.Join(", ", Expected(root).Order()));

        foreach (string name in OptionNames.Sections.Keys.Concat(OptionNames.Sections.Values.SelectMany(names => names)))
        {
            string pascal = string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
            foreach (string spelling in new[] { name, pascal, char.ToLowerInvariant(pascal[0]) + pascal[1..], name.ToUpperInvariant(), name.Replace('_', '-'), name.Replace("_", "") })
            {
                Check.Equal(name, OptionNames.Of(spelling));
            }
        }
        Check.Equal("lianlian", OptionNames.Of("LianLian"));
        Check.Equal("pingpong", OptionNames.Of("PingPong"));
        Check.Equal("acc_ids", OptionNames.Of("AccIDs"));
        Check.Equal("public_key", OptionNames.Of("PublicKey"));

        static string[] Expected(AckwellException problem) =>
            Regex.Match(problem.Message, "(?:expected one of|known are) ([a-z_, ]+)").Groups[1].Value.Split(", ");
    }

    public static void A_whole_document_may_be_an_object_of_any_kind()
    {
        string[] keys = Options(Pack.LianLian).GetProperty("public_keys").Deserialize<string[]>()!;
        foreach (object document in new object[]
        {
            new { LianLian = new { PublicKeys = keys, MerchantIds = "any", Sources = "any" }, Ledger = new { Url = "memory:", LeaseSeconds = 30 } },
            new Dictionary<string, object> { ["LianLian"] = new Dictionary<string, object?> { ["publicKeys"] = keys, ["MERCHANT_IDS"] = "any", ["sources"] = "any", ["digest"] = null }, ["ledger"] = new { Url = "memory:" } },
            new Dictionary<Provider, object> { [Provider.LianLian] = new ShopOptions { PublicKeys = keys, MerchantIds = "any", Sources = "any" } },
            new { lianlian = new { public_keys = keys.Select(Encoding.UTF8.GetBytes), merchant_ids = "any", sources = new object[] { IPAddress.Parse(Pack.LianLian.Request.Peer!), IPNetwork.Parse("10.0.0.0/8") } } },
        })
        {
            AckwellConfiguration configuration = AckwellConfiguration.From(document);
            Check.That(configuration.Providers.SequenceEqual([Provider.LianLian]), string.Join(", ", configuration.Providers));
            using Receiver receiver = configuration.CreateReceiver(Provider.LianLian);
            receiver.Verify(Pack.LianLian.Request);
        }
        Check.Equal(0, AckwellConfiguration.Parse("[]").Providers.Count);
        Check.Equal(0, AckwellConfiguration.Parse("{").Providers.Count);
    }

    /// <summary>A shop's own class; what it does not set is <c>null</c>.</summary>
    private sealed class ShopOptions
    {
        public string[]? PublicKeys { get; init; }

        public string? MerchantIds { get; init; }

        public string? Sources { get; init; }

        public string? SourceMode { get; init; }
    }

    public static void The_proxies_stand_among_the_options_or_beside_them()
    {
        string[] keys = Options(Pack.LianLian).GetProperty("public_keys").Deserialize<string[]>()!;
        string[] proxies = ["10.0.0.0/8"];
        using Receiver flat = Ackwell.LianLian.Create(
            new { PublicKeys = keys, MerchantIds = "any", TrustedProxies = proxies, MaxBodyBytes = 9000 });
        using Receiver beside = Ackwell.LianLian.Create(
            new { PublicKeys = keys, MerchantIds = "any", MaxBodyBytes = 9000 }, new { TrustedProxies = proxies });
        foreach (Receiver receiver in new[] { flat, beside })
        {
            Check.That(receiver.HeaderNames.Count > 0, "proxies are trusted");
            Check.Equal(9000, receiver.MaxBodyBytes);
        }
        AckwellException problem = Check.Refused(Code.InvalidConfig, () => Ackwell.LianLian.Create(
            new { PublicKeys = keys, MerchantIds = "any", TrustedProxies = proxies }, new { TrustedProxies = proxies }));
        Check.Equal("receiver.trusted_proxies", problem.Member);
    }

    public static void Options_that_cannot_be_read_say_why()
    {
        AckwellException problem = Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.From(new Dictionary<string, object> { ["LianLian"] = new object() }));
        Check.Equal("lianlian", problem.Member);
        Check.That(problem.Message.Contains("GetSection"), problem.Message);
        problem = Check.Refused(Code.InvalidConfig, () => Ackwell.LianLian.Create(
            new Dictionary<string, object> { ["PublicKeys"] = new[] { "a" }, ["public_keys"] = new[] { "b" } }));
        Check.Equal("lianlian.public_keys", problem.Member);
        Check.That(problem.Message.Contains("PublicKeys and as public_keys"), problem.Message);
        problem = Check.Refused(Code.InvalidConfig, () => Ackwell.LianLian.Create(new { PublicKeys = typeof(string) }));
        Check.That(problem.Message.Contains("Type"), problem.Message);
        Check.Refused(Code.InvalidConfig, () => Ackwell.LianLian.Create(new { PublicKeys = "one", MerchantIds = "any" }));
        Check.Refused(Code.InvalidConfig, () => Ackwell.LianLian.Create(new[] { 1 }));
    }

    public static void A_file_with_a_fault_is_refused_in_the_words_of_the_core()
    {
        string path = Path.GetTempFileName();
        foreach (string document in new[] { "", "{", "[]", "null", """{"a":1,"a":2}""", """{"lianlian":{"digest":"SHA1","digest":"MD5"}}""" })
        {
            File.WriteAllText(path, document);
            AckwellException direct = Check.Refused(
                Code.InvalidConfig, () => AckwellConfiguration.Parse(document).CreateReceiver(Provider.LianLian));
            AckwellException loaded = Check.Refused(
                Code.InvalidConfig, () => AckwellConfiguration.Load(path).CreateReceiver(Provider.LianLian));
            Check.Equal(direct.Message, loaded.Message);
        }
        File.Delete(path);
    }

    public static void A_salt_is_in_no_message()
    {
        AckwellException problem = Check.Refused(
            Code.InvalidConfig, () => Ackwell.PingPong.Create(new { Salt = "F78BC96A55548B2319EE68E0 ", ClientId = "1" }));
        Check.That(!problem.ToString().Contains("F78BC96A"), "the salt is not told");
    }
}
