/* What is particular to Linux on ppc64le: system calls, a second thread, caches. */
#pragma once

#include "gopack.h"
#include "threads.h"

static const u64 FILE_BASE = 1ull << 40; /* machines.py, base */

enum { THREADS = 1 };

enum {
    SYS_READ = 3,
    SYS_WRITE = 4,
    SYS_CLOSE = 6,
    SYS_MMAP = 90,
    SYS_MUNMAP = 91,
    SYS_MPROTECT = 125,
    SYS_RT_SIGPROCMASK = 174,
    SYS_MADVISE = 205,
    SYS_NANOSLEEP = 162,
    SYS_FUTEX = 221,
    SYS_SCHED_GETAFFINITY = 223,
    SYS_EXIT_GROUP = 234,
    SYS_OPENAT = 286,
    SYS_MEMFD_CREATE = 360,
};

/* An error is said by a flag (summary overflow), and its number is positive. */
INLINE i64 system_call(i64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
    register i64 r0 __asm__("r0") = number;
    register u64 r3 __asm__("r3") = a;
    register u64 r4 __asm__("r4") = b;
    register u64 r5 __asm__("r5") = c;
    register u64 r6 __asm__("r6") = d;
    register u64 r7 __asm__("r7") = e;
    register u64 r8 __asm__("r8") = f;
    __asm__ volatile("sc\n"
                     "    bns+ 1f\n"
                     "    neg 3, 3\n"
                     "1:"
                     : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r8)
                     :
                     : "memory", "cr0", "ctr", "xer", "r9", "r10", "r11", "r12");
    return (i64)r3;
}

static __attribute__((noinline)) i64 start_thread(u8 *stack_end, void (*run)(void *),
                                                  void *argument, u32 *running)
{
    u8 *frame = stack_end - 64;
    register i64 r0 __asm__("r0") = 120;
    register u64 r3 __asm__("r3") = A_THREAD;
    register u64 r4 __asm__("r4") = (u64)frame;
    register u64 r5 __asm__("r5") = 0;
    register u64 r6 __asm__("r6") = 0;
    register u64 r7 __asm__("r7") = (u64)running;
    store64(frame, 0); /* the end of the chain of frames */
    store64(frame + 32, (u64)argument);
    store64(frame + 40, (u64)run);
    __asm__ volatile("sc\n"
                     "    bns+ 1f\n"
                     "    neg 3, 3\n"
                     "1:  cmpdi 3, 0\n"
                     "    bne 2f\n"
                     "    ld 3, 32(1)\n"
                     "    ld 12, 40(1)\n"
                     "    mtctr 12\n"
                     "    bctrl\n"
                     "    li 0, 1\n"
                     "    li 3, 0\n"
                     "    sc\n"
                     "2:"
                     : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7)
                     :
                     : "memory", "cr0", "ctr", "xer", "lr", "r8", "r9", "r10", "r11", "r12");
    return (i64)r3;
}

INLINE i32 processor(void) { return -1; }

#include "library.h"

enum { CACHE_LINE = 32 }; /* or more: the smallest that there was */

/* Power ISA, book II, 1.8: what was stored, then what was fetched. */
static void code_was_written(const u8 *from, u64 size)
{
    u64 start = (u64)from & -(u64)CACHE_LINE, end = (u64)from + size;
    for (u64 at = start; at < end; at += CACHE_LINE)
        __asm__ volatile("dcbst 0, %0" ::"r"(at) : "memory");
    __asm__ volatile("sync" ::: "memory");
    for (u64 at = start; at < end; at += CACHE_LINE)
        __asm__ volatile("icbi 0, %0" ::"r"(at) : "memory");
    __asm__ volatile("sync\n isync" ::: "memory");
}
