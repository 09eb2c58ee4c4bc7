/* The two stages of the stub. The first stands in the file as it is: it checks, decodes frames,
 * sets protections and jumps. The second, which joins, is itself a frame of the payload. */
#pragma once

#include "header.h"

enum { SLACK = 64 }; /* decoders and joins read and write a little too far */

enum { NO_MEMORY = -1, NO_EXECUTION = -2 };

/* What the first stage lends the second. */
struct decoder {
    void (*unpack)(const struct header *header, int frame, void *work, u8 *to);
    u64 work_size;
};

typedef int joins(const struct header *header, u8 *image, const struct decoder *decoder);
