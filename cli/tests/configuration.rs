//! A wrong configuration: the file, the line, the member, what was expected; exit code 2; nothing
//! secret.

mod common;

use ackwell_tests::keys::{self, PLATFORM};
use ackwell_tests::samples::SALT;
use common::{Shop, payment};

/// Runs with a configuration and gives the complaint.
fn complaint(shop: &Shop, provider: &str, config: &str) -> String {
    shop.write("shop.toml", config);
    let ran = shop.verify(provider, &[], "{}");
    assert_eq!(ran.code, 2, "{config}\n{}{}", ran.out, ran.err);
    assert_eq!(ran.out, "");
    let message = ran
        .err
        .strip_prefix("error: ")
        .expect("a line that begins with `error: `");
    message.trim_end().to_owned()
}

#[test]
fn a_complaint_names_file_line_member_and_what_was_expected() {
    let shop = Shop::new();
    let key = format!("public_keys = [\"{}\"]", PLATFORM.one_line());
    shop.write("private.pem", keys::PRIVATE_PKCS8);
    shop.write("key.der", PLATFORM.spki_der());
    shop.write("utf-16.pem", b"\xff\xfe-\0-\0");
    std::fs::create_dir(shop.folder.join("folder")).unwrap();
    for (config, begins, contains) in [
        (
            "[lianlian]\nmerchant_ids = \"any\"\n",
            "shop.toml:1: lianlian.public_keys: ",
            "expected at least one public key",
        ),
        (
            &format!("# a shop\n\n[lianlian]\n{key}\n"),
            "shop.toml:3: lianlian.merchant_ids: ",
            "expected the shop's own oid_partner",
        ),
        (
            &format!("[lianlian]\n{key}\nmerchant_ids = [\n  \"1\",\n  \" 2\",\n]\n"),
            "shop.toml:5: lianlian.merchant_ids[1]: ",
            "the value begins with a blank",
        ),
        (
            "[lianlian]\npublic_keys = [\n  {file = \"private.pem\"},\n]\nmerchant_ids = \"any\"\n",
            "shop.toml:3: lianlian.public_keys[0]: ",
            "private key",
        ),
        (
            "[lianlian]\npublic_keys = [{file = \"nowhere.pem\"}]\n",
            "shop.toml:2: lianlian.public_keys[0]: ",
            "the file nowhere.pem does not exist",
        ),
        (
            "[lianlian]\npublic_keys = [{env = \"ACKWELL_TEST_NOT_SET\"}]\n",
            "shop.toml:2: lianlian.public_keys[0]: ",
            "the environment variable ACKWELL_TEST_NOT_SET is not set",
        ),
        (
            "[lianlian]\npublic_keys = [{env = 3}]\n",
            "shop.toml:2: lianlian.public_keys[0]: ",
            "expected the name of an environment variable",
        ),
        (
            &format!("[lianlian]\n{key}\nmerchant_id = \"1\"\n"),
            "shop.toml:3: lianlian.merchant_id: ",
            "expected one of public_keys, merchant_ids",
        ),
        (
            &format!("[lianlian]\n{key}\nmerchant_ids = \"any\"\nsources = [\"1.2.3.4/24\"]\n"),
            "shop.toml:4: lianlian.sources[0]: ",
            "expected an IP address or a network",
        ),
        (
            &format!(
                "[lianlian]\n{key}\nmerchant_ids = \"any\"\n\n[receiver]\nmax_body_bytes = 0\n"
            ),
            "shop.toml:6: receiver.max_body_bytes: ",
            "expected a number of bytes",
        ),
        (
            &format!("[lianlian]\n{key}\nmerchant_ids = [2013-05-16]\n"),
            "shop.toml:3: lianlian.merchant_ids[0]: ",
            "expected a string",
        ),
        (
            &format!("[lianlian]\n{key}\nmerchant_ids = [99999999999999999999]\n"),
            "shop.toml:3: lianlian.merchant_ids[0]: ",
            "expected a number below",
        ),
        (
            "[pingpong]\nsalt = \"x\"\n",
            "shop.toml: lianlian: ",
            "expected a section `lianlian`",
        ),
        ("[lianlian\n", "shop.toml:1: ", "this is not TOML"),
        (
            "[receiver]\n[lianlian]\nx = 1\n[receiver]\n",
            "shop.toml:4: ",
            "this is not TOML: duplicate key",
        ),
        (
            &format!("lianlian.{key}\nlianlian.merchant_ids = [\"\"]\n"),
            "shop.toml:2: lianlian.merchant_ids[0]: ",
            "expected an id, got an empty string",
        ),
        (
            "\n# nothing yet\n",
            "shop.toml: ",
            "the configuration is empty",
        ),
        (
            "{\"lianlian\": {\"digest\": \"MD5\"}}",
            "shop.toml: ",
            "this is JSON",
        ),
        (
            &format!("{key}\n"),
            "shop.toml:1: public_keys: ",
            "belongs in the section `lianlian`",
        ),
        (
            &format!("[LianLian]\n{key}\n"),
            "shop.toml:1: LianLian: ",
            "did you mean `lianlian`?",
        ),
        (
            &format!("[lianlian]\n{key}\ntrusted_proxies = [\"10.0.0.1\"]\n"),
            "shop.toml:3: lianlian.trusted_proxies: ",
            "belongs in the section `receiver`",
        ),
        (
            &format!(
                "[lianlian]\n{key}\nmerchant_ids = \"any\"\n\n[receiver]\ntrusted_proxies = [\n\"0.0.0.0/0\"]\n"
            ),
            "shop.toml:7: receiver.trusted_proxies[0]: ",
            "everybody can write the client address",
        ),
        (
            "[lianlian]\npublic_keys = [\"platform.pem\"]\nmerchant_ids = \"any\"\n",
            "shop.toml:2: lianlian.public_keys[0]: ",
            "this is the name of a file, not a key; write {file = ",
        ),
        (
            "[lianlian]\npublic_keys = [{file = \"key.der\"}]\nmerchant_ids = \"any\"\n",
            "shop.toml:2: lianlian.public_keys[0]: ",
            "openssl pkey -pubin -inform DER -in FILE` and give that (read from the file key.der)",
        ),
        (
            "[lianlian]\npublic_keys = [{file = \"utf-16.pem\"}]\nmerchant_ids = \"any\"\n",
            "shop.toml:2: lianlian.public_keys[0]: ",
            "the file utf-16.pem is UTF-16; save it as UTF-8",
        ),
        (
            "[lianlian]\npublic_keys = [{file = \"folder\"}]\n",
            "shop.toml:2: lianlian.public_keys[0]: ",
            "the file folder is a folder",
        ),
        (
            "[lianlian]\npublic_keys = [{env = \"$KEY\"}]\n",
            "shop.toml:2: lianlian.public_keys[0]: ",
            "without `$`",
        ),
        (
            "[lianlian]\npublic_keys = [{env = \"EMPTY\"}]\nmerchant_ids = \"any\"\n",
            "shop.toml:2: lianlian.public_keys[0]: ",
            "the key is empty; give the platform's RSA public key, as PEM or as one line of base64 \
             (read from the environment variable EMPTY)",
        ),
        (
            "[lianlian]\n\"a\\nb\" = 1\n",
            "shop.toml:1: lianlian: ",
            "characters in its name that nobody sees",
        ),
    ] {
        let message = complaint(&shop, "lianlian", config);
        assert!(
            message.starts_with(begins),
            "{message}\nis not about {begins}"
        );
        assert!(
            message.contains(contains),
            "{message}\ndoes not contain {contains}"
        );
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}

#[test]
fn a_complaint_about_text_from_elsewhere_names_where_it_was_read() {
    let shop = Shop::new();
    shop.write("certificate.pem", keys::CERTIFICATE);
    let message = complaint(
        &shop,
        "lianlian",
        "[lianlian]\npublic_keys = [{file = \"certificate.pem\"}]\nmerchant_ids = \"any\"\n",
    );
    assert!(
        message.starts_with("shop.toml:2: lianlian.public_keys[0]: "),
        "{message}"
    );
    assert!(
        message.ends_with("(read from the file certificate.pem)"),
        "{message}"
    );
}

#[test]
fn a_missing_configuration_is_named() {
    let shop = Shop::new();
    let ran = shop.run(&["verify", "--config", "none.toml", "--provider", "lianlian"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.err, "error: none.toml: there is no such file\n");
}

#[test]
fn a_configuration_that_is_no_text_is_called_what_it_is() {
    let shop = Shop::new();
    std::fs::create_dir(shop.folder.join("folder")).unwrap();
    shop.write("binary", PLATFORM.spki_der());
    shop.write("utf-16.toml", b"\xff\xfe[\0l\0");
    for (file, message) in [
        ("folder", "folder: this is a folder, not a file"),
        ("binary", "binary: this is not text (UTF-8)"),
        (
            "utf-16.toml",
            "utf-16.toml: this is UTF-16; save it as UTF-8",
        ),
        (
            "shop.toml/x",
            "shop.toml/x: a part of this path is a file, not a folder",
        ),
    ] {
        for args in [
            vec!["verify", "--provider", "lianlian", "--config", file],
            vec!["ledger", "status", "--config", file],
        ] {
            let ran = shop.run(&args);
            assert_eq!(ran.code, 2, "{args:?}");
            assert_eq!(ran.err, format!("error: {message}\n"), "{args:?}");
        }
    }
    for file in ["folder", "nobody.json"] {
        for args in [vec![file], vec!["--batch", file]] {
            let ran = shop.verify("lianlian", &args, "");
            assert_eq!(ran.code, 2, "{args:?}");
            assert!(
                ran.err.starts_with(&format!("error: {file}: th")),
                "{}",
                ran.err
            );
            assert!(!ran.err.contains("os error"), "{}", ran.err);
        }
    }
}

#[test]
fn a_value_from_a_variable_or_a_file_is_refused_with_what_clings_to_it() {
    let shop = Shop::new();
    let config = |salt: &str| {
        format!(
            "[pingpong]\nsalt = {salt}\nclient_id = \"1\"\nacc_ids = \"any\"\nenvironment = \
             \"sandbox\"\n"
        )
    };
    shop.write("quoted", format!("\"{SALT}\"\n"));
    shop.write("marked", format!("\u{feff}{SALT}\n"));
    shop.write("lines", format!("{SALT}\n\n"));
    shop.write("sound", format!("{SALT}\r\n"));
    for (file, message) in [
        ("quoted", "the value is wrapped in double quotes"),
        ("marked", "the value begins with a byte order mark (U+FEFF)"),
        ("lines", "the value ends with a line end"),
    ] {
        let message = format!("shop.toml:2: pingpong.salt: {message}");
        let complaint = complaint(
            &shop,
            "pingpong",
            &config(&format!("{{file = \"{file}\"}}")),
        );
        assert!(complaint.starts_with(&message), "{complaint}");
        assert!(
            complaint.ends_with(&format!("(read from the file {file})")),
            "{complaint}"
        );
        assert!(!complaint.contains(SALT), "{complaint}");
    }
    shop.write("shop.toml", config("{file = \"sound\"}"));
    assert_eq!(shop.verify("pingpong", &[], "{}").code, 1);

    let ran = shop.run(&["ledger", "status", "sqlite:nowhere.db\n"]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error: ledger.url: the value ends with a line end; remove it\n"
    );
}

#[test]
fn no_complaint_holds_a_salt_or_a_key() {
    let shop = Shop::new();
    let rest = "client_id = \"1\"\nacc_ids = \"any\"\nenvironment = \"sandbox\"\n";
    for config in [
        format!("[pingpong]\nsalt = \" {SALT}\"\n{rest}"),
        format!("[pingpong]\nsalt = {SALT}\n{rest}"),
        format!("[pingpong]\nsalt = \"{SALT}\n{rest}"),
        format!("[pingpong]\nsalt = '{SALT}' {SALT}\n{rest}"),
        format!("[pingpong]\nsalt = [\"{SALT}\"]\n{rest}"),
        format!("[pingpong]\nsalt = \"{SALT}\"\nsalt = \"{SALT}\"\n{rest}"),
        format!("[pingpong]\nsalt = {{file = \"{SALT}\\n\"}}\n{rest}"),
        format!("[pingpong]\nsalt \"{SALT}\"\n{rest}"),
    ] {
        let message = complaint(&shop, "pingpong", &config);
        assert!(!message.contains(SALT), "{message}");
        assert!(message.starts_with("shop.toml:"), "{message}");
    }
    for key in [keys::PRIVATE_PKCS8, keys::PRIVATE_PKCS1, keys::RSA_512] {
        let config = format!("[lianlian]\npublic_keys = ['''\n{key}''']\nmerchant_ids = \"any\"\n");
        let message = complaint(&shop, "lianlian", &config);
        let inside = key.lines().nth(1).expect("a line of base64");
        assert!(!message.contains(&inside[..16]), "{message}");
        assert!(
            message.starts_with("shop.toml:2: lianlian.public_keys[0]: "),
            "{message}"
        );
    }
}

#[test]
fn a_file_is_found_beside_the_configuration_and_its_last_line_end_is_no_part_of_it() {
    let shop = Shop::new();
    std::fs::create_dir(shop.folder.join("etc")).unwrap();
    shop.write("etc/key.pem", PLATFORM.crlf());
    shop.write("etc/id", "201103171000000000\r\n");
    shop.write(
        "etc/shop.toml",
        "[lianlian]\npublic_keys = [{file = \"key.pem\"}]\nmerchant_ids = [{file = \"id\"}]\n",
    );
    let args = [
        "verify",
        "--config",
        "etc/shop.toml",
        "--provider",
        "lianlian",
    ];
    let ran = shop.run_with(&args, payment().as_bytes());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn the_secrets_of_another_provider_are_not_needed() {
    let shop = Shop::new();
    let config = common::CONFIG.replace("TEST_SALT", "ACKWELL_TEST_NOT_SET");
    shop.write("shop.toml", config);
    assert_eq!(shop.verify("lianlian", &[], &payment()).code, 0);
    let ran = shop.verify("pingpong", &[], "{}");
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("pingpong.salt: the environment variable"),
        "{}",
        ran.err
    );
}
