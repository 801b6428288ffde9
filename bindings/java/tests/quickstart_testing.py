"""Does what the last sections of docs/quickstart-java.md say: plays the provider with the command, and
runs the tests that the page shows, against a small application on Spring Boot and the page's own program.

    quickstart_testing.py ROOT
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
    <modelVersion>4.0.0</modelVersion>
    <parent>
        <groupId>org.springframework.boot</groupId>
        <artifactId>spring-boot-starter-parent</artifactId>
        <version>3.5.16</version>
    </parent>
    <groupId>com.example</groupId>
    <artifactId>shop</artifactId>
    <version>1</version>
    <dependencies>
        <dependency>
            <groupId>io.ackwell</groupId>
            <artifactId>ackwell-spring-boot-starter</artifactId>
            <version>0.1.0</version>
        </dependency>
        <dependency>
            <groupId>org.springframework.boot</groupId>
            <artifactId>spring-boot-starter-web</artifactId>
        </dependency>
        <dependency>
            <groupId>org.springframework.boot</groupId>
            <artifactId>spring-boot-starter-test</artifactId>
            <scope>test</scope>
        </dependency>
%s    </dependencies>
</project>
"""
APPLICATION = """\
package com.example.shop;

import io.ackwell.Notification;
import io.ackwell.spring.NotificationHandler;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class SpringShop {
    public static void main(String[] arguments) {
        SpringApplication.run(SpringShop.class, arguments);
    }

    @Bean
    NotificationHandler<Notification> payments() {
        return payment -> System.out.println("paid: " + payment.orderNo() + ", " + payment.amount());
    }
}
"""


def main():
    root = Path(sys.argv[1])
    text = (root / "docs" / "quickstart-java.md").read_text()
    before, rest = text.split("\n## See it work\n")
    see, test = rest.split("\n## Test your endpoint\n")
    (build,) = re.findall(r"`(cargo build .*?)`", see)
    subprocess.run([*build.split(), "--quiet", "--locked"], cwd=root, check=True)
    environment = {**os.environ, "PATH": f"{root / 'target' / 'release'}:{os.environ['PATH']}"}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        application(folder, before, test)
        # The tests run first: no configuration is there yet, and they need none.
        goals = ["package", "dependency:copy-dependencies", "-DincludeScope=runtime"]
        subprocess.run(["mvn", "-q", "-B", *goals], cwd=folder, env=environment, check=True)
        assert passed(folder) == {"com.example.shop.PaymentsTest": 1, "com.example.shop.ReceiverTest": 1}

        keys, play = blocks(see, "sh")
        (properties,) = blocks(see, "properties")
        (folder / "application.properties").write_text(properties)
        for program in "com.example.shop.SpringShop", "Shop":
            subprocess.run(["bash", "-e", "-c", keys], cwd=folder, env=environment, check=True)
            seen(folder, environment, program, play)
            (folder / "keys").rename(folder / f"keys-{program}")
    print("the quickstart's tests run, and its provider plays")


def application(folder, before, test):
    (dependency,) = blocks(test, "xml")
    (folder / "pom.xml").write_text(POM % dependency)
    source = folder / "src" / "main" / "java"
    (source / "com/example/shop").mkdir(parents=True)
    (source / "com/example/shop/SpringShop.java").write_text(APPLICATION)
    (plain,) = (program for program in blocks(before, "java") if "AckwellHandler(" in program)
    assert plain.count('Path.of("ackwell.toml")') == 1, plain
    # As the page says.
    (source / "Shop.java").write_text(plain.replace('Path.of("ackwell.toml")', 'Path.of("keys/ackwell.toml")'))
    tests = folder / "src" / "test" / "java" / "com" / "example" / "shop"
    tests.mkdir(parents=True)
    for program in blocks(test, "java"):
        (name,) = re.findall(r"^class (\w+)", program, re.MULTILINE)
        (tests / f"{name}.java").write_text("package com.example.shop;\n\n" + program)


def passed(folder):
    """How many tests of each class passed."""
    counts = {}
    for report in (folder / "target" / "surefire-reports").glob("TEST-*.xml"):
        text = report.read_text()
        assert "<failure" not in text and "<error" not in text and "<skipped" not in text, text
        counts[report.name.removeprefix("TEST-").removesuffix(".xml")] = text.count("<testcase ")
    return counts


def seen(folder, environment, program, play):
    port = free_port()
    start = ["java", f"-Dport={port}", f"-Dserver.port={port}", "-cp", "target/classes:target/dependency/*", program]
    with (folder / "output").open("w") as output:
        shop = subprocess.Popen(start, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait(shop, port, folder / "output")
        for command in play.splitlines():
            command = command.replace("127.0.0.1:8080", f"127.0.0.1:{port}")
            # The command fails unless the endpoint answers as the provider wants.
            run = {"cwd": folder, "env": environment, "capture_output": True, "text": True, "check": False}
            sent = subprocess.run(["bash", "-c", command], **run)
            assert sent.returncode == 0, (command, sent.stdout, sent.stderr, (folder / "output").read_text())
    finally:
        shop.send_signal(signal.SIGTERM)
        shop.wait(20)
    lines = (folder / "output").read_text().splitlines()
    paid = [line for line in lines if line.startswith("paid")]
    assert paid == ["paid: 42, 10.00 CNY"], lines
    assert any("invalid_signature" in line and "remedy" in line for line in lines), lines


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


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
