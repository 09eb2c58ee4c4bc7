/* What compilers call, for machines without string instructions. */
#pragma once

#include "gopack.h"

void *memcpy(void *to, const void *from, word size)
{
    copy(to, from, size);
    return to;
}

void *memset(void *to, int byte, word size)
{
    for (u8 *t = to; size--;)
        *t++ = (u8)byte;
    return to;
}
