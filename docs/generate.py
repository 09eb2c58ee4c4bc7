"""Writes the generated parts of README.md from committed runs; `--check` only compares.

    python docs/generate.py           after: invoke slim --json docs/slim.json
    python docs/generate.py --check   what `nox -s docs` runs

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import msgspec

from slimgo.report.markdown import machine_line, price_table, size_table
from slimgo.report.transcript import transcript
from slimgo.values.result import SCHEMA_VERSION, Result

HERE = Path(__file__).parent
README = HERE.parent / "README.md"
PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def parts() -> dict[str, str]:
    """Name of each generated part -> its Markdown."""
    document = json.loads((HERE / "slim.json").read_text())
    if document.pop("schema_version") != SCHEMA_VERSION:
        sys.exit("docs/slim.json has another schema: invoke slim --recheck --json docs/slim.json")
    document.pop("slimgo")
    result = msgspec.convert(document, Result)
    return {
        "transcript": f"```text\n{transcript(result, tag='slim-go-image')}```\n",
        "sizes": size_table(result),
        "price": price_table(result),
        "machine": machine_line(result),
    }


def rendered(text: str) -> str:
    """The text with each generated part made anew. Exits where a part is unknown or missing."""
    made = parts()
    named = {name for _, name, _ in PART.findall(text)}
    if named != set(made):
        sys.exit(f"README.md has generated parts {sorted(named)}, wanted {sorted(made)}")
    return PART.sub(lambda match: match[1] + made[match[2]] + match[3], text)


def main() -> None:
    text = README.read_text()
    wanted = rendered(text)
    if "--check" not in sys.argv:
        README.write_text(wanted)
    elif wanted != text:
        sys.exit("README.md differs from the committed run: python docs/generate.py")


if __name__ == "__main__":
    main()
