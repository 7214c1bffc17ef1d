/* One instruction for all of our system calls, by whose address they are known (filter.c). */
#include "raw.h"

/* As C passes arguments, and as the kernel takes them. */
__asm__(".text\n"
        ".globl raw_call, raw_returns\n"
        ".hidden raw_call, raw_returns\n"
        ".type raw_call, @function\n"
        "raw_call:\n"
        "    mov %rdi, %rax\n"
        "    mov %rsi, %rdi\n"
        "    mov %rdx, %rsi\n"
        "    mov %rcx, %rdx\n"
        "    mov %r8, %r10\n"
        "    mov %r9, %r8\n"
        "    mov 8(%rsp), %r9\n"
        "    syscall\n"
        "raw_returns:\n"
        "    ret\n"
        ".size raw_call, . - raw_call\n");
