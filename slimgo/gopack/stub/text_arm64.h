/* Joins the text of an arm64 program: filters/text_arm64.py says what its streams hold and why.
 *
 * Every instruction stands in the stream with four bytes, the kind first. Most kinds are as they
 * were; a table of the first byte says which are not. */
#pragma once

#include "text_words.h"

enum { ARM64_SIZES, ARM64_WORDS, ARM64_FUNCTIONS, ARM64_BRANCHES, ARM64_GUARDS, ARM64_STRAYS,
       ARM64_STREAMS };

/* Where reading stands between the parts. at: index of an instruction; entry: of an entry. */
struct text_work {
    const u8 *branches, *guards, *strays;
    struct passed passed; /* of the words */
    u32 at, entry;
};

/* What an instruction is relative to: its index, and its function. Indices of instructions; `tail`
 * is where the stack is grown and no frame is there. `page` is that of the text's address. */
struct arm64_place {
    i32 i, start, end, guarded, tail;
    u32 frame, address;
};

enum arm64_kind { AS_IS, CALL, JUMP, BRANCH_IF, BRANCH_CMP, BRANCH_BIT, PAGE, ADD, SUB, WRITE_BACK,
                  LOAD, LOAD64 };

/* By an instruction's first byte. */
static const u8 arm64_kinds[256] = {
    [0x94] = CALL, [0x95] = CALL, [0x96] = CALL, [0x14] = JUMP, [0x54] = BRANCH_IF,
    [0x34] = BRANCH_CMP, [0x35] = BRANCH_CMP, [0xb4] = BRANCH_CMP, [0xb5] = BRANCH_CMP,
    [0x36] = BRANCH_BIT, [0x37] = BRANCH_BIT, [0xb6] = BRANCH_BIT, [0xb7] = BRANCH_BIT,
    [0x90] = PAGE, [0xb0] = PAGE, [0xd0] = PAGE, [0x91] = ADD, [0xd1] = SUB, [0xf8] = WRITE_BACK,
    [0x28] = LOAD, [0x29] = LOAD, [0x2c] = LOAD, [0x2d] = LOAD, [0x68] = LOAD, [0x69] = LOAD,
    [0x6c] = LOAD, [0x6d] = LOAD, [0xa8] = LOAD, [0xa9] = LOAD, [0xac] = LOAD, [0xad] = LOAD,
    [0xe8] = LOAD, [0xe9] = LOAD, [0xec] = LOAD, [0xed] = LOAD, [0x39] = LOAD, [0x3d] = LOAD,
    [0x79] = LOAD, [0x7d] = LOAD, [0xb9] = LOAD, [0xbd] = LOAD, [0xfd] = LOAD, [0xf9] = LOAD64,
};

/* A stream of the content. */
static const u8 *arm64_stream(const u8 *content, u32 which)
{
    return words_stream(content, ARM64_STREAMS, which);
}

/* Text offsets of the functions and of the last one's end; the stream has the steps between them,
 * turned by four bits as most are multiples of sixteen. */
static COLD void text_functions(const u8 *content, u32 *entries)
{
    const u8 *from = arm64_stream(content, ARM64_FUNCTIONS);
    u32 count = load32(arm64_stream(content, ARM64_SIZES) + 4);
    for (u32 k = 0, at = 0; k < count; k++) {
        u32 step = read_varint(&from);
        entries[k] = at += step << 4 | step >> 28;
    }
}

/* Instruction i of the stream: its bytes stand highest first. */
INLINE u32 arm64_word(const u8 *words, i32 i)
{
    return __builtin_bswap32(load32(words + 4 * (i64)i));
}

INLINE u32 arm64_stray(struct text_work *work)
{
    u32 x = load32(work->strays);
    work->strays += 4;
    return x;
}

/* A load or store with its base register back behind the offset. */
INLINE u32 arm64_load(u32 x)
{
    return (x & 0xffff001f) | (x >> 11 & 31) << 5 | (x >> 5 & 63) << 10;
}

/* Field of `width` bits at bit `at` counted from the other end, where `last` is 0. */
INLINE u32 arm64_mirror(u32 x, u32 last, u32 at, u32 width)
{
    u32 mask = ((1u << width) - 1) << at;
    return (x & ~mask) | (((last << at) - (x & mask)) & mask);
}

/* Distance of a branch from instruction i. The first early B.LS of a function leads to where the
 * stack is grown, which is told from the function's end. */
INLINE u32 arm64_distance(struct text_work *work, struct arm64_place *p, u32 x)
{
    if ((x & 0xff00001f) == 0x54000009 && p->i < p->guarded) {
        p->guarded = 0;
        p->tail = p->end - unzigzag(read_varint(&work->guards));
        return (u32)(p->tail - p->i);
    }
    return (u32)unzigzag(read_varint(&work->branches));
}

/* ADRP of a page, given from the start of memory, into a register. */
INLINE u32 arm64_adrp(const struct arm64_place *p, u32 page, u32 reg)
{
    page -= (p->address + 4 * (u32)p->i) >> 12;
    return 0x90000000 | (page & 3) << 29 | (page >> 2 & 0x7ffff) << 5 | reg;
}

/* ADRP and the instruction after it, which hold one address: `x` its low bits, `next` the rest and
 * the register. Gives both, the second in the upper half. */
static u64 arm64_pair(const struct arm64_place *p, u32 x, u32 next)
{
    u32 scale = 0;
    if ((next & 0x3b000000) == 0x39000000) {
        next = arm64_load(next);
        scale = (next & 0x04800000) == 0x04800000 ? 4 : next >> 30;
    }
    u32 page = (x >> 12 & 0xfff) | (next >> 10 & 0xfff) << 12;
    next = (next & ~0x3ffc00u) | ((x & 0xfff) >> scale) << 10;
    return arm64_adrp(p, page, next >> 5 & 31) | (u64)next << 32;
}

/* The instructions of one function. */
static void arm64_function(struct text_work *work, struct arm64_place *place, u8 *text,
                           const u8 *words, const u32 *entries)
{
    struct arm64_place p = *place;
    for (; p.i < p.end; p.i++) {
        u32 x = arm64_word(words, p.i);
        u8 *to = text + 4 * (i64)p.i;
        u32 frame = p.i >= p.tail ? 0 : p.frame;
        switch (arm64_kinds[x >> 24]) {
        case CALL: {
            u32 target = x & 0xffffff;
            if (LIKELY(x >> 24 == 0x94))
                target = entries[target] >> 2;
            if (UNLIKELY(x >> 24 == 0x96))
                x = arm64_stray(work);
            else
                x = 0x94000000 | ((target - (u32)p.i) & 0x3ffffff);
            break;
        }
        case JUMP: {
            u32 by = x & 1 ? (u32)(p.start - p.i) : (u32)unzigzag(read_varint(&work->branches));
            x = 0x14000000 | (by & 0x3ffffff);
            break;
        }
        case BRANCH_IF:
            x |= (arm64_distance(work, &p, x) & 0x7ffff) << 5;
            break;
        case BRANCH_CMP:
            x |= ((u32)unzigzag(read_varint(&work->branches)) & 0x7ffff) << 5;
            break;
        case BRANCH_BIT:
            x |= ((u32)unzigzag(read_varint(&work->branches)) & 0x3fff) << 5;
            break;
        case PAGE:
            if (LIKELY(x >> 24 == 0x90)) {
                store64(to, arm64_pair(&p, x, arm64_word(words, p.i + 1)));
                p.i++;
                continue;
            }
            x = x >> 24 == 0xb0 ? arm64_adrp(&p, x >> 5 & 0x7ffff, x & 31) : arm64_stray(work);
            break;
        case ADD: /* Xd, SP, #offset */
            if ((x & 0xffc003e0) == 0x910003e0)
                x = arm64_mirror(x, frame, 10, 12);
            break;
        case SUB: /* X20, SP, #size: makes a large frame */
            if ((x & 0xffc003ff) == 0xd10003f4)
                p.frame = x >> 10 & 0xfff;
            break;
        case WRITE_BACK: /* STR X30, [SP, #-size]! makes a frame; LDR X30, [SP], #size frees it */
            if ((x & 0xffe00fff) == 0xf8000ffe)
                p.frame = 512 - (x >> 12 & 0x1ff);
            else if ((x & 0xffe00fff) == 0xf84007fe)
                x = arm64_mirror(x, frame, 12, 9);
            break;
        case LOAD:
            x = arm64_load(x);
            break;
        case LOAD64:
            x = arm64_load(x);
            if ((x & 0xff8003e0) == 0xf90003e0)
                x = arm64_mirror(x, (frame >> 3) - 1, 10, 12);
            break;
        default:
            break;
        }
        store32(to, x);
    }
}

/* Writes the parts of the text, one after the other: function by function. */
static void join_text(struct text_work *work, u8 *text, u32 address, const u8 *content,
                      u8 *lengths, const u32 *entries, u32 part)
{
    const u8 *sizes = arm64_stream(content, ARM64_SIZES);
    const u8 *words = arm64_stream(content, ARM64_WORDS);
    u32 size = load32(sizes), count = load32(sizes + 4);
    u32 stop = text_part_end(size, part) / 4;
    (void)lengths; /* all are four */
    if (!part) {
        work->branches = arm64_stream(content, ARM64_BRANCHES);
        work->guards = arm64_stream(content, ARM64_GUARDS);
        work->strays = arm64_stream(content, ARM64_STRAYS);
        work->at = work->entry = 0;
        work->passed = begin_passing(words, size);
    }
    while (work->at < stop) {
        u32 end = work->entry < count ? entries[work->entry++] / 4 : size / 4;
        struct arm64_place place = { .i = (i32)work->at, .start = (i32)work->at, .end = (i32)end,
                                     .guarded = (i32)work->at + 8, .tail = INT32_MAX,
                                     .address = address };
        arm64_function(work, &place, text, words, entries);
        work->at = end;
    }
    pass(&work->passed, words + 4 * (u64)work->at);
    if (stop == size / 4)
        copy(text + 4 * (u64)stop, work->strays, size & 3);
}
