"""`python -m attack`: attacks every level in four places and writes docs/isolation.{json,md}.

python -m attack            as root, with a docker that answers
python -m attack --render   docs/isolation.md anew from docs/isolation.json
python -m attack --check    whether the two agree
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from attack.differences import section
from attack.kit import PROJECT
from attack.place import NOBODY, build_probe, here, in_docker
from slimgo.errors import CheckFailed, ToolMissing
from slimgo.pipeline.machine import machine
from slimgo.report.isolation import isolation_page
from slimgo.run.process import Surroundings, run
from slimgo.run.store import write_whole
from slimgo.terminal.door import door
from slimgo.values.command import Command
from slimgo.values.isolation import AttackRecord

_JSON = PROJECT / "docs" / "isolation.json"
_PAGE = PROJECT / "docs" / "isolation.md"


@door
def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m attack", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--render", action="store_true", help="only the page, from what was saved")
    parser.add_argument("--check", action="store_true", help="only compare the page with the data")
    arguments = parser.parse_args()
    if not (arguments.render or arguments.check):
        write_whole(_JSON, msgspec.json.format(msgspec.json.encode(_taken())) + b"\n")
    page = isolation_page(msgspec.json.decode(_JSON.read_bytes(), type=AttackRecord)) + section()
    if not arguments.check:
        write_whole(_PAGE, page.encode())
    elif _PAGE.read_text() != page:
        raise CheckFailed(
            "docs/isolation.md differs from docs/isolation.json", cure="python -m attack --render"
        )


def _taken() -> AttackRecord:
    docker = _docker()
    with tempfile.TemporaryDirectory(prefix="slimgo-probe-") as name:
        probe = build_probe(Path(name))
        places = (
            here(probe, 0, "as root"),
            here(probe, NOBODY, "as a user"),
            in_docker(probe, 0, "as root inside `docker run`", docker),
            in_docker(probe, NOBODY, "as a user inside `docker run`", docker),
        )
    version = run(Command(argv=("docker", "version", "--format={{.Server.Version}}")), docker)
    return AttackRecord(
        date=datetime.now(UTC).date().isoformat(),
        machine=(*machine(), ("docker", version.stdout.strip())),
        places=places,
    )


def _docker() -> Surroundings:
    """Raises ToolMissing where there is no docker, or we are not root."""
    found = shutil.which("docker")
    if found is None or os.geteuid() != 0:
        raise ToolMissing(
            "the attacks need root and docker, to be tried in all four places",
            cure="sudo python -m attack",
        )
    return Surroundings(
        directory=PROJECT, environment=dict(os.environ), programs={"docker": Path(found)}
    )


if __name__ == "__main__":
    main()
