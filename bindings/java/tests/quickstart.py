"""Does what docs/quickstart-java.md says, in an empty folder of a user whose local Maven repository is
empty, and compares what comes with the page.

    quickstart.py ROOT NEWEST_JDK
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

# Maven's own files come from what the machine has downloaded before, and from the network if that
# lacks one. Ackwell's come from nowhere but the command of the page.
SETTINGS = """\
<settings>
    <profiles>
        <profile>
            <id>machine</id>
            <repositories><repository><id>machine</id><url>file://{0}</url></repository></repositories>
            <pluginRepositories><pluginRepository><id>machine</id><url>file://{0}</url></pluginRepository></pluginRepositories>
        </profile>
    </profiles>
    <activeProfiles><activeProfile>machine</activeProfile></activeProfiles>
</settings>
"""
BOOT_4 = "4.1.2"
# How a program without a framework, Spring Boot, Quarkus and Micronaut are told of their port.
PORTS = ("", "server.", "quarkus.http.", "micronaut.server.")


def main():
    root, newest = Path(sys.argv[1]), sys.argv[2]
    text = (root / "docs" / "quickstart-java.md").read_text()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        environment = new_user(folder / "home")
        (install,) = re.findall(r"^    (bash .*)$", text, re.MULTILINE)
        subprocess.run(install, shell=True, cwd=root, env=environment, check=True, stdout=subprocess.DEVNULL)
        spring(root, text, folder / "spring", environment, f"{newest}/bin")
        plain(part(text, "## Java without a framework", "## Quarkus"), folder / "plain", environment)
        recipes(root, text, folder / "recipes")
        in_tests(root, text)
        origins = folder.glob("home/.m2/repository/io/ackwell/**/_remote.repositories")
        origins = [origin.read_text() for origin in origins]
        assert len(origins) >= 4 and not any(">machine=" in origin for origin in origins), origins
    print("the quickstart does what it says")


def new_user(home):
    """The environment of somebody who has built nothing yet."""
    options = os.environ.get("MAVEN_OPTS", "")
    named = re.search(r"-Dmaven\.repo\.local=(\S+)", options)
    repository = named[1] if named else Path.home() / ".m2" / "repository"
    (home / ".m2").mkdir(parents=True)
    (home / ".m2" / "settings.xml").write_text(SETTINGS.format(repository))
    environment = {**os.environ, "MAVEN_OPTS": f"-Duser.home={home} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
    environment.pop("ACKWELL_JAVA_BUILT", None)
    return environment


def spring(root, text, folder, environment, newest):
    begin = part(text, "## Spring Boot", "### Handlers")
    (pom,), (options,), (program,) = (blocks(begin, language) for language in ("xml", "yaml", "java"))
    (steps,) = blocks(begin, "sh")
    method = re.compile(r"\n    @LianLianNotification\n.*\n    }\n", re.DOTALL)
    source = folder / "src" / "main"
    package = source / "java" / "com" / "example" / "shop"
    package.mkdir(parents=True)
    (source / "resources" / "db" / "migration").mkdir(parents=True)
    write(folder / "pom.xml", pom)
    write(source / "resources" / "application.yml", options)
    write(package / "Shop.java", program)
    played(begin, folder, environment, steps)
    # The first page of the repository shows a part of it.
    (shown,) = blocks((root / "README.md").read_text(), "java")
    assert textwrap.indent(shown, "    ") in program, shown

    exactly = part(text, "### Exactly once", "### With WebFlux")
    (dependencies,), (more,), (payments,) = (blocks(exactly, language) for language in ("xml", "yaml", "java"))
    (orders,) = blocks(exactly, "sql")
    pom = pom.replace("    </dependencies>", dependencies + "    </dependencies>")
    options, leases = options.split("  ledger:\n")
    assert leases == "    url: sqlite:ackwell.db\n", leases
    write(source / "resources" / "application.yml", options + more.removeprefix("ackwell:\n"))
    write(source / "resources" / "db" / "migration" / "V1__orders.sql", orders)
    write(package / "Shop.java", method.sub("", program))
    write(package / "Payments.java", payments)
    # As the page says: Boot 4 has a starter for Flyway.
    four = pom.replace("3.5.16", BOOT_4)
    four = four.replace("org.flywaydb<", "org.springframework.boot<").replace("flyway-core", "spring-boot-starter-flyway")
    for generation, first in (pom, ""), (four, f"{newest}:"):
        write(folder / "pom.xml", generation)
        (folder / "shop.db").unlink(missing_ok=True)
        steps = steps.replace("mvn -q package", "mvn -q clean package")
        played(begin, folder, {**environment, "PATH": first + environment["PATH"]}, steps)


def plain(text, folder, environment):
    (pom,), (config,), (program,) = (blocks(text, language) for language in ("xml", "toml", "java"))
    (steps,) = blocks(text, "sh")
    source = folder / "src" / "main" / "java"
    source.mkdir(parents=True)
    write(folder / "pom.xml", pom)
    write(folder / "ackwell.toml", config)
    write(source / "Shop.java", program)
    played(text, folder, environment, steps)


def recipes(root, text, folder):
    """Builds and starts them, each with its framework's own server. The files come from the machine's
    repository, so that what the frameworks bring is downloaded once."""
    pages = {
        "quarkus": (part(text, "## Quarkus", "## Micronaut"), "mvn -q package", "java -jar target/quarkus-app/quarkus-run.jar"),
        "micronaut": (
            part(text, "## Micronaut", "## More"),
            "mvn -q package dependency:copy-dependencies",
            "java -cp 'target/classes:target/dependency/*' com.example.shop.Shop",
        ),
    }
    plain = part(text, "## Java without a framework", "## Quarkus")
    (config,) = blocks(plain, "toml")
    for name, (page, build, start) in pages.items():
        shutil.copytree(root / "bindings/java/tests/recipes" / name, folder / name)
        source = folder / name / "src" / "main" / "java" / "com" / "example" / "shop"
        source.mkdir(parents=True, exist_ok=True)
        write(folder / name / "ackwell.toml", config)
        programs = blocks(page, "java")
        assert len(programs) == 2, name
        for program in programs:
            (public,) = re.findall(r"^public class (\w+)", program, re.MULTILINE)
            write(source / f"{public}.java", program)
        played(plain, folder / name, dict(os.environ), f"{build}\n{start}")


def in_tests(root, text):
    """What the starter's own tests run."""
    tests = root / "bindings/java/ackwell-spring-boot-starter/src/test/java/io/ackwell/spring"
    (bean,) = blocks(part(text, "### Handlers", "### Exactly once"), "java")
    assert textwrap.indent(bean, "    ") in (tests / "MissingDependencyTest.java").read_text(), bean
    (webflux,) = blocks(part(text, "### With WebFlux", "### Native images"), "java")
    assert webflux in (tests / "ReactiveShop.java").read_text(), webflux


def played(text, folder, environment, steps):
    """Builds and starts a program, and sends it what the page sends."""
    (printed,) = blocks(text, "text")
    commands = [block.split("\n", 1) for block in blocks(text, "console")]
    assert len(commands) == 2, "two commands are shown"
    build, start = steps.splitlines()
    subprocess.run(["bash", "-c", build + " -B"], cwd=folder, env=environment, check=True)
    port = free_port()
    start = start.replace("java ", f"exec java " + " ".join(f"-D{prefix}port={port}" for prefix in PORTS) + " ")
    with (folder / "output").open("w") as output:
        shop = subprocess.Popen(
            ["bash", "-c", start], cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait(shop, port, folder / "output")
        # The first command twice: what is printed is printed once.
        for command, answer in [commands[0], *commands]:
            given = command.removeprefix("$ ").replace("127.0.0.1:8080", f"127.0.0.1:{port}")
            came = subprocess.run(["bash", "-c", given], capture_output=True, text=True, check=True).stdout
            assert came.strip() == answer.strip(), (came, answer)
    finally:
        shop.send_signal(signal.SIGTERM)
        shop.wait(20)
    lines = (folder / "output").read_text().splitlines()
    paid = [line for line in lines if line.startswith("paid")]
    assert paid == printed.splitlines(), lines
    assert any("invalid_signature" in line and "remedy" in line for line in lines), lines


def part(text, begin, end):
    return text.split(f"\n{begin}", 1)[1].split(f"\n{end}", 1)[0]


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def write(path, text):
    path.write_text(text)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait(shop, port, output):
    for _ in range(600):
        assert shop.poll() is None, "the program ended:\n" + output.read_text()
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nothing listens:\n" + output.read_text())


main()
