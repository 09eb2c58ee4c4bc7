/* The text filter for amd64 and 386: its streams, and the tables that are made before the text is joined.
 *
 * What the streams hold is said in filters/text_amd64.py; no part of this knows the instruction
 * set. */
#pragma once

#include "gopack.h"
#include "program.h"
#if defined(TEXT_386)
#include "interest_386.h"
#else
#include "interest_amd64.h"
#endif

enum {
    TEXT_PARAMETERS, TEXT_ROOM, TEXT_TOKENS,
    TEXT_SIZES, TEXT_FIRST, TEXT_SECOND, TEXT_HEAD_SIZES, TEXT_HEADS,
    TEXT_EXTRA_FIRST, /* and two more like it */
    TEXT_EXTRA_OTHERS = TEXT_EXTRA_FIRST + 3,
    TEXT_CALLS, TEXT_CALLS_OTHERS, TEXT_CALLED_MOST, TEXT_LEA, TEXT_LEA_OTHERS,
    TEXT_LEA_ADDRESSES, TEXT_RIP, TEXT_RIP_OTHERS, TEXT_RIP_ADDRESSES, TEXT_JUMPS_LOW,
    TEXT_JUMPS_HIGH, TEXT_BRANCHES, TEXT_ESCAPED_JUMPS, TEXT_ESCAPED_CALLS,
    TEXT_OPERANDS, /* the first of the kinds that have a stream of their own */
};

/* Kinds of operands: those up to LEA_IN_HEAD depend on places and are resolved afterwards; each of
 * the others has a stream of its own. */
enum {
    KIND_RIP = 7, KIND_CALL_IN_HEAD, KIND_LEA_IN_HEAD,
    KIND_OWN,
    TEXT_KINDS = 33,
    TEXT_STREAMS = TEXT_OPERANDS + TEXT_KINDS - KIND_OWN,
};

/* What is left to be resolved in an instruction: jumps, and targets that have codes. Those with the
 * bit MARK_NOTED may be of interest to the line tables (lines_code.h); it stands also alone. */
enum {
    MARK_NONE, MARK_JUMP, MARK_BRANCH,
    MARK_NOTED = 4, MARK_JUMP_TO_START, MARK_BRANCH_TO_START,
    MARK_CODES = 8,
    MARK_LEA = MARK_CODES, MARK_LEA_IN_HEAD, /* the code stands where the operand belongs */
    MARK_RIP, MARK_RIP_4,                    /* with so many bytes behind it */
    MARK_CALL, MARK_CALL_IN_HEAD,
    MARK_RIP_1, MARK_RIP_2,
};

struct text_parameters {
    u32 size, alignment, functions, functions_known, unit, first_entry, last_size;
    u32 shapes, shapes_frequent, calls_frequent, lea, lea_frequent, rip, rip_frequent;
};

/* An operand: the stream has `stored` bytes of it, the instruction `size`. */
struct text_operand {
    u32 mask;
    u8 kind, stored, factor, size;
};

/* What instructions with the same bytes but for their operands have in common. */
struct text_shape {
    u8 head[10], head_size, extra;
    u8 unusual; /* which of three streams its extra bytes begin in, from 1; or 1: it is padding */
    u8 size;    /* of the whole instruction; 0 for padding */
    u8 length;  /* the same, and in the upper half what is to be resolved */
    u8 unused;
    struct text_operand first, second;
};

/* The kinds of operands, as runs of equal ones: how many, bytes in the stream, bytes in the
 * instruction, factor. filters/amd64/operands.py names them. */
static const u8 text_kinds[][4] = {
    {1, 0, 0, 1}, {1, 0, 4, 1}, {1, 0, 1, 1}, {1, 0, 4, 1}, {1, 0, 1, 1}, {3, 0, 4, 1},
    {2, 0, 0, 1}, {1, 4, 4, 1}, {1, 2, 4, 1}, {1, 4, 4, 1}, {2, 1, 4, POINTER}, {1, 4, 4, 1},
    {1, 2, 4, 1}, {3, 1, 4, 1}, {12, 1, 1, 1}, {1, 2, 2, 1},
};

/* The parameters, which are the first stream. */
INLINE const struct text_parameters *text_parameters(const u8 *content)
{
    return (const struct text_parameters *)(content + 4 * TEXT_STREAMS);
}

/* Where the lengths of instructions are written: into room for them, and on over the tokens that
 * were read (filters/amd64/room.py). */
INLINE u8 *text_lengths(u8 *content)
{
    return content + 4 * TEXT_STREAMS + sizeof(struct text_parameters);
}

/* Where the streams start: one behind the other, after their sizes. */
static COLD void text_streams(const u8 *content, const u8 **streams)
{
    const u8 *at = content + 4 * TEXT_STREAMS;
    for (u32 i = 0; i < TEXT_STREAMS; i++) {
        streams[i] = at;
        at += load32(content + 4 * i);
    }
}

/* What is known about operands of a kind. */
static COLD struct text_operand text_operand(u32 kind)
{
    const u8 *run = text_kinds[0];
    for (u32 left = kind; left >= run[0]; run += 4)
        left -= run[0];
    return (struct text_operand){
        .mask = (u32)((1ull << 8 * run[1]) - 1),
        .kind = (u8)kind, .stored = run[1], .size = run[2], .factor = run[3],
    };
}

/* The mark of an instruction whose first operand is of the kind and has so many bytes behind it. */
static COLD u32 text_mark(u32 kind, u32 behind)
{
    static const u8 marks[] = {
        MARK_NONE, MARK_JUMP, MARK_BRANCH, MARK_JUMP_TO_START, MARK_BRANCH_TO_START,
        MARK_CALL, MARK_LEA, MARK_RIP, MARK_CALL_IN_HEAD, MARK_LEA_IN_HEAD,
    };
    static const u8 rip[] = {MARK_RIP, MARK_RIP_1, MARK_RIP_2, 0, MARK_RIP_4};
    if (kind == KIND_RIP)
        return rip[behind];
    return kind < KIND_OWN ? marks[kind] : MARK_NONE;
}

/* Reads the book of shapes. The bytes of the heads come column by column, each as the difference
 * from that of the shape before, or from zero where that is shorter. */
static COLD void text_book(struct text_shape *shapes, u32 count, const u8 **streams)
{
    for (u32 i = 0; i < count; i++) {
        struct text_shape *shape = shapes + i;
        u8 sizes = streams[TEXT_HEAD_SIZES][i];
        *shape = (struct text_shape){
            .first = text_operand(streams[TEXT_FIRST][i]),
            .second = text_operand(streams[TEXT_SECOND][i]),
            .head_size = sizes & 15, .extra = sizes >> 4,
        };
        u32 behind = shape->second.size;
        shape->size = (u8)(shape->head_size + shape->extra + shape->first.size + behind);
        shape->length = (u8)(shape->size | text_mark(shape->first.kind, behind) << 4);
        if (shape->extra)
            shape->unusual = shape->extra > 1 ? 3 : shape->first.kind ? 2 : 1;
        else
            shape->unusual = !shape->size;
    }
    const u8 *from = streams[TEXT_HEADS];
    for (u32 column = 0; column < sizeof shapes->head; column++) {
        u8 byte = 0;
        for (u32 i = 0; i < count; i++) {
            byte = column < shapes[i].head_size ? (u8)(byte + *from++) : 0;
            shapes[i].head[column] = byte;
        }
    }
    for (u32 i = 0; i < count; i++)
        if (shapes[i].length < MARK_JUMP << 4 && may_interest(shapes[i].head, shapes[i].head_size))
            shapes[i].length |= MARK_NOTED << 4;
}

/* The addresses of the codes: two ascending rows, of the frequent ones and of the others. */
static COLD void text_addresses(u32 *table, u32 count, u32 frequent, const u8 *from)
{
    u32 address = 0;
    for (u32 i = 0; i < count; i++) {
        if (i == frequent)
            address = 0;
        address += read_varint(&from);
        table[i] = address;
    }
}

/* Stands in the table of calls for a call that names no function. */
static const u32 TEXT_ESCAPED = 0xffffffff;

/* The offsets of the codes of calls: those called most, then all other functions; among them one
 * that does not exist. */
static COLD void text_calls(u32 *table, const struct text_parameters *known, const u8 *from,
                            const u32 *entries)
{
    u32 other = known->calls_frequent, most = 0;
    for (u32 i = 0, function = 0; i <= known->calls_frequent; i++) {
        most = i < known->calls_frequent ? most + read_varint(&from) : known->functions + 1;
        for (; function < most; function++)
            table[other++] = function < known->functions ? entries[function] : TEXT_ESCAPED;
        if (i < known->calls_frequent)
            table[i] = most < known->functions ? entries[most] : TEXT_ESCAPED;
        function = most + 1;
    }
}
