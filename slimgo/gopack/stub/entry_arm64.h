/* Where the kernel enters on arm64, and where it is left for the program. */
#pragma once

/* The kernel enters at `_start` with the stack as the program is to find it. At 4 stands how far
 * the header is; at 8 the packer's proof enters. stub_start leaves where to jump, what to unmap,
 * and where the code stands that does both. */
__asm__(".section .text.entry,\"ax\",@progbits\n"
        ".globl _start\n"
        "_start:\n"
        "    b 1f\n"
        "    .long payload_header - _start\n"
        "    b stub_decode\n"
        "1:  mov x19, sp\n"
        "    mov x0, sp\n"
        "    sub sp, sp, #32\n"
        "    mov x1, sp\n"
        "    bl stub_start\n"
        "    ldp x16, x0, [sp]\n"
        "    ldp x1, x9, [sp, #16]\n"
        "    mov x8, #215\n"
        "    br x9\n"
        "leave_code:\n"
        "    svc #0\n"
        "    mov sp, x19\n"
        "    mov x0, #0\n"
        "    br x16\n"
        "leave_code_end:\n"
        ".text\n");
