/* What is particular to Linux on arm64: system calls, a second thread, caches. */
#pragma once

#include "calls_generic.h"
#include "gopack.h"
#include "threads.h"

static const u64 FILE_BASE = 1ull << 37; /* machines.py, base */

enum { THREADS = 1 };

INLINE i64 system_call(i64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
    register i64 x8 __asm__("x8") = number;
    register u64 x0 __asm__("x0") = a;
    register u64 x1 __asm__("x1") = b;
    register u64 x2 __asm__("x2") = c;
    register u64 x3 __asm__("x3") = d;
    register u64 x4 __asm__("x4") = e;
    register u64 x5 __asm__("x5") = f;
    __asm__ volatile("svc #0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory");
    return (i64)x0;
}

static __attribute__((noinline)) i64 start_thread(u8 *stack_end, void (*run)(void *),
                                                  void *argument, u32 *running)
{
    register i64 x8 __asm__("x8") = 220;
    register u64 x0 __asm__("x0") = A_THREAD;
    register u64 x1 __asm__("x1") = (u64)(stack_end - 16);
    register u64 x2 __asm__("x2") = 0;
    register u64 x3 __asm__("x3") = 0;
    register u64 x4 __asm__("x4") = (u64)running;
    store64(stack_end - 16, (u64)argument);
    store64(stack_end - 8, (u64)run);
    __asm__ volatile("svc #0\n"
                     "    cbnz x0, 1f\n"
                     "    mov x29, #0\n"
                     "    ldp x0, x9, [sp], #16\n"
                     "    blr x9\n"
                     "    mov x8, #93\n"
                     "    mov x0, #0\n"
                     "    svc #0\n"
                     "1:"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
                     : "memory");
    return (i64)x0;
}

INLINE i32 processor(void) { return -1; }

#include "library.h"

/* Writes the lines of the data cache back and drops those of the instruction cache: the two need
 * not agree on this machine (Arm ARM, B2.4.4, "Synchronization of caches"). */
static void code_was_written(const u8 *from, u64 size)
{
    u64 kinds;
    __asm__ volatile("mrs %0, ctr_el0" : "=r"(kinds));
    u64 data = 4u << (kinds >> 16 & 15), code = 4u << (kinds & 15);
    u64 start = (u64)from, end = start + size;
    for (u64 at = start & -data; at < end; at += data)
        __asm__ volatile("dc cvau, %0" ::"r"(at) : "memory");
    __asm__ volatile("dsb ish" ::: "memory");
    for (u64 at = start & -code; at < end; at += code)
        __asm__ volatile("ic ivau, %0" ::"r"(at) : "memory");
    __asm__ volatile("dsb ish\n isb" ::: "memory");
}
