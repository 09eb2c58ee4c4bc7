/* What the line-table filter's frame holds, and the memory its join works in.
 *
 * The order of the streams and of the parameters is that of filters/lines/names.py. */
#pragma once

#include "program.h"
#include "system.h"

enum lines_stream {
    PARAMETERS, LINE_STEPS, LINES_GOING, INLINE_STEPS, INLINE_NODES, LINES_INLINED, LINES_BACK,
    START_LINES, NODE_NAMES, PARENTS, MAP_ARGUMENTS_BYTES, MAP_LOCALS_BYTES, STACKMAP_STEPS,
    STACKMAP_VALUES, PANIC_VALUES, UNSAFE_STEPS, LIVE_STEPS, FILES, DATA_0, DATA_1, DATA_2,
    DATA_3, DATA_4, DATA_5, DATA_6, DATA_7, BLOB_OTHERS_BYTES, SHAPES, BLOB_OBJECTS_BYTES,
    ARGUMENTS, NAME_NUMBERS, FILE_VALUES, MAP_SIZES, LIVE_VALUES, SHAPE_KINDS_BYTES, PANIC_STEPS,
    STACKMAP_RESTS, FILE_STEPS, UNSAFE_VALUES, BLOB_SIZES, LIVE_RESTS, UNITS, PARENT_RESTS,
    DEFERS, INLINE_RESTS, FUNCTION_IDS_BYTES, PANIC_RESTS, OWN_NAMES, SP_STEPS, SP_VALUES, RAW,
    ENDS, FILE_RESTS, NAME_PLACES, DATA_PLACES, TAIL_BYTES, PATCHES,
    STREAMS,
};

enum lines_parameter {
    AT_TABLE, AT_TEXT, AT_END, AT_FUNCTIONS, AT_QUANTUM, AT_ROWS, AT_NODES,
    AT_NAMES, AT_BLOBS, AT_HASH_BITS, AT_RECORDS_END, AT_DATA, AT_DATA_END, AT_GROUP_4,
    AT_GROUP_1, AT_FINDFUNC,
};

/* Bytes that a step of the line table stands for. */
#if defined(TEXT_RISCV64) /* four, until Go knew instructions of two */
#define STEP(l) ((l)->parameters[AT_QUANTUM])
#else
#define STEP(l) QUANTUM
#endif

enum { ABSENT, CODED, RAW_TABLE, DERIVED }; /* how a table is given */
/* Kinds of table; 3 + n is that of pcdata n. */
enum { SP, FILES_KIND, LINE, UNSAFE, STACKMAP, INLINING, LIVE, PANIC, KINDS };
enum { RECORD_SIZE = 44, SHAPE_SIZE = 8, NODE_SIZE = 16, REMEMBERED = 120 };
enum { FAMILIES = 7, MOST_TABLES = 12, NOTHING = -1 };

/* A name's place and start line; and which file it had in the last compilation unit. */
struct symbol {
    u32 name, line;
    u32 unit, file;
};

/* Rows of a table of pctab: a value holds up to an end, in bytes from the function's entry. */
struct rows {
    u32 count;
    u32 *end;
    i32 *value;
};

/* What the join needs to know of a function's code. Its numbers stand together, so that a note
 * (notes.h) takes them over at once. */
struct code {
    u32 note; /* words of its note */
    u32 instructions, call_count, check_count;
    u32 first;        /* where its first instruction begins */
    u32 stop;         /* where it ends without padding */
    u32 tail, resume; /* ordinals: where more stack is asked for, and what follows that */
    struct rows depths;
    u32 *offset;         /* of each instruction, and of the end */
    u32 *calls, *checks; /* ordinals: of calls, and behind the write barrier's checks */
};

/* Tables of a function that have no place in pctab yet: where each goes in the record, its size,
 * where its place stands in the hash, and other bits of what gives that. */
struct waiting {
    u32 count;
    struct {
        u8 *slot;
        u32 size, hash, mark;
    } tables[MOST_TABLES];
    u8 *from, *to; /* their bytes, one after the other */
};

struct lines {
    const u8 *at[STREAMS]; /* what each stream has left */
    struct passed passed[STREAMS];
    const u32 *parameters;
    u8 *image, *pctab, *pctab_next, *functab, *record;
    const u8 *names, *next_name;
    const u32 *units; /* file names by compilation unit and file */

    /* of the function at hand; ordinals count its instructions */
    struct code code;
    u32 end; /* where its tables end */
    u32 own, unit, node_count;
    u8 modes[MOST_TABLES];
    struct rows lines, inlining, other;
    u32 *line_ordinal;  /* of each line row's end */
    u32 *node_symbol, *node_first;
    i32 *latest;        /* line of each node, the function itself first */
    u32 *recent_nodes;

    /* of all functions */
    struct symbol *symbols;
    u8 *ids; /* function IDs of symbols */
    u32 symbol_count, line, latest_file, recent_count;
    u32 recent[REMEMBERED + 1];
    u32 *hash; /* where tables stand in pctab, by content */
    u32 marks; /* bits of these that say nothing of the place, so that most other tables need no look */
    struct waiting waiting[2]; /* of this function and of the one before, in turn */
    u32 turn;
    u32 *met[FAMILIES];
    u32 met_count[FAMILIES];
    u32 cursor[9]; /* where the next funcdata goes, by alignment */
};

#define SMALL __attribute__((noinline, minsize)) /* unlike COLD, leaves its callers as they are */

/* Not inline: the loops that take most of the time read with `read_varint` themselves. */
static HOT u32 next_number(struct lines *l, int stream) { return read_varint(&l->at[stream]); }
INLINE i32 next_signed(struct lines *l, int stream) { return unzigzag(next_number(l, stream)); }

/* Moves the first words of a list by some, from the last to the first. */
static SMALL void move_up(u32 *list, u32 count, u32 by)
{
    for (; count >= 4; count -= 4)
        copy16(list + count - 4 + by, list + count - 4);
    for (; count; count--)
        list[count - 1 + by] = list[count - 1];
}

/* Zeros; the barrier keeps the compiler from calling a library for it. */
static void clear(u8 *to, u8 *end)
{
    for (; end - to >= 16; to += 16) {
        *(block16 *)to = (block16){0, 0};
        __asm__ volatile("" ::: "memory");
    }
    for (; to < end; to++) {
        *to = 0;
        __asm__ volatile("" ::: "memory");
    }
}
