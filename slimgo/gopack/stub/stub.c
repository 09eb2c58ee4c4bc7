/* What runs first in a packed program: it checks the payload, writes the program's memory image,
 * and jumps to its entry, with the stack as the kernel made it. */
#include "checksum.h"
#include "header.h"
#include "system.h"
#include "unpack.h"
#include "entry.h"

extern const struct header payload_header __attribute__((visibility("hidden")));
extern const u8 _start[] __attribute__((visibility("hidden")));
extern const u8 leave_code[] __attribute__((visibility("hidden")));
extern const u8 leave_code_end[] __attribute__((visibility("hidden")));

enum { AT_PHDR = 3, AT_PHNUM = 5, AT_PAGESZ = 6, AT_ENTRY = 9, AT_EXECFN = 31 };

static COLD FIRST void check(const struct header *header)
{
    if (!readable((const u8 *)(header + 1) - 1) || header->magic != MAGIC ||
        !readable((const u8 *)header + header->size - 1))
        GIVE_UP(DAMAGED, "this file is damaged or cut off");
    if (checksum((const u8 *)header + 16, header->size - 16) != header->checksum)
        GIVE_UP(DAMAGED, "this file is damaged: its checksum does not match");
}

/* What the kernel says of the program, after arguments and environment. */
static COLD FIRST word *auxiliary_vector(word *stack)
{
    word *at = stack + 1 + *stack + 1;
    while (*at++)
        ;
    return at;
}

static COLD FIRST word *auxiliary(word *vector, word key)
{
    for (; *vector; vector += 2)
        if (*vector == key)
            return vector + 1;
    return 0;
}

static COLD void correct(word *vector, word key, u64 value)
{
    word *at = auxiliary(vector, key);
    if (at)
        *at = (word)value;
}

static COLD __attribute__((noreturn)) void no_execution(void)
{
    GIVE_UP(CANNOT_RUN, "the kernel forbids to make memory executable here "
                        "(PR_SET_MDWE or SELinux execmem), and that of a file without a name: use "
                        "the unpacked program");
}

/* The code that unmaps this file cannot stand in it. Behind the program's text, where its last page
 * goes on, nobody looks; where there is no room the file's first page stays. */
static COLD u64 place_leaving(const struct header *header, u64 page)
{
    const struct segment *segments = segments_of(header);
    for (u32 i = 0; i < header->segment_count; i++) {
        u64 end = header->base + segments[i].at + segments[i].size;
        u64 size = (u64)(leave_code_end - leave_code);
        if (segments[i].protection == (PROT_READ | PROT_EXEC) && (-end & (page - 1)) >= size) {
            copy((u8 *)end, leave_code, size);
            return end;
        }
    }
    return 0;
}

enum { MOST_NAME = 249 }; /* bytes that memfd_create takes: memfd_create(2) */

/* The last part of the path that was started, or as much of its end as a file without a name can be
 * called by. */
static COLD const char *name_of(word *vector)
{
    word *path = auxiliary(vector, AT_EXECFN);
    const char *name = path ? (const char *)*path : "", *at = name;
    for (; *at; at++) {
        if (*at == '/')
            name = at + 1;
        name += at - name >= MOST_NAME;
    }
    return name;
}

/* Gives each segment its protection, and unmaps what lies between and behind them. */
static COLD void protect(const struct header *header, u64 page, u64 end, const char *name)
{
    const struct segment *segments = segments_of(header);
    u64 base = header->base, reached = base;
    for (u32 i = 0; i < header->segment_count; i++) {
        u64 from = (base + segments[i].at) & -page;
        u64 to = (base + segments[i].at + segments[i].size + page - 1) & -page;
        unmap(reached, from);
        if (segments[i].protection == (PROT_READ | PROT_EXEC)) {
            if (!make_executable(from, to, name))
                no_execution();
        } else if (system_call(SYS_MPROTECT, from, to - from, segments[i].protection, 0, 0, 0) < 0)
            no_execution();
        reached = to;
    }
    unmap(reached, end);
}

/* What the last code does: unmap this file but for one page, and jump to the program. By that page
 * /proc/PID/maps names the program, as profiles of Go have it; nobody reads it, so it takes no
 * memory. */
struct last_step {
    u64 entry;
    u64 unmap_from;
    u64 unmap_size;
    u64 code;
};

__attribute__((used)) COLD FIRST void stub_start(word *stack, struct last_step *last)
{
    const struct header *header = &payload_header;
    word *vector = auxiliary_vector(stack), *page_size = auxiliary(vector, AT_PAGESZ);
    u64 page = page_size ? *page_size : 4096;
    check(header);
    u64 base = header->base, start = base & -page;
    u64 end = (base + header->memory_size + SLACK + page - 1) & -page;
    if (!map_memory_at(start, end - start))
        GIVE_UP(CANNOT_RUN, "the kernel gives no memory at the program's addresses");
    if (header->image_size >= LARGE_IMAGE)
        prefer_large_pages(base, base + header->image_size);
    int result = make_image(header, (u8 *)base, page, 0);
    if (result == NO_EXECUTION)
        no_execution();
    if (result)
        GIVE_UP(CANNOT_RUN, "there is not enough memory to unpack the program");
    last->code = place_leaving(header, page);
    protect(header, page, end, name_of(vector));
    if (header->program_headers)
        correct(vector, AT_PHDR, base + header->program_headers);
    correct(vector, AT_PHNUM, header->program_header_count);
    correct(vector, AT_ENTRY, base + header->entry);
    last->entry = base + header->entry;
    u64 own = (u64)_start & -page;
    u64 file_end = ((u64)header + header->size + header->tail_size + page - 1) & -page;
    u64 kept = file_end - page;
    if (!last->code) {
        last->code = (u64)leave_code;
        unmap(FILE_BASE, own);
        last->unmap_from = own + page;
        last->unmap_size = file_end - last->unmap_from;
        return;
    }
    system_call(SYS_MADVISE, kept, page, MADV_DONTNEED, 0, 0, 0);
    last->unmap_from = FILE_BASE;
    last->unmap_size = kept - FILE_BASE;
}

/* The packer verifies a file with this: the same code decodes into a buffer. `given` is stage 2 for
 * this machine, where the payload's is for another; otherwise 0. */
__attribute__((used)) COLD int stub_decode(const struct header *header, u8 *image, joins *given)
{
    return make_image(header, image, 65536, given);
}
