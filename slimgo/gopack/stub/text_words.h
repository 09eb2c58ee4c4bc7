/* The text filter for machines that have none of their own: the text as it is, and where its
 * functions are, which the line tables ask for. filters/text_words.py writes it. */
#pragma once

#include "system.h"
#include "text_parts.h"

enum { WORDS_SIZES, WORDS_TEXT, WORDS_FUNCTIONS, WORDS_STREAMS };

/* How far the text was joined. */
struct text_work {
    u64 given; /* bytes before it were given back */
    u32 at;
};

static const u8 *words_stream(const u8 *content, u32 which)
{
    const u8 *at = content + 4 * WORDS_STREAMS;
    for (u32 k = 0; k < which; k++)
        at += load32(content + 4 * k);
    return at;
}

/* Text offsets of the functions and of the last one's end: the stream has the steps between them,
 * turned by as many bits as most of them end in. */
static COLD void text_functions(const u8 *content, u32 *entries)
{
    const u8 *from = words_stream(content, WORDS_FUNCTIONS), *sizes = content + 4 * WORDS_STREAMS;
    u32 count = load32(sizes + 4), turn = load32(sizes + 8);
    for (u32 k = 0, at = 0; k < count; k++) {
        u32 step = read_varint(&from);
        entries[k] = at += step << turn | step >> (31 & -turn);
    }
}

/* Writes the parts of the text, one after the other. */
static COLD void join_text(struct text_work *work, u8 *text, u32 address, const u8 *content,
                           u8 *lengths, const u32 *entries, u32 part)
{
    const u8 *from = words_stream(content, WORDS_TEXT);
    u32 size = load32(content + 4 * WORDS_STREAMS), end = text_part_end(size, part);
    (void)address;
    (void)lengths; /* all are as long as a step of the line table */
    (void)entries;
    if (!part) {
        work->at = 0;
        work->given = first_piece(from);
    }
    copy(text + work->at, from + work->at, end - work->at);
    work->at = end;
    give_back(&work->given, from + end);
}
