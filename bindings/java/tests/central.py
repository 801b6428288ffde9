"""Whether Maven Central would accept every artefact, as it is installed: what it asks of a POM, and the
jars with sources and Javadoc. Signatures and checksums are made by a release.

    central.py JAVA_FOLDER VERSION
"""

import re
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

POM = "{http://maven.apache.org/POM/4.0.0}"
# An artefact has its own of these, and inherits the others.
OWN = ["name", "description"]
INHERITED = ["url", "licenses/license/name", "licenses/license/url", "developers/developer/name",
             "scm/connection", "scm/developerConnection", "scm/url"]


def text(pom, path):
    found = pom.find("/".join(POM + part for part in path.split("/")))
    return "" if found is None or found.text is None else found.text.strip()


def main():
    here, version = Path(sys.argv[1]), sys.argv[2]
    parent = ElementTree.parse(here / "pom.xml").getroot()
    modules = [module.text for module in parent.iter(POM + "module")]
    assert len(modules) >= 4, modules
    for path in ["groupId", "artifactId", "version", *OWN, *INHERITED]:
        assert text(parent, path), f"the parent has no {path}"
    for module in modules:
        pom = ElementTree.parse(here / module / "pom.xml").getroot()
        for path in OWN:
            assert text(pom, path), f"{module} has no {path}"
            assert text(pom, path) != text(parent, path), f"{module} has the parent's {path}"
        for path in ["groupId", "artifactId", "version"]:
            assert text(pom, "parent/" + path) == text(parent, path), f"{module} has another parent"
        assert "SNAPSHOT" not in (here / module / "pom.xml").read_text(), module
        assert not pom.findall(f".//{POM}repository"), f"{module} names a repository"
        # Nothing that only this machine has.
        for scope in pom.iter(POM + "scope"):
            assert scope.text != "system", module
        for kind, wanted in ("", r"\.class$|native/|^META-INF/MANIFEST"), ("-sources", r"\.java$|README"), ("-javadoc", r"index\.html$|README"):
            jar = here / module / "target" / f"{module}-{version}{kind}.jar"
            assert jar.is_file(), f"{module} has no jar{kind}"
            names = zipfile.ZipFile(jar).namelist()
            assert any(re.search(wanted, name) for name in names), f"{jar.name} is empty"
    print(f"{len(modules)} artefacts")


main()
