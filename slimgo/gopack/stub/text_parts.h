/* The text is joined in parts, so that what needs some of it can begin before all is there. */
#pragma once

#include "gopack.h"

enum { TEXT_PARTS = 8 };

/* The text offset up to which a part reaches, counted from 0. What begins before is of the part,
 * also where it goes on behind. */
INLINE u32 text_part_end(u32 size, u32 part)
{
    return (u32)((u64)size * (part + 1) / TEXT_PARTS);
}
