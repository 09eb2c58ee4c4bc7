/* The rows of tables: where they end, what they say, and how they stand in pctab.
 *
 * filters/lines/positions.py and values.py say how each stream tells them. */
#pragma once

#include "lines_streams.h"

enum { END, TAIL_START, RESUME, CHECK };
enum { LOWEST = -5, NEW_NODES = 3 };

/* A place told by the code: the tail, what follows its call, what follows the next check; *checks
 * were passed so far. */
static SMALL u32 special(const struct lines *l, u32 step, u32 at, u32 *checks)
{
    if (step == TAIL_START)
        return l->code.tail;
    if (step == RESUME)
        return l->code.resume;
    while (l->code.checks[*checks] <= at)
        ++*checks;
    return l->code.checks[*checks];
}

/* Ends of line rows, with their ordinals: by far the most. */
static HOT void read_line_ends(struct lines *l)
{
    const u8 *from = l->at[LINE_STEPS];
    const u32 *offset = l->code.offset;
    u32 *end = l->lines.end, *ordinal = l->line_ordinal;
    u32 at = 0;
    for (u32 step; (step = read_varint(&from));) {
        *ordinal++ = at += step;
        *end++ = offset[at];
    }
    *end++ = l->end;
    *ordinal = l->code.instructions;
    l->lines.count = (u32)(end - l->lines.end);
    l->at[LINE_STEPS] = from;
}

static SMALL void read_ends_in_instructions(struct lines *l, struct rows *rows, int steps)
{
    u32 at = 0, n = 0, checks = 0;
    for (u32 step; (step = next_number(l, steps)); n++) {
        at = step > CHECK ? at + step - CHECK : special(l, step, at, &checks);
        rows->end[n] = l->code.offset[at];
    }
    rows->end[n++] = l->end;
    rows->count = n;
}

static SMALL void read_ends_in_calls(struct lines *l, struct rows *rows, int steps, int rests)
{
    u32 at = 0, n = 0, call = 0;
    for (u32 step; (step = next_number(l, steps)); n++) {
        if (step <= RESUME)
            at = special(l, step, at, 0);
        else {
            while (call < l->code.call_count && l->code.calls[call] < at)
                call++;
            call += (step - 3) >> 1;
            if (step & 1)
                at = l->code.calls[call];
            else
                at = (step > 4 ? l->code.calls[call - 1] + 1 : at) + next_number(l, rests);
        }
        rows->end[n] = l->code.offset[at];
    }
    rows->end[n++] = l->end;
    rows->count = n;
}

static HOT void read_ends_in_lines(struct lines *l, struct rows *rows, int steps, int rests)
{
    const u8 *from = l->at[steps];
    u32 at = 0, n = 0, row = 0;
    for (u32 step; (step = read_varint(&from)); n++) {
        row += step >> 1;
        if (step > 1)
            at = l->line_ordinal[row - 1];
        if (step & 1) {
            at += next_number(l, rests);
            rows->end[n] = l->code.offset[at];
        } else
            rows->end[n] = l->lines.end[row - 1];
    }
    rows->end[n++] = l->end;
    rows->count = n;
    l->at[steps] = from;
}

/* Values told by the highest so far. */
static HOT void read_fresh(struct lines *l, struct rows *rows, int stream)
{
    i32 highest = -1;
    const u8 *from = l->at[stream];
    for (u32 n = 0, count = rows->count; n < count; n++) {
        u32 code = read_varint(&from);
        i32 value = code < 2 ? highest + 1 + (i32)code : (i32)code - 2 + LOWEST;
        highest = value > highest ? value : highest;
        rows->value[n] = value;
    }
    l->at[stream] = from;
}

static SMALL void read_changes(struct lines *l, struct rows *rows, int stream)
{
    i32 value = -1;
    for (u32 n = 0; n < rows->count; n++)
        rows->value[n] = value += next_signed(l, stream);
}

/* Nodes of the inlining tree, told by how recent they are. */
static SMALL void read_nodes(struct lines *l, struct rows *rows)
{
    u32 *recent = l->recent_nodes, size = 1;
    recent[0] = (u32)NOTHING;
    for (u32 n = 0; n < rows->count; n++) {
        u32 code = next_number(l, INLINE_NODES), rank = code - NEW_NODES;
        if (code < NEW_NODES || rank >= size) {
            u32 ahead = code < NEW_NODES ? code + 1 : rank - size + NEW_NODES + 1;
            move_up(recent, size, ahead);
            for (u32 i = 0; i < ahead; i++)
                recent[i] = size - 2 + ahead - i;
            size += ahead;
        } else {
            u32 node = recent[rank];
            move_up(recent, rank, 1);
            recent[0] = node;
        }
        rows->value[n] = (i32)recent[0];
    }
}

/* Lines, told against the last of the same node; `latest` has where each node begins. */
static HOT void read_line_values(struct lines *l)
{
    const struct rows inlining = l->inlining, lines = l->lines;
    i32 *latest = l->latest + 1, before = -2;
    u32 run = 0, begin = 0, nodes = l->node_count;
    for (u32 n = 0; n < lines.count;) {
        while (run < inlining.count && inlining.end[run] <= begin)
            run++;
        i32 node = run < inlining.count ? inlining.value[run] : NOTHING;
        u32 until = run < inlining.count ? inlining.end[run] : (u32)NOTHING;
        node = (u32)node < nodes ? node : NOTHING;
        i32 value = latest[node];
        u32 stream = node >= 0 ? LINES_INLINED : LINES_GOING;
        if (node < 0 && node != before)
            value += next_signed(l, LINES_BACK);
        else
            value += next_signed(l, (int)stream);
        const u8 *from = l->at[stream];
        for (; lines.value[n] = value, (begin = lines.end[n++]) < until && n < lines.count;)
            value += unzigzag(read_varint(&from));
        l->at[stream] = from;
        latest[node] = value;
        before = node;
    }
}

/* A table as it stands in pctab. */
static SMALL void read_raw(struct lines *l, struct rows *rows)
{
    u32 n = 0, end = 0;
    i32 value = -1, change;
    while ((change = next_signed(l, RAW)) || !n) {
        rows->value[n] = value += change;
        rows->end[n++] = end += next_number(l, RAW) * STEP(l);
    }
    rows->count = n;
}

/* The line rows' ordinals, when the table was given as it is. */
static SMALL void find_line_ordinals(struct lines *l)
{
    u32 at = 0;
    for (u32 n = 0; n < l->lines.count; n++) {
        while (at < l->code.instructions && l->code.offset[at] < l->lines.end[n])
            at++;
        l->line_ordinal[n] = at;
    }
}

enum { IN_INSTRUCTIONS, IN_CALLS, IN_LINES };
enum { CHANGES, FRESH, NODES };

/* How the tables of each kind are told, but for lines. */
static const struct {
    u8 ends, values, steps_from, rests_from, values_from;
} CODINGS[KINDS] = {
    [SP] = {IN_INSTRUCTIONS, CHANGES, SP_STEPS, 0, SP_VALUES},
    [FILES_KIND] = {IN_LINES, CHANGES, FILE_STEPS, FILE_RESTS, FILE_VALUES},
    [UNSAFE] = {IN_INSTRUCTIONS, FRESH, UNSAFE_STEPS, 0, UNSAFE_VALUES},
    [STACKMAP] = {IN_CALLS, FRESH, STACKMAP_STEPS, STACKMAP_RESTS, STACKMAP_VALUES},
    [INLINING] = {IN_LINES, NODES, INLINE_STEPS, INLINE_RESTS, INLINE_NODES},
    [LIVE] = {IN_LINES, FRESH, LIVE_STEPS, LIVE_RESTS, LIVE_VALUES},
    [PANIC] = {IN_CALLS, FRESH, PANIC_STEPS, PANIC_RESTS, PANIC_VALUES},
};

/* A table of any kind but lines, given in full. */
static SMALL void read_table(struct lines *l, struct rows *rows, u32 kind)
{
    if (l->modes[kind] == RAW_TABLE) {
        read_raw(l, rows);
        return;
    }
    u32 ends = CODINGS[kind].ends, values = CODINGS[kind].values;
    int steps = CODINGS[kind].steps_from, rests = CODINGS[kind].rests_from;
    if (ends == IN_INSTRUCTIONS)
        read_ends_in_instructions(l, rows, steps);
    else if (ends == IN_CALLS)
        read_ends_in_calls(l, rows, steps, rests);
    else
        read_ends_in_lines(l, rows, steps, rests);
    if (values == CHANGES)
        read_changes(l, rows, CODINGS[kind].values_from);
    else if (values == FRESH)
        read_fresh(l, rows, CODINGS[kind].values_from);
    else
        read_nodes(l, rows);
}

static u32 equal(const u8 *a, const u8 *b, u32 size)
{
    for (; size >= 8; size -= 8, a += 8, b += 8)
        if (load64(a) != load64(b))
            return 0;
    return !size || !((load64(a) ^ load64(b)) << (64 - 8 * size));
}

static const u64 SPREAD = 0x9e3779b97f4a7c15; /* 2^64 divided by the golden ratio */

/* Places the tables of the function before, whose places in the hash are in the cache by now: where
 * an equal one stands in pctab, or behind all others. */
static SMALL void place_tables_before(struct lines *l)
{
    struct waiting *waiting = &l->waiting[l->turn ^= 1];
    u32 mask = (1u << l->parameters[AT_HASH_BITS]) - 1;
    const u8 *from = waiting->from;
    for (u32 i = 0; i < waiting->count; i++) {
        u32 size = waiting->tables[i].size, at = waiting->tables[i].hash, place;
        u32 mark = waiting->tables[i].mark & l->marks;
        for (u32 met; (met = l->hash[at]); at = (at + 1) & mask) {
            place = met & ~l->marks;
            if ((met & l->marks) == mark && equal(l->pctab + place, from, size))
                break;
        }
        if (!l->hash[at]) {
            place = (u32)(l->pctab_next - l->pctab);
            l->hash[at] = place | mark;
            copy(l->pctab_next, from, size);
            l->pctab_next += size;
        }
        store32(waiting->tables[i].slot, place);
        from += size;
    }
    waiting->count = 0;
    waiting->to = waiting->from;
}

/* Writes a table down; its place in pctab goes into the record when it is placed. Where that stands
 * in the hash, if nothing else is there, follows from the rows: to read what was just written would
 * take longer. */
static HOT void write_table(struct lines *l, u8 *slot, const struct rows *rows)
{
    struct waiting *waiting = &l->waiting[l->turn];
    u8 *start = waiting->to, *to = start;
    const u32 *end = rows->end, *last = end + rows->count;
    const i32 *value = rows->value;
    u32 begin = 0, shift = STEP(l) / 2;
    u64 hash = 0;
    i32 before = -1;
    for (; end < last; end++, value++) {
        u32 change = zigzag(*value - before), bytes = (*end - begin) >> shift;
        before = *value;
        begin = *end;
        hash = (hash ^ change) * SPREAD + bytes;
        to = write_two_varints(to, change, bytes);
    }
    *to++ = 0;
    hash *= SPREAD;
    u32 place = (u32)(hash >> (64 - l->parameters[AT_HASH_BITS]));
    __builtin_prefetch(l->hash + place, 1);
    waiting->tables[waiting->count].slot = slot;
    waiting->tables[waiting->count].size = (u32)(to - start);
    waiting->tables[waiting->count].mark = (u32)hash;
    waiting->tables[waiting->count++].hash = place;
    waiting->to = to;
}
