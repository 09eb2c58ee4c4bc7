/* What is particular to Linux on arm, from ARMv6 on: system calls, caches. */
#pragma once

#include "gopack.h"
#include "machine_32.h"

static const u64 FILE_BASE = 0x20000000; /* machines.py, base */

/* No second thread: ARMv6 and ARMv7 have no barrier in common that each kernel allows. */
enum { THREADS = 0 };
#define __atomic_load_n(at, order) (*(at))
#define __atomic_store_n(at, value, order) (*(at) = (value))

enum {
    SYS_READ = 3,
    SYS_WRITE = 4,
    SYS_CLOSE = 6,
    SYS_MUNMAP = 91,
    SYS_MPROTECT = 125,
    SYS_RT_SIGPROCMASK = 175,
    SYS_MMAP = 192, /* mmap2, whose place in the file counts pages: it is 0 here */
    SYS_MADVISE = 220,
    SYS_NANOSLEEP = 162,
    SYS_FUTEX = 240,
    SYS_SCHED_GETAFFINITY = 242,
    SYS_EXIT_GROUP = 248,
    SYS_OPENAT = 322,
    SYS_MEMFD_CREATE = 385,
    SYS_CACHEFLUSH = 0xf0002,
};

INLINE i64 system_call(i64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
    register u32 r7 __asm__("r7") = (u32)number;
    register u32 r0 __asm__("r0") = (u32)a;
    register u32 r1 __asm__("r1") = (u32)b;
    register u32 r2 __asm__("r2") = (u32)c;
    register u32 r3 __asm__("r3") = (u32)d;
    register u32 r4 __asm__("r4") = (u32)e;
    register u32 r5 __asm__("r5") = (u32)f;
    __asm__ volatile("svc #0"
                     : "+r"(r0)
                     : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5)
                     : "memory");
    return (i32)r0;
}

INLINE i64 start_thread(u8 *stack_end, void (*run)(void *), void *argument, u32 *running)
{
    (void)stack_end;
    (void)run;
    (void)argument;
    (void)running;
    return -1;
}

INLINE i32 processor(void) { return -1; }

#include "library.h"

/* Only the kernel may do it. */
INLINE void code_was_written(const u8 *from, u64 size)
{
    system_call(SYS_CACHEFLUSH, (u64)from, (u64)from + size, 0, 0, 0, 0);
}
