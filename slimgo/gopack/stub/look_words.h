/* How code is looked through whose instructions are all as long, or consist of parts that are. Ordinals
 * count parts. */
#pragma once

#if !defined(LOOK_PARTS)
#define LOOK_PARTS(code) 1 /* of the instruction there */
#endif

INLINE u32 length_of(const u8 *lengths, u32 n)
{
    (void)lengths, (void)n;
    return QUANTUM;
}

/* Where a function's last instruction ends that is no padding. */
static u32 find_stop(const u8 *text, u32 stop)
{
    while (stop && text[stop - 1] == PADDING)
        stop--;
    return (stop + QUANTUM - 1) & -(u32)QUANTUM;
}

/* Looks at the function's instructions, counts them, and returns where the last one ends. */
INLINE u32 look_through(const struct scan *scan, struct code *c, struct depth *d, u32 tail_at)
{
    u32 at = scan->overhang, n = 0;
    for (u32 parts; at < scan->size; n += parts) {
        const u8 *code = scan->text + at;
        parts = LOOK_PARTS(code);
        if (parts > 1 && at + 2 * QUANTUM > scan->size)
            parts = 1; /* what belongs to the next function */
        at += parts * QUANTUM;
        u32 interesting = is_interesting(load32(code));
        if (LIKELY(!interesting && at != tail_at))
            continue;
        i32 before = d->now;
        if (interesting)
            look_at(c, d, code, n, scan->text_start);
        if (at == tail_at) {
            c->tail = n + parts;
            d->now = 0;
        }
        note_depth(c, d, before, at);
    }
    c->instructions = n;
    return at;
}

/* Where the instructions of a function begin and where the last one ends. */
static HOT void place_instructions(struct code *c, const u8 *lengths)
{
    (void)lengths;
    for (u32 i = 0; i <= c->instructions; i++)
        c->offset[i] = c->first + QUANTUM * i;
}
