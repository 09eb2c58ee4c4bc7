/* Which instructions of amd64 may tell the line tables something, by how they begin. */
#pragma once

#include "gopack.h"

/* Bit n: one whose first byte is n may do. 50-5f push and pop, 48 add and sub of rsp, 83 compare,
 * 41 the prefix of r8 to r15, 9c and 9d the flags, c3 return, e8 and ff calls; 0 also where the first
 * byte is not known. */
static const u64 INTERESTING[4] = {
    1, 0x00000000ffff0102, 0x0000000030000008, 0x8000010000000008,
};

/* Add and sub of rsp. */
INLINE u32 changes_rsp(const u8 *code) { return (load32(code) & 0xd7fdff) == 0xc48148; }

/* Whether an instruction may be of interest of which so many first bytes are known, the others 0. */
static COLD u32 may_interest(const u8 *head, u32 known)
{
    u32 first = head[0], second = head[1];
    if (known > 2 && first == 0x48)
        return changes_rsp(head);
    if (known > 1 && first == 0x41)
        return (second & 0xf0) == 0x50 || second == 0xff;
    if (known > 1 && (first == 0x83 || first == 0xff))
        return first == 0x83 ? second == 0x3d : (second & 0x38) == 0x10;
    return (u32)(INTERESTING[first >> 6] >> (first & 63)) & 1;
}
