/* Puts back what filters/named_types.py took from types and itabs because it follows from names:
 * hashes, names made of others' names, and an itab's methods. */
#pragma once

#include "sha256.h"
#include "types.h"

enum { TOLD = -1 }; /* stands for a hash that follows */

/* The name begins anew. */
static COLD u32 name_type(struct naming *n, const u8 *t, u32 linked)
{
    n->linked = linked;
    n->depth = 0;
    n->at = n->name;
    if (!linked && t[TYPE_FLAGS] & TYPE_STARRED)
        PUT(n, "*");
    put_type(n, t);
    return (u32)(n->at - n->name);
}

/* A type's hash; and its name, where that is empty. */
static COLD void restore_name(struct naming *n, const struct sha256 *sha, u8 *t, u32 turned)
{
    u32 size = name_type(n, t, 1), place = load32(t + TYPE_NAME);
    store32(t + TYPE_HASH, sha256(sha, n->name, size) ^ turned);
    if (has_own_name(t) || place >= n->size - 1 || n->types[place + 1])
        return;
    size = name_type(n, t, 0);
    u8 *to = n->types + place + 1;
    if (size + 2 <= n->size - place - 1)
        copy(write_varint(to, size), n->name, size);
}

/* A type as an interface: its hash, and methods that its type and the interface both have. */
static COLD void restore_itab(const struct naming *n, u8 *itab, u64 text)
{
    u64 interface = load_word(itab) - n->address, type = load_word(itab + POINTER) - n->address;
    if (interface >= n->size - TYPE_ROOM || type >= n->size - TYPE_ROOM ||
        type_kind(n->types + interface) != TYPE_INTERFACE)
        return; /* bytes that only look like it */
    const u8 *t = n->types + type;
    u32 wanted, size = type_size(type_kind(t), n->map_size);
    const u8 *want = table_at(n, n->types + interface + TYPE_SECOND, 8, &wanted);
    store32(itab + TYPE_HASH, load32(t + TYPE_HASH));
    u32 count = load16(t + size + 4);
    u64 at = type + size + load32(t + size + 8);
    if (!size || !(t[TYPE_FLAGS] & TYPE_UNCOMMON) || count >= TYPE_MOST || at + 16 * count > n->size)
        return;
    u8 *end = n->types + n->size;
    for (u8 *slot = itab + ITAB_METHODS; wanted-- && slot + POINTER <= end;
         slot += POINTER, want += 8) {
        const u8 *method = n->types + at;
        for (u32 i = 0; i < count; i++, method += 16)
            if (!load_word(slot) && load64(method) == load64(want))
                store_word(slot, text + load32(method + 8));
    }
}

/* After join_types. text: the address that methods count from. */
static COLD void name_types(u8 *types, u32 size, u64 address, u64 text, u32 map_size, u32 turned)
{
    struct naming naming;
    struct sha256 sha;
    naming.types = types;
    naming.size = size;
    naming.address = address;
    naming.map_size = map_size;
    begin_sha256(&sha);
    for (u32 o = 0; o + ITAB_METHODS <= size; o += POINTER) {
        u8 *t = types + o;
        if (load32(t + TYPE_HASH) != (u32)TOLD)
            continue;
        if (POINTER == 8 && !load32(t + TYPE_FLAGS))
            restore_itab(&naming, t, text);
        else if (o + TYPE_ROOM <= size && looks_like_type(t))
            restore_name(&naming, &sha, t, turned);
        else if (POINTER == 4)
            restore_itab(&naming, t, text);
    }
}
