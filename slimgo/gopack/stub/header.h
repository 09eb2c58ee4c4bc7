/* The header that stands between stub and payload, as header.py writes it (docs/gopack-format.md). */
#pragma once

#include "gopack.h"

enum { MAGIC = 0x024b5047 }; /* "GPK" and the version of the format */

enum { CODE, TEXT, REST, LINES, FRAMES }; /* the frames, in the order in which they stand */

enum { FILTER_TEXT = 1, FILTER_LINES = 2, FILTER_TYPES = 4, FILTER_COMPUTED = 8,
       FILTER_NUMBERS = 16 };

enum { COMPUTED_TABLES = 7 };

struct frame {
    u32 packed_size;
    u32 size;
};

/* Bytes of the image, counted from its first. */
struct extent {
    u32 at;
    u32 size;
};

struct segment {
    u32 at;
    u32 size;
    u32 protection; /* as mprotect takes it */
};

struct header {
    u32 magic;
    u32 size;     /* of header and payload */
    u64 checksum; /* XXH64 of what follows, to the end of the payload */
    u64 base;     /* where the image begins */
    u32 image_size;
    u32 memory_size; /* with what is zero at its end */
    u32 entry;
    u32 program_headers;
    u16 program_header_count;
    u8 flags; /* what was applied */
    u8 extent_count;
    u8 properties[FRAMES]; /* of LZMA frames: lc, lp, pb as (pb * 5 + lp) * 9 + lc */
    struct extent text;
    struct extent types;
    u32 computed[COMPUTED_TABLES]; /* where each table stands, 0 where it is not there */
    u32 instructions;
    u32 functions;
    u32 largest_function; /* instructions of it, or more */
    struct frame frames[FRAMES];
    u32 payload_at; /* from the header's start; before it extents, segments, runs of numbers */
    u32 segment_count;
    u32 tail_size; /* behind the payload, and mapped as it is */
    u8 map_size;     /* bytes of a map's type descriptor, 0 where unknown */
    u8 hashes;       /* what types' hashes are XORed with, see decode.h; 0 where none follow */
    u16 number_runs; /* words behind the segments */
    /* for unpacking; the stub does not look at these */
    u32 file_size;
    u32 overlay_size; /* of the file, what stood behind the ELF; now behind the tail */
    u64 file_checksum;
};

/* What the rest consists of. */
INLINE const struct extent *extents_of(const struct header *header)
{
    return (const struct extent *)(header + 1);
}

INLINE const struct segment *segments_of(const struct header *header)
{
    return (const struct segment *)(extents_of(header) + header->extent_count);
}

/* Of tables of numbers: numbers.h. */
INLINE const u32 *numbers_of(const struct header *header)
{
    return (const u32 *)(segments_of(header) + header->segment_count);
}
