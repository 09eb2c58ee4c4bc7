/* Numbers of system calls that newer machines share: asm-generic/unistd.h. */
#pragma once

enum {
    SYS_OPENAT = 56,
    SYS_CLOSE = 57,
    SYS_READ = 63,
    SYS_WRITE = 64,
    SYS_EXIT = 93,
    SYS_EXIT_GROUP = 94,
    SYS_FUTEX = 98,
    SYS_NANOSLEEP = 101,
    SYS_SCHED_GETAFFINITY = 123,
    SYS_RT_SIGPROCMASK = 135,
    SYS_MUNMAP = 215,
    SYS_MMAP = 222,
    SYS_MPROTECT = 226,
    SYS_MADVISE = 233,
    SYS_MEMFD_CREATE = 279,
};
