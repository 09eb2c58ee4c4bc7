/* From header and payload to the image: the frames, the joins, and who does which when. */
#pragma once

#include "header.h"
#include "stages.h"
#include "system.h"
#if defined(TEXT_ARM64)
#include "text_arm64.h"
#else
#include "text_amd64.h"
#endif
#include "computed.h"
#include "lines.h"
#include "types.h"

enum { STACK_SIZE = 16384 };

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
    struct scan scan;
    u32 scanned; /* functions whose code was looked through by the second thread */
    u32 beside;  /* whether there is a second thread, or was */
    u32 running; /* 1 while the second thread is there */
};

/* The text; and what the line tables need to know of it, if they are made meanwhile. */
static void make_text(void *argument)
{
    struct decoding *d = argument;
    const struct header *header = d->header;
    u8 *text = d->image + header->text.at;
    u32 address = (u32)header->base + header->text.at, size = header->text.size;
    d->decoder->unpack(header, TEXT, d->work[1], d->text_content);
    text_functions(d->text_content, d->entries);
    for (u32 part = 0; part < TEXT_PARTS; part++) {
        u32 ready = part < TEXT_PARTS - 1 ? text_part_end(size, part) : (u32)-1;
        join_text(d->text_work, text, address, d->text_content, d->lengths, d->entries, part);
        if (d->beside) {
            scan_functions(&d->scan, d->entries, ready);
            set_and_wake(&d->scanned, d->scan.done);
        }
    }
}

static void wait_for_text(struct decoding *d)
{
    wait_while(&d->running, 1);
}

/* What the line tables need to know of function i: found by the other thread, or now. */
static const struct code *code_of(void *argument, u32 i)
{
    struct decoding *d = argument;
    if (!d->beside)
        return scan_one(&d->scan, d->entries, i);
    for (u32 scanned; (scanned = __atomic_load_n(&d->scanned, __ATOMIC_ACQUIRE)) <= i;)
        wait_while(&d->scanned, scanned);
    return d->scan.codes + i;
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

/* Lays the scratch out from `at`, and says how large it is. */
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
    d->lengths = take(&at, header->instructions);
    d->entries = take(&at, 4ull * header->functions + 4);
    if (header->flags & FILTER_LINES) {
        u32 most = header->instructions ? header->instructions : header->text.size / 4;
        take(&at, lay_out_scan(&d->scan, at, header->functions, most));
    }
    d->stack_end = (u8 *)take(&at, STACK_SIZE) + STACK_SIZE;
    d->rest = frames[REST].size <= header->image_size - text_end
                  ? d->image + header->image_size - frames[REST].size
                  : take(&at, frames[REST].size);
    return at - start;
}

/* In a second thread, where there is a processor for it and the kernel allows it; or here and now. */
static COLD void begin_text(struct decoding *d)
{
    struct processors processors = {0};
    find_processors(&processors);
    if (!is_only_processor(&processors)) {
        d->running = d->beside = 1;
        i64 thread = start_thread(d->stack_end, make_text, d, &d->running);
        if (thread > 0) {
            send_away(thread, &processors);
            return;
        }
        d->running = d->beside = 0;
    }
    make_text(d);
}

/* Writes the image, `header->image_size` bytes, and `SLACK` zeros behind it. 0, or NO_MEMORY for the
 * scratch, which is gone afterwards. */
static COLD int decode(const struct header *header, u8 *image, const struct decoder *decoder)
{
    struct decoding d = {.header = header, .decoder = decoder, .image = image};
    u64 size = lay_out(&d, 0);
    u8 *scratch = map_memory(size);
    if (!scratch)
        return NO_MEMORY;
    lay_out(&d, (u64)scratch);
    d.scan.text_start = image + header->text.at;
    d.scan.lengths = d.lengths;
    if (header->flags & FILTER_TEXT)
        begin_text(&d);
    if (header->flags & FILTER_LINES)
        decoder->unpack(header, LINES, d.work[0], d.lines_content);
    make_rest(&d);
    if (header->flags & FILTER_TYPES)
        join_types(image + header->types.at, header->types.size, header->base + header->types.at);
    if (header->flags & FILTER_COMPUTED)
        join_computed(image, header->computed);
    if (header->flags & FILTER_LINES) {
        u64 work_size = lines_work_size(d.lines_content);
        u8 *work = map_memory(work_size);
        if (!work) {
            wait_for_text(&d);
            unmap((u64)scratch, (u64)scratch + size);
            return NO_MEMORY;
        }
        join_lines(work, image, d.lines_content, d.entries, code_of, &d);
        unmap((u64)work, (u64)work + work_size);
    }
    wait_for_text(&d);
    unmap((u64)scratch, (u64)scratch + size);
    return 0;
}
