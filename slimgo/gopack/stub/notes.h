/* What the text's thread found in the code of functions, on its way to the one that makes the line
 * tables: a ring of words, into which one thread puts and from which the other takes. */
#pragma once

#include "lines_code.h"
#include "system.h"

enum { RING = 1 << 17, NOTE = 9 }; /* words: of the ring; of a note before its lists */

enum { LEFT = 1u << 31 }; /* in a note's size: no lists, as they would take too much of the ring */

/* put and taken are words so far, counted round and round; behind `taken` may stand one note more
 * that was taken and is being read. */
struct notes {
    u32 *words;
    u32 put, taken;
    u32 reached; /* by the taker, that note among them */
};

static SMALL u32 *put_list(u32 *to, const void *list, u32 count)
{
    copy((u8 *)to, list, 4ull * count);
    return to + count;
}

/* 0 where there is no room until more is taken than `taken`. A note stands in one piece: where it
 * would reach beyond the ring's end, a zero stands there, and the note at the start. */
static SMALL int put_note(struct notes *notes, const struct code *c, u32 taken)
{
    u32 size = NOTE + c->call_count + c->check_count + 2 * c->depths.count;
    u32 left = size > RING / 2 ? LEFT : 0, put = notes->put, place = put % RING;
    if (left)
        size = NOTE;
    u32 skipped = place + size > RING ? RING - place : 0;
    if (put + skipped + size - taken > RING)
        return 0;
    u32 *to = notes->words + place;
    if (skipped) {
        *to = 0;
        to = notes->words;
    }
    u32 head[NOTE] = {size | left, c->instructions, c->call_count, c->check_count,
                      c->depths.count, c->first, c->stop, c->tail, c->resume};
    to = put_list(to, head, NOTE);
    if (!left) {
        to = put_list(to, c->calls, c->call_count);
        to = put_list(to, c->checks, c->check_count);
        to = put_list(to, c->depths.end, c->depths.count);
        put_list(to, c->depths.value, c->depths.count);
    }
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
    notes->reached += *from & ~LEFT;
    c->first = from[5];
    if (*from & LEFT)
        return 0;
    c->instructions = from[1];
    c->call_count = from[2];
    c->check_count = from[3];
    c->depths.count = from[4];
    c->stop = from[6];
    c->tail = from[7];
    c->resume = from[8];
    c->calls = from + NOTE;
    c->checks = c->calls + c->call_count;
    c->depths.end = c->checks + c->check_count;
    c->depths.value = (i32 *)(c->depths.end + c->depths.count);
    return 1;
}
