"""Compiles code that must not compile, and compares what the compiler says with what is written
behind each line: `// CS0619 use HandleAsync` is an error of that number with those words in it.

    refused.py TOOLS OUTPUT PACKAGES PROJECT

A line without such a comment must compile.
"""

import re
import sys
from pathlib import Path

from build import Project, diagnose, start_roslyn

MARK = re.compile(r"// (CS\d{4}) (.+)$")


def main():
    tools, output, _, path = (Path(argument).resolve() for argument in sys.argv[1:])
    start_roslyn(tools)
    project = Project(path)
    expected = {}
    for source in project.sources():
        for number, line in enumerate(source.read_text().splitlines(), 1):
            if mark := MARK.search(line):
                expected[source.name, number] = mark.groups()
    assert expected, "no line is marked"
    found = {}
    for problem in diagnose(project, tools, output):
        place = problem.Location.GetLineSpan()
        key = Path(str(place.Path)).name, place.StartLinePosition.Line + 1
        found.setdefault(key, []).append((str(problem.Id), str(problem.GetMessage())))

    failed = 0
    for key in sorted(expected | found):
        number, words = expected.get(key, ("", ""))
        said = found.get(key, [])
        right = len(said) == 1 and said[0][0] == number and words in said[0][1]
        if not right:
            failed += 1
            print(f"FAIL {key[0]}:{key[1]}: expected {number} {words}, the compiler says {said}")
    print(f"{len(expected | found) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
