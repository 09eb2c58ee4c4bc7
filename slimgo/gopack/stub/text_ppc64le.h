/* Joins the text of a ppc64le program: filters/text_ppc64le.py says what its streams hold. */
#pragma once

#include "text_words.h"

enum { PPC64LE_STRAYS = WORDS_OWN, PPC64LE_STREAMS };

/* How far the text is joined. */
struct text_work {
    const u8 *strays;
    struct passed passed; /* of the words */
    u32 at;    /* index of an instruction */
};

static COLD void text_functions(const u8 *content, u32 *entries)
{
    words_functions(content, PPC64LE_STREAMS, entries);
}

/* Writes the parts of the text, one after the other. */
static void join_text(struct text_work *work, u8 *text, u32 address, const u8 *content,
                      u8 *lengths, const u32 *entries, u32 part)
{
    const u8 *words = words_stream(content, PPC64LE_STREAMS, WORDS_CODE);
    u32 size = load32(content + 4 * PPC64LE_STREAMS), stop = text_part_end(size, part) / 4;
    (void)address;
    (void)lengths; /* all are four */
    if (!part) {
        work->strays = words_stream(content, PPC64LE_STREAMS, PPC64LE_STRAYS);
        work->passed = begin_passing(words, size);
        work->at = 0;
    }
    for (; work->at < stop; work->at++) {
        u32 x = __builtin_bswap32(load32(words + 4 * (u64)work->at));
        if (UNLIKELY((x & 0xfc000001) == 0x48000001)) {
            if (x & 2) { /* stands for a stray */
                x = load32(work->strays);
                work->strays += 4;
            } else
                x = 0x48000001 | ((entries[x >> 2 & 0xffffff] - 4 * work->at) & 0x3fffffc);
        }
        store32(text + 4 * (u64)work->at, x);
    }
    pass(&work->passed, words + 4 * (u64)work->at);
    if (stop == size / 4)
        copy(text + 4 * (u64)stop, work->strays, size & 3);
}
