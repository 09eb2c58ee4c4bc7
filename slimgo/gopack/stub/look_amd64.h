/* What amd64 code says of its line table: filters/lines/look_amd64.py. */
#pragma once

#include "interest_amd64.h"

/* An instruction that may be of interest. Calls by an address that is counted from the next
 * instruction (ModRM 15) are none here: Go makes none, and its join has no note of them. */
static HOT void look_at(struct code *c, struct depth *d, const u8 *code, u32 ordinal)
{
    u32 first = code[0], second = code[1], third = code[2];
    u32 prefixed = first == 0x41;
    u32 opcode = prefixed ? second : first, operand = prefixed ? third : second;
    if (first == 0xe8 || (opcode == 0xff && (operand & 0x38) == 0x10 && operand != 0x15))
        note_call(c, ordinal);
    else if (first == 0x83) {
        if (second == 0x3d)
            c->checks[c->check_count++] = ordinal + 1;
    } else if (first == 0xc3)
        restore_depth(d);
    else if (changes_rsp(code)) {
        i32 by = second == 0x83 ? (signed char)code[3] : (i32)load32(code + 3);
        change_depth(d, third == 0xec ? by : -by);
    } else if ((opcode & 0xf0) == 0x50)
        change_depth(d, opcode & 8 ? -8 : 8);
    else if ((first & 0xfe) == 0x9c)
        change_depth(d, first == 0x9c ? 8 : -8);
}

#include "look_varied.h"
