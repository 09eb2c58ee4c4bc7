"""Go's type descriptors, read where they stand (internal/abi, type.go)."""

from __future__ import annotations

from dataclasses import dataclass

ARRAY, CHANNEL, FUNCTION, INTERFACE, MAP, POINTER, SLICE, STRUCT = 17, 18, 19, 20, 21, 22, 23, 25
_STRING, _UNSAFE_POINTER = 24, 26
_OWN = frozenset((_STRING, _UNSAFE_POINTER))
UNCOMMON, STARRED, NAMED = 1, 2, 4
"""In a type's TFlag: that it has methods or a package; that its name stands behind a `*`; that it
was declared."""

ROOM = 96
"""Behind a descriptor's start there are so many bytes."""

MOST = 500
"""A struct's fields and a type's methods that other filters look at: there may be fewer."""

MOST_BYTES = 1500
"""Of a name: the stub can do somewhat more."""

_MORE = {ARRAY: 3, CHANNEL: 2, FUNCTION: 1, INTERFACE: 4, POINTER: 1, SLICE: 1, STRUCT: 4}
"""Words of a descriptor behind what all have, by kind; those of maps differ by release."""


@dataclass(frozen=True)
class Form:
    """Where the parts of descriptors stand; a word has as many bytes as an address."""

    word: int

    @property
    def hash(self) -> int:
        """Where the hash stands, also in an itab."""
        return 2 * self.word

    @property
    def flags(self) -> int:
        """Then the alignment, that as a field, and the kind, a byte each."""
        return 2 * self.word + 4

    @property
    def kind(self) -> int:
        return 2 * self.word + 7

    @property
    def name(self) -> int:
        return 4 * self.word + 8

    @property
    def to_this(self) -> int:
        """The offset of the type of a pointer to this."""
        return 4 * self.word + 12

    @property
    def own(self) -> int:
        """What a kind has beside what all have: bytes of a basic one."""
        return 4 * self.word + 16

    @property
    def second(self) -> int:
        """The second word of what a kind has."""
        return self.own + self.word

    @property
    def third(self) -> int:
        return self.own + 2 * self.word

    @property
    def methods_of_itab(self) -> int:
        """Where the methods of an itab begin, behind the hash."""
        return 3 * self.word

    def size_of(self, kind: int, map_size: int) -> int:
        """Bytes of a descriptor."""
        return map_size if kind == MAP else self.own + self.word * _MORE.get(kind, 0)


WIDE, NARROW = Form(8), Form(4)


class Unknown(Exception):
    """The bytes are no descriptor that can be read so."""


class Descriptors:
    """Of the types that begin at an address. map_size: bytes of a map's descriptor.

    Methods raise Unknown.
    """

    def __init__(self, types: bytes, address: int, map_size: int, form: Form = WIDE) -> None:
        self.types = types
        self.address = address
        self.map_size = map_size
        self.form = form

    def written(self, offset: int) -> tuple[int, bytes]:
        """First byte and text of a name that stands there."""
        types = self.types
        try:
            size, at = types[offset + 1], offset + 2
            if size & 128:
                size, at = size & 127 | types[at] << 7, at + 1
        except IndexError:
            raise Unknown from None
        if offset < 0 or size > MOST_BYTES or at + size > len(types):
            raise Unknown
        return types[offset], types[at : at + size]

    def own(self, place: int) -> bool:
        """Whether a type's name is its own, so not made of others': declared, and basic ones."""
        kind = self.kind(place)
        return bool(self.flags(place) & NAMED) or kind < ARRAY or kind in _OWN

    def kind(self, place: int) -> int:
        return self.types[place + self.form.kind] & 31

    def flags(self, place: int) -> int:
        return self.types[place + self.form.flags]

    def methods(self, place: int) -> range:
        """Of a type: name, type, and code to be called by interface and directly, four words."""
        size = self.form.size_of(self.kind(place), self.map_size)
        if not size or not self.flags(place) & UNCOMMON:
            return range(0)
        count = self.word(place + size + 4) & 0xFFFF
        start = place + size + self.word(place + size + 8)
        if count >= MOST or start + 16 * count > len(self.types):
            return range(0)
        return range(start, start + 16 * count, 16)

    def type_at(self, at: int) -> int:
        """The place that a pointer leads to."""
        place = self.long(at) - self.address
        if not 0 <= place < len(self.types) - ROOM:
            raise Unknown
        return place

    def table_at(self, at: int, width: int) -> range:
        """The elements of a slice that stands there."""
        start, count = self.long(at) - self.address, self.long(at + self.form.word)
        if not count:
            return range(0)
        if not 0 <= start < len(self.types) or width * count > len(self.types) - start:
            raise Unknown
        return range(start, start + width * count, width)

    def long(self, at: int) -> int:
        """A number as wide as an address."""
        return int.from_bytes(self.types[at : at + self.form.word], "little")

    def word(self, at: int) -> int:
        return int.from_bytes(self.types[at : at + 4], "little")
