/* Function names, files, inlining trees: filters/lines/symbols.py, files.py and trees.py say how
 * they are told. */
#pragma once

#include "lines_streams.h"

enum { NEXT_NAME, OTHER_NAME, NUMBERED, RECENT };
enum { SAME_FILE, LATEST_FILE, FIRST_FILE };

/* Behind the zero at the end of a name. */
static const u8 *skip_name(const u8 *name)
{
    const u64 ones = 0x0101010101010101;
    for (;; name += 8) {
        u64 v = load64(name), zeros = (v - ones) & ~v & (ones << 7);
        if (zeros)
            return name + (__builtin_ctzll(zeros) >> 3) + 1;
    }
}

/* A symbol that was not met before: its number. */
static SMALL u32 meet(struct lines *l, u32 code)
{
    struct symbol *symbol = &l->symbols[l->symbol_count];
    const u8 *name = code == NEXT_NAME ? l->next_name : l->names + next_number(l, NAME_PLACES);
    l->next_name = skip_name(name);
    l->line += (u32)next_signed(l, START_LINES);
    symbol->name = (u32)(name - l->names);
    symbol->line = l->line;
    symbol->unit = (u32)NOTHING;
    l->ids[l->symbol_count] = *l->at[FUNCTION_IDS_BYTES]++;
    return l->symbol_count++;
}

static u32 read_own_symbol(struct lines *l)
{
    u32 code = next_number(l, OWN_NAMES);
    return code == NUMBERED ? next_number(l, NAME_NUMBERS) : meet(l, code);
}

static SMALL u32 read_inlined_symbol(struct lines *l)
{
    u32 code = next_number(l, NODE_NAMES), rank, number;
    if (code >= RECENT) {
        rank = code - RECENT;
        number = l->recent[rank];
    } else {
        number = code == NUMBERED ? next_number(l, NAME_NUMBERS) : meet(l, code);
        rank = l->recent_count;
        if (rank < REMEMBERED)
            l->recent_count++;
    }
    move_up(l->recent, rank, 1);
    l->recent[0] = number;
    return number;
}

/* The file of a symbol in the compilation unit of the function at hand. */
static u32 file_of(struct lines *l, struct symbol *symbol)
{
    const u32 *unit = l->units + l->unit;
    if (symbol->unit == l->unit)
        return symbol->file;
    u32 code = next_number(l, FILES), file = code - FIRST_FILE;
    if (code < FIRST_FILE) {
        u32 name = code == SAME_FILE ? l->units[symbol->unit + symbol->file] : l->latest_file;
        for (file = 0; unit[file] != name; file++)
            ;
    }
    l->latest_file = unit[file];
    symbol->unit = l->unit;
    return symbol->file = file;
}

/* The table of files that follows from what is inlined. */
static SMALL void derive_files(struct lines *l, struct rows *rows)
{
    const struct rows *inlining = &l->inlining;
    u32 count = inlining->count ? inlining->count : 1;
    rows->count = 0;
    for (u32 run = 0; run < count; run++) {
        u32 node = inlining->count ? (u32)inlining->value[run] : (u32)NOTHING;
        u32 number = node < l->node_count ? l->node_symbol[node] : l->own;
        i32 file = (i32)file_of(l, &l->symbols[number]);
        if (!rows->count || rows->value[rows->count - 1] != file)
            rows->value[rows->count++] = file;
        rows->end[rows->count - 1] = inlining->count ? inlining->end[run] : l->end;
    }
}

/* How many line rows end at or before a place, from `row` on. */
static u32 line_row(const struct lines *l, u32 row, u32 place)
{
    while (row < l->lines.count && l->lines.end[row] <= place)
        row++;
    return row;
}

/* An inlining tree, its nodes and their symbols. */
static SMALL void write_tree(struct lines *l, u8 *to, u32 count)
{
    const struct rows *inlining = &l->inlining;
    u32 row = line_row(l, 0, 0), begin = 0;
    for (u32 node = 0; node < count; node++)
        l->node_first[node] = (u32)NOTHING;
    u32 zero = row;
    for (u32 run = 0; run < inlining->count; run++) {
        u32 node = (u32)inlining->value[run];
        row = line_row(l, row, begin);
        if (node < count && l->node_first[node] == (u32)NOTHING)
            l->node_first[node] = row;
        begin = inlining->end[run];
    }
    for (u32 node = 0; node < count; node++, to += NODE_SIZE) {
        u32 number = l->node_symbol[node] = read_inlined_symbol(l);
        const struct symbol *symbol = &l->symbols[number];
        u32 first = l->node_first[node];
        row = (first == (u32)NOTHING ? zero : first) + (u32)next_signed(l, PARENTS);
        u32 ordinal = row ? l->line_ordinal[row - 1] : 0;
        store32(to, l->ids[number]);
        store32(to + 4, symbol->name);
        store32(to + 8, l->code.offset[ordinal + next_number(l, PARENT_RESTS)]);
        store32(to + 12, symbol->line);
        l->latest[node + 1] = (i32)symbol->line;
    }
    l->node_count = count;
}
