/* What is particular to Linux on amd64: system calls, a second thread. */
#pragma once

#include "gopack.h"
#include "threads.h"

static const u64 FILE_BASE = 1ull << 40; /* machines.py, base */

enum { THREADS = 1 };

enum {
    SYS_READ = 0,
    SYS_WRITE = 1,
    SYS_CLOSE = 3,
    SYS_MMAP = 9,
    SYS_MPROTECT = 10,
    SYS_MUNMAP = 11,
    SYS_RT_SIGPROCMASK = 14,
    SYS_MADVISE = 28,
    SYS_NANOSLEEP = 35,
    SYS_EXIT = 60,
    SYS_FUTEX = 202,
    SYS_SCHED_GETAFFINITY = 204,
    SYS_EXIT_GROUP = 231,
    SYS_OPENAT = 257,
    SYS_MEMFD_CREATE = 319,
};

INLINE i64 system_call(i64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
    i64 result;
    register u64 r10 __asm__("r10") = d;
    register u64 r8 __asm__("r8") = e;
    register u64 r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

static __attribute__((noinline)) i64 start_thread(u8 *stack_end, void (*run)(void *),
                                                  void *argument, u32 *running)
{
    i64 result;
    register u64 r10 __asm__("r10") = (u64)running;
    register u64 r8 __asm__("r8") = 0;
    store64(stack_end - 16, (u64)argument);
    store64(stack_end - 8, (u64)run);
    __asm__ volatile("syscall\n"
                     "    test %%rax, %%rax\n"
                     "    jnz 1f\n"
                     "    xor %%ebp, %%ebp\n"
                     "    pop %%rdi\n"
                     "    pop %%rax\n"
                     "    call *%%rax\n"
                     "    mov $60, %%eax\n"
                     "    xor %%edi, %%edi\n"
                     "    syscall\n"
                     "1:"
                     : "=a"(result)
                     : "a"(56), "D"(A_THREAD), "S"(stack_end - 16), "d"(0), "r"(r10), "r"(r8)
                     : "rcx", "r11", "memory");
    return result;
}

/* Linux keeps it where `rdtscp` reads it, as Go's runtime does (arch/x86/kernel/cpu/common.c,
 * setup_getcpu). */
static COLD i32 processor(void)
{
    u32 a = 0x80000001, b, c = 0, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    if (!(d >> 27 & 1))
        return -1;
    __asm__ volatile("rdtscp" : "=a"(a), "=c"(c), "=d"(d));
    return (i32)(c & 0xfff);
}

#include "machine_x86.h"
