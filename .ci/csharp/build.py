"""Compiles the projects without an SDK: Roslyn's own command line parser and emitter.

`dotnet build` does the same from the same project files where an SDK is installed. This reads of
a project file what the projects here use, and stops at anything else, so that no setting is
silently ignored.

    build.py TOOLS OUTPUT PACKAGES PROJECT...

TOOLS is the folder that install.sh has filled; each project's assembly goes to OUTPUT/<name>/. A
program's folder also gets what its references need, from the packages that pack.py has laid into
PACKAGES, as a user's build takes them from there.
"""

import json
import shutil
import sys
import xml.etree.ElementTree as xml
import zipfile
from pathlib import Path

BINDING = Path(__file__).resolve().parents[2] / "bindings" / "csharp"

KNOWN_PROPERTIES = {
    "TargetFramework", "LangVersion", "Nullable", "ImplicitUsings", "TreatWarningsAsErrors",
    "Deterministic", "DebugType", "InvariantGlobalization", "Authors", "Product", "PackageLicenseExpression",
    "PackageTags", "PackageReadmeFile", "IsPackable", "AssemblyName", "RootNamespace", "PackageId",
    "Description", "AllowUnsafeBlocks", "GenerateDocumentationFile", "OutputType", "Version",
    "NoWarn",
}  # fmt: skip
KNOWN_ITEMS = {
    "InternalsVisibleTo", "None", "ProjectReference", "FrameworkReference", "Compile",
}  # fmt: skip


class Project:
    """What a project file says."""

    def __init__(self, path):
        self.path = path.resolve()
        self.properties = {}
        self.items = []
        self.read = set()
        self._read(BINDING / "Directory.Build.props")
        self._read(self.path)
        self.name = self.properties["AssemblyName"]

    def _read(self, path):
        path = path.resolve()
        if path in self.read:
            return
        self.read.add(path)
        for group in xml.parse(path).getroot():
            if group.tag == "Import":
                self._read(path.parent / group.get("Project"))
            elif group.tag == "PropertyGroup":
                for element in group:
                    if element.tag not in KNOWN_PROPERTIES or element.attrib:
                        sys.exit(f"{path}: property {element.tag} is not known to build.py")
                    self.properties[element.tag] = element.text or ""
            elif group.tag == "ItemGroup":
                for element in group:
                    if element.tag not in KNOWN_ITEMS:
                        sys.exit(f"{path}: item {element.tag} is not known to build.py")
                    self.items.append((element.tag, element.get("Include")))
            else:
                sys.exit(f"{path}: {group.tag} is not known to build.py")

    def all(self, item):
        return [include for tag, include in self.items if tag == item]

    def true(self, name):
        return self.properties.get(name) == "true"

    def references(self):
        return [Project(self.path.parent / include) for include in self.all("ProjectReference")]

    def sources(self):
        own = (
            source
            for source in self.path.parent.rglob("*.cs")
            if not {"bin", "obj"} & set(source.relative_to(self.path.parent).parts)
        )
        shared = (self.path.parent / include for include in self.all("Compile"))
        return [*sorted(own), *shared]

    def is_program(self):
        return self.properties.get("OutputType") == "Exe"

    def needs_aspnetcore(self):
        direct = "Microsoft.AspNetCore.App" in self.all("FrameworkReference")
        return direct or any(project.needs_aspnetcore() for project in self.references())


def start_roslyn(tools):
    """Loads .NET into this process and Roslyn into .NET."""
    import pythonnet
    from clr_loader import get_coreclr

    config = tools / "roslyn.runtimeconfig.json"
    version = framework(tools / "dotnet8", "Microsoft.NETCore.App").name
    reference = {"name": "Microsoft.NETCore.App", "version": version}
    properties = {"System.Globalization.Invariant": True}
    options = {"framework": reference, "configProperties": properties}
    config.write_text(json.dumps({"runtimeOptions": options}))
    runtime = get_coreclr(runtime_config=str(config), dotnet_root=str(tools / "dotnet8"))
    pythonnet.load(runtime)
    import clr

    for library in ("Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp"):
        clr.AddReference(str(tools / "roslyn" / f"{library}.dll"))


def framework(root, name):
    """The folder of the one version of a shared framework."""
    (folder,) = (root / "shared" / name).iterdir()
    return folder


def assembly_information(project):
    """What the SDK writes into every assembly."""
    version = project.properties["Version"]
    quoted = {name: json.dumps(value) for name, value in project.properties.items()}
    lines = [
        f'[assembly: System.Reflection.AssemblyVersion("{version}.0")]',
        f'[assembly: System.Reflection.AssemblyFileVersion("{version}.0")]',
        f'[assembly: System.Reflection.AssemblyInformationalVersion("{version}")]',
        f"[assembly: System.Reflection.AssemblyProduct({quoted['Product']})]",
        f"[assembly: System.Reflection.AssemblyCompany({quoted['Authors']})]",
        f"[assembly: System.Reflection.AssemblyTitle({json.dumps(project.name)})]",
        '[assembly: System.Runtime.Versioning.TargetFramework(".NETCoreApp,Version=v8.0")]',
    ]
    for friend in project.all("InternalsVisibleTo"):
        lines.append(
            f'[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("{friend}")]'
        )
    return "\n".join(lines)


def arguments(project, tools, output, target):
    root = tools / ("dotnet9" if project.needs_aspnetcore() else "dotnet8")
    frameworks = ["Microsoft.NETCore.App"]
    if project.needs_aspnetcore():
        frameworks.append("Microsoft.AspNetCore.App")
    listed = [
        "-noconfig",
        "-nostdlib+",
        "-deterministic+",
        f"-debug:{project.properties['DebugType']}",
        "-optimize+",
        f"-langversion:{project.properties['LangVersion']}",
        f"-nullable:{project.properties['Nullable']}",
        # As the SDK has it: the versions of framework assemblies need not be the same.
        "-nowarn:1701,1702," + project.properties.get("NoWarn", ""),
        f"-warnaserror{'+' if project.true('TreatWarningsAsErrors') else '-'}",
        f"-unsafe{'+' if project.true('AllowUnsafeBlocks') else '-'}",
        f"-target:{'exe' if project.is_program() else 'library'}",
        f"-out:{target}",
    ]
    if project.true("GenerateDocumentationFile"):
        listed.append(f"-doc:{target.with_suffix('.xml')}")
    for name in frameworks:
        for library in sorted(framework(root, name).glob("*.dll")):
            listed.append(f"-r:{library}")
    for reference in project.references():
        listed.append(f"-r:{output / reference.name / reference.name}.dll")
    return listed + [str(source) for source in project.sources()]


def compilation_of(project, tools, output, target):
    """What the compiler has read of a project, and its options for writing."""
    from Microsoft.CodeAnalysis import MetadataReference, SyntaxTree
    from Microsoft.CodeAnalysis.CSharp import (
        CSharpCommandLineParser,
        CSharpCompilation,
        CSharpSyntaxTree,
    )
    from Microsoft.CodeAnalysis.Text import SourceText
    from System import Array, String
    from System.IO import File
    from System.Text import Encoding

    listed = arguments(project, tools, output, target)
    parser = CSharpCommandLineParser.Default
    parsed = parser.Parse(Array[String](listed), str(project.path.parent), None, None)
    for problem in parsed.Errors:
        sys.exit(str(problem))

    def tree(path, text):
        source = SourceText.From(text, Encoding.UTF8)
        return CSharpSyntaxTree.ParseText(source, parsed.ParseOptions, path)

    trees = [tree(source.Path, File.ReadAllText(source.Path)) for source in parsed.SourceFiles]
    trees.append(tree(f"{project.name}.AssemblyInfo.cs", assembly_information(project)))
    references = [
        MetadataReference.CreateFromFile(reference.Reference)
        for reference in parsed.MetadataReferences
        if managed(reference.Reference)
    ]
    compilation = CSharpCompilation.Create(
        project.name,
        Array[SyntaxTree](trees),
        Array[MetadataReference](references),
        parsed.CompilationOptions,
    )
    return compilation, parsed


def shown(diagnostics):
    """Those that a developer sees."""
    from Microsoft.CodeAnalysis import DiagnosticSeverity

    return [
        problem
        for problem in diagnostics
        if problem.Severity == DiagnosticSeverity.Error
        or (problem.Severity == DiagnosticSeverity.Warning and not problem.IsSuppressed)
    ]


def diagnose(project, tools, output):
    """What the compiler says of a project. Writes nothing."""
    compilation, _ = compilation_of(project, tools, output, output / f"{project.name}.dll")
    return shown(compilation.GetDiagnostics())


def compile_project(project, tools, output, packages):
    from System.IO import File

    folder = output / project.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    target = folder / f"{project.name}.dll"
    compilation, parsed = compilation_of(project, tools, output, target)
    binary = File.Create(str(target))
    words = File.Create(str(target.with_suffix(".xml"))) if parsed.DocumentationPath else None
    result = compilation.Emit(binary, None, words, None, None, parsed.EmitOptions)
    binary.Close()
    if words:
        words.Close()
    problems = shown(result.Diagnostics)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not result.Success:
        sys.exit(f"{project.name} does not compile: {len(problems)} problems")
    if project.is_program():
        lay_out(project, packages, folder)
    print(f"compiled {project.name}", flush=True)


def managed(path):
    """Whether a file of a framework folder is an assembly at all."""
    from System import BadImageFormatException
    from System.Reflection import AssemblyName

    try:
        AssemblyName.GetAssemblyName(path)
    except BadImageFormatException:
        return False
    return True


def lay_out(project, packages, folder):
    """Makes the folder of a program ready to run: its packages and its runtime's name."""
    pending = project.references()
    while pending:
        reference = pending.pop()
        pending.extend(reference.references())
        package = f"{reference.properties['PackageId']}.{reference.properties['Version']}.nupkg"
        lib = f"lib/{reference.properties['TargetFramework']}/"
        with zipfile.ZipFile(packages / package) as parts:
            for part in parts.namelist():
                if part.startswith("runtimes/"):
                    parts.extract(part, folder)
                elif part.startswith(lib):
                    (folder / part.removeprefix(lib)).write_bytes(parts.read(part))
    frameworks = [{"name": "Microsoft.NETCore.App", "version": "8.0.0"}]
    if project.needs_aspnetcore():
        frameworks.append({"name": "Microsoft.AspNetCore.App", "version": "8.0.0"})
    options = {
        "tfm": "net8.0",
        "rollForward": "Major",
        "frameworks": frameworks,
        "configProperties": {
            "System.Globalization.Invariant": project.true("InvariantGlobalization")
        },
    }
    config = folder / f"{project.name}.runtimeconfig.json"
    config.write_text(json.dumps({"runtimeOptions": options}, indent=2))


def main():
    tools, output, packages, *paths = (Path(argument).resolve() for argument in sys.argv[1:])
    start_roslyn(tools)
    for path in paths:
        compile_project(Project(path), tools, output, packages)


if __name__ == "__main__":
    main()
