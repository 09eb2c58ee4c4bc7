/* What a function's code says about its tables: where instructions begin, calls, checks of the
 * write barrier, the tail that asks for more stack, and the depth of the stack.
 *
 * The thread that joins the text does this as well, so that the other finds it done (notes.h). */
#pragma once

#include "lines_streams.h"

enum { PROLOGUE = 6 };

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

#if defined(TEXT_ARM64)
#include "look_arm64.h"
#elif defined(TEXT_386)
#include "look_386.h"
#elif defined(TEXT_ARM)
#include "look_arm.h"
#elif defined(TEXT_RISCV64)
#include "look_riscv64.h"
#elif defined(TEXT_PPC64LE)
#include "look_ppc64le.h"
#else
#include "look_amd64.h"
#endif

/* Where the tail begins, if the prologue jumps to one: bytes from the entry. */
static SMALL u32 find_tail(const struct scan *scan)
{
    u32 at = scan->overhang;
    for (u32 n = 0; n < PROLOGUE && at < scan->size; n++) {
        i32 target = tail_of(scan->text + at);
        if (target)
            return target > 0 ? at + (u32)target : (u32)NOTHING;
        at += length_of(scan->lengths, n);
    }
    return (u32)NOTHING;
}

/* Goes through a function's instructions once and notes all of this in c, whose lists are there. The
 * last row of depths has no end yet, and where the instructions begin is not written down. */
static HOT void scan_function(struct scan *scan, struct code *code, u32 entry, u32 size)
{
    scan->text = scan->text_start + entry;
    scan->size = size;
    struct depth d = {0, 0, 1};
    struct code c = *code;
    c.first = scan->overhang;
    c.stop = find_stop(scan->text, size);
    c.instructions = c.call_count = c.check_count = c.depths.count = 0;
    c.tail = c.resume = (u32)NOTHING;
    scan->overhang = look_through(scan, &c, &d, find_tail(scan)) - size;
    c.depths.value[c.depths.count++] = d.now;
    scan->lengths += VARIED ? c.instructions : 0;
    for (u32 i = c.call_count; i && c.calls[i - 1] >= c.tail; i--)
        c.resume = c.calls[i - 1] + 1;
    *code = c;
}

enum { AT_ONCE = 16 }; /* offsets that may be written too many */

/* Lays out the lists of a function of so many instructions from `at`, and says how large they are. */
static SMALL u64 lay_out_code(struct code *c, u64 at, u64 instructions)
{
    u64 start = at, words = 4 * (instructions + 2 + AT_ONCE);
    c->offset = (u32 *)at;
    c->calls = (u32 *)(at += words);
    c->checks = (u32 *)(at += words);
    c->depths.end = (u32 *)(at += words);
    c->depths.value = (i32 *)(at += words);
    return at + words - start;
}
