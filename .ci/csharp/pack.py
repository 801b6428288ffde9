"""Packs the NuGet packages with NuGet's own package builder, as `dotnet pack` does.

    pack.py TOOLS OUTPUT RUNTIMES FOLDER

OUTPUT holds what build.py compiled. The packages in FOLDER carry the native libraries that are in
RUNTIMES, which has a folder for each system: linux-x64/native/libackwell.so.
"""

import re
import sys
from pathlib import Path

from build import BINDING, Project, start_roslyn

PROJECTS = [f"src/{name}/{name}.csproj" for name in ("Ackwell", "Ackwell.AspNetCore", "Ackwell.Testing")]


def pack(project, output, runtimes, folder):
    from NuGet.Frameworks import NuGetFramework
    from NuGet.Packaging import (
        FrameworkReference,
        FrameworkReferenceGroup,
        LicenseMetadata,
        LicenseType,
        PackageBuilder,
        PackageDependencyGroup,
        PhysicalPackageFile,
    )
    from NuGet.Packaging.Core import PackageDependency
    from NuGet.Packaging.Licenses import NuGetLicenseExpression
    from NuGet.Versioning import NuGetVersion, VersionRange
    from System import Array
    from System.IO import FileMode, FileStream

    properties = project.properties
    builder = PackageBuilder()
    builder.Id = properties["PackageId"]
    builder.Version = NuGetVersion(properties["Version"])
    builder.Description = properties["Description"]
    builder.Authors.Add(properties["Authors"])
    for tag in properties["PackageTags"].split():
        builder.Tags.Add(tag)
    builder.Readme = properties["PackageReadmeFile"]
    expression = properties["PackageLicenseExpression"]
    builder.LicenseMetadata = LicenseMetadata(
        LicenseType.Expression,
        expression,
        NuGetLicenseExpression.Parse(expression),
        None,
        LicenseMetadata.EmptyVersion,
    )
    framework = NuGetFramework.Parse(properties["TargetFramework"])
    needed = [
        PackageDependency(reference.name, VersionRange(NuGetVersion(properties["Version"])))
        for reference in project.references()
    ]
    builder.DependencyGroups.Add(
        PackageDependencyGroup(framework, Array[PackageDependency](needed))
    )
    shared = [FrameworkReference(name) for name in project.all("FrameworkReference")]
    if shared:
        builder.FrameworkReferenceGroups.Add(
            FrameworkReferenceGroup(framework, Array[FrameworkReference](shared))
        )

    def add(source, target):
        file = PhysicalPackageFile()
        file.SourcePath = str(source)
        file.TargetPath = target
        builder.Files.Add(file)

    for suffix in (".dll", ".xml"):
        name = f"{project.name}{suffix}"
        add(output / project.name / name, f"lib/{properties['TargetFramework']}/{name}")
    for include in project.all("None"):
        if "*" in include:
            assert "runtimes" in include, include
            natives = sorted(runtimes.glob("*/native/*"))
            assert natives, f"{runtimes} has no native library"
            for native in natives:
                add(native, f"runtimes/{native.relative_to(runtimes)}")
        else:
            file = project.path.parent / include
            check_links(file)
            add(file, file.name)
    target = folder / f"{builder.Id}.{properties['Version']}.nupkg"
    stream = FileStream(str(target), FileMode.Create)
    builder.Save(stream)
    stream.Close()
    print(f"packed {target.name}")


def check_links(file):
    """A link to another file of the repository leads nowhere from the page of a package."""
    text = file.read_text()
    relative = re.findall(r"\]\((?!https?://)[^)]*\)", text) if file.suffix == ".md" else []
    if relative:
        sys.exit(f"{file.name} has links that are dead on the page of a package: {', '.join(relative)}")


def main():
    tools, output, runtimes, folder = (Path(argument).resolve() for argument in sys.argv[1:])
    start_roslyn(tools)
    import clr

    for library in ("Frameworks", "Versioning", "Common", "Configuration", "Packaging"):
        clr.AddReference(str(tools / "roslyn" / f"NuGet.{library}.dll"))
    folder.mkdir(parents=True, exist_ok=True)
    for path in PROJECTS:
        pack(Project(BINDING / path), output, runtimes, folder)


if __name__ == "__main__":
    main()
