#!/usr/bin/env python3
"""What a mapping costs: lines of mapping a mapped field, lines of generated code an operation and a mapped field, vendor by
vendor, and the CPU time of `cargo xtask codegen`.

    benches/mapping.py

Lines are those that are neither blank nor comments. A mapped field is a unified field of a model that is read or written, as
the tables of the generated conversions list them; what stands inside it counts with it. Code of an operation: the crate without its conversions; code of a mapped field: those.
"""

import pathlib
import re
import resource
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


def lines(paths, comment):
    texts = (path.read_text().splitlines() for path in paths)
    return sum(1 for text in texts for line in text if line.strip() and not line.strip().startswith(comment))


def mapped(conversions):
    """Rows of the tables of fields in the documentation of conversions, without those that say why a field is absent."""
    rows = (line for file in conversions for line in file.read_text().splitlines() if line.startswith("//! | `"))
    return sum(1 for row in rows if "| left out:" not in row)


def vendor(path):
    source = ROOT / "generated" / path.stem / "src"
    conversions = list(source.glob("convert/**/*.rs")) + [source / "connect.rs", source / "functions.rs"]
    conversions = [file for file in conversions if file.exists()]
    rest = [file for file in source.glob("**/*.rs") if file not in conversions]
    operations = sum(len(re.findall(r"^    pub fn ", file.read_text(), re.M)) for file in source.glob("api/*.rs"))
    fields = mapped(conversions)
    by_hand = [file for file in [path.with_suffix(".rs")] if file.exists()]
    written = lines([path], "#") + lines(by_hand, "//")
    client, converted = lines(rest, "//"), lines(conversions, "//")
    print(
        f"| {path.stem} | {fields} | {written} | {written / fields:.2f} | {operations} | {client} | {client / operations:.1f} "
        f"| {converted} | {converted / fields:.1f} |"
    )


def main():
    print("| vendor | mapped fields | lines of mapping | a field | operations | lines of client | an operation "
          "| lines of conversion | a field |")
    print("|---|---|---|---|---|---|---|---|---|")
    for path in sorted((ROOT / "mappings").glob("*.toml")):
        vendor(path)
    subprocess.run(["cargo", "build", "--quiet", "--package", "xtask"], cwd=ROOT, check=True)
    times = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(["cargo", "xtask", "codegen"], cwd=ROOT, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    print(f"\n`cargo xtask codegen`, nothing stale, Cargo included: {min(times):.2f} s of CPU (best of {len(times)})")


if __name__ == "__main__":
    main()
