/* The two stages of the stub. Stage 1 is not compressed: it compares the checksum, decompresses
 * frames, sets protections and jumps. Stage 2, which undoes the filters, is in the payload. */
#pragma once

#include "header.h"
#include "system.h"

enum { SLACK = 64 }; /* bytes that decoders and joins may read and write beyond the end */

enum { NO_MEMORY = -1, NO_EXECUTION = -2 };

/* Whether this is a start and no proof: whether the file is mapped where container.py puts it. */
INLINE int is_mapped_file(const struct header *header)
{
    return (u64)header >> 32 == FILE_BASE >> 32;
}

/* Callbacks that stage 1 passes to stage 2: the frame decompressor. */
struct decoder {
    void (*unpack)(const struct header *header, int frame, void *work, u8 *to);
    u64 work_size;
};

typedef int joins(const struct header *header, u8 *image, const struct decoder *decoder);
