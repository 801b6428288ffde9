"""Compiles and runs the snippet of bindings/java/README.md over the installed jars.

    readme.py ROOT CLASSPATH
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

AROUND = """\
import io.ackwell.*;
import java.nio.file.*;

class Readme {
    interface Orders {
        void markPaid(String orderNo, Amount amount);
    }

    public static void main(String[] arguments) throws Exception {
        String pem = arguments[0];
        byte[] body = Files.readAllBytes(Path.of(arguments[1]));
        java.util.Map<String, java.util.List<String>> headers = java.util.Map.of();
        String peer = "115.236.102.36";
        Orders orders = (orderNo, amount) -> System.out.println(orderNo + " " + amount);
%s
        System.out.println(answer.status());
    }
}
"""


def main():
    root, classpath = Path(sys.argv[1]), sys.argv[2]
    (snippet,) = re.findall(
        r"^```java\n(.*?)^```$", (root / "bindings/java/README.md").read_text(), re.MULTILINE | re.DOTALL
    )
    pack = json.loads((root / "tests/vectors/lianlian-payment.json").read_text())
    key = pack["configs"]["shop"]["lianlian"]["public_keys"][0]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        snippet = snippet.replace("sqlite:///var/lib/shop/ackwell.db", f"sqlite://{folder}/ackwell.db")
        (folder / "Readme.java").write_text(AROUND % snippet)
        (folder / "body").write_text(pack["cases"][0]["request"]["body"])
        run = ["java", "-cp", classpath, folder / "Readme.java", key, folder / "body"]
        came = subprocess.run(run, capture_output=True, text=True, check=False)
        assert came.stdout.splitlines() == ["2013051500001 210.97 CNY", "200"], came
    print("the README's snippet does what it says")


main()
