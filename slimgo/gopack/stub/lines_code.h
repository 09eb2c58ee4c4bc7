/* What a function's code says about its tables: where instructions begin, calls, checks of the
 * write barrier, the tail that asks for more stack, and the depth of the stack. */
#pragma once

#include "lines_streams.h"

enum { PROLOGUE = 6, ASIDE = 6 };

/* The depth of the stack as instructions go by. */
struct depth {
    i32 now, body; /* body: what the prologue made of it */
    u32 growing;
};

/* Bit n: an instruction whose first byte is n may be of interest. 50-5f push and pop, 83 compare,
 * 41 the prefix of r8 to r15, 9c and 9d the flags, c3 return, e8 and ff calls. */
static const u64 INTERESTING[4] = {
    0, 0x00000000ffff0002, 0x0000000030000008, 0x8000010000000008,
};

static void change_depth(struct depth *d, i32 change)
{
    d->growing &= change > 0;
    d->now += change;
    if (d->growing)
        d->body = d->now;
}

static void restore_depth(struct depth *d)
{
    d->now = d->body;
    d->growing = 0;
}

INLINE void note_call(struct lines *l, u32 ordinal) { l->calls[l->call_count++] = ordinal; }

/* An amd64 instruction that is likely to be of interest. */
static HOT void look_amd64(struct lines *l, struct depth *d, const u8 *code, u32 ordinal)
{
    u32 first = code[0], second = code[1], third = code[2];
    u32 prefixed = first == 0x41;
    u32 opcode = prefixed ? second : first;
    if (first == 0xe8 || (opcode == 0xff && ((prefixed ? third : second) & 0x38) == 0x10))
        note_call(l, ordinal);
    else if (first == 0x83) {
        if (second == 0x3d)
            l->checks[l->check_count++] = ordinal + 1;
    } else if (first == 0xc3)
        restore_depth(d);
    else if (first == 0x48) {
        i32 by = second == 0x83 ? (signed char)code[3] : (i32)load32(code + 3);
        change_depth(d, third == 0xec ? by : -by);
    } else if ((opcode & 0xf0) == 0x50)
        change_depth(d, opcode & 8 ? -8 : 8);
    else if ((first & 0xfe) == 0x9c)
        change_depth(d, first == 0x9c ? 8 : -8);
}

/* Whether it is: the bitmap above, or add and sub of rsp. */
INLINE u32 interesting_amd64(u32 word)
{
    u32 first = word & 255;
    return ((u32)(INTERESTING[first >> 6] >> (first & 63)) & 1) | ((word & 0xd7fdff) == 0xc48148);
}

/* The target, in bytes from the jump, of a jump if below or equal, or 0. */
static i32 tail_amd64(const u8 *code)
{
    if (code[0] == 0x76)
        return 2 + (signed char)code[1];
    return load16(code) == 0x860f ? 6 + (i32)load32(code + 2) : 0;
}

/* Calls, and whatever loads, stores, adds to or subtracts from the stack pointer. */
INLINE u32 interesting_arm64(u32 word)
{
    return (word >> 26 == 0x25) | ((word & 0xff9ff000) == 0xd61f0000) |
           ((word & 0xffa00fff) == 0xf8000ffe) | ((word & 0xffe00fff) == 0xf84007fe) |
           ((word & 0xbf00001f) == 0x9100001f);
}

static SMALL void look_arm64(struct lines *l, struct depth *d, const u8 *code, u32 ordinal)
{
    u32 word = load32(code);
    i32 near = (i32)(word << 11) >> 23;
    i32 far = (i32)((word >> 10 & 0xfff) << (word >> 22 & 1 ? 12 : 0));
    if (word >> 26 == 0x25 || (word & 0xfffffc1f) == 0xd63f0000)
        note_call(l, ordinal);
    else if (word == 0xd65f03c0)
        restore_depth(d);
    else if ((word & 0xffe00fff) == 0xf8000ffe || (word & 0xffe00fff) == 0xf84007fe)
        change_depth(d, -near); /* str x30, [sp, #n]!, ldr x30, [sp], #n */
    else if (word == 0x9100029f) { /* mov sp, x20: a large frame, its bottom computed before */
        i32 by = 0;
        for (int i = 0; i < ASIDE && code - 4 * i >= l->text_start; i++) {
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

static i32 tail_arm64(const u8 *code)
{
    u32 word = load32(code);
    return (word & 0xff00001f) == 0x54000009 ? ((i32)(word << 8) >> 13) * 4 : 0;
}

/* Where the tail begins, if the prologue jumps to one: bytes from the entry. */
static SMALL u32 find_tail(const struct lines *l)
{
    u32 at = l->overhang;
    for (u32 n = 0; n < PROLOGUE && at < l->size; n++) {
        i32 target = QUANTUM == 1 ? tail_amd64(l->text + at) : tail_arm64(l->text + at);
        if (target)
            return target > 0 ? at + (u32)target : (u32)NOTHING;
        at += QUANTUM == 1 ? l->lengths[n] : QUANTUM;
    }
    return (u32)NOTHING;
}

/* Ends a row of stack depths when the instruction that ends here changed the depth. */
INLINE void note_depth(struct lines *l, struct depth *d, i32 before, u32 at)
{
    struct rows *depths = &l->depths;
    if (d->now == before)
        return;
    if (at < l->stop) {
        depths->end[depths->count] = at;
        depths->value[depths->count++] = before;
    } else
        d->now = before;
}

/* Goes through a function's instructions once and notes all of this. */
static HOT void scan_code(struct lines *l)
{
    const u8 *text = l->text, *lengths = l->lengths;
    struct depth d = {0, 0, 1};
    struct rows *depths = &l->depths;
    u32 at = l->overhang, n = 0, size = l->size, tail_at = find_tail(l);
    u32 *offset = l->offset;
    l->call_count = l->check_count = depths->count = 0;
    l->tail = l->resume = (u32)NOTHING;
    while (at < size) {
        const u8 *code = text + at;
        u32 word = load32(code);
        offset[n] = at;
        at += QUANTUM == 1 ? lengths[n] : QUANTUM;
        u32 interesting = QUANTUM == 1 ? interesting_amd64(word) : interesting_arm64(word);
        if (UNLIKELY(interesting | (at == tail_at))) {
            i32 before = d.now;
            if (QUANTUM != 1)
                look_arm64(l, &d, code, n);
            else if (interesting)
                look_amd64(l, &d, code, n);
            if (at == tail_at) {
                l->tail = n + 1;
                d.now = 0;
            }
            note_depth(l, &d, before, at);
        }
        n++;
    }
    depths->end[depths->count] = l->end;
    depths->value[depths->count++] = d.now;
    offset[n] = at;
    l->instructions = n;
    l->overhang = at - size;
    l->lengths = QUANTUM == 1 ? lengths + n : lengths;
    for (u32 i = 0; i < l->call_count && l->resume == (u32)NOTHING; i++)
        if (l->calls[i] >= l->tail)
            l->resume = l->calls[i] + 1;
}
