"""What a command in shell form is in exec form, which needs no shell."""

from __future__ import annotations

import json
import re
import shlex

_OPERATOR = re.compile(r"[();<>|&]+")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=.*", re.DOTALL)
_VARIABLE = re.compile(r"\$(?:\{?[A-Za-z_][A-Za-z0-9_]*\}?)")
_NO_SHELL = "an image from scratch has no shell"


def exec_form(name: str, command: str) -> tuple[str, str]:
    """The instruction to write instead, and why. name: ENTRYPOINT or CMD. command: as written.

    What only a shell can do, such as `a && b`, is left to an example.
    """
    words = _words(command)
    # `exec` replaces the shell by the program; exec form has no shell to replace
    words = words[1:] if words[:1] == ["exec"] else words
    if not words or _ASSIGNMENT.fullmatch(words[0]):
        return f'{name} [ "/program", "--flag" ]', f"{_NO_SHELL}: start one program by its path"
    joined = ", ".join(json.dumps(word, ensure_ascii=False) for word in words)
    variables = dict.fromkeys(_VARIABLE.findall(command))
    why = _NO_SHELL
    if variables:
        why += f", and exec form keeps {', '.join(variables)} as it is: write the value there"
    return f"{name} [ {joined} ]", why


def _words(command: str) -> list[str]:
    """As a shell splits them, quotes taken off; none where only a shell can do it."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    try:
        words = list(lexer)
    except ValueError:
        return []
    if "`" in command or "$(" in command or any(_OPERATOR.fullmatch(word) for word in words):
        return []
    return words
