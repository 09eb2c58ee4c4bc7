/* From header and payload to the image: the frames, the joins, and who does which when. */
#pragma once

#include "header.h"
#include "stages.h"
#include "system.h"
#include "text.h"
#include "computed.h"
#include "limit.h"
#include "lines.h"
#include "notes.h"
#include "numbers.h"
#include "named_types.h"

enum { STACK_SIZE = 1 << 16 };

struct decoding {
    const struct header *header;
    const struct decoder *decoder;
    u8 *image;
    u8 *text_content;
    u8 *lines_content;
    u8 *rest;
    u8 *lengths;
    u32 *entries;
    struct text_work *text_work;
    void *work[2]; /* of each thread's decoder */
    u8 *stack_end;
    u32 ready, parts; /* bytes and parts of the text that were joined */
    u32 beside;  /* whether there is a second thread, or was */
    u32 begun;   /* by the second thread */
    i32 maker_on; /* 1 + the first thread's processor, once that is awake again */
    u32 rest_made; /* by the first */
    u32 running; /* 1 while the second thread is there */

    /* the second thread looks through functions, as far as there is room for what it finds */
    struct scan ahead;
    struct code found;
    u32 looked_through, noted; /* how many functions */
    struct notes notes;

    /* the first thread's function */
    struct scan scan;
    struct code lists, code;
    u32 taken; /* functions */
    const u8 *next_lengths;
    struct passed passed; /* of the lengths */
};

enum { AHEAD = 16 }; /* the part of the text, 1 / 16, that may wait to be looked through */

/* Looks through functions that end well within what is joined of the text, and says what it found.
 * Where there is no room for that the other thread is behind: it is waited for once it is far behind,
 * because what it has not read yet takes memory. */
static SMALL void note_functions(struct decoding *d)
{
    const u32 *entries = d->entries;
    u32 size = d->header->text.size, all = d->ready == size;
    for (u32 i; (i = d->noted) < d->header->functions && (all || entries[i + 1] + 16 <= d->ready);) {
        if (d->looked_through == i) {
            scan_function(&d->ahead, &d->found, entries[i], entries[i + 1] - entries[i]);
            d->looked_through++;
        }
        u32 taken = __atomic_load_n(&d->notes.taken, __ATOMIC_ACQUIRE);
        if (put_note(&d->notes, &d->found, taken)) {
            d->noted++;
            continue;
        }
        set_and_wake(&d->notes.put, d->notes.put);
        if (!all && d->ready - entries[i] < size / AHEAD)
            return;
        wait_while(&d->notes.taken, taken);
    }
    set_and_wake(&d->notes.put, d->notes.put);
}

static SMALL void unpack_text(struct decoding *d)
{
    d->decoder->unpack(d->header, TEXT, d->work[1], d->text_content);
    text_functions(d->text_content, d->entries);
}

/* The text's next part. Once all are there, what it was made of is given back. */
static SMALL void make_part(struct decoding *d)
{
    const struct header *header = d->header;
    join_text(d->text_work, d->image + header->text.at, (u32)header->base + header->text.at,
              d->text_content, d->lengths, d->entries, d->parts);
    d->ready = text_part_end(header->text.size, d->parts++);
    if (d->ready == header->text.size) {
        u64 others = first_piece(text_others(d->text_content)), given = first_piece(d->work[1]);
        give_back(&others, d->lines_content);
        give_back(&given, d->text_content);
    }
}

static COLD void make_types(const struct header *header, u8 *image)
{
    if (!(header->flags & FILTER_TYPES))
        return;
    u64 address = header->base + header->types.at, text = header->base + header->text.at;
    u8 *types = image + header->types.at;
    u32 size = header->types.size, map_size = header->map_size;
    join_types(types, size, address, map_size);
    if (header->hashes)
        name_types(types, size, address, text, map_size, header->hashes == 1 ? 0xff : ~0u);
}

/* The text, by the second thread, and what the line tables need to know of it; then the types, because
 * the line tables keep the first thread longer. */
static SMALL void make_text(void *argument)
{
    struct decoding *d = argument;
    u32 size = d->header->text.size, notes = d->header->flags & FILTER_LINES;
    set_and_wake(&d->begun, 1);
    leave_processor(&d->maker_on);
    unpack_text(d);
    while (d->ready < size) {
        make_part(d);
        if (notes)
            note_functions(d);
    }
    wait_while(&d->rest_made, 0);
    make_types(d->header, d->image);
}

/* The rest of the text, where the line tables did not ask for it. */
static SMALL void finish_text(struct decoding *d)
{
    wait_while(&d->running, 1);
    while (d->ready < d->header->text.size)
        make_part(d);
}

/* What the line tables need to know of function i: found by the other thread, or now. A single
 * thread joins the text only as far as it must, so that it finds it in the cache. */
static SMALL const struct code *code_of(void *argument, u32 i)
{
    struct decoding *d = argument;
    struct code *c = &d->code;
    *c = d->lists;
    while (!d->beside && d->ready < d->header->text.size && d->entries[i + 1] + 16 > d->ready)
        make_part(d);
    u32 noted = d->beside && take_note(&d->notes, c);
    d->taken++;
    if (!noted) {
        if (d->beside)
            d->scan.overhang = c->first;
        d->scan.lengths = d->next_lengths;
        scan_function(&d->scan, c, d->entries[i], d->entries[i + 1] - d->entries[i]);
    }
    place_instructions(c, d->next_lengths);
    if (VARIED) {
        d->next_lengths += c->instructions;
        pass(&d->passed, d->next_lengths - TEXT_FARTHEST);
    }
    return c;
}

/* The rest goes to the image's end, where its last piece stays; the others move down to theirs. */
static COLD void make_rest(const struct decoding *d)
{
    const struct header *header = d->header;
    const struct extent *extents = extents_of(header);
    const u8 *from = d->rest;
    d->decoder->unpack(header, REST, d->work[0], d->rest);
    for (u32 i = 0; i < header->extent_count; i++) {
        u8 *to = d->image + extents[i].at;
        if (to != from)
            copy(to, from, extents[i].size);
        from += extents[i].size;
    }
    memset(d->image + header->image_size, 0, SLACK);
}

static COLD void *take(u64 *from, u64 size)
{
    u64 at = *from;
    *from += (size + SLACK + 63) & -64ull;
    return (void *)at;
}

/* Lays the scratch out from `at`, and says how large it is. What the text alone needs stands
 * together, before the lines' content: it is given back together. */
static COLD u64 lay_out(struct decoding *d, u64 at)
{
    const struct header *header = d->header;
    const struct frame *frames = header->frames;
    u64 start = at;
    u32 text_end = header->text.at + header->text.size;
    d->work[0] = take(&at, d->decoder->work_size);
    d->work[1] = take(&at, d->decoder->work_size);
    d->text_work = take(&at, sizeof(struct text_work));
    d->text_content = take(&at, frames[TEXT].size);
    d->lines_content = take(&at, frames[LINES].size);
    d->lengths = text_lengths(d->text_content);
    d->entries = take(&at, 4ull * header->functions + 4);
    if (header->flags & FILTER_LINES) {
        take(&at, lay_out_code(&d->lists, at, header->largest_function));
        take(&at, lay_out_code(&d->found, at, header->largest_function));
        d->notes.words = take(&at, 4 * RING);
    }
    d->stack_end = (u8 *)take(&at, STACK_SIZE) + STACK_SIZE;
    d->rest = frames[REST].size <= header->image_size - text_end
                  ? d->image + header->image_size - frames[REST].size
                  : take(&at, frames[REST].size);
    return at - start;
}

/* In a second thread, where there is a processor for it and the kernel allows it; or here, part by
 * part.
 *
 * Linux likes to begin a thread on the processor of its maker, where one of them would wait for
 * milliseconds until another processor takes it over. So its maker sleeps until it has begun, and is
 * woken; then the thread naps, until each has a processor. */
static COLD void begin_text(struct decoding *d)
{
    if (THREADS && !has_one_processor()) {
        d->running = d->beside = 1;
        if (start_thread(d->stack_end, make_text, d, &d->running) > 0) {
            wait_while(&d->begun, 0);
            __atomic_store_n(&d->maker_on, 1 + processor(), __ATOMIC_RELEASE);
            return;
        }
        d->running = d->beside = 0;
    }
    unpack_text(d);
}

/* The line tables. 0, or NO_MEMORY. */
static COLD int make_lines(struct decoding *d)
{
    u64 size = lines_work_size(d->lines_content);
    u8 *work = map_memory(size);
    d->passed = begin_passing(d->lengths, d->header->instructions);
    if (work) {
        join_lines(work, d->image, d->lines_content, d->entries, code_of, d);
        unmap((u64)work, (u64)work + size);
    }
    /* functions of C have no line tables; untaken notes would let the other thread wait for room */
    for (; d->beside && d->taken < d->header->functions; d->taken++)
        take_note(&d->notes, &d->code);
    return work ? 0 : NO_MEMORY;
}

/* Writes the image, `header->image_size` bytes, and `SLACK` zeros behind it. 0, or NO_MEMORY for the
 * scratch, which is gone afterwards. */
static COLD int decode(const struct header *header, u8 *image, const struct decoder *decoder)
{
    struct decoding d = {.header = header, .decoder = decoder, .image = image};
    if (is_mapped_file(header))
        tell_limit(header->image_size);
    u64 size = lay_out(&d, 0);
    u8 *scratch = map_memory(size);
    if (!scratch)
        return NO_MEMORY;
    lay_out(&d, (u64)scratch);
    if (header->image_size >= LARGE_SCRATCH)
        prefer_large_pages((u64)d.text_content, (u64)d.entries);
    d.scan.text_start = d.ahead.text_start = image + header->text.at;
    d.next_lengths = d.ahead.lengths = d.lengths;
    if (header->flags & FILTER_TEXT)
        begin_text(&d);
    if (header->flags & FILTER_LINES)
        decoder->unpack(header, LINES, d.work[0], d.lines_content);
    make_rest(&d);
    if (header->flags & FILTER_COMPUTED)
        join_computed(image, header->computed);
    if (header->flags & FILTER_NUMBERS)
        join_numbers(image, numbers_of(header), header->number_runs);
    set_and_wake(&d.rest_made, 1);
    if (!d.beside)
        make_types(header, image);
    int result = header->flags & FILTER_LINES ? make_lines(&d) : 0;
    if (header->flags & FILTER_TEXT)
        finish_text(&d);
    unmap((u64)scratch, (u64)scratch + size);
    return result;
}
