/* Where the parts of Go's type descriptors stand (internal/abi, type.go); a word has as many bytes as
 * an address. The kinds have parts of their own from TYPE_OWN on. */
#pragma once

#include "program.h"
#include "gopack.h"

enum {
    TYPE_HASH = 2 * POINTER, /* in an itab, too */
    TYPE_FLAGS = TYPE_HASH + 4, TYPE_ALIGN, TYPE_FIELD_ALIGN, TYPE_KIND,
    TYPE_NAME = 4 * POINTER + 8, TYPE_TO_THIS = TYPE_NAME + 4,
    TYPE_OWN = TYPE_NAME + 8, TYPE_SECOND = TYPE_OWN + POINTER, TYPE_THIRD = TYPE_SECOND + POINTER,
    ITAB_METHODS = 3 * POINTER,
};

#if POINTER == 8
INLINE u64 load_word(const void *from) { return load64(from); }
INLINE void store_word(void *to, u64 v) { store64(to, v); }
#else
INLINE u64 load_word(const void *from) { return load32(from); }
INLINE void store_word(void *to, u64 v) { store32(to, (u32)v); }
#endif
