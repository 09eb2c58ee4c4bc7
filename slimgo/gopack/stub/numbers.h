/* Puts tables of numbers together again that filters/numbers.py has taken apart: differences from a
 * number before, and bytes of equal weight side by side. */
#pragma once

#include "gopack.h"

enum { NUMBERS_WINDOW = 1024 };

static COLD void restore_numbers(u8 *window, u32 planes, u32 log, u32 lag)
{
    u8 apart[NUMBERS_WINDOW];
    u32 width = 1u << log, count = NUMBERS_WINDOW >> log;
    if (planes) {
        copy(apart, window, NUMBERS_WINDOW);
        for (u32 i = 0; i < NUMBERS_WINDOW; i++)
            window[i % count * width + i / count] = apart[i];
    }
    if (!lag)
        return;
    const u8 *before = window;
    for (u8 *at = window + lag * width; at < window + NUMBERS_WINDOW; at += width) {
        u32 sum = load32(at) + load32(before);
        before += width;
        if (width == 4)
            store32(at, sum);
        else if (width == 2)
            store16(at, sum);
        else
            *at = (u8)sum;
    }
}

/* Each of so many words tells of windows that follow each other: from the lowest bit on, how many
 * more than one, the lag, the width as a power of two, whether in planes, and which is the first. */
static COLD void join_numbers(u8 *image, const u32 *words, u32 count)
{
    for (; count--; words++) {
        u32 word = *words;
        u8 *window = image + (u64)(word >> 12) * NUMBERS_WINDOW;
        for (u32 more = word & 31;; more--, window += NUMBERS_WINDOW) {
            restore_numbers(window, word >> 11 & 1, word >> 9 & 3, word >> 5 & 15);
            if (!more)
                break;
        }
    }
}
