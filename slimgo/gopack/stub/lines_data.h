/* Funcdata, and the table that leads from an address to a function: filters/lines/funcdata.py and
 * findfunc.py say how they are told. */
#pragma once

#include "lines_names.h"

enum { GROUPED, IN_EIGHTS, IN_FOURS, OTHER_PLACE, MET };
enum { ARGUMENT_MAPS, LOCAL_MAPS, OBJECTS, TREE, LAST_DATA = 7 };
enum { BUCKET = 4096, PART = 256 };

static SMALL u32 copy_stream(struct lines *l, u8 *to, int stream, u32 size)
{
    copy(to, l->at[stream], size);
    l->at[stream] += size;
    return size;
}

/* Funcdata given as it is; its size. */
static SMALL u32 write_blob(struct lines *l, u8 *to, u32 kind)
{
    u32 size = next_number(l, BLOB_SIZES);
    return copy_stream(l, to, kind == OBJECTS ? BLOB_OBJECTS_BYTES : BLOB_OTHERS_BYTES, size);
}

static SMALL u32 write_maps(struct lines *l, u8 *to, u32 kind)
{
    u32 count = next_number(l, MAP_SIZES), bits = next_number(l, MAP_SIZES);
    store32(to, count);
    store32(to + 4, bits);
    return 8 + copy_stream(l, to + 8, MAP_ARGUMENTS_BYTES + (int)kind, count * ((bits + 7) / 8));
}

/* A function's next reference to funcdata, which is written when it is new. */
static SMALL u32 read_reference(struct lines *l, u32 kind)
{
    static const u8 family_of[] = {0, 0, 1, 2, 3, 4, 5, 6}, group_of[] = {4, 4, 8, 4, 1, 1, 1, 4};
    u32 code = next_number(l, DATA_0 + (int)kind), family = family_of[kind];
    u32 *met = l->met[family], *count = &l->met_count[family];
    u8 *data = l->image + l->parameters[AT_DATA];
    if (code >= MET)
        return met[code - MET];
    if (code == OTHER_PLACE) {
        u32 place = met[(*count)++] = next_number(l, DATA_PLACES);
        if (l->parameters[AT_DATA])
            l->cursor[group_of[kind]] = place + write_blob(l, data + place, kind);
        return place;
    }
    u32 group = code == GROUPED ? group_of[kind] : code == IN_EIGHTS ? 8 : 4;
    u32 place = met[(*count)++] = (l->cursor[group] + group - 1) & -group;
    u32 size;
    if (kind == TREE) {
        u32 nodes = 0;
        for (u32 run = 0; run < l->inlining.count; run++)
            if (l->inlining.value[run] >= (i32)nodes)
                nodes = (u32)l->inlining.value[run] + 1;
        write_tree(l, data + place, nodes);
        size = nodes * NODE_SIZE;
    } else
        size = kind <= LOCAL_MAPS ? write_maps(l, data + place, kind)
                                  : write_blob(l, data + place, kind);
    l->cursor[group] = place + size;
    return place;
}

/* The linker's findfunctab for functions at these offsets of the text. */
static SMALL void write_findfunc(u8 *to, const u32 *entries, u32 functions)
{
    u32 number = 0, base = 0;
    for (u32 at = 0; at < entries[functions]; at += PART) {
        while (number < functions && entries[number + 1] <= at)
            number++;
        if (at % BUCKET == 0) {
            store32(to, base = number);
            to += 4;
        }
        *to++ = (u8)(number - base);
    }
}
