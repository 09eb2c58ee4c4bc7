/* What is particular to Linux on riscv64: system calls, a second thread, caches. */
#pragma once

#include "calls_generic.h"
#include "gopack.h"
#include "threads.h"

static const u64 FILE_BASE = 1ull << 37; /* machines.py, base */

enum { THREADS = 1 };

enum { SYS_RISCV_FLUSH_ICACHE = 259 };

INLINE i64 system_call(i64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
    register i64 a7 __asm__("a7") = number;
    register u64 a0 __asm__("a0") = a;
    register u64 a1 __asm__("a1") = b;
    register u64 a2 __asm__("a2") = c;
    register u64 a3 __asm__("a3") = d;
    register u64 a4 __asm__("a4") = e;
    register u64 a5 __asm__("a5") = f;
    __asm__ volatile("ecall"
                     : "+r"(a0)
                     : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5)
                     : "memory");
    return (i64)a0;
}

static __attribute__((noinline)) i64 start_thread(u8 *stack_end, void (*run)(void *),
                                                  void *argument, u32 *running)
{
    register i64 a7 __asm__("a7") = 220;
    register u64 a0 __asm__("a0") = A_THREAD;
    register u64 a1 __asm__("a1") = (u64)(stack_end - 16);
    register u64 a2 __asm__("a2") = 0;
    register u64 a3 __asm__("a3") = 0;
    register u64 a4 __asm__("a4") = (u64)running;
    store64(stack_end - 16, (u64)argument);
    store64(stack_end - 8, (u64)run);
    __asm__ volatile("ecall\n"
                     "    bnez a0, 1f\n"
                     "    li s0, 0\n"
                     "    ld a0, 0(sp)\n"
                     "    ld t0, 8(sp)\n"
                     "    addi sp, sp, 16\n"
                     "    jalr t0\n"
                     "    li a7, 93\n"
                     "    li a0, 0\n"
                     "    ecall\n"
                     "1:"
                     : "+r"(a0)
                     : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4)
                     : "memory");
    return (i64)a0;
}

INLINE i32 processor(void) { return -1; }

#include "library.h"

/* The kernel does it for all processors: a thread may go to another one. */
INLINE void code_was_written(const u8 *from, u64 size)
{
    system_call(SYS_RISCV_FLUSH_ICACHE, (u64)from, (u64)from + size, 0, 0, 0, 0);
}
