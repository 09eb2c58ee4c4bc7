/* What Go calls a type, told from its descriptor and those it consists of (filters/type_names.py):
 * the linker's name, of which its hash is made, or the one that programs see. */
#pragma once

#include "type_layout.h"

enum { TYPE_ARRAY = 17, TYPE_CHANNEL, TYPE_FUNCTION, TYPE_INTERFACE, TYPE_MAP, TYPE_POINTER,
       TYPE_SLICE, TYPE_STRING, TYPE_STRUCT, TYPE_UNSAFE_POINTER };
enum { TYPE_UNCOMMON = 1, TYPE_STARRED = 2, TYPE_NAMED = 4 };
enum { TYPE_ROOM = 96, NAME_MOST = 2048, NAME_DEPTH = 32 };
enum { NAME_EXPORTED = 1, NAME_EMBEDDED = 8, RECEIVE = 1, SEND = 2, VARIADIC = 0x8000 };

struct naming {
    u8 *types;
    u64 address;
    u32 size, map_size;
    u32 linked; /* whether it is the linker's */
    u32 depth;
    u8 *at; /* where the next part goes */
    u8 name[NAME_MOST + 128];
};

/* Bytes of a descriptor by kind, from 17 on; the basic kinds have TYPE_OWN. */
static const u8 type_bytes[10] = {
    TYPE_OWN + 3 * POINTER, TYPE_OWN + 2 * POINTER, TYPE_OWN + POINTER, TYPE_OWN + 4 * POINTER, 0,
    TYPE_OWN + POINTER, TYPE_OWN + POINTER, TYPE_OWN, TYPE_OWN + 4 * POINTER, TYPE_OWN,
};

INLINE u32 type_kind(const u8 *t) { return t[TYPE_KIND] & 31u; }

INLINE u32 type_size(u32 kind, u32 map_size)
{
    return kind < TYPE_ARRAY  ? TYPE_OWN
           : kind == TYPE_MAP ? map_size
                              : type_bytes[kind - TYPE_ARRAY];
}

/* Whether its name stands for itself, and is not made of others'. */
INLINE u32 has_own_name(const u8 *t)
{
    u32 kind = type_kind(t);
    return t[TYPE_FLAGS] & TYPE_NAMED || kind < TYPE_ARRAY || kind == TYPE_STRING
        || kind == TYPE_UNSAFE_POINTER;
}

/* Reads and writes up to 15 bytes more. */
static COLD void put_bytes(struct naming *n, const u8 *from, u64 size)
{
    if ((i64)size > n->name + NAME_MOST - n->at)
        return;
    for (u64 done = 0; done < size; done += 16)
        copy16(n->at + done, from + done);
    n->at += size;
}

#define PUT(n, text) put_bytes(n, (const u8 *)(text), sizeof(text) - 1)

/* The type that the pointer at `at` leads to, or the first one. */
static COLD const u8 *type_at(const struct naming *n, const u8 *at)
{
    u64 place = load_word(at) - n->address;
    return n->types + (place < n->size - TYPE_ROOM ? place : 0);
}

/* A slice's elements. */
static COLD const u8 *table_at(const struct naming *n, const u8 *at, u32 width, u32 *count)
{
    u64 place = load_word(at) - n->address, many = load_word(at + POINTER);
    if (place >= n->size || many > (n->size - place) / width)
        place = many = 0;
    *count = (u32)many;
    return n->types + place;
}

/* The text of a name, whose first byte has flags. */
static COLD const u8 *name_at(const struct naming *n, u64 place, u32 *size)
{
    const u8 *at = n->types + (place < n->size - TYPE_ROOM ? place : 0) + 1;
    u32 bytes = read_varint(&at);
    *size = bytes < (u64)(n->types + n->size - at) ? bytes : 0;
    return at;
}

/* A package's path: the linker has no dots in its last part. */
static COLD u32 put_path(struct naming *n, u64 place)
{
    u32 size, last;
    const u8 *path = name_at(n, place, &size);
    u8 *start = n->at;
    put_bytes(n, path, size);
    for (last = size; last && path[last - 1] != '/';)
        if (path[--last] == '.')
            n->at = start + last;
    for (last = (u32)(n->at - start); last < size; last++)
        if (path[last] == '.')
            PUT(n, "%2e");
        else
            put_bytes(n, path + last, 1);
    return size;
}

/* As it stands; the linker's with the package's path instead of what is before the first dot. */
static COLD void put_own_name(struct naming *n, const u8 *t)
{
    u32 size, dot = 0;
    const u8 *text = name_at(n, load32(t + TYPE_NAME), &size);
    if (t[TYPE_FLAGS] & TYPE_STARRED && size) {
        text++;
        size--;
    }
    if (n->linked && t[TYPE_FLAGS] & TYPE_UNCOMMON && !(text[0] == 'g' && text[1] == 'o' && text[2] == '.'))
        while (dot < size && text[dot] != '.')
            dot++;
    if (dot == size)
        dot = 0;
    if (dot)
        put_path(n, load32(t + type_size(type_kind(t), n->map_size)));
    put_bytes(n, text + dot, size - dot);
}

/* A field's or method's; the linker's of an unexported one with the package of its type. */
static COLD void put_member(struct naming *n, u64 place, const u8 *of)
{
    u32 size;
    const u8 *text = name_at(n, place, &size);
    u32 exported = place < n->size && n->types[place] & NAME_EXPORTED;
    if (n->linked && !exported && load_word(of + TYPE_OWN))
        if (put_path(n, load_word(of + TYPE_OWN) - n->address))
            PUT(n, ".");
    put_bytes(n, text, size);
}

static COLD void put_type(struct naming *n, const u8 *t);

static COLD void put_types(struct naming *n, const u8 *at, u32 count, u32 variadic)
{
    for (u32 i = 0; i < count; i++, at += POINTER) {
        const u8 *t = type_at(n, at);
        if (i)
            PUT(n, ", ");
        if (variadic && i == count - 1) {
            PUT(n, "...");
            t = type_at(n, t + TYPE_OWN);
        }
        put_type(n, t);
    }
}

static COLD void put_signature(struct naming *n, const u8 *t)
{
    u32 ins = load16(t + TYPE_OWN), outs = load16(t + TYPE_OWN + 2), results = outs & ~(u32)VARIADIC;
    const u8 *at = t + TYPE_SECOND + (t[TYPE_FLAGS] & TYPE_UNCOMMON ? 16 : 0);
    if (POINTER * (u64)(ins + results) > (u64)(n->types + n->size - at))
        return;
    PUT(n, "(");
    put_types(n, at, ins, outs & VARIADIC);
    put_bytes(n, (const u8 *)") (", results > 1 ? 3 : results ? 2 : 1);
    put_types(n, at + POINTER * ins, results, 0);
    if (results > 1)
        PUT(n, ")");
}

/* Of a map, which keeps keys and elements in an array of such structs. */
static COLD void put_entry(struct naming *n, const u8 *entries)
{
    u32 count;
    const u8 *field = table_at(n, type_at(n, entries + TYPE_OWN) + TYPE_SECOND, 3 * POINTER, &count);
    PUT(n, "map.group[");
    put_type(n, type_at(n, field + POINTER));
    PUT(n, "]");
    put_type(n, type_at(n, field + 4 * POINTER));
}

static COLD void put_struct(struct naming *n, const u8 *t)
{
    u32 count, size;
    const u8 *field = table_at(n, t + TYPE_SECOND, 3 * POINTER, &count);
    const u8 *first = name_at(n, load_word(field) - n->address, &size);
    if (count == 2 && size == 4 && load32(first) == 0x6c727463) { /* "ctrl" */
        put_entry(n, type_at(n, field + 4 * POINTER));
        return;
    }
    PUT(n, "struct {");
    for (u32 i = 0; i < count; i++, field += 3 * POINTER) {
        u64 name = load_word(field) - n->address;
        put_bytes(n, (const u8 *)"; " + !i, 2 - !i);
        if (!(name < n->size && n->types[name] & NAME_EMBEDDED)) {
            put_member(n, name, t);
            PUT(n, " ");
        }
        put_type(n, type_at(n, field + POINTER));
    }
    put_bytes(n, (const u8 *)" }" + !count, 2 - !count);
}

static COLD void put_interface(struct naming *n, const u8 *t)
{
    u32 count;
    const u8 *method = table_at(n, t + TYPE_SECOND, 8, &count);
    PUT(n, "interface {");
    for (u32 i = 0; i < count; i++, method += 8) {
        u32 of = load32(method + 4);
        put_bytes(n, (const u8 *)"; " + !i, 2 - !i);
        put_member(n, load32(method), t);
        if (of < n->size - TYPE_ROOM)
            put_signature(n, n->types + of);
    }
    put_bytes(n, (const u8 *)" }" + !count, 2 - !count);
}

static COLD void put_channel(struct naming *n, const u8 *t, const u8 *of)
{
    u64 direction = load_word(t + TYPE_SECOND);
    u32 apart = direction != RECEIVE && direction != SEND && type_kind(of) == TYPE_CHANNEL &&
                !(of[TYPE_FLAGS] & TYPE_NAMED) && load_word(of + TYPE_SECOND) == RECEIVE;
    if (direction == RECEIVE)
        PUT(n, "<-");
    PUT(n, "chan");
    if (direction == SEND)
        PUT(n, "<-");
    put_bytes(n, (const u8 *)" (", 1 + apart);
    put_type(n, of);
    if (apart)
        PUT(n, ")");
}

static COLD void put_number(struct naming *n, u64 number)
{
    u8 digits[20], *at = digits + sizeof(digits);
    do
        *--at = (u8)('0' + number % 10);
    while (number /= 10);
    put_bytes(n, at, (u64)(digits + sizeof(digits) - at));
}

static COLD void put_type(struct naming *n, const u8 *t)
{
    u32 kind = type_kind(t);
    const u8 *of = type_at(n, t + TYPE_OWN);
    if (n->depth == NAME_DEPTH)
        return;
    n->depth++;
    if (has_own_name(t)) {
        put_own_name(n, t);
    } else if (kind == TYPE_STRUCT) {
        put_struct(n, t);
    } else if (kind == TYPE_INTERFACE) {
        put_interface(n, t);
    } else if (kind == TYPE_CHANNEL) {
        put_channel(n, t, of);
    } else if (kind == TYPE_FUNCTION) {
        PUT(n, "func");
        put_signature(n, t);
    } else {
        if (kind == TYPE_MAP) {
            PUT(n, "map[");
            put_type(n, of);
            PUT(n, "]");
            of = type_at(n, t + TYPE_SECOND);
        } else if (kind == TYPE_ARRAY) {
            PUT(n, "[");
            put_number(n, load_word(t + TYPE_THIRD));
            PUT(n, "]");
        } else {
            put_bytes(n, (const u8 *)"*[]" + (kind != TYPE_POINTER), 1 + (kind != TYPE_POINTER));
        }
        put_type(n, of);
    }
    n->depth--;
}
