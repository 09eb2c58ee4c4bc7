/* What riscv64 code says of its line table: filters/lines/look_riscv64.py. */
#pragma once

#include "gopack.h"

/* An instruction has two bytes or four; what counts is each two bytes. */
#define LOOK_PARTS(code) ((*(code) & 3) == 3 ? 2 : 1)

/* jal, jalr, c.jalr; addi, c.addi and c.addi16sp of sp; returns. */
INLINE u32 is_interesting(u32 word)
{
    return ((word & 0xff7) == 0x0e7) | ((word & 0xf07f) == 0x9002) | ((word & 0xfffff) == 0x10113) |
           ((word & 0x8f83) == 0x0101) | ((word & 0xffff) == 0x8082) | (word == 0x8067);
}

static SMALL void look_at(struct code *c, struct depth *d, const u8 *code, u32 ordinal,
                          const u8 *text_start)
{
    u32 word = load32(code), half = word & 0xffff, kind = half & 0xef83;
    u32 six = (half >> 2 & 31) | (half >> 12 & 1) << 5;
    u32 sixteen = (half >> 6 & 1) << 4 | (half >> 2 & 1) << 5 | (half >> 5 & 1) << 6 |
                  (half >> 3 & 3) << 7 | (half >> 12 & 1) << 9;
    (void)text_start;
    if (half == 0x8082 || word == 0x8067)
        restore_depth(d);
    else if ((word & 0xfffff) == 0x10113)
        change_depth(d, -((i32)word >> 20));
    else if (kind == 0x0101)
        change_depth(d, -((i32)(six << 26) >> 26));
    else if (kind == 0x6101)
        change_depth(d, -((i32)(sixteen << 22) >> 22));
    else if ((word & 0xff7) == 0x0e7 || ((half & 0xf07f) == 0x9002 && half != 0x9002))
        note_call(c, ordinal);
}

/* Where the stack grows stands before all else. */
INLINE i32 tail_of(const u8 *code)
{
    (void)code;
    return 0;
}

#include "look_words.h"
