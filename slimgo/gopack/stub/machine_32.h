/* What compilers leave to their library on machines of 32 bits: shifts and divisions of numbers of
 * 64 bits, by the names that they call. */
#pragma once

#include "gopack.h"

#if defined(__arm__) /* Run-time ABI for the Arm Architecture, 4.2 */
#define __lshrdi3 __aeabi_llsr
#define __ashldi3 __aeabi_llsl
#endif

u64 __lshrdi3(u64 v, i32 by)
{
    u32 high = (u32)(v >> 32), low = (u32)v, n = by & 31;
    if (by & 32)
        return high >> n;
    return n ? (u64)(high >> n) << 32 | (low >> n | high << (32 - n)) : v;
}

u64 __ashldi3(u64 v, i32 by)
{
    u32 high = (u32)(v >> 32), low = (u32)v, n = by & 31;
    if (by & 32)
        return (u64)(low << n) << 32;
    return n ? (u64)(high << n | low >> (32 - n)) << 32 | low << n : v;
}

/* Bit by bit: only the computed tables divide such numbers, and not often. */
static __attribute__((noinline, used)) u64 divide(u64 a, u64 by, u64 *rest)
{
    u64 left = 0, quotient = 0;
    for (int bit = 0; bit < 64; bit++) {
        left = left << 1 | a >> 63;
        a <<= 1;
        quotient <<= 1;
        if (left >= by) {
            left -= by;
            quotient |= 1;
        }
    }
    *rest = left;
    return quotient;
}

#if defined(__arm__)
/* The quotient in the lower half, the rest in the upper one. */
u64 __aeabi_uidivmod(u32 a, u32 by)
{
    u32 left = 0, quotient = 0;
    for (int bit = a ? 31 - __builtin_clz(a) : -1; bit >= 0; bit--) {
        left = left << 1 | (a >> bit & 1);
        u32 there = left >= by;
        left -= there ? by : 0;
        quotient = quotient << 1 | there;
    }
    return quotient | (u64)left << 32;
}

u32 __aeabi_uidiv(u32 a, u32 by) { return (u32)__aeabi_uidivmod(a, by); }

/* The quotient in r0 and r1, the rest in r2 and r3. */
__attribute__((naked)) void __aeabi_uldivmod(void)
{
    __asm__("push {r4, lr}\n"
            "    sub sp, sp, #16\n"
            "    add r4, sp, #8\n"
            "    str r4, [sp]\n"
            "    bl divide\n"
            "    ldr r2, [sp, #8]\n"
            "    ldr r3, [sp, #12]\n"
            "    add sp, sp, #16\n"
            "    pop {r4, pc}\n");
}
#else
u64 __udivdi3(u64 a, u64 by)
{
    u64 rest;
    return divide(a, by, &rest);
}

u64 __umoddi3(u64 a, u64 by)
{
    u64 rest;
    divide(a, by, &rest);
    return rest;
}
#endif
