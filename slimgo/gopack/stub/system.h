/* What the stub asks of the kernel, in words. */
#pragma once

#include "gopack.h"
#if defined(__x86_64__)
#include "machine_amd64.h"
#else
#include "machine_arm64.h"
#endif

enum { CANNOT_RUN = 126, DAMAGED = 127 }; /* exit codes, as a shell has them */

/* The kernel's own names and numbers: asm-generic/mman-common.h, asm-generic/errno-base.h. */
enum { PROT_NONE, PROT_READ, PROT_WRITE, PROT_EXEC = 4 };
enum { MAP_PRIVATE = 0x2, MAP_ANONYMOUS = 0x20, MAP_FIXED_NOREPLACE = 0x100000 };
enum { EFAULT = 14 };

static COLD FIRST __attribute__((noreturn)) void give_up(int code, const char *words, u32 size)
{
    system_call(SYS_WRITE, 2, (u64)words, size, 0, 0, 0);
    for (;;)
        system_call(SYS_EXIT_GROUP, (u64)code, 0, 0, 0, 0, 0);
}

#define GIVE_UP(code, words) give_up(code, "gopack: " words "\n", sizeof("gopack: " words "\n") - 1)

/* Memory for both reading and writing, all zero; 0 when there is none. */
static COLD u8 *map_memory(u64 size)
{
    i64 at = system_call(SYS_MMAP, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                         (u64)-1, 0);
    return at < 0 && at > -4096 ? 0 : (u8 *)at;
}

/* The same at one place only, which nothing else may hold. Kernels before 4.17 take the wish for
 * a hint. */
static COLD int map_memory_at(u64 address, u64 size)
{
    i64 at = system_call(SYS_MMAP, address, size, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, (u64)-1, 0);
    return (u64)at == address;
}

enum { LARGE_PAGE = 1 << 21, MADV_HUGEPAGE = 14 };

/* Lets the kernel take pages of 2 MB for what will all be written: 512 faults become one. Not for a
 * part of such a page, which would be memory that nobody asked for. Where it does not, no harm. */
static COLD void prefer_large_pages(u64 from, u64 to)
{
    from = (from + LARGE_PAGE - 1) & -(u64)LARGE_PAGE;
    to &= -(u64)LARGE_PAGE;
    if (from < to)
        system_call(SYS_MADVISE, from, to - from, MADV_HUGEPAGE, 0, 0, 0);
}

INLINE void unmap(u64 from, u64 to)
{
    if (from < to)
        system_call(SYS_MUNMAP, from, to - from, 0, 0, 0, 0);
}

/* Whether a byte can be read without a fault: the kernel looks at a set of signals there, eight
 * bytes in one page, and changes none, because there is no such way (-1) to change one. */
static COLD FIRST int readable(const u8 *at)
{
    return system_call(SYS_RT_SIGPROCMASK, (u64)-1, (u64)at & -8ull, 0, 8, 0, 0) != -EFAULT;
}

/* Until the number at `at` is no longer `while_it_is`. */
static COLD void wait_while(u32 *at, u32 while_it_is)
{
    while (__atomic_load_n(at, __ATOMIC_ACQUIRE) == while_it_is)
        system_call(SYS_FUTEX, (u64)at, 0, while_it_is, 0, 0, 0);
}

static COLD void set_and_wake(u32 *at, u32 value)
{
    __atomic_store_n(at, value, __ATOMIC_RELEASE);
    system_call(SYS_FUTEX, (u64)at, 1, 1, 0, 0, 0);
}

/* The processors that a thread may be sent to. size: of the sets, in bytes; 0 when unknown, as with
 * more than 1,024 of them. */
struct processors {
    u64 others[16]; /* a bit for each but this one */
    i64 size;
};

static COLD void find_processors(struct processors *processors)
{
    u64 *others = processors->others;
    u32 here;
    processors->size = system_call(SYS_SCHED_GETAFFINITY, 0, sizeof processors->others, (u64)others,
                                   0, 0, 0);
    if (processors->size <= 0 ||
        system_call(SYS_GETCPU, (u64)&here, 0, 0, 0, 0, 0) < 0 || here >= 1024)
        processors->size = 0;
    else
        others[here / 64] &= ~(1ull << here % 64);
}

/* Whether this is the only processor there is for us. */
static COLD int is_only_processor(const struct processors *processors)
{
    u64 any = 0;
    for (i64 i = 0; i < processors->size / 8; i++)
        any |= processors->others[i];
    return processors->size && !any;
}

/* Sends a thread to another processor. Linux likes to begin a thread on the processor of its maker,
 * where it would wait for milliseconds. */
static COLD void send_away(i64 thread, const struct processors *processors)
{
    if (processors->size)
        system_call(SYS_SCHED_SETAFFINITY, (u64)thread, (u64)processors->size,
                    (u64)processors->others, 0, 0, 0);
}
