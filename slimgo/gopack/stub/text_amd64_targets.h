/* The text filter for amd64 and 386: puts in what depends on the places of instructions and functions.
 *
 * A jump counts the instructions it leaps over, so it can be resolved only when their lengths are
 * known: this is a second pass over the lengths, in which the first has marked what is to be
 * resolved. What sort of operand comes next cannot be foreseen by the processor, so that as much as
 * possible is done in the same way for all of them, without branches. */
#pragma once

#include "bytes16.h"
#include "text_amd64_book.h"

/* Codes of one sort, and the offset or address that each stands for. */
struct text_codes {
    const u8 *at, *others; /* the first byte of each code, and all others */
    const u32 *table;
    u32 frequent;
    u32 base; /* what the table's numbers are counted from: the text, or zero */
};

struct text_targets {
    struct text_codes codes[3]; /* of calls, lea and rip */
    const u8 *jump_low, *jump_high, *branch;
    const u8 *escaped_jump, *escaped_call; /* what could not be said otherwise, as it was */
    const u32 *entries;
    u32 functions, function; /* how many; and the one in which the last jump to a start was */
};

/* A code of one, two or four bytes, as filters/amd64/codes.py writes it; where `there` is 0 nothing
 * is read, and what is returned means nothing. */
INLINE u32 text_code(struct text_codes *codes, u32 there)
{
    const u8 *others = codes->others;
    u32 lead = *codes->at, wide = lead >= codes->frequent;
    u32 long_code = codes->frequent + ((lead - codes->frequent) << 8 | others[0]);
    codes->at += there;
    codes->others = others + (wide & there);
    if (UNLIKELY(lead == 255 && there)) {
        codes->others = others + 3;
        return (u32)(others[0] << 16 | others[1] << 8 | others[2]);
    }
    return wide ? long_code : lead;
}

/* The sum of the lower halves of the bytes that are set in the mask. */
INLINE bytes16 text_sum(const u8 *lengths, const u8 *mask)
{
    return sums_of(load_bytes16(lengths) & load_bytes16(mask));
}

/* The bytes of so many instructions; short spans without a branch. */
INLINE u32 text_span(const u8 *lengths, u32 count)
{
    static const u8 low[64] = {15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,
                               15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15};
    bytes16 sum = {0};
    for (; UNLIKELY(count > 32); count -= 16, lengths += 16)
        sum = add_sums(sum, text_sum(lengths, low));
    sum = add_sums(sum, text_sum(lengths, low + 32 - count));
    return whole_sum(add_sums(sum, text_sum(lengths + 16, low + 48 - count)));
}

/* What a jump is to add to reach the instruction so many further; next[0] is the length of the one
 * behind it. A branch is a jump of one byte. */
INLINE u32 text_leap(struct text_targets *t, const u8 *next, u32 branch)
{
    i32 count = (int16_t)(*t->jump_low | *t->jump_high << 8);
    count = branch ? (int8_t)*t->branch : count;
    t->branch += branch;
    t->jump_low += !branch;
    t->jump_high += !branch;
    if (UNLIKELY(count == (branch ? -128 : -32768))) {
        t->escaped_jump += 4;
        return load32(t->escaped_jump - 4);
    }
    i32 back = count >> 31; /* all ones for a jump back */
    u32 span = text_span(next + (count & back), (u32)((count ^ back) - back));
    return (span ^ (u32)back) - (u32)back;
}

/* How far it is back to the start of the function. */
INLINE u32 text_to_start(struct text_targets *t, u32 start, u32 end)
{
    while (t->function < t->functions && t->entries[t->function + 1] <= start)
        t->function++;
    return t->entries[t->function] - end;
}

/* Resolves a jump that ends at text + end; its length is next[-1]. */
INLINE void text_resolve_jump(struct text_targets *t, u8 *text, u32 end, u32 mark, const u8 *next)
{
    u32 branch = (mark & MARK_BRANCH) / MARK_BRANCH, value;
    if (LIKELY(mark < MARK_NOTED))
        value = text_leap(t, next, branch);
    else
        value = text_to_start(t, end - (next[-1] & 15), end);
    u8 aside[4]; /* where the store goes that is of the wrong size */
    store32(branch ? aside : text + end - 4, value);
    *(branch ? text + end - 1 : aside) = (u8)value;
}

/* Resolves a call, lea or other displacement in an instruction that ends at text + end. */
INLINE void text_resolve_code(struct text_targets *t, u8 *text, u32 end, u32 mark)
{
    static const u8 sorts[] = {1, 1, 2, 2, 0, 0, 2, 2}, behind[] = {0, 0, 0, 4, 0, 0, 1, 2};
    struct text_codes *codes = &t->codes[sorts[mark - MARK_CODES]];
    u8 *to = text + end - behind[mark - MARK_CODES] - 4;
    u32 in_head = (mark & 3) == (MARK_CALL_IN_HEAD & 3), code = text_code(codes, !in_head);
    u32 target = codes->table[in_head ? load32(to) : code], value = target - codes->base - end;
    if (!WIDE && codes != t->codes)
        value = target;
    if (UNLIKELY(target == TEXT_ESCAPED && codes == t->codes)) {
        value = load32(t->escaped_call) - (WIDE ? 0 : end);
        t->escaped_call += 4;
    }
    store32(to, value);
}

/* Sixteen lengths: takes their marks off, but that bit 7 says what is noted; tells which are to be
 * resolved, and where the instructions end. */
INLINE u32 text_unmark(u8 *lengths, u8 *marks, u8 *ends)
{
    bytes16 both = load_bytes16(lengths), plain = low_halves(both);
    bytes16 noted = both & all_bytes(MARK_NOTED << 4), jump = both & all_bytes(3 << 4);
    store_bytes16(lengths, plain | add_bytes(noted, noted));
    store_bytes16(marks, high_halves(both));
    store_bytes16(ends, running_sums(plain));
    u32 coded = highest_bits(both), no_jump = equal_bits(jump, all_bytes(0));
    return coded << 16 | (0xffff & ~(no_jump | coded));
}

/* Resolves the instructions of lengths[0 .. count), of which the first starts at text + start, and
 * takes the marks off their lengths. May change 63 bytes behind the lengths.
 *
 * Sixty-four are looked at together, and their jumps apart from what has codes, because the end of
 * each of the two loops is what the processor guesses wrong. */
static __attribute__((noinline)) void text_resolve(struct text_targets *targets, u8 *text,
                                                   u32 start, u8 *lengths, u32 count)
{
    struct text_targets t = *targets;
    for (u32 done = 0; done < count; done += 64) {
        u8 *group = lengths + done, marks[64], ends[64];
        u32 base[4];
        u64 jumps = 0, codes = 0, there = count - done < 64 ? (1ull << (count - done)) - 1 : ~0ull;
        for (u32 part = 0; part < 4; part++) {
            u64 marked = text_unmark(group + 16 * part, marks + 16 * part, ends + 16 * part);
            jumps |= (marked & 0xffff) << 16 * part;
            codes |= (marked >> 16) << 16 * part;
            base[part] = start;
            start += ends[16 * part + 15];
        }
        for (jumps &= there; jumps; jumps &= jumps - 1) {
            u32 i = (u32)__builtin_ctzll(jumps);
            text_resolve_jump(&t, text, base[i / 16] + ends[i], marks[i], group + i + 1);
        }
        for (codes &= there; codes; codes &= codes - 1) {
            u32 i = (u32)__builtin_ctzll(codes);
            text_resolve_code(&t, text, base[i / 16] + ends[i], marks[i]);
        }
    }
    *targets = t;
}
