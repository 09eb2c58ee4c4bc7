/* The text is joined in parts, so that what needs some of it can begin before all is there. */
#pragma once

#include "gopack.h"

#if !defined(TEXT_PART)
#define TEXT_PART (1 << 17) /* bytes; filters/amd64/program.py has the same number */
#endif

/* The text offset up to which a part reaches, counted from 0. What begins before is of the part,
 * also where it goes on behind. The last part reaches to the end. */
INLINE u32 text_part_end(u32 size, u32 part)
{
    u64 end = ((u64)part + 1) * TEXT_PART;
    return end < size ? (u32)end : size;
}
