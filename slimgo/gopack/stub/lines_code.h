/* What a function's code says about its tables: where instructions begin, calls, checks of the
 * write barrier, the tail that asks for more stack, and the depth of the stack.
 *
 * The thread that joins the text does this as well, so that the other finds it done (notes.h). */
#pragma once

#include "lines_streams.h"

enum { PROLOGUE = 6, ASIDE = 6 };

/* Looks through functions, one after the other. */
struct scan {
    const u8 *text_start, *text, *lengths; /* text, lengths: of the function at hand */
    u32 size, overhang; /* its bytes; those of the last instruction before that reach into it */
};

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

INLINE void note_call(struct code *c, u32 ordinal) { c->calls[c->call_count++] = ordinal; }

/* An amd64 instruction that is likely to be of interest. */
static HOT void look_amd64(struct code *c, struct depth *d, const u8 *code, u32 ordinal)
{
    u32 first = code[0], second = code[1], third = code[2];
    u32 prefixed = first == 0x41;
    u32 opcode = prefixed ? second : first;
    if (first == 0xe8 || (opcode == 0xff && ((prefixed ? third : second) & 0x38) == 0x10))
        note_call(c, ordinal);
    else if (first == 0x83) {
        if (second == 0x3d)
            c->checks[c->check_count++] = ordinal + 1;
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

static SMALL void look_arm64(struct code *c, struct depth *d, const u8 *code, u32 ordinal,
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

static i32 tail_arm64(const u8 *code)
{
    u32 word = load32(code);
    return (word & 0xff00001f) == 0x54000009 ? ((i32)(word << 8) >> 13) * 4 : 0;
}

/* What is looked for in the code of the program's machine. */
#if defined(TEXT_ARM64)
#define LOOK_INTERESTING interesting_arm64
#define LOOK_TAIL tail_arm64
#define LOOK(c, d, code, ordinal, text_start, interesting) \
    look_arm64(c, d, code, ordinal, text_start)
#elif defined(TEXT_386)
#include "look_386.h"
#elif defined(TEXT_ARM)
#include "look_arm.h"
#elif defined(TEXT_RISCV64) || defined(TEXT_PPC64LE)
#define LOOK_INTERESTING(word) ((void)(word), 0)
#define LOOK_TAIL(code) ((void)(code), 0)
#define LOOK(c, d, code, ordinal, text_start, interesting) ((void)0)
#else
#define LOOK_INTERESTING interesting_amd64
#define LOOK_TAIL tail_amd64
#define LOOK(c, d, code, ordinal, text_start, interesting) \
    ((interesting) ? look_amd64(c, d, code, ordinal) : (void)0)
#endif

/* Where the tail begins, if the prologue jumps to one: bytes from the entry. */
static SMALL u32 find_tail(const struct scan *scan)
{
    u32 at = scan->overhang;
    for (u32 n = 0; n < PROLOGUE && at < scan->size; n++) {
        const u8 *code = scan->text + at;
        i32 target = LOOK_TAIL(code);
        if (target)
            return target > 0 ? at + (u32)target : (u32)NOTHING;
        at += VARIED ? scan->lengths[n] : QUANTUM;
    }
    return (u32)NOTHING;
}

/* Where a function's last instruction ends that is no padding. */
static u32 find_stop(const u8 *text, u32 stop)
{
    while (stop && text[stop - 1] == PADDING)
        stop--;
    return (stop + QUANTUM - 1) & -(u32)QUANTUM;
}

/* Ends a row of stack depths when the instruction that ends here changed the depth. */
INLINE void note_depth(struct code *c, struct depth *d, i32 before, u32 at)
{
    struct rows *depths = &c->depths;
    if (d->now == before)
        return;
    if (at < c->stop) {
        depths->end[depths->count] = at;
        depths->value[depths->count++] = before;
    } else
        d->now = before;
}

/* Goes through a function's instructions once and notes all of this in c, whose lists are there. The
 * last row of depths has no end yet, and where the instructions begin is not written down. */
static HOT void scan_function(struct scan *scan, struct code *code, u32 entry, u32 size)
{
    const u8 *text = scan->text = scan->text_start + entry, *lengths = scan->lengths;
    scan->size = size;
    struct depth d = {0, 0, 1};
    struct code c = *code;
    u32 at = c.first = scan->overhang, n = 0, tail_at = find_tail(scan);
    c.stop = find_stop(text, size);
    c.call_count = c.check_count = c.depths.count = 0;
    c.tail = c.resume = (u32)NOTHING;
    while (at < size) {
        const u8 *from = text + at;
        u32 word = load32(from);
        at += VARIED ? lengths[n] : QUANTUM;
        u32 interesting = LOOK_INTERESTING(word);
        if (UNLIKELY(interesting | (at == tail_at))) {
            i32 before = d.now;
            LOOK(&c, &d, from, n, scan->text_start, interesting);
            if (at == tail_at) {
                c.tail = n + 1;
                d.now = 0;
            }
            note_depth(&c, &d, before, at);
        }
        n++;
    }
    c.depths.value[c.depths.count++] = d.now;
    c.instructions = n;
    scan->overhang = at - size;
    scan->lengths = VARIED ? lengths + n : lengths;
    for (u32 i = 0; i < c.call_count && c.resume == (u32)NOTHING; i++)
        if (c.calls[i] >= c.tail)
            c.resume = c.calls[i] + 1;
    *code = c;
}

/* Where the instructions of a function begin and where the last one ends, from their lengths. */
static HOT void place_instructions(struct code *c, const u8 *lengths)
{
    u32 at = c->first, *offset = c->offset;
#pragma clang loop unroll(disable) vectorize(disable)
    for (u32 i = 0; i < c->instructions; i++) {
        offset[i] = at;
        at += VARIED ? lengths[i] : QUANTUM;
    }
    offset[c->instructions] = at;
}

/* Lays out the lists of a function of so many instructions from `at`, and says how large they are. */
static SMALL u64 lay_out_code(struct code *c, u64 at, u64 instructions)
{
    u64 start = at, words = 4 * (instructions + 2);
    c->offset = (u32 *)at;
    c->calls = (u32 *)(at += words);
    c->checks = (u32 *)(at += words);
    c->depths.end = (u32 *)(at += words);
    c->depths.value = (i32 *)(at += words);
    return at + words - start;
}
