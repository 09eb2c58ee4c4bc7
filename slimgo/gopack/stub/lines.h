/* The line-table filter's join: from its streams back to pctab, functab and funcdata.
 *
 * A function at a time: when its code was looked through (lines_code.h), its line rows are read, its
 * inlining, its funcdata, its other tables, each told by what was read before it. */
#pragma once

#include "lines_code.h"
#include "lines_data.h"
#include "lines_rows.h"

INLINE const u32 *lines_parameters(const u8 *content)
{
    return (const u32 *)(const void *)(content + 4 * STREAMS);
}

static SMALL void *take_words(u8 **work, u64 count)
{
    u8 *start = *work;
    *work += (4 * count + 15) & ~(u64)15;
    return start;
}

static void take_rows(u8 **work, struct rows *rows, u32 count)
{
    rows->end = take_words(work, count);
    rows->value = take_words(work, count);
}

/* Lays out the scratch memory and returns its end. */
static SMALL u8 *lay_out_lines(struct lines *l, const u32 *given, u8 *work)
{
    u32 rows = given[AT_ROWS], nodes = given[AT_NODES];
    take_rows(&work, &l->lines, rows);
    take_rows(&work, &l->inlining, rows);
    take_rows(&work, &l->other, rows);
    l->line_ordinal = take_words(&work, rows);
    l->node_symbol = take_words(&work, nodes);
    l->node_first = take_words(&work, nodes);
    l->latest = take_words(&work, nodes + 1);
    l->recent_nodes = take_words(&work, nodes + 1);
    l->symbols = take_words(&work, (u64)given[AT_NAMES] * (sizeof(struct symbol) / 4));
    l->ids = take_words(&work, given[AT_NAMES] / 4 + 1);
    l->hash = take_words(&work, 1ull << given[AT_HASH_BITS]);
    for (int i = 0; i < 2; i++) /* a row has two numbers of five bytes at most */
        l->waiting[i].from = l->waiting[i].to = take_words(&work, MOST_TABLES * 3ull * (rows + 2));
    for (int family = 0; family < FAMILIES; family++)
        l->met[family] = take_words(&work, given[AT_BLOBS]);
    return work;
}

/* Bytes of scratch memory that the join of this content needs. */
static u64 lines_work_size(const u8 *content)
{
    struct lines l;
    return (u64)lay_out_lines(&l, lines_parameters(content), (u8 *)sizeof l);
}

/* `l` begins memory that is all zero. */
static SMALL void begin_lines(struct lines *l, const u8 *content, u8 *image)
{
    const u32 *given = lines_parameters(content);
    const u8 *at = content + 4 * STREAMS;
    lay_out_lines(l, given, (u8 *)(l + 1));
    for (int stream = 0; stream < STREAMS; stream++) {
        l->at[stream] = at;
        l->passed[stream] = begin_passing(at, load32(content + 4 * stream));
        at += load32(content + 4 * stream);
    }
    const u8 *table = image + given[AT_TABLE];
    l->parameters = given;
    l->image = image;
    l->names = l->next_name = table + load32(table + 8 + 3 * POINTER);
    l->units = (const u32 *)(const void *)(table + load32(table + 8 + 4 * POINTER));
    l->pctab = image + given[AT_TABLE] + load32(table + 8 + 6 * POINTER);
    l->functab = image + given[AT_TABLE] + load32(table + 8 + 7 * POINTER);
    l->record = l->functab + 8 * (u64)given[AT_FUNCTIONS] + 4;
    l->marks = l->functab - l->pctab <= 1 << 24 ? 0xffu << 24 : 0;
    *l->pctab = 0;
    l->pctab_next = l->pctab + 1;
    l->unit = l->symbol_count = l->line = l->recent_count = 0;
    l->latest_file = (u32)NOTHING;
    for (int family = 0; family < FAMILIES; family++)
        l->met_count[family] = 0;
    l->cursor[8] = 0;
    l->cursor[4] = given[AT_GROUP_4];
    l->cursor[1] = given[AT_GROUP_1];
    if (given[AT_DATA])
        clear(l->functab + given[AT_RECORDS_END], image + given[AT_DATA_END]);
}

/* Line rows and inlining, as far as they can be told before the tree. */
static SMALL void read_first_tables(struct lines *l)
{
    l->lines.count = l->inlining.count = l->node_count = 0;
    if (l->modes[LINE] == RAW_TABLE) {
        read_raw(l, &l->lines);
        find_line_ordinals(l);
    } else if (l->modes[LINE])
        read_line_ends(l);
    if (l->modes[INLINING])
        read_table(l, &l->inlining, INLINING);
}

/* The table of a kind, into pctab, and its place into the record. */
static SMALL void write_kind(struct lines *l, u8 *slot, u32 kind)
{
    u32 mode = l->modes[kind];
    struct rows *rows = &l->other;
    if (mode == ABSENT) {
        store32(slot, 0);
        return;
    }
    if (kind == LINE) {
        rows = &l->lines;
        if (mode == CODED)
            read_line_values(l);
    } else if (kind == INLINING)
        rows = &l->inlining;
    else if (mode != DERIVED)
        read_table(l, rows, kind);
    else if (kind == SP)
        rows = &l->code.depths;
    else
        derive_files(l, rows);
    write_table(l, slot, rows);
}

/* Gives back the streams as far as they were read. */
static SMALL void pass_streams(struct lines *l)
{
    for (int stream = 0; stream < STREAMS; stream++)
        pass(&l->passed[stream], l->at[stream]);
}

/* A function's record and all it refers to. */
static SMALL void write_function(struct lines *l, u32 entry)
{
    const u8 *shape = l->at[SHAPE_KINDS_BYTES] + SHAPE_SIZE * next_number(l, SHAPES);
    u32 pcdata = shape[0], funcdata = shape[1], flags = shape[2], present = load16(shape + 6);
    for (u32 kind = 0; kind < sizeof l->modes; kind++)
        l->modes[kind] = shape[3 + kind / 4] >> (2 * (kind % 4)) & 3;
    u8 *record = l->record;
    if (POINTER > 4 && (record - l->functab) & 4) {
        store32(record, 0);
        record += 4;
    }
    u8 *slots = record + RECORD_SIZE, *references = slots + 4 * pcdata;
    l->record = references + 4 * funcdata;
    l->unit += (u32)next_signed(l, UNITS);
    l->own = read_own_symbol(l);
    const struct symbol *own = &l->symbols[l->own];
    l->latest[0] = (i32)own->line;
    read_first_tables(l);
    for (u32 i = 0; i < funcdata; i++) {
        u32 kind = i < LAST_DATA ? i : LAST_DATA;
        store32(references + 4 * i, present >> i & 1 ? read_reference(l, kind) : (u32)NOTHING);
    }
    for (u32 kind = SP; kind < UNSAFE + pcdata; kind++)
        if (kind != INLINING) /* which comes last in pctab */
            write_kind(l, (kind < UNSAFE ? record + 16 : slots - 4 * UNSAFE) + 4 * kind, kind);
    if (pcdata > INLINING - UNSAFE)
        write_kind(l, slots + 4 * (INLINING - UNSAFE), INLINING);
    store32(record, entry);
    store32(record + 4, own->name);
    store32(record + 8, next_number(l, ARGUMENTS));
    store32(record + 12, next_number(l, DEFERS));
    store32(record + 28, pcdata);
    store32(record + 32, l->unit);
    store32(record + 36, own->line);
    store32(record + 40, l->ids[l->own] | flags << 8 | funcdata << 24);
    place_tables_before(l);
}

/* What follows once all functions are there. */
static SMALL void finish_lines(struct lines *l, const u8 *content, const u32 *entries)
{
    const u32 *given = l->parameters;
    u32 functions = given[AT_FUNCTIONS];
    u8 *end = l->image + given[AT_END];
    u32 record = 8 * functions + 4;
    place_tables_before(l);
    clear(l->pctab_next, l->functab);
    for (u32 i = 0; i < functions; i++) {
        record = (record + POINTER - 1) & -(u32)POINTER;
        const u8 *from = l->functab + record;
        store64(l->functab + 8 * (u64)i, entries[i] | (u64)record << 32);
        record += RECORD_SIZE + 4 * (load32(from + 28) + from[43]);
    }
    store32(l->functab + 8 * (u64)functions, entries[functions]);
    if (given[AT_FINDFUNC])
        write_findfunc(l->image + given[AT_FINDFUNC], entries, functions);
    u32 tail = load32(content + 4 * TAIL_BYTES);
    copy(end - tail, l->at[TAIL_BYTES], tail);
    const u8 *patches_end = l->at[PATCHES] + load32(content + 4 * PATCHES);
    for (u8 *to = l->functab; l->at[PATCHES] < patches_end;) {
        to += next_number(l, PATCHES);
        *to = (u8)next_number(l, PATCHES);
    }
}

enum { GIVE_BACK_EACH = 1024 }; /* functions, a power of two */

/* Fills what the filter's frame stands for into the image, where all else already is. `work` is all
 * zero. code_of(from, i) gives what is known of function i's code, in ascending order. */
static void join_lines(u8 *work, u8 *image, const u8 *content, const u32 *entries,
                       const struct code *(*code_of)(void *from, u32 i), void *from)
{
    struct lines *l = (struct lines *)(void *)work;
    begin_lines(l, content, image);
    const u8 *ends = l->at[ENDS], *ends_end = ends + load32(content + 4 * ENDS);
    u32 functions = l->parameters[AT_FUNCTIONS], odd = (u32)NOTHING;
    if (ends < ends_end)
        odd += read_varint(&ends);
    for (u32 i = 0; i < functions; i++) {
        l->code = *code_of(from, i);
        l->end = PADDED ? l->code.stop : entries[i + 1] - entries[i];
        if (i == odd) {
            l->end += (u32)unzigzag(read_varint(&ends));
            odd = ends < ends_end ? odd + read_varint(&ends) : (u32)NOTHING;
        }
        l->code.depths.end[l->code.depths.count - 1] = l->end;
        write_function(l, entries[i]);
        if (i % GIVE_BACK_EACH == GIVE_BACK_EACH - 1)
            pass_streams(l);
    }
    finish_lines(l, content, entries);
}
