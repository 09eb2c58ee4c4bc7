/* Where the kernel enters on ppc64le, and where it is left for the program. */
#pragma once

/* The kernel enters at `_start` with the stack as the program is to find it. At 4 stands how far
 * the header is. Register 2 is what constants are found from. stub_start leaves where to jump, what
 * to unmap, and where the code stands that does both. */
__asm__(".section .text.entry,\"ax\",@progbits\n"
        ".globl _start\n"
        "_start:\n"
        "    b 1f\n"
        "    .long payload_header - _start\n"
        "1:  bl 2f\n"
        "2:  mflr 2\n"
        "    addis 2, 2, .TOC.-2b@ha\n"
        "    addi 2, 2, .TOC.-2b@l\n"
        "    mr 30, 1\n"
        "    mr 3, 1\n"
        "    stdu 1, -80(1)\n"
        "    addi 4, 1, 48\n"
        "    bl stub_start\n"
        "    nop\n"
        "    ld 29, 48(1)\n"
        "    ld 3, 56(1)\n"
        "    ld 4, 64(1)\n"
        "    ld 12, 72(1)\n"
        "    li 0, 91\n"
        "    mtctr 12\n"
        "    bctr\n"
        "leave_code:\n"
        "    sc\n"
        "    mr 1, 30\n"
        "    li 3, 0\n"
        "    mr 12, 29\n"
        "    mtctr 12\n"
        "    bctr\n"
        "leave_code_end:\n"
        ".text\n");
