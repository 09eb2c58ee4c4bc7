/* What 386 code says of its line table: filters/lines/look_386.py. */
#pragma once

/* Bit n: an instruction whose first byte is n may be of interest. 50-5f push and pop, 81 and 83
 * calculate and compare, 9c and 9d the flags, c3 return, e8 and ff calls. */
static const u32 LOOK_386[8] = {0, 0, 0xffff0000, 0, 0x3000000a, 0, 0x00000008, 0};

INLINE u32 interesting_386(u32 word)
{
    u32 first = word & 255;
    return (LOOK_386[first >> 5] >> (first & 31) & 1) | (first == 0xe8) | (first == 0xff);
}

static HOT void look_386(struct code *c, struct depth *d, const u8 *code, u32 ordinal)
{
    u32 first = code[0], second = code[1];
    if (first == 0xe8 || (first == 0xff && (second & 0x38) == 0x10))
        note_call(c, ordinal);
    else if (first == 0xc3)
        restore_depth(d);
    else if ((first & 0xf0) == 0x50)
        change_depth(d, first & 8 ? -4 : 4);
    else if ((first & 0xfe) == 0x9c)
        change_depth(d, first == 0x9c ? 4 : -4);
    else if ((first & 0xfd) == 0x81) {
        i32 by = first == 0x83 ? (signed char)code[2] : (i32)load32(code + 2);
        if ((second & 0xd7) == 0xc4)
            change_depth(d, second == 0xec ? by : -by);
        else if (first == 0x83 && second == 0x3d)
            c->checks[c->check_count++] = ordinal + 1;
    }
}

#define LOOK_INTERESTING interesting_386
#define LOOK_TAIL tail_amd64
#define LOOK(c, d, code, ordinal, text_start, interesting) \
    ((interesting) ? look_386(c, d, code, ordinal) : (void)0)
