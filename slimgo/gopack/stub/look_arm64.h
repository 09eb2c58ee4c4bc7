/* What arm64 code says of its line table: filters/lines/look_arm64.py. */
#pragma once

#include "gopack.h"

enum { ASIDE = 6 };

/* Calls, and whatever loads, stores, adds to or subtracts from the stack pointer. */
INLINE u32 is_interesting(u32 word)
{
    return (word >> 26 == 0x25) | ((word & 0xff9ff000) == 0xd61f0000) |
           ((word & 0xffa00fff) == 0xf8000ffe) | ((word & 0xffe00fff) == 0xf84007fe) |
           ((word & 0xbf00001f) == 0x9100001f);
}

static SMALL void look_at(struct code *c, struct depth *d, const u8 *code, u32 ordinal,
                          const u8 *text_start)
{
    u32 word = load32(code);
    i32 near = (i32)(word << 11) >> 23;
    i32 far = (i32)((word >> 10 & 0xfff) << (word >> 22 & 1 ? 12 : 0));
    if (word >> 26 == 0x25 || (word & 0xfffffc1f) == 0xd63f0000)
        note_call(c, ordinal);
    else if (word == 0xd65f03c0)
        restore_depth(d);
    else if ((word & 0xffe00fff) == 0xf8000ffe || (word & 0xffe00fff) == 0xf84007fe)
        change_depth(d, -near); /* str x30, [sp, #n]!, ldr x30, [sp], #n */
    else if (word == 0x9100029f) { /* mov sp, x20: a large frame, its bottom computed before */
        i32 by = 0;
        for (int i = 0; i < ASIDE && code - 4 * i >= text_start; i++) {
            word = load32(code - 4 * i);
            if ((word & 0xff80001f) == 0xd1000014)
                by += (i32)((word >> 10 & 0xfff) << (word >> 22 & 1 ? 12 : 0));
        }
        change_depth(d, by);
    } else if ((word & 0xff8003ff) == 0xd10003ff)
        change_depth(d, far);
    else if ((word & 0xff8003ff) == 0x910003ff)
        change_depth(d, -far);
}

/* The target, in bytes from the jump, of a jump if lower or same, or 0. */
static i32 tail_of(const u8 *code)
{
    u32 word = load32(code);
    return (word & 0xff00001f) == 0x54000009 ? ((i32)(word << 8) >> 13) * 4 : 0;
}

#include "look_words.h"
