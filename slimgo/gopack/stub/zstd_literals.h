/* The literals of a block of a zstd frame (RFC 8878, 3.1.1.3.1 and 4.2): as they are, one byte
 * many times, or in Huffman codes. */
#pragma once

#include "zstd_tables.h"

#define HUFFMAN_LOG 11 /* the longest code */

/* Indexed by the next bits of a stream: the symbol << 8 | how many of the bits are its code. */
struct huffman {
    u16 cells[1 << HUFFMAN_LOG];
};

/* A stream read from its end. The bits to come stand at the top; below them a one and zeroes, so
 * that the zeroes at the bottom tell how many bits were taken since `at` was set. */
struct huffman_stream {
    u64 bits;
    const u8 *at;
};

struct literals {
    const u8 *at;
    u32 size;
    u8 *buffer; /* where they are put when they do not stand in the frame */
};

/* Decodes the weights of the symbols, from two states that take turns until the bits run out.
 * Returns how many there are. */
COLD static u32 read_weights(u8 *weights, const u8 *from, const u8 *end)
{
    struct fse_counts counts;
    fse_state states[64];
    from = read_counts(&counts, from);
    /* A weight stands for itself, as the lowest literal lengths do. */
    build_table(states, &counts, (struct alphabet){0, literal_extra});

    i64 place = stream_start(from, end);
    u32 turn = top_bits(bits_at(from, place), counts.accuracy_log);
    place -= counts.accuracy_log;
    u32 other = top_bits(bits_at(from, place), counts.accuracy_log);
    place -= counts.accuracy_log;
    u32 n = 0;
    for (;;) {
        fse_state state = states[turn];
        weights[n++] = (u8)state_value(state);
        if (place - 7 < state_number_of_bits(state))
            break;
        turn = other;
        other = state_baseline(state) + top_bits(bits_at(from, place), state_number_of_bits(state));
        place -= state_number_of_bits(state);
    }
    weights[n++] = (u8)state_value(states[other]);
    return n;
}

/* Reads a Huffman tree and fills the cells: the longest codes first, each code as many cells as
 * begin with it. Returns where the bytes after the tree begin. */
COLD static const u8 *read_tree(struct huffman *huffman, const u8 *from)
{
    u8 weights[256];
    u32 starts[HUFFMAN_LOG + 2] = {0};
    u32 n, sum = 0, head = *from++;

    if (head < 128) {
        n = read_weights(weights, from, from + head);
        from += head;
    } else {
        n = head - 127;
        for (u32 i = 0; i < n; i++)
            weights[i] = i & 1 ? from[i >> 1] & 15 : from[i >> 1] >> 4;
        from += (n + 1) >> 1;
    }
    for (u32 i = 0; i < n; i++)
        sum += (1u << weights[i]) >> 1;
    u32 log = highest_bit(sum) + 1;
    weights[n++] = (u8)(highest_bit((1u << log) - sum) + 1);

    for (u32 i = 0; i < n; i++)
        if (weights[i])
            starts[weights[i] + 1] += 1u << (weights[i] - 1 + HUFFMAN_LOG - log);
    for (u32 i = 1; i <= log; i++)
        starts[i] += starts[i - 1];
    for (u32 i = 0; i < n; i++) {
        u32 weight = weights[i];
        if (!weight)
            continue;
        u32 end = starts[weight] + (1u << (weight - 1 + HUFFMAN_LOG - log));
        for (u32 at = starts[weight]; at < end; at++)
            huffman->cells[at] = (u16)(i << 8 | (log + 1 - weight));
        starts[weight] = end;
    }
    return from;
}

INLINE void refill(struct huffman_stream *stream)
{
    u32 taken = (u32)__builtin_ctzll(stream->bits);
    stream->at -= taken >> 3;
    stream->bits = (load64(stream->at) | 1) << (taken & 7);
}

/* A stream whose last byte, with the one that ends it, stands before `end`. */
INLINE struct huffman_stream open_stream(const u8 *end)
{
    return (struct huffman_stream){
        .bits = (load64(end - 8) | 1) << (8 - highest_bit(end[-1])),
        .at = end - 8,
    };
}

INLINE u8 next_symbol(const struct huffman *huffman, struct huffman_stream *stream)
{
    u32 cell = huffman->cells[stream->bits >> (64 - HUFFMAN_LOG)];
    stream->bits <<= cell & 63;
    return (u8)(cell >> 8);
}

/* What is place of a stream, one symbol after the other. */
HOT static void finish_stream(const struct huffman *huffman, struct huffman_stream stream, u8 *to,
                          u8 *end)
{
    while (to < end) {
        *to++ = next_symbol(huffman, &stream);
        refill(&stream);
    }
}

/* Four streams side by side, five symbols (at most 55 bits) of each between two refills. The
 * first three yield a quarter of the literals each, rounded up; `sizes` are their bytes. */
HOT static void decode_four(const struct huffman *huffman, u8 *to, u32 size, const u8 *sizes,
                        const u8 *end)
{
    u32 quarter = (size + 3) >> 2;
    const u8 *end0 = sizes + 6 + load16(sizes);
    const u8 *end1 = end0 + load16(sizes + 2);
    const u8 *end2 = end1 + load16(sizes + 4);
    struct huffman_stream s0 = open_stream(end0), s1 = open_stream(end1);
    struct huffman_stream s2 = open_stream(end2), s3 = open_stream(end);
    u8 *to1 = to + quarter, *to2 = to1 + quarter, *to3 = to2 + quarter, *stop = to + size;
    u8 *start1 = to1, *start2 = to2, *start3 = to3;

    while (stop - to3 >= 5) {
#pragma clang loop unroll(full)
        for (u32 i = 0; i < 5; i++) {
            to[i] = next_symbol(huffman, &s0);
            to1[i] = next_symbol(huffman, &s1);
            to2[i] = next_symbol(huffman, &s2);
            to3[i] = next_symbol(huffman, &s3);
        }
        refill(&s0);
        refill(&s1);
        refill(&s2);
        refill(&s3);
        to += 5;
        to1 += 5;
        to2 += 5;
        to3 += 5;
    }
    finish_stream(huffman, s0, to, start1);
    finish_stream(huffman, s1, to1, start2);
    finish_stream(huffman, s2, to2, start3);
    finish_stream(huffman, s3, to3, stop);
}

/* Reads the literals of a block; returns where its sequences begin. */
COLD static const u8 *read_literals(struct literals *literals, struct huffman *huffman,
                                    const u8 *from)
{
    u32 type = *from & 3, form = *from >> 2 & 3;
    u8 *to = literals->buffer;

    if (type < 2) { /* as they are, or a byte many times */
        u32 header = form == 3 ? 3 : form == 1 ? 2 : 1;
        u32 size = (load32(from) & 0xffffff >> (24 - 8 * header)) >> (header > 1 ? 4 : 3);
        from += header;
        literals->size = size;
        if (type == 0) {
            literals->at = from;
            return from + size;
        }
        literals->at = to;
        for (u8 *end = to + size; to < end; to++)
            *to = *from;
        return from + 1;
    }
    /* Two numbers of 10, 14 or 18 bits: how many literals, and in how many bytes. */
    u32 header = form < 2 ? 3 : form + 2;
    u32 width = 4 * header - 2;
    u64 numbers = load64(from) >> 4;
    u32 size = (u32)numbers & ((1u << width) - 1);
    const u8 *end = from + header + ((u32)(numbers >> width) & ((1u << width) - 1));
    from += header;
    if (type == 2)
        from = read_tree(huffman, from);
    if (form == 0)
        finish_stream(huffman, open_stream(end), to, to + size);
    else
        decode_four(huffman, to, size, from, end);
    literals->at = to;
    literals->size = size;
    return end;
}
