/* The blocks of a zstd frame (RFC 8878), as the packer makes it: no dictionary, no checksum, and no
 * doubt that it is right: the stub has a checksum of its own, over more. */
#pragma once

#include "zstd_sequences.h"

#define ZSTD_BLOCK (1 << 17) /* no block has more literals */

struct zstd_work {
    u32 repeated_offsets[3];
    struct huffman huffman;
    struct sequence_tables tables;
    u8 literals[ZSTD_BLOCK + 32];
};

/* Decodes a block; returns the end of what it wrote. */
COLD static u8 *decode_block(struct zstd_work *work, u8 *to, const u8 *from, const u8 *end)
{
    struct literals literals = {.buffer = work->literals};
    struct sequence_tables *tables = &work->tables;

    from = read_literals(&literals, &work->huffman, from);
    const u8 *literals_end = literals.at + literals.size;
    u32 count = *from++;
    if (count == 255) {
        count = load16(from) + 0x7f00;
        from += 2;
    } else if (count >= 128) {
        count = (count - 128) << 8 | *from++;
    }
    if (count) {
        u32 modes = *from++;
        from = choose_table(&tables->literal, modes >> 6, from,
                            (struct alphabet){0, literal_extra}, literal_counts, 36, 6);
        from = choose_table(&tables->offset, modes >> 4 & 3, from,
                            (struct alphabet){1, offset_extra}, offset_counts, 29, 5);
        from = choose_table(&tables->match, modes >> 2 & 3, from,
                            (struct alphabet){3, match_extra}, match_counts, 53, 6);
        to = run_sequences(tables, work->repeated_offsets, to, &literals.at, from, end, count);
    }
    u64 rest = (u64)(literals_end - literals.at);
    copy(to, literals.at, rest);
    return to + rest;
}

/* Decodes a frame's blocks and goes to its end; returns the end of what it wrote, behind which up to 32 bytes
 * may be spoiled. Sixteen bytes before and after the frame must be readable. */
COLD static u8 *zstd_decode(struct zstd_work *work, u8 *to, const u8 **frame)
{
    const u8 *from = *frame;
    u32 last;

    work->repeated_offsets[0] = 1;
    work->repeated_offsets[1] = 4;
    work->repeated_offsets[2] = 8;
    do {
        u32 header = load32(from) & 0xffffff;
        u32 size = header >> 3;
        last = header & 1;
        from += 3;
        switch (header >> 1 & 3) {
        case 0:
            copy(to, from, size);
            to += size;
            from += size;
            break;
        case 1:
            for (u8 *end = to + size; to < end; to++)
                *to = *from;
            from++;
            break;
        default:
            to = decode_block(work, to, from, from + size);
            from += size;
        }
    } while (!last);
    *frame = from;
    return to;
}
