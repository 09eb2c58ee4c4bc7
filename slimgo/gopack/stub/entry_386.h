/* Where the kernel enters on 386, and where it is left for the program. */
#pragma once

/* The kernel enters at `_start` with the stack as the program is to find it. At 4 stands how far
 * the header is. stub_start leaves where to jump, what to unmap, and where the code stands that does
 * both, eight bytes each. Registers are left zero, as by the kernel. */
__asm__(".section .text.entry,\"ax\",@progbits\n"
        ".globl _start\n"
        "_start:\n"
        "    jmp 1f\n"
        ".org _start + 4\n"
        "    .long payload_header - _start\n"
        "1:  mov %esp, %edi\n"
        "    and $-16, %esp\n"
        "    sub $40, %esp\n" /* with the two words for the call a multiple of 16 */
        "    mov %esp, %eax\n"
        "    push %eax\n"
        "    push %edi\n"
        "    call stub_start\n"
        "    mov 8(%esp), %ebp\n"
        "    mov 16(%esp), %ebx\n"
        "    mov 24(%esp), %ecx\n"
        "    mov 32(%esp), %esi\n"
        "    mov $91, %eax\n"
        "    jmp *%esi\n"
        "leave_code:\n"
        "    int $0x80\n"
        "    mov %edi, %esp\n"
        "    xor %ebx, %ebx\n"
        "    xor %ecx, %ecx\n"
        "    xor %edx, %edx\n"
        "    xor %esi, %esi\n"
        "    xor %edi, %edi\n"
        "    jmp *%ebp\n"
        "leave_code_end:\n"
        ".text\n");
