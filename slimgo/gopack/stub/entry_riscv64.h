/* Where the kernel enters on riscv64, and where it is left for the program. */
#pragma once

/* The kernel enters at `_start` with the stack as the program is to find it. At 4 stands how far
 * the header is. stub_start leaves where to jump, what to unmap, and where the code stands that does
 * both. */
__asm__(".section .text.entry,\"ax\",@progbits\n"
        ".option push\n"
        ".option norvc\n"
        ".globl _start\n"
        "_start:\n"
        "    j 1f\n"
        "    .long payload_header - _start\n"
        ".option pop\n"
        "1:  mv s0, sp\n"
        "    mv a0, sp\n"
        "    addi sp, sp, -32\n"
        "    mv a1, sp\n"
        "    call stub_start\n"
        "    ld s1, 0(sp)\n"
        "    ld a0, 8(sp)\n"
        "    ld a1, 16(sp)\n"
        "    ld t0, 24(sp)\n"
        "    li a7, 215\n"
        "    jr t0\n"
        "leave_code:\n"
        "    ecall\n"
        "    mv sp, s0\n"
        "    li a0, 0\n"
        "    jr s1\n"
        "leave_code_end:\n"
        ".text\n");
