"""The streams of the line-table filter, in their order in the frame, and its parameters.

The largest come first: zstd does better on what stands near the start of a frame. The same order
stands in stub/lines_streams.h; a test compares the two.
"""

from __future__ import annotations

from enum import IntEnum, auto


class Stream(IntEnum):
    """Numbers of seven bits a byte, except those named `…_BYTES` and PARAMETERS."""

    PARAMETERS = 0  # 32-bit numbers, see Parameter
    LINE_STEPS = auto()  # in instructions
    LINES_GOING = auto()  # zigzag; the row before is of the same code
    INLINE_STEPS = auto()  # in line rows
    INLINE_NODES = auto()
    LINES_INLINED = auto()
    LINES_BACK = auto()  # zigzag; the row before is of other code
    START_LINES = auto()  # zigzag
    NODE_NAMES = auto()  # inlined functions
    PARENTS = auto()  # zigzag, in line rows from the node's first
    MAP_ARGUMENTS_BYTES = auto()  # the bits of stack maps
    MAP_LOCALS_BYTES = auto()
    STACKMAP_STEPS = auto()
    STACKMAP_VALUES = auto()
    PANIC_VALUES = auto()
    UNSAFE_STEPS = auto()
    LIVE_STEPS = auto()
    FILES = auto()
    DATA_0 = auto()  # funcdata references by kind, the last for all above
    DATA_1 = auto()
    DATA_2 = auto()
    DATA_3 = auto()
    DATA_4 = auto()
    DATA_5 = auto()
    DATA_6 = auto()
    DATA_7 = auto()
    BLOB_OTHERS_BYTES = auto()
    SHAPES = auto()  # functions, see shapes.py
    BLOB_OBJECTS_BYTES = auto()
    ARGUMENTS = auto()
    NAME_NUMBERS = auto()
    FILE_VALUES = auto()
    MAP_SIZES = auto()  # stack maps: how many, bits of each
    LIVE_VALUES = auto()
    SHAPE_KINDS_BYTES = auto()
    PANIC_STEPS = auto()
    STACKMAP_RESTS = auto()
    FILE_STEPS = auto()
    UNSAFE_VALUES = auto()
    BLOB_SIZES = auto()
    LIVE_RESTS = auto()
    UNITS = auto()  # zigzag, against the function before
    PARENT_RESTS = auto()  # in instructions
    DEFERS = auto()
    INLINE_RESTS = auto()  # in instructions
    FUNCTION_IDS_BYTES = auto()
    PANIC_RESTS = auto()
    OWN_NAMES = auto()  # functions, see symbols.py
    SP_STEPS = auto()
    SP_VALUES = auto()
    RAW = auto()  # tables as they are, those of lines and inlining before a function's others
    ENDS = auto()  # functions whose tables end elsewhere: distance, change
    FILE_RESTS = auto()
    NAME_PLACES = auto()
    DATA_PLACES = auto()  # offsets
    TAIL_BYTES = auto()  # what stands behind the last part that is rebuilt
    PATCHES = auto()  # bytes that came out wrong: distance, the right byte


class Mode(IntEnum):
    """How a table is given."""

    ABSENT = 0
    CODED = 1
    RAW = 2
    DERIVED = 3  # stack depths from the code, files from the inlined functions


class Parameter(IntEnum):
    """Offsets in bytes; `capacities` bound the join's scratch memory."""

    TABLE = 0  # offset of the table in the image
    TEXT = auto()  # offset of the text in the image
    END = auto()  # of what the filter rebuilds, in the image
    FUNCTIONS = auto()
    QUANTUM = auto()
    ROWS = auto()  # capacity: rows of one table
    NODES = auto()  # capacity: of one inlining tree, and functions inlined
    NAMES = auto()  # capacity
    BLOBS = auto()  # capacity: distinct funcdata
    HASH_BITS = auto()  # capacity: 2 to this power for the tables of pctab
    RECORDS_END = auto()  # offset in functab
    DATA = auto()  # offset of funcdata in the image, 0 when it stands elsewhere
    DATA_END = auto()  # offset in the image
    GROUP_4 = auto()  # offsets in funcdata of what is aligned to four bytes, and to one
    GROUP_1 = auto()
    FINDFUNC = auto()  # offset in the image, 0: not rebuilt


NAMES = tuple(stream.name.lower().replace("_", " ") for stream in Stream)
