/* Where the kernel enters on amd64, and where it is left for the program. */
#pragma once

/* The kernel enters at `_start` with the stack as the program is to find it. At 4 stands how far
 * the header is; at 8 the packer's proof enters. stub_start leaves where to jump, what to unmap,
 * and where the code stands that does both. Registers are left zero, as by the kernel. */
__asm__(".section .text.entry,\"ax\",@progbits\n"
        ".globl _start\n"
        "_start:\n"
        "    jmp 1f\n"
        ".org _start + 4\n"
        "    .long payload_header - _start\n"
        "    jmp stub_decode\n"
        "1:  mov %rsp, %rbx\n"
        "    mov %rsp, %rdi\n"
        "    and $-16, %rsp\n"
        "    sub $32, %rsp\n"
        "    mov %rsp, %rsi\n"
        "    call stub_start\n"
        "    pop %rbp\n"
        "    pop %rdi\n"
        "    pop %rsi\n"
        "    pop %rcx\n"
        "    mov $11, %eax\n"
        "    jmp *%rcx\n"
        "leave_code:\n"
        "    syscall\n"
        "    mov %rbx, %rsp\n"
        "    xor %edx, %edx\n"
        "    xor %ebx, %ebx\n"
        "    jmp *%rbp\n"
        "leave_code_end:\n"
        ".text\n");
