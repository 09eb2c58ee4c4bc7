/* Restores what filters/types.py took from Go's type descriptors (internal/abi: Type, PtrType,
 * StructType, UncommonType, Method) because it follows from the rest. Nothing moved: descriptors
 * are found by how they look, in ascending order, so methods are whole before they are passed. */
#pragma once

#include "type_names.h"

enum { TYPE_MOST = 500 };

/* Whether a descriptor may stand here: both alignments equal, no more pointers than bytes. */
INLINE int looks_like_type(const u8 *t)
{
    u32 kind = type_kind(t), align = t[TYPE_ALIGN];
    u64 bytes = load_word(t);
    return kind && kind <= 26 && align && align <= 16 && !(align & (align - 1))
        && t[TYPE_FIELD_ALIGN] == align && bytes < 1u << 24 && load_word(t + POINTER) <= bytes
        && load32(t + TYPE_HASH);
}

/* 0 stands for what was foretold, and that for 0. */
INLINE void foretold(u8 *at, u32 value)
{
    u32 v = load32(at);
    if (!v || v == value)
        store32(at, v ? 0 : value);
}

/* Offsets of a struct's fields, which stand as what they are beyond the one before. */
static COLD void restore_fields(u8 *types, u32 size, u64 address, const u8 *t)
{
    u64 at = load_word(t + TYPE_SECOND) - address, count = load_word(t + TYPE_THIRD);
    if (count >= TYPE_MOST || at >= size || at + 3 * POINTER * count > size)
        return;
    u64 next = 0;
    for (u8 *field = types + at; count--; field += 3 * POINTER) {
        u64 type = load_word(field + POINTER) - address;
        if (type >= size - TYPE_ROOM)
            return;
        u64 align = types[type + TYPE_FIELD_ALIGN];
        next = (next + align - 1) & -align;
        next += load_word(field + 2 * POINTER);
        store_word(field + 2 * POINTER, next);
        next += load_word(types + type);
    }
}

/* A turned distance between text offsets, the highest byte first. */
INLINE u32 method_distance(const u8 *at)
{
    u32 v = __builtin_bswap32(load32(at));
    return v << 5 | v >> 27;
}

/* The whole of the types: `types` is their first byte in memory, at `address` in the program. */
static COLD void join_types(u8 *types, u32 size, u64 address, u32 map_size)
{
    u32 last = 0;
    for (u32 o = 0; o + TYPE_ROOM <= size; o += POINTER) {
        u8 *t = types + o;
        if (!looks_like_type(t))
            continue;
        u32 kind = type_kind(t), bytes = type_size(kind, map_size);
        u64 target = load_word(t + TYPE_OWN) - address;
        if (kind == TYPE_POINTER && !(t[TYPE_FLAGS] & TYPE_NAMED) && target < size - TYPE_ROOM
            && !(target & (POINTER - 1))) {
            u8 *to = types + target;
            foretold(to + TYPE_TO_THIS, o);
            if (type_kind(to) != TYPE_POINTER)
                foretold(to + TYPE_NAME, load32(t + TYPE_NAME));
        }
        if (kind == TYPE_STRUCT)
            restore_fields(types, size, address, t);
        u32 count = load16(t + bytes + 4);
        u64 at = o + bytes + (u64)load32(t + bytes + 8);
        if (!(t[TYPE_FLAGS] & TYPE_UNCOMMON) || !bytes || count >= TYPE_MOST || at + 16 * count > size)
            continue;
        for (u8 *method = types + at; count--; method += 16) {
            if (load32(method + 8) == ~0u)
                continue;
            last += method_distance(method + 8);
            store32(method + 8, last);
            store32(method + 12, last + method_distance(method + 12));
        }
    }
}
