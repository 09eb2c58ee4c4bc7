"""Every cure in the sources: found by its place in a call, read as far as it is written there."""

from __future__ import annotations

import ast
import importlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

PROJECT = Path(__file__).parents[2]
SAMPLE = "x"
"""Stands for a value that is filled in when the cure is told."""

_THIRD = frozenset(("failed", "refuse"))
"""Functions whose third argument is a cure."""

_TABLES = (
    ("slimgo.oci.dockerfile.read", "_REFUSED", 1),
    ("slimgo.engines.podman", "_KNOWN", 2),
)
"""Module, name of a table of tuples, and where in each the cure stands."""

_ELSEWHERE = (
    ("slimgo.run.packer.upx", "how_to_get"),
    ("slimgo.run.system_packages", "install"),
    ("slimgo.report.matrix", "repeat_line"),
)
"""Functions of other modules that give a cure back; others are found where they are called."""


@dataclass(frozen=True, kw_only=True)
class Cure:
    """text: with SAMPLE for what is filled in. place: file and line."""

    place: str
    text: str


def cures() -> Iterator[Cure]:
    for room in ("slimgo", "article"):
        for path in sorted((PROJECT / room).rglob("*.py")):
            yield from _Module(path).cures()
    for name, table, index in _TABLES:
        rows = getattr(importlib.import_module(name), table)
        for row in rows.values() if isinstance(rows, dict) else rows:
            yield Cure(place=f"{name}.{table}", text=row[index])
    for name, function in _ELSEWHERE:
        module = _Module(PROJECT / f"{name.replace('.', '/')}.py")
        for text in module.returned(function):
            yield Cure(place=f"{name}.{function}", text=text)


class _Module:
    """One source file, with its own constants and what its functions return."""

    def __init__(self, path: Path) -> None:
        self._path = path.relative_to(PROJECT)
        self._tree = ast.parse(path.read_text())
        self._parents = {
            child: parent
            for parent in ast.walk(self._tree)
            for child in ast.iter_child_nodes(parent)
        }

    def cures(self) -> Iterator[Cure]:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call):
                for given in self._given(node):
                    for text in self._texts(given):
                        yield Cure(place=f"{self._path}:{node.lineno}", text=text)

    def returned(self, function: str) -> list[str]:
        return [
            text
            for each in self._functions(function)
            for node in ast.walk(each)
            if isinstance(node, ast.Return) and node.value
            for text in self._texts(node.value)
        ]

    def _given(self, call: ast.Call) -> Iterator[ast.expr]:
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        yield from (word.value for word in call.keywords if word.arg == "cure")
        if name in _THIRD and len(call.args) == 3:
            yield call.args[2]

    def _texts(self, node: ast.expr) -> list[str]:  # noqa: PLR0911  one for each kind
        """What an expression can be; nothing where it only hands on a cure told elsewhere."""
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=values):
                parts = [self._texts(value) or [SAMPLE] for value in values]
                return ["".join(chosen) for chosen in itertools.product(*parts)]
            case ast.FormattedValue(value=value):
                return self._texts(value)
            case ast.IfExp(body=body, orelse=other):
                return [*self._texts(body), *self._texts(other)]
            case ast.BoolOp(values=values):
                return [text for value in values for text in self._texts(value)]
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                ways = itertools.product(
                    self._texts(left) or [SAMPLE], self._texts(right) or [SAMPLE]
                )
                return ["".join(pair) for pair in ways]
            case ast.Name(id=name):
                return self._named(node, name)
            case ast.Call(func=ast.Name(id=name)):
                return self.returned(name)
            case ast.Call(func=ast.Attribute(attr="join")):
                return [SAMPLE]
        return []

    def _named(self, node: ast.AST, name: str) -> list[str]:
        """A local variable's values, else the module's constant."""
        around = node
        while around in self._parents and not isinstance(around, ast.FunctionDef):
            around = self._parents[around]
        local = [
            text
            for each in ast.walk(around)
            if isinstance(each, ast.Assign)
            for target in each.targets
            if isinstance(target, ast.Name) and target.id == name
            for text in self._texts(each.value)
        ]
        constant = getattr(self._imported(), name, None)
        return local or ([constant] if isinstance(constant, str) else [])

    def _imported(self) -> ModuleType:
        return importlib.import_module(".".join(self._path.with_suffix("").parts))

    def _functions(self, name: str) -> Iterator[ast.FunctionDef]:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.FunctionDef) and node.name == name:
                yield node
