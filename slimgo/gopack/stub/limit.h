/* A memory limit that is too low: the kernel would end the program without a word. */
#pragma once

#include "system.h"

enum { AT_FDCWD = -100, O_CLOEXEC = 02000000 };

/* The number in a file; 0 where there is none. */
static COLD u64 read_number(const char *path)
{
    u8 text[24];
    i64 file = system_call(SYS_OPENAT, (u64)AT_FDCWD, (u64)path, O_CLOEXEC, 0, 0, 0);
    if (file < 0)
        return 0;
    i64 size = system_call(SYS_READ, (u64)file, (u64)text, sizeof text, 0, 0, 0);
    system_call(SYS_CLOSE, (u64)file, 0, 0, 0, 0, 0);
    u64 number = 0;
    for (i64 i = 0; i < size && text[i] >= '0' && text[i] <= '9'; i++)
        number = number * 10 + text[i] - '0';
    return number;
}

/* Writes words on stderr, and behind them a number of bytes in MB, rounded up. */
static COLD void say(const char *words, u32 size, u32 bytes)
{
    u8 text[32], *end = text + sizeof text - 3, *from = end;
    store32(end - 1, ' ' << 8 | 'M' << 16 | (u32)'B' << 24);
    for (u32 n = (bytes + 999999) / 1000000; n || from == end; n /= 10)
        *--from = (u8)('0' + n % 10);
    system_call(SYS_WRITE, 2, (u64)words, size, 0, 0, 0);
    system_call(SYS_WRITE, 2, (u64)from, (u64)(text + sizeof text - from), 0, 0, 0);
}

#define SAY(words, bytes) say(words, sizeof(words) - 1, bytes)

/* Says so where the memory limit of this container is below what the program takes when it is
 * unpacked. It goes on: there may be swap. Only the limit of the cgroup that is mounted is looked
 * at, of version 2 or 1. */
static COLD void tell_limit(u32 needed)
{
    u64 limit = read_number("/sys/fs/cgroup/memory.max");
    if (!limit)
        limit = read_number("/sys/fs/cgroup/memory/memory.limit_in_bytes");
    if (!limit || limit >= needed)
        return;
    SAY("gopack: the kernel may end this program: it takes ", needed);
    SAY(", and the memory limit here is ", (u32)limit);
    system_call(SYS_WRITE, 2, (u64)"\n", 1, 0, 0, 0);
}
