/* A second thread. Each machine has start_thread(stack_end, run, argument, running): the thread runs
 * and ends; `*running` becomes 0 when it is gone, and wakes who waits. What is returned is negative
 * where the kernel refuses. And processor(): the number of the one that this code is on, where user
 * code can ask without a system call; -1 elsewhere. */
#pragma once

/* uapi/linux/sched.h: a thread that shares all that threads share, and says when it is gone. */
enum {
    CLONE_VM = 0x100,
    CLONE_FS = 0x200,
    CLONE_FILES = 0x400,
    CLONE_SIGHAND = 0x800,
    CLONE_THREAD = 0x10000,
    CLONE_SYSVSEM = 0x40000,
    CLONE_CHILD_CLEARTID = 0x200000,
    A_THREAD = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
               CLONE_CHILD_CLEARTID
};
