"""What Go calls a type, told from its descriptor and those it consists of.

Two names: the linker's, of which the type's hash is made, with whole package paths
(cmd/compile/internal/types, LinkString); and the one that programs see, with the last part of them
(NameString). A name that is not as told here is none of ours: the caller compares.
"""

from __future__ import annotations

import struct

from slimgo.gopack.filters.type_descriptors import (
    ARRAY,
    CHANNEL,
    FUNCTION,
    INTERFACE,
    MAP,
    MOST_BYTES,
    NAMED,
    POINTER,
    ROOM,
    SLICE,
    STARRED,
    STRUCT,
    UNCOMMON,
    WIDE,
    Descriptors,
    Form,
    Unknown,
)

_EXPORTED, _EMBEDDED = 1, 8
"""In the first byte of a name."""

_RECEIVE, _SEND = 1, 2
_VARIADIC = 0x8000

_MOST_DEPTH = 20
"""Of types in each other: the stub can do somewhat more."""

_GROUP, _ENTRY = (b"ctrl", b"slots"), (b"key", b"elem")
"""Fields of what a map keeps its entries in, and of an entry."""


class Names(Descriptors):
    """And what they are called. Methods raise Unknown."""

    def __init__(self, types: bytes, address: int, map_size: int, form: Form = WIDE) -> None:
        super().__init__(types, address, map_size, form)
        self._told: dict[tuple[int, bool], tuple[bytes, int] | None] = {}

    def linked(self, place: int) -> bytes:
        """The linker's name."""
        return self.name(place, link=True)[0]

    def shown(self, place: int) -> bytes:
        """The name that the descriptor leads to, with its star if it has one there."""
        star = b"*" if self.flags(place) & STARRED else b""
        return star + self.name(place, link=False)[0]

    def name(self, place: int, *, link: bool) -> tuple[bytes, int]:
        """And how deep types lie in each other. link: the linker's."""
        key = (place, link)
        if key not in self._told:
            self._told[key] = None  # while it is being told: a type in itself
            self._told[key] = self._tell(place, link=link)
        told = self._told[key]
        if told is None:
            raise Unknown
        return told

    def _tell(self, place: int, *, link: bool) -> tuple[bytes, int] | None:
        parts = _Parts(self, link=link)
        try:
            parts.type(place)
        except (Unknown, RecursionError):
            return None
        name = b"".join(parts.parts)
        if len(name) > MOST_BYTES or parts.depth >= _MOST_DEPTH:
            return None
        return name, parts.depth + 1


class _Parts:
    """Collects the parts of one name. depth: of the deepest type in it."""

    def __init__(self, names: Names, *, link: bool) -> None:
        self.names = names
        self.link = link
        self.parts: list[bytes] = []
        self.depth = 0

    def type(self, place: int) -> None:
        """The whole name of the type at a place."""
        names = self.names
        kind, own = names.kind(place), place + names.form.own
        if names.own(place):
            self._own(place)
        elif kind == POINTER:
            self._then(b"*", own)
        elif kind == SLICE:
            self._then(b"[]", own)
        elif kind == ARRAY:
            self._then(b"[%d]" % names.long(place + names.form.third), own)
        elif kind == MAP:
            self._then(b"map[", own)
            self._then(b"]", place + names.form.second)
        elif kind == CHANNEL:
            self._channel(place)
        elif kind == FUNCTION:
            self.parts.append(b"func")
            self.signature(place)
        elif kind == INTERFACE:
            self._interface(place)
        elif kind == STRUCT:
            self._struct(place)
        else:
            raise Unknown

    def _then(self, before: bytes, at: int) -> None:
        """Some bytes, then the type that a pointer leads to."""
        name, depth = self.names.name(self.names.type_at(at), link=self.link)
        self.depth = max(self.depth, depth)
        self.parts += (before, name)

    def _own(self, place: int) -> None:
        """As it stands, but the linker's with the package's path: it replaces all before a dot."""
        names = self.names
        flags = names.flags(place)
        _, text = names.written(names.word(place + names.form.name))
        if flags & STARRED:
            text = text[1:]
        dot = text.find(b".")
        if not self.link or not flags & UNCOMMON or dot < 0 or text.startswith(b"go."):
            self.parts.append(text)
            return
        uncommon = place + names.form.size_of(names.kind(place), names.map_size)
        _, path = names.written(names.word(uncommon))
        self.parts += (escaped(path), text[dot:])

    def _channel(self, place: int) -> None:
        names = self.names
        own, second = names.form.own, names.form.second
        direction, of = names.long(place + second), names.type_at(place + own)
        kind, flags = names.kind(of), names.flags(of)
        if direction == _RECEIVE:
            self._then(b"<-chan ", place + own)
        elif direction == _SEND:
            self._then(b"chan<- ", place + own)
        elif kind == CHANNEL and not flags & NAMED and names.long(of + second) == _RECEIVE:
            self._then(b"chan (", place + own)
            self.parts.append(b")")
        else:
            self._then(b"chan ", place + own)

    def signature(self, place: int) -> None:
        """Of a function: its parameters and results."""
        names = self.names
        form, word = names.form, names.form.word
        ins, outs = struct.unpack_from("<2H", names.types, place + form.own)
        results = outs & ~_VARIADIC
        at = place + form.second + (16 if names.flags(place) & UNCOMMON else 0)
        end = at + word * ins
        if end + word * results > len(names.types):
            raise Unknown
        before = b"("
        for each in range(at, end, word):
            if outs & _VARIADIC and each == end - word:
                self._then(before + b"...", names.type_at(each) + form.own)
            else:
                self._then(before, each)
            before = b", "
        self.parts.append(b")" if ins else b"()")
        before = b" (" if results > 1 else b" "
        for each in range(end, end + word * results, word):
            self._then(before, each)
            before = b", "
        if results > 1:
            self.parts.append(b")")

    def _interface(self, place: int) -> None:
        names = self.names
        methods = names.table_at(place + names.form.second, 8)
        if not methods:
            self.parts.append(b"interface {}")
            return
        before = b"interface { "
        for method in methods:
            self.parts.append(before)
            self._field(names.word(method), place)
            of = names.word(method + 4)
            if not 0 <= of < len(names.types) - ROOM or names.kind(of) != FUNCTION:
                raise Unknown
            self.signature(of)
            before = b"; "
        self.parts.append(b" }")

    def _struct(self, place: int) -> None:
        names = self.names
        word = names.form.word
        fields = names.table_at(place + names.form.second, 3 * word)
        if not fields:
            self.parts.append(b"struct {}")
            return
        first = names.written(self._name_of(fields[0]))[1]
        if len(fields) == len(_GROUP) and first == _GROUP[0]:
            self._group(fields)
            return
        before = b"struct { "
        for field in fields:
            offset = self._name_of(field)
            if names.types[offset] & _EMBEDDED:
                self._then(before, field + word)
            else:
                self.parts.append(before)
                self._field(offset, place)
                self._then(b" ", field + word)
            before = b"; "
        self.parts.append(b" }")

    def _group(self, fields: range) -> None:
        """What a map's entries stand in: control bytes, and an array of keys and elements."""
        form = self.names.form
        slots = self.names.table_at(self._slots(fields) + form.second, 3 * form.word)
        if len(slots) != len(_ENTRY):
            raise Unknown
        self._then(b"map.group[", slots[0] + form.word)
        self._then(b"]", slots[1] + form.word)

    def _slots(self, fields: range) -> int:
        names = self.names
        return names.type_at(names.type_at(fields[1] + names.form.word) + names.form.own)

    def _name_of(self, field: int) -> int:
        return self.names.long(field) - self.names.address

    def _field(self, offset: int, place: int) -> None:
        """A field's or method's name; the linker's of an unexported one with its package."""
        names = self.names
        flags, text = names.written(offset)
        if self.link and not flags & _EXPORTED and (package := names.long(place + names.form.own)):
            _, path = names.written(package - names.address)
            if path:  # a map's entries are of no package
                self.parts += (escaped(path), b".")
        self.parts.append(text)


def escaped(path: bytes) -> bytes:
    """A package's path as the linker has it: no dots in its last part."""
    slash = path.rfind(b"/") + 1
    return path[:slash] + path[slash:].replace(b".", b"%2e")
