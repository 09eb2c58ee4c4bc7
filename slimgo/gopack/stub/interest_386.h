/* Which instructions of 386 may tell the line tables something, by how they begin. */
#pragma once

#include "gopack.h"

/* Bit n: one whose first byte is n may do. 50-5f push and pop, 81 and 83 calculate and compare, 9c and
 * 9d the flags, c3 return, e8 and ff calls; 0 also where the first byte is not known. */
static const u32 INTERESTING[8] = {1, 0, 0xffff0000, 0, 0x3000000a, 0, 0x00000008, 0x80000100};

/* Add and sub of esp. */
INLINE u32 changes_esp(const u8 *code) { return (load16(code) & 0xd7fd) == 0xc481; }

/* Whether an instruction may be of interest of which so many first bytes are known, the others 0. */
static COLD u32 may_interest(const u8 *head, u32 known)
{
    u32 first = head[0], second = head[1];
    if (known > 1 && (first & 0xfd) == 0x81)
        return changes_esp(head) || load16(head) == 0x3d83;
    if (known > 1 && first == 0xff)
        return (second & 0x38) == 0x10;
    return INTERESTING[first >> 5] >> (first & 31) & 1;
}
