/* What texts have in common whose instructions are whole words: their streams, and where functions
 * begin. The first stream has numbers, of which the first three are bytes of text, entries, and how
 * many bits steps between entries are turned by; the second has the words, the third the entries. */
#pragma once

#include "system.h"
#include "text_parts.h"

enum { WORDS_SIZES, WORDS_CODE, WORDS_FUNCTIONS, WORDS_OWN }; /* then those of the machine */
enum { WORDS_SIZE, WORDS_ENTRIES, WORDS_TURN, WORDS_NUMBERS };

/* There are no lengths; all of the content is of the join. */
INLINE u8 *text_lengths(u8 *content) { return content; }
INLINE u8 *text_others(u8 *content) { return content; }

/* A stream of a content that has so many. */
static const u8 *words_stream(const u8 *content, u32 streams, u32 which)
{
    const u8 *at = content + 4 * streams;
    for (u32 k = 0; k < which; k++)
        at += load32(content + 4 * k);
    return at;
}

/* Text offsets of the functions and of the last one's end. */
static COLD void words_functions(const u8 *content, u32 streams, u32 *entries)
{
    const u8 *from = words_stream(content, streams, WORDS_FUNCTIONS);
    const u8 *sizes = content + 4 * streams;
    u32 count = load32(sizes + 4 * WORDS_ENTRIES), turn = load32(sizes + 4 * WORDS_TURN);
    for (u32 k = 0, at = 0; k < count; k++) {
        u32 step = read_varint(&from);
        entries[k] = at += step << turn | step >> (31 & -turn);
    }
}
