//! `docs/dependencies.md`: what ships with Ackwell and is not Ackwell's, with its reason and licence.
//!
//! The manifests say what there is; the reasons are here, and a dependency without one, or a reason
//! without its dependency, is an error.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::Command;

use serde_json::Value;

use crate::files::{self, File};

/// Why each crate is there. Its licence is read from its manifest.
const CRATES: &[(&str, &str)] = &[
    ("anstream", "colours where the terminal has them"),
    (
        "arrayvec",
        "short text on the stack, without an allocation per notification",
    ),
    ("base16ct", "hexadecimal digests, read in constant time"),
    ("base64", "signatures and keys are written in it"),
    ("clap", "the command's arguments and their help"),
    ("getrandom", "tokens of leases that nobody guesses"),
    ("http-body-util", "bodies for hyper"),
    ("hyper", "the demo's receiver, and `send`"),
    ("hyper-util", "hyper on tokio"),
    ("indicatif", "the progress of a batch"),
    ("ipnet", "the networks that notifications may come from"),
    ("jiff", "times of notifications, with the calendar's rules"),
    ("jni", "the JVM's native interface"),
    ("libc", "what a forked process must not inherit"),
    (
        "log",
        "the ledger's log lines, in the application's own log",
    ),
    (
        "md-5",
        "the digest of LianLian's signature, and of PingPongCheckout's where a merchant chose it",
    ),
    ("mysql", "the ledger on MySQL and MariaDB"),
    ("napi", "Node-API"),
    ("napi-build", "how a Node addon is linked"),
    ("napi-derive", "Node-API: the classes and functions"),
    (
        "num-bigint-dig",
        "throwaway keys with primes of a chosen form",
    ),
    ("percent-encoding", "forms and query strings"),
    ("postgres", "the ledger on PostgreSQL"),
    ("pyo3", "CPython's native interface"),
    ("redis", "the ledger on Redis and Valkey"),
    (
        "rsa",
        "reads public keys, and proves Ackwell's own arithmetic when a key is loaded",
    ),
    (
        "rusqlite",
        "the ledger in SQLite, which it brings (public domain)",
    ),
    ("rustls", "TLS to the ledger's server, and for `send`"),
    (
        "rustls-native-certs",
        "the certificates that the system trusts",
    ),
    ("serde", "reads JSON"),
    ("serde_json", "reads and writes JSON"),
    (
        "sha1",
        "names a signature that was made with it; the names of Redis' scripts",
    ),
    (
        "sha2",
        "the digest of PingPongCheckout's signature; the ledger's fingerprints",
    ),
    (
        "smallvec",
        "the members of a notification, without an allocation",
    ),
    ("socket2", "time limits and keep-alive of connections"),
    ("subtle", "compares digests in constant time"),
    (
        "tokio",
        "waits for PostgreSQL's answer with a time limit; the command's HTTP",
    ),
    (
        "tokio-postgres",
        "what postgres is built on: connections with TLS and a time limit",
    ),
    ("tokio-postgres-rustls", "TLS for PostgreSQL"),
    ("tokio-rustls", "https for `send`"),
    (
        "toml",
        "configurations in TOML, where the language does not read it",
    ),
    (
        "x509-cert",
        "reads a server's certificate, to say what is wrong with it",
    ),
];

/// What the packages of other languages ask for: registry, name, licence, reason. None is in our packages.
const PACKAGES: &[(&str, &str, &str, &str)] = &[
    ("npm", "@nestjs/common", "MIT", "`ackwell/nest`; optional"),
    ("npm", "@nestjs/core", "MIT", "`ackwell/nest`; optional"),
    ("npm", "fastify", "MIT", "`ackwell/fastify`; optional"),
    (
        "PyPI",
        "django",
        "BSD-3-Clause",
        "`ackwell.django`; optional",
    ),
    ("PyPI", "fastapi", "MIT", "`ackwell.fastapi`; optional"),
    ("PyPI", "flask", "BSD-3-Clause", "`ackwell.flask`; optional"),
    (
        "PyPI",
        "tomli",
        "MIT",
        "configurations in TOML before Python 3.11; optional",
    ),
    (
        "Packagist",
        "ext-bcmath",
        "PHP-3.01",
        "calculates with amounts; optional",
    ),
    (
        "Packagist",
        "ext-ffi",
        "PHP-3.01",
        "calls the native library",
    ),
    ("Packagist", "ext-json", "PHP-3.01", "reads and writes JSON"),
    ("Packagist", "php", "PHP-3.01", "the language"),
    (
        "Packagist",
        "psr/http-factory",
        "MIT",
        "answers with PSR-7 responses; optional",
    ),
    (
        "Packagist",
        "psr/http-message",
        "MIT",
        "verifies PSR-7 requests; optional",
    ),
    (
        "Packagist",
        "psr/http-server-handler",
        "MIT",
        "the PSR-15 handler; optional",
    ),
    (
        "Packagist",
        "psr/log",
        "MIT",
        "logs elsewhere than to PHP's error log; optional",
    ),
    (
        "Packagist",
        "symfony/http-foundation",
        "MIT",
        "requests and responses of Symfony and Laravel; optional",
    ),
    (
        "NuGet",
        "Microsoft.AspNetCore.App",
        "MIT",
        "`Ackwell.AspNetCore`; part of .NET",
    ),
    (
        "Maven Central",
        "com.fasterxml.jackson.core:jackson-annotations",
        "Apache-2.0",
        "the health classes are annotated with it; the application's own",
    ),
    (
        "Maven Central",
        "io.micrometer:micrometer-core",
        "Apache-2.0",
        "metrics; the application's own",
    ),
    (
        "Maven Central",
        "jakarta.servlet:jakarta.servlet-api",
        "EPL-2.0 OR GPL-2.0 WITH Classpath-exception-2.0",
        "the servlet; the container's own",
    ),
    (
        "Maven Central",
        "org.jspecify:jspecify",
        "Apache-2.0",
        "says what may be null, to Kotlin and checkers",
    ),
    (
        "Maven Central",
        "org.junit.jupiter:junit-jupiter",
        "EPL-2.0",
        "the extension of `ackwell-test`; the application's own",
    ),
    (
        "Maven Central",
        "org.springframework.boot:spring-boot-actuator",
        "Apache-2.0",
        "health; the application's own",
    ),
    (
        "Maven Central",
        "org.springframework.boot:spring-boot-autoconfigure",
        "Apache-2.0",
        "the starter; the application's own",
    ),
    (
        "Maven Central",
        "org.springframework.boot:spring-boot-health",
        "Apache-2.0",
        "health in Spring Boot 4; the application's own",
    ),
    (
        "Maven Central",
        "org.springframework:spring-context",
        "Apache-2.0",
        "`@AutoConfigureAckwellTest`; the application's own",
    ),
    (
        "Maven Central",
        "org.springframework:spring-jdbc",
        "Apache-2.0",
        "claims in the application's transactions; the application's own",
    ),
    (
        "Maven Central",
        "org.springframework:spring-test",
        "Apache-2.0",
        "`@AutoConfigureAckwellTest`; the application's own",
    ),
    (
        "Maven Central",
        "org.springframework:spring-web",
        "Apache-2.0",
        "the starter's paths; the application's own",
    ),
];

/// Writes the page, or with `--check` compares it.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let check = files::only_check(arguments)?;
    let page = File::new("docs/dependencies.md", page()?);
    files::apply(&[page], check, "cargo xtask dependencies")
}

fn page() -> Result<String, String> {
    let crates = crates()?;
    agree(
        "crate",
        crates.keys().cloned(),
        CRATES.iter().map(|(name, _)| (*name).to_owned()),
    )?;
    agree(
        "package",
        packages()?.into_iter(),
        PACKAGES
            .iter()
            .map(|(registry, name, ..)| format!("{registry} {name}")),
    )?;
    let mut text = String::from(
        "# Dependencies\n\n\
         <!-- Made by `cargo xtask dependencies` from the manifests. Do not edit. -->\n\n\
         What ships with Ackwell, or is asked for by its packages, and why. What only builds or tests it is not here.\n\
         `tests/run.sh lint` checks this page, and with cargo-deny the licences of these and of everything below them.\n\n\
         ## Crates\n\n\
         | crate | licence | used by | for |\n|---|---|---|---|\n",
    );
    for (name, reason) in CRATES {
        let (licence, users) = &crates[*name];
        let users = users.iter().cloned().collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "| {name} | {licence} | {users} | {reason} |");
    }
    text.push_str(
        "\n## Packages of other languages\n\n\
         None of these is in Ackwell's packages: the application's package manager installs them.\n\n\
         | registry | package | licence | for |\n|---|---|---|---|\n",
    );
    for (registry, name, licence, reason) in PACKAGES {
        let _ = writeln!(text, "| {registry} | {name} | {licence} | {reason} |");
    }
    Ok(text)
}

/// Fails if one has what the other lacks.
fn agree(
    kind: &str,
    used: impl Iterator<Item = String>,
    explained: impl Iterator<Item = String>,
) -> Result<(), String> {
    let used: BTreeSet<String> = used.collect();
    let explained: BTreeSet<String> = explained.collect();
    let mut wrong: Vec<String> = used
        .difference(&explained)
        .map(|name| format!("{kind} {name} has no reason"))
        .collect();
    wrong.extend(
        explained
            .difference(&used)
            .map(|name| format!("{kind} {name} has a reason, but nothing uses it")),
    );
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "{} (see xtask/src/dependencies.rs)",
            wrong.join("; ")
        ))
    }
}

/// The direct dependencies of the crates that ship: their licence, and which of our crates use them.
fn crates() -> Result<BTreeMap<String, (String, BTreeSet<String>)>, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--locked", "--format-version", "1"])
        .current_dir(files::root())
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())?;
    let all = list(&metadata["packages"]);
    let mut found = BTreeMap::new();
    for ours in all.iter().filter(|package| ships(package)) {
        for dependency in list(&ours["dependencies"]) {
            if dependency["kind"] == "dev" || dependency["path"].is_string() {
                continue;
            }
            let name = word(&dependency["name"]);
            let licence = all
                .iter()
                .find(|package| package["name"] == name.as_str())
                .map(|package| word(&package["license"]).replace('/', " OR "))
                .unwrap_or_default();
            found
                .entry(name)
                .or_insert_with(|| (licence, BTreeSet::new()))
                .1
                .insert(word(&ours["name"]));
        }
    }
    Ok(found)
}

/// Whether it is published, or is the native half of a package.
fn ships(package: &Value) -> bool {
    package["source"].is_null()
        && ([
            "ackwell",
            "ackwell-ledger",
            "ackwell-testkit",
            "ackwell-cli",
        ]
        .contains(&word(&package["name"]).as_str())
            || word(&package["manifest_path"]).contains("/bindings/"))
}

/// What the manifests of the other languages' packages name, as "registry name".
fn packages() -> Result<BTreeSet<String>, String> {
    let mut found = BTreeSet::new();
    let npm = json("bindings/node/package.json")?;
    for kind in ["dependencies", "optionalDependencies", "peerDependencies"] {
        found.extend(keys(&npm[kind]).map(|name| format!("npm {name}")));
    }
    let composer = json("bindings/php/composer.json")?;
    for kind in ["require", "suggest"] {
        found.extend(keys(&composer[kind]).map(|name| format!("Packagist {name}")));
    }
    found.extend(
        python(&read("bindings/python/pyproject.toml")?).map(|name| format!("PyPI {name}")),
    );
    for project in ["Ackwell", "Ackwell.AspNetCore", "Ackwell.Testing"] {
        let text = read(&format!("bindings/csharp/src/{project}/{project}.csproj"))?;
        for kind in [
            "<PackageReference Include=\"",
            "<FrameworkReference Include=\"",
        ] {
            found.extend(
                between(&text, kind, "\"")
                    .into_iter()
                    .map(|name| format!("NuGet {name}")),
            );
        }
    }
    for module in [
        "ackwell",
        "ackwell-native",
        "ackwell-spring-boot-starter",
        "ackwell-test",
    ] {
        let text = read(&format!("bindings/java/{module}/pom.xml"))?;
        for dependency in between(&text, "<dependency>", "</dependency>") {
            let one = |tag: &str| {
                between(dependency, &format!("<{tag}>"), &format!("</{tag}>"))
                    .first()
                    .copied()
                    .unwrap_or_default()
            };
            if one("groupId") != "io.ackwell" && !["test", "import"].contains(&one("scope")) {
                found.insert(format!(
                    "Maven Central {}:{}",
                    one("groupId"),
                    one("artifactId")
                ));
            }
        }
    }
    Ok(found)
}

/// The names in `dependencies` and `[project.optional-dependencies]`.
fn python(text: &str) -> impl Iterator<Item = String> {
    let mut optional = false;
    text.lines().filter_map(move |line| {
        if line.starts_with('[') {
            optional = line == "[project.optional-dependencies]";
        }
        (optional || line.starts_with("dependencies = "))
            .then(|| {
                let (_, name) = line.split_once("[\"")?;
                let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)))?;
                Some(name[..end].to_owned())
            })
            .flatten()
    })
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    text.split(from)
        .skip(1)
        .filter_map(|rest| rest.split(to).next())
        .collect()
}

fn read(path: &str) -> Result<String, String> {
    std::fs::read_to_string(files::root().join(path)).map_err(|error| format!("{path}: {error}"))
}

fn json(path: &str) -> Result<Value, String> {
    serde_json::from_str(&read(path)?).map_err(|error| format!("{path}: {error}"))
}

fn keys(object: &Value) -> impl Iterator<Item = &str> {
    object
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
}

fn list(value: &Value) -> Vec<&Value> {
    value.as_array().into_iter().flatten().collect()
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_and_a_stale_reason_are_named() {
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
                .into_iter()
        };
        assert!(agree("crate", names(&["a"]), names(&["a"])).is_ok());
        let wrong = agree("crate", names(&["a", "b"]), names(&["b", "c"])).unwrap_err();
        assert!(
            wrong.starts_with("crate a has no reason; crate c has a reason, but nothing uses it")
        );
    }

    #[test]
    fn python_names_are_read_without_their_versions() {
        let text = "[project.optional-dependencies]\ntoml = [\"tomli>=2; x < '3'\"]\n[tool]\nx = [\"y>1\"]\n";
        assert_eq!(python(text).collect::<Vec<_>>(), ["tomli"]);
    }
}
