/* What is particular to Linux on 386: system calls, a second thread. */
#pragma once

#include "gopack.h"
#include "machine_32.h"
#include "threads.h"

static const u64 FILE_BASE = 0x20000000; /* machines.py, base */

enum { THREADS = 1 };

enum {
    SYS_READ = 3,
    SYS_WRITE = 4,
    SYS_CLOSE = 6,
    SYS_MUNMAP = 91,
    SYS_MPROTECT = 125,
    SYS_RT_SIGPROCMASK = 175,
    SYS_MMAP = 192, /* mmap2, whose place in the file counts pages: it is 0 here */
    SYS_MADVISE = 219,
    SYS_NANOSLEEP = 162,
    SYS_FUTEX = 240,
    SYS_SCHED_GETAFFINITY = 242,
    SYS_EXIT_GROUP = 252,
    SYS_OPENAT = 295,
    SYS_MEMFD_CREATE = 356,
};

/* Its six arguments take all registers but the stack pointer. */
static __attribute__((naked, noinline)) i32 system_call_386(u32 number, u32 a, u32 b, u32 c, u32 d,
                                                            u32 e, u32 f)
{
    __asm__("push %ebx\n"
            "    push %esi\n"
            "    push %edi\n"
            "    push %ebp\n"
            "    mov 20(%esp), %eax\n"
            "    mov 24(%esp), %ebx\n"
            "    mov 28(%esp), %ecx\n"
            "    mov 32(%esp), %edx\n"
            "    mov 36(%esp), %esi\n"
            "    mov 40(%esp), %edi\n"
            "    mov 44(%esp), %ebp\n"
            "    int $0x80\n"
            "    pop %ebp\n"
            "    pop %edi\n"
            "    pop %esi\n"
            "    pop %ebx\n"
            "    ret\n");
}

INLINE i64 system_call(i64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
    return system_call_386((u32)number, (u32)a, (u32)b, (u32)c, (u32)d, (u32)e, (u32)f);
}

static __attribute__((noinline)) i64 start_thread(u8 *stack_end, void (*run)(void *),
                                                  void *argument, u32 *running)
{
    i32 result;
    store32(stack_end - 16, (u32)argument); /* a multiple of 16, as the compiler wants it at a call */
    store32(stack_end - 20, (u32)run);
    __asm__ volatile("int $0x80\n"
                     "    test %%eax, %%eax\n"
                     "    jnz 1f\n"
                     "    xor %%ebp, %%ebp\n"
                     "    pop %%eax\n"
                     "    call *%%eax\n"
                     "    mov $1, %%eax\n"
                     "    xor %%ebx, %%ebx\n"
                     "    int $0x80\n"
                     "1:"
                     : "=a"(result)
                     : "a"(120), "b"(A_THREAD), "c"(stack_end - 20), "d"(0), "S"(0), "D"(running)
                     : "memory");
    return result;
}

INLINE i32 processor(void) { return -1; }

#include "machine_x86.h"
