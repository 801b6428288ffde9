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
    let told = ran.err.strip_prefix("error: ").expect("the house form");
    told.trim_end().to_owned()
}

#[test]
fn a_complaint_names_file_line_member_and_what_was_expected() {
    let shop = Shop::new();
    let key = format!("public_keys = [\"{}\"]", PLATFORM.one_line());
    shop.write("private.pem", keys::PRIVATE_PKCS8);
    for (config, begins, tells) in [
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
            "without white space",
        ),
        (
            "[lianlian]\npublic_keys = [\n  {file = \"private.pem\"},\n]\nmerchant_ids = \"any\"\n",
            "shop.toml:3: lianlian.public_keys[0]: ",
            "private key",
        ),
        (
            "[lianlian]\npublic_keys = [{file = \"nowhere.pem\"}]\n",
            "shop.toml:2: lianlian.public_keys[0]: ",
            "the file nowhere.pem: ",
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
            "expected an id",
        ),
    ] {
        let told = complaint(&shop, "lianlian", config);
        assert!(told.starts_with(begins), "{told}\nis not about {begins}");
        assert!(told.contains(tells), "{told}\ndoes not say {tells}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
}

#[test]
fn a_complaint_about_text_from_elsewhere_names_where_it_was_read() {
    let shop = Shop::new();
    shop.write("certificate.pem", keys::CERTIFICATE);
    let told = complaint(
        &shop,
        "lianlian",
        "[lianlian]\npublic_keys = [{file = \"certificate.pem\"}]\nmerchant_ids = \"any\"\n",
    );
    assert!(
        told.starts_with("shop.toml:2: lianlian.public_keys[0]: "),
        "{told}"
    );
    assert!(
        told.ends_with("(read from the file certificate.pem)"),
        "{told}"
    );
}

#[test]
fn a_missing_configuration_is_named() {
    let shop = Shop::new();
    let ran = shop.run(&["verify", "--config", "none.toml", "--provider", "lianlian"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("error: none.toml: "), "{}", ran.err);
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
        let told = complaint(&shop, "pingpong", &config);
        assert!(!told.contains(SALT), "{told}");
        assert!(told.starts_with("shop.toml:"), "{told}");
    }
    for key in [keys::PRIVATE_PKCS8, keys::PRIVATE_PKCS1, keys::RSA_512] {
        let config = format!("[lianlian]\npublic_keys = ['''\n{key}''']\nmerchant_ids = \"any\"\n");
        let told = complaint(&shop, "lianlian", &config);
        let inside = key.lines().nth(1).expect("a line of base64");
        assert!(!told.contains(&inside[..16]), "{told}");
        assert!(
            told.starts_with("shop.toml:2: lianlian.public_keys[0]: "),
            "{told}"
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
