/* The text filter for amd64 and 386: joins instructions from tokens and operands.
 *
 * A token names a shape, whose head is copied whole; then the operands are put behind it. There is
 * next to no branch in that, and the only thing one token waits for is how long the one before was.
 * A second pass resolves what depends on places (text_amd64_targets.h). */
#pragma once

#include "system.h"
#include "text_amd64_targets.h"
#include "text_parts.h"

enum {
    TEXT_SLACK = 64, /* what joining one token may write behind the place it starts at */
    TEXT_MOST_SHAPES = 32640, /* that tokens of two bytes can name */
    TEXT_MOST_NUMBERS = 1 << 20, /* functions twice, and addresses: more are refused when packing */
};

/* Where the joining stands. */
struct text_cursor {
    u8 *to, *lengths;
    struct passed passed[TEXT_KINDS]; /* of `own` */
    const u8 *token, *extra[4]; /* the first extra bytes, in three streams, and the others */
    const u8 *own[TEXT_KINDS];
};

/* What joining needs. The pages that a text has no use for are never touched. */
struct text_work {
    struct text_cursor cursor;
    struct text_targets targets;
    struct text_shape shapes[TEXT_MOST_SHAPES];
    u32 numbers[TEXT_MOST_NUMBERS];
};

/* Fills in the offsets of the functions, and of the end of the last one. */
static COLD void text_read_functions(const u8 *content, u32 *entries)
{
    const struct text_parameters *known = text_parameters(content);
    const u8 *streams[TEXT_STREAMS], *sizes;
    text_streams(content, streams);
    sizes = streams[TEXT_SIZES];
    u32 entry = known->first_entry;
    for (u32 left = known->functions; left; left--) {
        *entries++ = entry;
        entry += left > 1 ? read_varint(&sizes) * known->unit : known->last_size;
    }
    *entries = entry;
}

/* The same for other parts; nothing when the packer did not know the functions but only took what
 * is called for one. */
static COLD void text_functions(const u8 *content, u32 *entries)
{
    if (text_parameters(content)->functions_known)
        text_read_functions(content, entries);
}

/* Makes the tables and sets the cursor to the start. */
static COLD void text_prepare(struct text_work *work, u8 *text, u32 address, const u8 *content,
                              u8 *lengths)
{
    const struct text_parameters *known = text_parameters(content);
    const u8 *streams[TEXT_STREAMS];
    text_streams(content, streams);
    u32 *entries = work->numbers, *calls = entries + known->functions + 1;
    u32 *lea = calls + known->functions + 1, *rip = lea + known->lea;
    text_read_functions(content, entries);
    text_book(work->shapes, known->shapes, streams);
    text_calls(calls, known, streams[TEXT_CALLED_MOST], entries);
    text_addresses(lea, known->lea, known->lea_frequent, streams[TEXT_LEA_ADDRESSES]);
    text_addresses(rip, known->rip, known->rip_frequent, streams[TEXT_RIP_ADDRESSES]);
    work->targets = (struct text_targets){
        .codes = {
            {streams[TEXT_CALLS], streams[TEXT_CALLS_OTHERS], calls, known->calls_frequent, 0},
            {streams[TEXT_LEA], streams[TEXT_LEA_OTHERS], lea, known->lea_frequent, WIDE ? address : 0},
            {streams[TEXT_RIP], streams[TEXT_RIP_OTHERS], rip, known->rip_frequent, WIDE ? address : 0},
        },
        .jump_low = streams[TEXT_JUMPS_LOW], .jump_high = streams[TEXT_JUMPS_HIGH],
        .branch = streams[TEXT_BRANCHES], .escaped_jump = streams[TEXT_ESCAPED_JUMPS],
        .escaped_call = streams[TEXT_ESCAPED_CALLS],
        .entries = entries, .functions = known->functions,
    };
    struct text_cursor *cursor = &work->cursor;
    cursor->to = text;
    cursor->lengths = lengths;
    cursor->token = streams[TEXT_TOKENS];
    for (u32 i = 0; i < 4; i++)
        cursor->extra[i] = streams[TEXT_EXTRA_FIRST + i];
    for (u32 kind = 0; kind < TEXT_KINDS; kind++) {
        u32 stream = kind < KIND_OWN ? 0 : TEXT_OPERANDS + kind - KIND_OWN;
        cursor->own[kind] = streams[stream];
        cursor->passed[kind] = begin_passing(streams[stream], load32(content + 4 * stream));
    }
}

/* Puts an operand in place and returns where the next one starts. */
INLINE u8 *text_put(u8 *to, const struct text_operand *operand, const u8 **own)
{
    struct text_operand o = *operand;
    const u8 *from = own[o.kind];
    own[o.kind] = from + o.stored;
    store32(to, (load32(from) & o.mask) * o.factor);
    return to + o.size;
}

/* Joins tokens from the cursor until it reaches stop, writing at most TEXT_SLACK bytes behind it.
 * Offsets, which padding is aligned by, are counted from origin. */
static __attribute__((noinline)) void text_join_until(struct text_cursor *cursor,
                                                      const struct text_shape *shapes,
                                                      u32 frequent, u8 *stop, u64 origin,
                                                      u32 alignment)
{
    u8 *to = cursor->to, *lengths = cursor->lengths;
    const u8 *token = cursor->token;
    while (to < stop) {
        /* without a branch, which would be guessed wrong one time in four */
        u32 lead = token[0], wide = lead >= frequent;
        u32 number = lead + ((0 - wide) & (lead * 255 + token[1] - 255 * frequent));
        token += 1 + wide;
        const struct text_shape *shape = shapes + number;
        copy16(to, shape->head);
        u8 *at = to + shape->head_size;
        if (UNLIKELY(shape->unusual)) {
            if (!shape->size) {
                u32 bytes = alignment - ((u32)((u64)to - origin) & (alignment - 1));
                __builtin_memset(to, 0xcc, 32);
                __builtin_memset(lengths, 1, 32);
                to += bytes;
                lengths += bytes;
                continue;
            }
            *at = *cursor->extra[shape->unusual - 1]++;
            copy16(at + 1, cursor->extra[3]);
            cursor->extra[3] += shape->extra - 1;
            at += shape->extra;
        }
        at = text_put(at, &shape->first, cursor->own);
        if (UNLIKELY(shape->second.kind))
            text_put(at, &shape->second, cursor->own);
        *lengths++ = shape->length;
        to += shape->size;
    }
    cursor->to = to;
    cursor->lengths = lengths;
    cursor->token = token;
}

/* Where what only the join reads of the text's content begins: behind tokens and lengths. */
static COLD u8 *text_others(u8 *content)
{
    const u8 *streams[TEXT_STREAMS];
    text_streams(content, streams);
    return content + (streams[TEXT_SIZES] - content);
}

/* Joins the parts of the text, one after the other, and writes the lengths of their instructions.
 * Nothing is written behind the text; behind the lengths up to 63 bytes. */
static void join_text(struct text_work *work, u8 *text, u32 address, const u8 *content,
                      u8 *lengths, const u32 *entries, u32 part)
{
    (void)entries; /* the same ones are in our own tables, and there whoever is called has one */
    const struct text_parameters *known = text_parameters(content);
    if (!part)
        text_prepare(work, text, address, content, lengths);
    struct text_cursor *cursor = &work->cursor;
    u8 *first_length = cursor->lengths;
    u32 start = (u32)(cursor->to - text), end = text_part_end(known->size, part);
    u32 safe = known->size < TEXT_SLACK ? 0 : known->size - TEXT_SLACK;
    text_join_until(cursor, work->shapes, known->shapes_frequent,
                    text + (end < safe ? end : safe), (u64)text, known->alignment);
    /* the last bytes go by way of a buffer, so that nothing is written behind the text */
    u32 joined = (u32)(cursor->to - text);
    if (joined < end) {
        u8 buffer[2 * TEXT_SLACK];
        cursor->to = buffer;
        text_join_until(cursor, work->shapes, known->shapes_frequent, buffer + (end - joined),
                        (u64)buffer - joined, known->alignment);
        u32 made = (u32)(cursor->to - buffer), left = known->size - joined;
        made = made < left ? made : left;
        copy(text + joined, buffer, made);
        cursor->to = text + joined + made;
    }
    text_resolve(&work->targets, text, start, first_length,
                 (u32)(cursor->lengths - first_length));
    for (u32 kind = KIND_OWN; kind < TEXT_KINDS; kind++)
        pass(&cursor->passed[kind], cursor->own[kind]);
}
