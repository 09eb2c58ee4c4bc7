/* What ppc64le code says of its line table: filters/lines/look_ppc64le.py. */
#pragma once

#include "gopack.h"

/* bl, bctrl and blrl; stdu r31, -n(r1); addi r1, r1, n; blr. */
INLINE u32 is_interesting(u32 word)
{
    return ((word & 0xfc000001) == 0x48000001) | ((word & 0xfffffbfe) == 0x4e800020) |
           ((word & 0xffff0003) == 0xfbe10001) | ((word & 0xffff0000) == 0x38210000);
}

static SMALL void look_at(struct code *c, struct depth *d, const u8 *code, u32 ordinal,
                          const u8 *text_start)
{
    u32 word = load32(code);
    i32 near = (i16)word;
    (void)text_start;
    if (word == 0x4e800020)
        restore_depth(d);
    else if ((word & 0xffff0003) == 0xfbe10001)
        change_depth(d, -(near & ~3));
    else if ((word & 0xffff0000) == 0x38210000)
        change_depth(d, -near);
    else if (word & 1)
        note_call(c, ordinal);
}

/* Where the stack grows stands before all else. */
INLINE i32 tail_of(const u8 *code)
{
    (void)code;
    return 0;
}

#include "look_words.h"
