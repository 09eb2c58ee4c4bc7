/* What arm code says of its line table: filters/lines/look_arm.py. */
#pragma once

#include "gopack.h"

/* BL and BLX; what stores the link register, adds to or subtracts from the stack pointer; B, which may
 * end the tail. */
INLINE u32 is_interesting(u32 word)
{
    return ((word >> 24 & 15) == 0xb) | (word >> 24 == 0xea) | ((word & 0xffffff0) == 0x12fff30) |
           ((word & 0xfffff000) == 0xe52de000) | ((word & 0xfffff000) == 0xe24dd000) |
           ((word & 0xfffff000) == 0xe28dd000);
}

static SMALL void look_at(struct code *c, struct depth *d, const u8 *code, u32 ordinal,
                          const u8 *text_start)
{
    u32 word = load32(code), turn = 2 * (word >> 8 & 15), near = word & 0xff;
    i32 by = (i32)(near >> turn | near << (31 & -turn));
    if (word >> 24 == 0xea) { /* two behind mov r3, lr: a literal pool may follow */
        if (code - text_start >= 8 && load32(code - 8) == 0xe1a0300e)
            restore_depth(d);
    } else if (word >> 24 == 0xe5)
        change_depth(d, (i32)(word & 0xfff));
    else if ((word & 0xfffff000) == 0xe24dd000)
        change_depth(d, by);
    else if ((word & 0xfffff000) == 0xe28dd000)
        change_depth(d, -by);
    else
        note_call(c, ordinal);
}

/* BLS to it. */
static i32 tail_of(const u8 *code)
{
    u32 word = load32(code);
    return word >> 24 == 0x9a ? 8 + ((i32)(word << 8) >> 6) : 0;
}

#include "look_words.h"
