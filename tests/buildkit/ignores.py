"""Random `.dockerignore` files, each the same for the same number, over one context."""

from __future__ import annotations

from pathlib import Path
from random import Random

FILES = (
    ".dockerignore",
    ".git/config",
    ".git/objects/ab/cd",
    ".hidden",
    "#hash",
    "!bang",
    "Dockerfile",
    "README.md",
    "a",
    "b/a",
    "b/b",
    "b/c/a",
    "b/c/d.txt",
    "b/c/d/e.txt",
    "b.txt",
    "bb",
    "build/app.bin",
    "build/.slimgo/parts/x",
    "c/a.txt",
    "c/b.md",
    "c/c/c",
    "deep/er/and/deeper/file.go",
    "file with space",
    "é.txt",
    "[x]",
    "x",
    "star*",
    "back\\slash",
    "vendor/a/a.go",
    "vendor/a/a_test.go",
    "z^",
    "a+b",
    "a.b",
    "dir/keep/this",
    "dir/drop/this",
)
"""The context's files."""

_NAMES = (
    *("a", "b", "c", "d", "bb", "x", "build", ".git", "vendor", "dir", "deep", "keep", "*.txt"),
    *("*.md", "*.go", "a*", "*a", "?", "??", "*", "**", "[a-c]", "[^a]", "[]", "[x", "\\[x]"),
    *("\\*", "star\\*", ".*", "*.*", "a.b", "a+b", "é*", "z^", "file with space", "..", ".", ""),
    *("**a", "a**", "*_test.go", "[!a]", "back\\\\slash", "\\#hash", "#hash", "c.", "e.txt"),
)
_BEFORE = ("", "", "", "", "/", "./", "!", "!", "!", "! ", " ", "!/", "**/", "!**/", "\\!", "!!")
_AFTER = ("", "", "", "", "", "/", "/*", "/**", "//", "/.", "  ", "/../a", "\t")


def ignore_text(number: int) -> bytes:
    """The file of this number."""
    random = Random(number)  # noqa: S311  no secret
    lines = [_pattern(random) for _ in range(random.randrange(1, 7))]
    # one that keeps all out first is how many files begin
    if random.random() < 0.25:
        lines.insert(0, random.choice(("*", "**", "/", "*/*", "*.*")))
    if random.random() < 0.1:
        odd = random.choice(
            ("!/", "!/.", "!/a/..", "!//", "!", "a\rb", "\x0ba", "\u2028b", "a\x1c")
        )
        lines.insert(random.randrange(len(lines) + 1), odd)
    end = random.choice(("\n", "\n", "\n", "\r\n"))
    start = random.choice(("", "", "", "# comment\n", "\n", "\ufeff"))
    return (start + end.join(lines) + random.choice((end, ""))).encode()


def _pattern(random: Random) -> str:
    parts = [random.choice(_NAMES) for _ in range(random.choice((1, 1, 1, 2, 2, 3)))]
    return random.choice(_BEFORE) + "/".join(parts) + random.choice(_AFTER)


def context(folder: Path) -> None:
    """Makes the files; `.dockerignore` is for the test to write."""
    for name in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
