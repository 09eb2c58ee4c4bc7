/* Where the kernel enters on arm, and where it is left for the program. */
#pragma once

/* The kernel enters at `_start` with the stack as the program is to find it. At 4 stands how far
 * the header is. stub_start leaves where to jump, what to unmap, and where the code stands that does
 * both, eight bytes each. */
__asm__(".section .text.entry,\"ax\",%progbits\n"
        ".arm\n"
        ".globl _start\n"
        "_start:\n"
        "    b 1f\n"
        "    .long payload_header - _start\n"
        "1:  mov r4, sp\n"
        "    mov r0, sp\n"
        "    sub sp, sp, #32\n"
        "    mov r1, sp\n"
        "    bl stub_start\n"
        "    ldr r5, [sp]\n"
        "    ldr r0, [sp, #8]\n"
        "    ldr r1, [sp, #16]\n"
        "    ldr r6, [sp, #24]\n"
        "    mov r7, #91\n"
        "    bx r6\n"
        "leave_code:\n"
        "    svc #0\n"
        "    mov sp, r4\n"
        "    mov r0, #0\n"
        "    bx r5\n"
        "leave_code_end:\n"
        ".text\n");
