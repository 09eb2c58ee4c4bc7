"""The built-in engine's own command line: `python -m slimgo.oci build|inspect|run`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from slimgo.oci.command import parse, reply
from slimgo.terminal.door import door


@door
def main() -> None:
    """Ends with status 0, with the status of the program that ran, or with an error's own."""
    arguments = parse(sys.argv[1:])
    if arguments.command == "run":
        from slimgo.engines.serve import serve

        sys.exit(serve(arguments.image, publish=arguments.publish, read_only=arguments.read_only))
    sys.stdout.write(reply(arguments, Path.cwd(), os.environ))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
