/* What the stub asks of the kernel, in words. */
#pragma once

#include "gopack.h"
#include "machine.h"

enum { CANNOT_RUN = 126, DAMAGED = 127 }; /* exit codes, as a shell has them */

/* The kernel's own names and numbers: asm-generic/mman-common.h, asm-generic/errno-base.h. */
enum { PROT_NONE, PROT_READ, PROT_WRITE, PROT_EXEC = 4 };
enum { MAP_PRIVATE = 0x2, MAP_FIXED = 0x10, MAP_ANONYMOUS = 0x20, MAP_FIXED_NOREPLACE = 0x100000 };
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

/* Bytes of an image for which large pages are taken, and for what it is made of too: with less, what
 * is written of them in part is much beside the rest. */
enum { LARGE_IMAGE = 16 << 20, LARGE_SCRATCH = 64 << 20 };

/* Lets the kernel take pages of 2 MB for what will all be written: 512 faults become one. Not for a
 * part of such a page, which would be memory that nobody asked for. Where it does not, no harm. */
static COLD void prefer_large_pages(u64 from, u64 to)
{
    from = (from + LARGE_PAGE - 1) & -(u64)LARGE_PAGE;
    to &= -(u64)LARGE_PAGE;
    if (from < to)
        system_call(SYS_MADVISE, from, to - from, MADV_HUGEPAGE, 0, 0, 0);
}

/* What is given back at once, at least: whole pages, also where pages have 64 kB. */
#if defined(__x86_64__) || defined(__i386__)
enum { PIECE = 1 << 14 };
#else
enum { PIECE = 1 << 16 };
#endif
enum { MADV_DONTNEED = 4 };

/* Gives back the memory that was read up to `to`, of which `*given` says how much went before. */
static COLD void give_back(u64 *given, const u8 *to)
{
    u64 end = (u64)to & -(u64)PIECE;
    if (end > *given) {
        system_call(SYS_MADVISE, *given, end - *given, MADV_DONTNEED, 0, 0, 0);
        *given = end;
    }
}

/* Where giving back begins of what is read from here on. */
INLINE u64 first_piece(const u8 *from) { return ((u64)from + PIECE - 1) & -(u64)PIECE; }

/* Memory that is read from one end to the other, and given back behind. Each time the kernel
 * interrupts the processor of the other thread: so of much memory, much goes at once. */
struct passed {
    u64 given, at_once; /* at_once: bytes */
};

enum { SHARES = 32 };

INLINE struct passed begin_passing(const u8 *from, u64 size)
{
    return (struct passed){.given = first_piece(from), .at_once = size / SHARES};
}

INLINE void pass(struct passed *passed, const u8 *to)
{
    if ((i64)((u64)to - passed->given) >= (i64)passed->at_once)
        give_back(&passed->given, to);
}

INLINE void unmap(u64 from, u64 to)
{
    if (from < to)
        system_call(SYS_MUNMAP, from, to - from, 0, 0, 0, 0);
}

enum { MFD_CLOEXEC = 1, MOST_WRITTEN = 1 << 20, SIGXFSZ = 25, SIG_BLOCK = 0, SIG_SETMASK = 2 };

/* Writes these bytes into a file that has no name, and maps it in their place. A limit of a file's
 * size (RLIMIT_FSIZE) would end the program by a signal, which is held back meanwhile. */
static COLD int map_from_file(u64 from, u64 to, const char *name)
{
    u64 held = 1ull << (SIGXFSZ - 1), before;
    system_call(SYS_RT_SIGPROCMASK, SIG_BLOCK, (u64)&held, (u64)&before, 8, 0, 0);
    i64 file = system_call(SYS_MEMFD_CREATE, (u64)name, MFD_CLOEXEC, 0, 0, 0, 0);
    u64 given = first_piece((const u8 *)from), at = from;
    for (i64 written = file; at < to && written >= 0; at += (u64)written) {
        u64 size = to - at < MOST_WRITTEN ? to - at : MOST_WRITTEN;
        written = system_call(SYS_WRITE, (u64)file, at, size, 0, 0, 0);
        if (written <= 0)
            break;
        give_back(&given, (const u8 *)at + written);
    }
    int mapped = at >= to && system_call(SYS_MMAP, from, to - from, PROT_READ | PROT_EXEC,
                                         MAP_PRIVATE | MAP_FIXED, (u64)file, 0) == (i64)from;
    system_call(SYS_CLOSE, (u64)file, 0, 0, 0, 0, 0);
    if (mapped)
        system_call(SYS_RT_SIGPROCMASK, SIG_SETMASK, (u64)&before, 0, 8, 0, 0);
    return mapped;
}

/* Makes code of what was written. Where memory must not become that (PR_SET_MDWE, SELinux without
 * execmem), a file without a name often may. `name` is what /proc/PID/maps calls such a file. */
static COLD int make_executable(u64 from, u64 to, const char *name)
{
    code_was_written((const u8 *)from, to - from);
    return system_call(SYS_MPROTECT, from, to - from, PROT_READ | PROT_EXEC, 0, 0, 0) >= 0 ||
           map_from_file(from, to, name);
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

enum { NAPS = 5 };

/* Lets the thread that was just woken on this processor have it, and goes to another one that has
 * nothing to do: Linux looks for one when a thread wakes up. *other: 1 + the processor of that
 * thread, 0 while it does not run. Where nobody can tell, one nap has to do. */
static COLD void leave_processor(const i32 *other)
{
    word moment[2] = {0, 1};
    for (u32 naps = 0; naps < NAPS; naps++) {
        i32 there = __atomic_load_n(other, __ATOMIC_ACQUIRE), here = processor();
        if (there && there != 1 + here)
            return;
        system_call(SYS_NANOSLEEP, (u64)moment, 0, 0, 0, 0, 0);
        if (here < 0)
            return;
    }
}

/* Whether there is just one processor for this process; no where the kernel does not say. */
static COLD int has_one_processor(void)
{
    u64 set[16], any = 0, more = 0;
    i64 size = system_call(SYS_SCHED_GETAFFINITY, 0, sizeof set, (u64)set, 0, 0, 0);
    for (i64 i = 0; i < size / 8; i++) {
        more |= (set[i] & (set[i] - 1)) | (any && set[i]);
        any |= set[i];
    }
    return any && !more;
}
