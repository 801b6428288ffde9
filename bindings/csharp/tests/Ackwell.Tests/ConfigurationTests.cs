using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

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

        Environment.SetEnvironmentVariable("ACKWELL_TEST_SALT", null);
        Check.Equal("pingpong.salt", Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.Load(path)).Member);
        Environment.SetEnvironmentVariable("ACKWELL_TEST_SALT", "x");
        File.Delete(Path.Combine(folder, "key.pem"));
        Check.Equal("lianlian.public_keys[0]", Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.Load(path)).Member);
        Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.Load(Path.Combine(folder, "none.json")));
        Directory.Delete(folder, recursive: true);
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
