/* What amd64 and 386 have in common: what compilers call, by string instructions, and caches. */
#pragma once

#include "gopack.h"

void *memcpy(void *to, const void *from, word size)
{
    void *result = to;
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size)::"memory");
    return result;
}

void *memset(void *to, int byte, word size)
{
    void *result = to;
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(size) : "a"(byte) : "memory");
    return result;
}

/* Instruction caches follow data caches here. */
INLINE void code_was_written(const u8 *from, u64 size)
{
    (void)from;
    (void)size;
}
