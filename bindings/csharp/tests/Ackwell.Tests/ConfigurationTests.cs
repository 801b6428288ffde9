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
            new() { PublicKeys = keys, MerchantIds = "any", Sources = "any", MaxBodyBytes = 100_000 });
        one.Verify(Pack.LianLian.Request);
        Check.Equal(100_000, one.MaxBodyBytes);
        using Receiver two = Ackwell.LianLian.Create(new()
        {
            PublicKeys = [.. keys.Select(Encoding.UTF8.GetBytes)],
            MerchantIds = new List<string> { "201103171000000000" },
            Sources = [IPAddress.Parse(Pack.LianLian.Request.Peer!), IPNetwork.Parse("10.0.0.0/8"), "published"],
            SourceMode = "report",
            Digest = "MD5",
        });
        two.Verify(Pack.LianLian.Request);

        JsonElement pingpong = Options(Pack.PingPong);
        using Receiver three = Ackwell.PingPong.Create(new()
        {
            Salt = Text(pingpong, "salt"),
            ClientId = Text(pingpong, "client_id"),
            AccIds = "any",
            Environment = "sandbox",
            Sources = "any",
        });
        three.Verify(Pack.PingPong.Request);
        AckwellConfiguration whole = AckwellConfiguration.From(new()
        {
            LianLian = new() { PublicKeys = keys, MerchantIds = "any", Sources = "any" },
            Ledger = new() { Url = "memory:", LeaseSeconds = 30, RetentionDays = 90.5, TimeoutMs = 500 },
        });
        Check.That(whole.Providers.SequenceEqual([Provider.LianLian]), string.Join(", ", whole.Providers));
        using Receiver four = whole.CreateReceiver(Provider.LianLian);
        four.Verify(Pack.LianLian.Request);
        whole.OpenLedger().Dispose();
        Check.Equal(0, AckwellConfiguration.Parse("[]").Providers.Count);
        Check.Equal(0, AckwellConfiguration.Parse("{").Providers.Count);
    }

    public static void What_is_set_is_written_and_nothing_else()
    {
        LianLianOptions options = new() { PublicKeys = ["key"], MerchantIds = "any", MaxBodyBytes = 5, Digest = null };
        Check.Equal("""{"public_keys":["key"],"merchant_ids":"any"}""", options.Section().ToJsonString());
        Check.Equal("""{"max_body_bytes":5}""", options.Shared().ToJsonString());
        LedgerOptions ledger = new() { Url = OptionText.FromEnvironment("SHOP_LEDGER"), LeaseSeconds = 0.5, RetentionDays = 60 };
        Check.Equal("""{"url":{"env":"SHOP_LEDGER"},"lease_seconds":0.5,"retention_days":60}""", ledger.Section().ToJsonString());
        PingPongOptions empty = new() { Salt = null!, ClientId = null!, AccIds = null!, Sources = [] };
        Check.Equal("""{"sources":[]}""", empty.Section().ToJsonString());
        Check.Equal("pingpong.salt", Check.Refused(Code.InvalidConfig, () => Ackwell.PingPong.Create(empty)).Member);
        // A text of null in a list, as a variable that is not set gives it, is named at its place.
        LianLianOptions missing = new() { PublicKeys = ["key", (string?)null!], MerchantIds = "any" };
        Check.Equal("lianlian.public_keys[1]", Check.Refused(Code.InvalidConfig, () => Ackwell.LianLian.Create(missing)).Member);
    }

    public static void Every_record_of_options_writes_every_member_of_its_section()
    {
        foreach ((string section, Type record) in new[]
        {
            ("lianlian", typeof(LianLianOptions)), ("pingpong", typeof(PingPongOptions)),
            ("receiver", typeof(ReceiverOptions)), ("ledger", typeof(LedgerOptions)),
        })
        {
            string[] properties = [.. record.GetProperties().Where(property => property.DeclaringType == record && property.SetMethod is not null).Select(property => OptionNames.Of(property.Name))];
            Check.Equal(string.Join(", ", OptionNames.Sections[section].Order()), string.Join(", ", properties.Order()), section);
        }
    }

    public static void A_wrong_option_is_named_with_its_path()
    {
        AckwellException problem = Check.Refused(
            Code.InvalidConfig, () => AckwellConfiguration.Parse("""{"lianlian": {"public_key": "x"}}""").CreateReceiver(Provider.LianLian));
        Check.Equal("lianlian.public_key", problem.Member);
        problem = Check.Refused(
            Code.InvalidConfig,
            () => Ackwell.LianLian.Create(new() { PublicKeys = ["not a key"], MerchantIds = "any" }));
        Check.Equal("lianlian.public_keys[0]", problem.Member);
        Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.Parse("{").CreateReceiver(Provider.LianLian));
        Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.Parse("{}").CreateReceiver(Provider.LianLian));
        Check.Refused(Code.InvalidArgument, () => AckwellConfiguration.Parse("{}").CreateReceiver(Provider.Unknown));
        Check.Refused(Code.InvalidConfig, () => Ackwell.LianLian.Create(new() { PublicKeys = ["not a key"], MerchantIds = "one" }));
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

        using Receiver direct = Ackwell.PingPong.Create(new()
        {
            Salt = OptionText.FromEnvironment("ACKWELL_TEST_SALT"),
            ClientId = Text(pingpong, "client_id"),
            AccIds = "any",
            Environment = "sandbox",
            Sources = "any",
        });
        direct.Verify(Pack.PingPong.Request);
        using Receiver key = Ackwell.LianLian.Create(
            new() { PublicKeys = [OptionText.FromFile(Path.Combine(folder, "key.pem"))], MerchantIds = "any", Sources = "any" });
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
            using Receiver receiver = Ackwell.PingPong.Create(new()
            {
                Salt = OptionText.FromFile(path),
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
        Check.That(SaltFrom([.. Encoding.UTF8.Preamble, .. salt, .. "\n"u8])!.Contains("byte order mark"), "as in every language");
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
        Check.Equal(0L, ledger.Status().Counts.Committed);
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

    public static void What_all_receivers_share_is_among_the_options_of_each()
    {
        string[] keys = Options(Pack.LianLian).GetProperty("public_keys").Deserialize<string[]>()!;
        using Receiver receiver = Ackwell.LianLian.Create(
            new() { PublicKeys = keys, MerchantIds = "any", TrustedProxies = ["10.0.0.0/8"], MaxBodyBytes = 9000 });
        Check.That(receiver.HeaderNames.Count > 0, "proxies are trusted");
        Check.Equal(9000, receiver.MaxBodyBytes);

        LianLianOptions one = new() { PublicKeys = keys, MerchantIds = "any", MaxBodyBytes = 9000, TrustedProxies = ["10.0.0.0/8"] };
        PingPongOptions two = new() { Salt = "SALT", ClientId = "1", AccIds = "any", Sources = "any", MaxBodyBytes = 9000 };
        using Receiver other = AckwellConfiguration.From(new() { LianLian = one, PingPong = two }).CreateReceiver(Provider.PingPong);
        Check.Equal(9000, other.MaxBodyBytes);
        AckwellException problem = Check.Refused(
            Code.InvalidConfig, () => AckwellConfiguration.From(new() { LianLian = one, PingPong = two with { MaxBodyBytes = 9001 } }));
        Check.Equal("receiver.max_body_bytes", problem.Member);
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
            Code.InvalidConfig, () => Ackwell.PingPong.Create(new() { Salt = "F78BC96A55548B2319EE68E0 ", ClientId = "1", AccIds = "any" }));
        Check.That(!problem.ToString().Contains("F78BC96A"), "the salt is not told");
        PingPongOptions options = new() { Salt = "F78BC96A", ClientId = "1", AccIds = ["F78BC96A", OptionText.FromFile("F78BC96A")] };
        Check.That(!options.ToString().Contains("F78BC96A"), options.ToString());
        Check.That(!string.Join(' ', options.AccIds).Contains("F78BC96A"), "nor is a text of a list");
    }
}
