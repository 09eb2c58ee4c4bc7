/* What 386 code says of its line table: filters/lines/look_386.py. */
#pragma once

#include "interest_386.h"

/* An instruction that may be of interest. Calls by an address in memory (ModRM 15) are none here: Go
 * makes none, and its join has no note of them. */
static HOT void look_at(struct code *c, struct depth *d, const u8 *code, u32 ordinal)
{
    u32 first = code[0], second = code[1];
    if (first == 0xe8 || (first == 0xff && (second & 0x38) == 0x10 && second != 0x15))
        note_call(c, ordinal);
    else if (first == 0xc3)
        restore_depth(d);
    else if ((first & 0xf0) == 0x50)
        change_depth(d, first & 8 ? -4 : 4);
    else if ((first & 0xfe) == 0x9c)
        change_depth(d, first == 0x9c ? 4 : -4);
    else if (changes_esp(code)) {
        i32 by = first == 0x83 ? (signed char)code[2] : (i32)load32(code + 2);
        change_depth(d, second == 0xec ? by : -by);
    } else if (first == 0x83 && second == 0x3d)
        c->checks[c->check_count++] = ordinal + 1;
}

#include "look_varied.h"
