/* Joins the text of a riscv64 program: filters/text_riscv64.py says what its streams hold. */
#pragma once

#include "text_words.h"

enum { RISCV64_STRAYS = WORDS_OWN, RISCV64_STREAMS };
enum { RISCV64_AUIPC = 0x17, RISCV64_STORE = 0x23, RISCV64_STORE_FLOAT = 0x27, RISCV64_STRAY = 0x7f,
       RISCV64_CALL = 0xef };

/* How far the text is joined, in bytes. */
struct text_work {
    const u8 *strays;
    struct passed passed; /* of the code */
    u32 at;
};

static COLD void text_functions(const u8 *content, u32 *entries)
{
    words_functions(content, RISCV64_STREAMS, entries);
}

/* JAL to so many bytes further. */
INLINE u32 riscv64_jal(u32 x, u32 by)
{
    return (x & 0xfff) | (by & 0xff000) | (by >> 11 & 1) << 20 | (by >> 1 & 0x3ff) << 21 |
           (by >> 20 & 1) << 31;
}

/* An instruction, of which twenty bits are kept, with the lower half of an address. */
INLINE u32 riscv64_low(u32 kept, u32 low)
{
    u32 opcode = kept & 0x7f;
    if (opcode == RISCV64_STORE || opcode == RISCV64_STORE_FLOAT)
        return opcode | kept >> 7 << 12 | low >> 5 << 25 | (low & 31) << 7;
    return kept | low << 20;
}

/* Writes the parts of the text, one after the other. */
static void join_text(struct text_work *work, u8 *text, u32 address, const u8 *content,
                      u8 *lengths, const u32 *entries, u32 part)
{
    const u8 *code = words_stream(content, RISCV64_STREAMS, WORDS_CODE);
    u32 size = load32(content + 4 * RISCV64_STREAMS), stop = text_part_end(size, part);
    (void)lengths; /* all are as long as a step of the line table */
    if (!part) {
        work->strays = words_stream(content, RISCV64_STREAMS, RISCV64_STRAYS);
        work->passed = begin_passing(code, size);
        work->at = 0;
    }
    u32 at = work->at;
    while (at < stop) {
        const u8 *from = code + at;
        u8 *to = text + at;
        if (size - at < 4) {
            copy(to, from, size - at);
            at = size;
            break;
        }
        u32 x = load32(from), opcode = x & 0x7f;
        if ((x & 3) != 3) {
            store16(to, x);
            at += 2;
            continue;
        }
        at += 4;
        if (opcode == RISCV64_AUIPC) {
            u32 by = __builtin_bswap32(load32(from + 4)) - address - (at - 4);
            u32 high = (by + 0x800) & ~0xfffu;
            store32(to + 4, riscv64_low(x >> 12, (by - high) & 0xfff));
            x = (x & 0xfff) | high;
            at += 4;
        } else if ((x & 0xff) == RISCV64_CALL) {
            u32 number = (x >> 12 & 15) << 16 | (x >> 16 & 255) << 8 | x >> 24;
            x = riscv64_jal(x, entries[number] - (at - 4));
        } else if (opcode == RISCV64_STRAY) {
            x = load32(work->strays);
            work->strays += 4;
        }
        store32(to, x);
    }
    work->at = at;
    pass(&work->passed, code + at);
}
