/* Unpacks frames, the second stage first, and lets that make the image. */
#pragma once

#include "stages.h"
#include "system.h"
#if defined(PAYLOAD_LZMA)
#include "lzma.h"
typedef struct lzma_work decoder_work;
#else
#include "zstd.h"
typedef struct zstd_work decoder_work;
#endif

/* Unpacks a frame, and lets go of its pages: the file has them, who needs them again reads them. */
static void unpack_frame(const struct header *header, int frame, void *work, u8 *to)
{
    const u8 *from = (const u8 *)header + header->payload_at;
    for (int i = 0; i < frame; i++)
        from += header->frames[i].packed_size;
    u64 given = first_piece(from);
    const u8 *frame_end = from + header->frames[frame].packed_size;
#if defined(PAYLOAD_LZMA)
    u32 properties = header->properties[frame];
    lzma_decode(work, to, header->frames[frame].size, from, properties % 9, properties / 9 % 5,
                properties / 45);
#else
    for (const u8 *end = to + header->frames[frame].size; to < end;)
        to = zstd_decode(work, to, &from);
#endif
    if (is_mapped_file(header))
        give_back(&given, frame_end);
}

/* The second stage, unpacked and executable, at the start of so much memory; or what is missing. */
static COLD i64 load_joins(const struct header *header, u64 page, u64 size)
{
    u64 code = (header->frames[CODE].size + SLACK + page - 1) & -page;
    u8 *memory = map_memory(size);
    if (!memory)
        return NO_MEMORY;
    unpack_frame(header, CODE, memory + code, memory);
    if (!make_executable((u64)memory, (u64)memory + code, "gopack"))
        return NO_EXECUTION;
    return (i64)memory;
}

/* Writes the image, and `SLACK` zeros behind it. 0, NO_MEMORY or NO_EXECUTION. */
static COLD int make_image(const struct header *header, u8 *image, u64 page, joins *given)
{
    struct decoder decoder;
    decoder.unpack = unpack_frame; /* an initializer would be a constant with an address in it */
    decoder.work_size = sizeof(decoder_work);
    if (given)
        return given(header, image, &decoder);
    u64 size = header->frames[CODE].size + SLACK + page + sizeof(decoder_work) + SLACK;
    i64 code = load_joins(header, page, size);
    if (code < 0 && code > -4096)
        return (int)code;
    int result = ((joins *)code)(header, image, &decoder);
    unmap((u64)code, (u64)code + size);
    return result;
}
