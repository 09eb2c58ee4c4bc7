"""What Invoke would answer with a traceback, or without a cure: looked at before it does.

Invoke imports tasks.py before it reads invoke.yaml and the words that name tasks.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from slimgo.errors import BadInput
from slimgo.terminal.door import door

if TYPE_CHECKING:
    from invoke.collection import Collection
    from invoke.exceptions import ParseError
    from invoke.program import Program

_NO_VALUE = re.compile(r"Flag <Argument: ([^ >]+).*> needed value and was not given one!")
_UNKNOWN = re.compile(r"No idea what '(.+)' is!")


@door
def must_be_understood(tasks: ModuleType) -> None:
    """tasks: the module of the tasks, while Invoke imports it; nothing is done where it does not.

    Ends the process for a broken invoke.yaml, and for words that name no task or flag.
    """
    program = _program()
    if program is None or not tasks.__file__:
        return
    must_be_configured(Path(tasks.__file__).parent)
    if not program.args.complete.value:  # a shell completes words that are not whole yet
        _must_be_parsed(program, tasks)


def _program() -> Program | None:
    """Invoke's own, once it knows its arguments."""
    main = sys.modules.get("invoke.main")
    program: Program | None = getattr(main, "program", None)
    return program if hasattr(program, "core") else None


def must_be_configured(project: Path) -> None:
    """Raises BadInput where Invoke could not read the project's own settings."""
    file = next(
        (path for end in ("yaml", "yml", "json") if (path := project / f"invoke.{end}").is_file()),
        None,
    )
    if file is None:
        return
    try:
        held = _read(file)
    except OSError as error:
        raise BadInput(f"{file.name} cannot be read", why=error.strerror or "") from None
    except UnicodeDecodeError:
        raise BadInput(f"{file.name} is not UTF-8", cure="save it as UTF-8") from None
    if not (held is None or isinstance(held, dict)):
        raise BadInput(f"{file.name} is {held!r}", cure="write names and values: `slimgo:`")


def _read(file: Path) -> object:
    import invoke.util

    yaml: Any = vars(invoke.util)["yaml"]  # its own copy, or the system's

    text = file.read_text("utf-8")
    try:
        return json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
    except json.JSONDecodeError as error:
        raise BadInput(f"{file.name} line {error.lineno}: {error.msg}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        if "'\\t'" in problem:
            raise BadInput(
                f"{file.name}{line}: a tab cannot indent a line", cure="indent it with spaces"
            ) from None
        raise BadInput(f"{file.name}{line}: {problem}") from None


def _must_be_parsed(program: Program, tasks: ModuleType) -> None:
    """By Invoke's own parser, of the words that Invoke parses next."""
    from invoke.collection import Collection
    from invoke.exceptions import ParseError
    from invoke.parser import Parser

    collection = Collection.from_module(tasks)
    helps = {task: dict(task.help) for task in collection.tasks.values()}
    parser = Parser(initial=program.initial_context, contexts=collection.to_contexts())
    for task, help_ in helps.items():
        task.help = help_  # a context takes its texts away from the task
    try:
        parser.parse_argv(list(program.core.unparsed))
    except ParseError as error:
        raise _told(error, collection) from None


def _told(error: ParseError, collection: Collection) -> BadInput:
    unknown = _UNKNOWN.fullmatch(str(error))
    task = error.context.name if error.context else None
    no_value = _NO_VALUE.fullmatch(str(error))
    if no_value:
        return BadInput(f"--{no_value[1]} has no value", cure=f"write --{no_value[1]} VALUE")
    if unknown is None:
        return BadInput(str(error), cure=f"invoke --help {task}" if task else "invoke --help")
    word = unknown[1]
    if word.startswith("-"):
        known = sorted(error.context.flags) if error.context else []
        near = difflib.get_close_matches(word, known, n=1)
        of = f"invoke {task}" if task else "invoke"
        help_ = f"invoke --help {task}" if task else "invoke --help"
        return BadInput(f"{of} has no {word}", cure=f"{of} {near[0]}" if near else help_)
    near = difflib.get_close_matches(word, list(collection.task_names), n=1)
    return BadInput(f"there is no task {word!r}", cure=f"invoke {near[0]}" if near else "invoke -l")
