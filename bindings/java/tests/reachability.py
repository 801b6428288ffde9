"""Compares the metadata for GraalVM in the jar with what there is to be reached.

`reachability.py FOLDER-OF-JARS CLASSES LOG`: the installed jars, the sources of the library, and what
`lookups.c` wrote while the native half worked.
"""

import fnmatch
import json
import re
import sys
import zipfile
from pathlib import Path

NAMES = {"Z": "boolean", "B": "byte", "I": "int", "J": "long"}
# What finds a class or a member by its name.
REFLECTION = r"\.(findVirtual|findStatic|forName|getDeclared\w+|newProxyInstance)\(|\.getMethod\(\""


def parameters(signature: str) -> list[str]:
    """The types of a method's parameters, as the metadata has them."""
    inner = signature[1 : signature.index(")")]
    found = re.findall(r"L([^;]+);|([ZBIJ])", inner)
    return [name.replace("/", ".") if name else NAMES[letter] for name, letter in found]


def main() -> None:
    jars, sources, log = map(Path, sys.argv[1:])
    (library,) = jars.glob("ackwell-0*.jar")
    with zipfile.ZipFile(library) as jar:
        text = jar.read("META-INF/native-image/io.ackwell/ackwell/reachability-metadata.json")
    metadata = json.loads(text)

    lines = log.read_text(errors="replace").splitlines()
    assert "made an array" in lines, "the agent heard nothing of the native half"
    looked_up = [
        line.removeprefix("looked up: ") for line in lines if line.startswith("looked up: ")
    ]
    types = {each.replace("/", ".") for each in looked_up if " " not in each}
    members = {
        (name, *parameters(signature))
        for name, _, signature in (each.partition(" ") for each in looked_up)
        if signature
    }
    listed = [entry for entry in metadata["reflection"] if entry.get("jniAccessible")]
    assert types == {entry["type"] for entry in listed}, (types, listed)
    methods = [method for entry in listed for method in entry["methods"]]
    assert members == {(each["name"], *each["parameterTypes"]) for each in methods}, members

    by_java = [
        path.name for path in sources.rglob("*.java") if re.search(REFLECTION, path.read_text())
    ]
    assert by_java == ["Calls.java"], by_java
    others = [entry for entry in metadata["reflection"] if not entry.get("jniAccessible")]
    assert [entry["type"] for entry in others] == ["java.lang.Thread"]
    assert '"isVirtual"' in (sources / "io/ackwell/Calls.java").read_text()

    (native,) = jars.glob("ackwell-native-0*.jar")
    with zipfile.ZipFile(native) as jar:
        files = [name for name in jar.namelist() if "ackwell_java" in name]
    globs = [entry["glob"].replace("**", "*") for entry in metadata["resources"]]
    assert files, native
    assert all(any(fnmatch.fnmatch(file, each) for each in globs) for file in files), files
    print(
        f"{len(members)} methods by the native half, {len(others)} class by Java, {len(files)} resource"
    )


main()
