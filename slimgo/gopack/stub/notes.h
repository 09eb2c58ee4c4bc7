/* What the text's thread found in the code of functions, on its way to the one that makes the line
 * tables: a ring of words, into which one thread puts and from which the other takes. */
#pragma once

#include "lines_code.h"
#include "system.h"

enum { RING = 1 << 17, NOTE = 9 }; /* words: of the ring; of a code's numbers */

/* put and taken are words so far, counted round and round; behind `taken` may stand one note more
 * that was taken and is being read. */
struct notes {
    u32 *words;
    u32 put, taken;
    u32 reached; /* by the taker, that note among them */
};

/* 0 where there is no room until more is taken than `taken`. A note stands in one piece: where it
 * would reach beyond the ring's end, a zero stands there, and the note at the start. One that would
 * take too much of the ring has no lists. */
static SMALL int put_note(struct notes *notes, struct code *c, u32 taken)
{
    const u32 *lists[] = {c->calls, c->checks, c->depths.end, (const u32 *)c->depths.value};
    u32 sizes[] = {c->call_count, c->check_count, c->depths.count, c->depths.count};
    u32 size = NOTE + sizes[0] + sizes[1] + 2 * sizes[2], all = size <= RING / 2;
    if (!all)
        size = NOTE;
    u32 put = notes->put, place = put % RING, skipped = place + size > RING ? RING - place : 0;
    if (put + skipped + size - taken > RING)
        return 0;
    u32 *to = notes->words + place;
    if (skipped) {
        *to = 0;
        to = notes->words;
    }
    c->note = size;
    copy((u8 *)to, (const u8 *)c, 4 * NOTE);
    to += NOTE;
    for (u32 i = 0; i < 4 * all; to += sizes[i++])
        copy((u8 *)to, (const u8 *)lists[i], 4ull * sizes[i]);
    __atomic_store_n(&notes->put, put + skipped + size, __ATOMIC_RELEASE);
    return 1;
}

/* Says that what was taken is read. Who waits for room is woken now and then. */
static SMALL void free_notes(struct notes *notes)
{
    u32 before = notes->taken;
    __atomic_store_n(&notes->taken, notes->reached, __ATOMIC_RELEASE);
    if ((before ^ notes->reached) & -(u32)(RING / 8))
        set_and_wake(&notes->taken, notes->reached);
}

/* Waits for the next note; its lists stand in the ring until the next one is taken. 0 where there
 * are no lists, and only `first` is told. */
static SMALL int take_note(struct notes *notes, struct code *c)
{
    free_notes(notes);
    while (__atomic_load_n(&notes->put, __ATOMIC_ACQUIRE) == notes->reached)
        wait_while(&notes->put, notes->reached);
    u32 *from = notes->words + notes->reached % RING;
    if (!*from) {
        notes->reached += RING - notes->reached % RING;
        from = notes->words;
    }
    copy((u8 *)c, (const u8 *)from, 4 * NOTE);
    notes->reached += c->note;
    if (c->note == NOTE)
        return 0;
    c->calls = from + NOTE;
    c->checks = c->calls + c->call_count;
    c->depths.end = c->checks + c->check_count;
    c->depths.value = (i32 *)(c->depths.end + c->depths.count);
    return 1;
}
