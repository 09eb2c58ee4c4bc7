/* Joins the text of an arm program: filters/text_arm.py says what its streams hold and why. */
#pragma once

#include "text_words.h"

enum { ARM_LITERALS = WORDS_OWN, ARM_RARE, ARM_STRAYS, ARM_STREAMS };
enum { ARM_ALL_LITERALS = WORDS_NUMBERS, ARM_FREQUENT };
enum { ARM_HOME = 0xfb, ARM_GUARD, ARM_PLACED, ARM_STRAY, ARM_POOL }; /* first bytes */
enum { ARM_OFFSET = 0xfff, ARM_UP = 1 << 23, ARM_TAIL = 2, ARM_BEHIND = 2 };
enum { ARM_MOST_LITERALS = 1 << 20, ARM_MOST_LOADS = 2048 };

/* A load whose pool is still to come: where it stands, and which word of the pool it reads. */
struct arm_load {
    u32 at, slot;
};

/* Where joining stands between the parts. at: index of an instruction; entry: of an entry. */
struct text_work {
    const u8 *words, *rare, *strays;
    struct passed passed; /* of the words */
    u32 at, entry, start, end, guard, frame;
    u32 loads, slots;
    struct arm_load load[ARM_MOST_LOADS];
    u32 slot[ARM_MOST_LOADS];
    u32 literals[ARM_MOST_LITERALS];
};

static COLD void text_functions(const u8 *content, u32 *entries)
{
    words_functions(content, ARM_STREAMS, entries);
}

/* The values of loads: two ascending rows, of the frequent ones and of the others. */
static COLD void arm_literals(struct text_work *work, const u8 *content)
{
    const u8 *sizes = content + 4 * ARM_STREAMS;
    const u8 *from = words_stream(content, ARM_STREAMS, ARM_LITERALS);
    u32 count = load32(sizes + 4 * ARM_ALL_LITERALS), frequent = load32(sizes + 4 * ARM_FREQUENT);
    for (u32 k = 0, value = 0; k < count; k++)
        work->literals[k] = value = (k == frequent ? 0 : value) + read_varint(&from);
}

/* Which word of the next pool has the value; a value that was not met yet gets the next one. */
static u32 arm_slot(struct text_work *work, u32 value)
{
    u32 slot = 0;
    while (slot < work->slots && work->slot[slot] != value)
        slot++;
    if (slot == work->slots)
        work->slot[work->slots++] = value;
    return slot;
}

/* A load from a pool, by the number of its value: how far away that is will be seen. */
static u32 arm_from_pool(struct text_work *work, u32 x)
{
    u32 code = x & ARM_OFFSET;
    if (code == ARM_OFFSET)
        code += read_varint(&work->rare);
    struct arm_load *load = &work->load[work->loads++];
    load->at = work->at;
    load->slot = arm_slot(work, work->literals[code]);
    return x & ~(u32)ARM_OFFSET;
}

/* The pool of the loads since the last one. */
static void arm_pool(struct text_work *work, u8 *text)
{
    for (u32 k = 0; k < work->loads; k++) {
        struct arm_load load = work->load[k];
        u8 *to = text + 4 * (u64)load.at;
        store32(to, load32(to) | 4 * (work->at + load.slot - load.at - ARM_BEHIND));
    }
    copy(text + 4 * (u64)work->at, (const u8 *)work->slot, 4 * work->slots);
    work->at += work->slots;
    work->loads = work->slots = 0;
}

INLINE u32 arm_branch(u32 kind, u32 target, u32 at)
{
    return kind | ((target - at - ARM_BEHIND) & 0xffffff);
}

/* Instructions whose first byte says that they are something else; the second half of what is
 * returned is whether one stands here. */
static u64 arm_special(struct text_work *work, u8 *text, u32 x)
{
    switch (x >> 24) {
    case ARM_HOME: /* the end of where the stack grows; a branch waits to know its start */
        if (work->guard != (u32)-1)
            store32(text + 4 * (u64)work->guard,
                    arm_branch(0x9a000000, work->at - ARM_TAIL, work->guard));
        work->guard = (u32)-1;
        x = arm_branch(0xea000000, work->start, work->at);
        break;
    case ARM_GUARD:
        work->guard = work->at;
        break;
    case ARM_PLACED:
        x = arm_branch(0xeb000000, x & 0xffffff, work->at);
        break;
    case ARM_POOL:
        arm_pool(work, text);
        return 0;
    default:
        x = load32(work->strays);
        work->strays += 4;
    }
    return x | 1ull << 32;
}

/* Writes the parts of the text, one after the other. */
static void join_text(struct text_work *work, u8 *text, u32 address, const u8 *content,
                      u8 *lengths, const u32 *entries, u32 part)
{
    const u8 *sizes = content + 4 * ARM_STREAMS;
    u32 size = load32(sizes + 4 * WORDS_SIZE), count = load32(sizes + 4 * WORDS_ENTRIES);
    u32 stop = text_part_end(size, part) / 4;
    (void)address;
    (void)lengths; /* all are four */
    if (!part) {
        work->words = words_stream(content, ARM_STREAMS, WORDS_CODE);
        work->rare = words_stream(content, ARM_STREAMS, ARM_RARE);
        work->strays = words_stream(content, ARM_STREAMS, ARM_STRAYS);
        work->passed = begin_passing(work->words, size);
        work->at = work->entry = work->end = work->loads = work->slots = 0;
        arm_literals(work, content);
    }
    while (work->at < stop) {
        while (work->at >= work->end) { /* the next function */
            work->start = work->end;
            work->end = work->entry < count ? entries[work->entry++] / 4 : size / 4;
            work->guard = (u32)-1;
            work->frame = 0;
        }
        u32 x = __builtin_bswap32(load32(work->words));
        work->words += 4;
        if (UNLIKELY(x >= 0xfa000000)) {
            u64 made = arm_special(work, text, x);
            if (!(made >> 32))
                continue;
            x = (u32)made;
        } else if (x >> 24 == 0xeb)
            x = arm_branch(0xeb000000, entries[x & 0xffffff] / 4, work->at);
        else if ((x & 0x0f2f0000) == 0x050d0000) { /* beyond the frame: arguments */
            if (!(x & ARM_UP))
                x = (x + work->frame) | ARM_UP;
        } else if ((x & 0x0fff0000) == 0x059f0000 && x < 0xf0000000)
            x = arm_from_pool(work, x);
        else if ((x & 0xfffff000) == 0xe52de000)
            work->frame = x & ARM_OFFSET;
        else if ((x & 0xfffff000) == 0xe49df000) {
            u32 freed = x & ARM_OFFSET;
            x = (x & ~(u32)ARM_OFFSET) | (freed == work->frame ? 0 : freed ? freed : work->frame);
        }
        store32(text + 4 * (u64)work->at++, x);
    }
    pass(&work->passed, work->words);
    if (stop == size / 4)
        copy(text + 4 * (u64)stop, work->strays, size & 3);
}
