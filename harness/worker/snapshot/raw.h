/* System calls and copies that touch no memory but what they are given: not errno, not the dynamic
 * linker's tables. What puts memory back calls nothing else. */
#ifndef TASKLOSS_RAW_H
#define TASKLOSS_RAW_H

#include <stddef.h>
#include <stdint.h>

/* As syscall(2), but the error is returned as a negative number. */
long raw_call(long number, long a, long b, long c, long d, long e, long f);

/* Where its one system call returns to: a program makes none that does. */
extern const char raw_returns[];

#define RAW_1(name, a)       raw_call(SYS_##name, (long)(a), 0, 0, 0, 0, 0)
#define RAW_2(name, a, b)    raw_call(SYS_##name, (long)(a), (long)(b), 0, 0, 0, 0)
#define RAW_3(name, a, b, c) raw_call(SYS_##name, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define RAW_4(name, a, b, c, d)                                                                    \
    raw_call(SYS_##name, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)

static inline void raw_copy(void *to, const void *from, size_t size)
{
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
}

/* `size` is a multiple of 8. */
static inline int raw_same(const void *a, const void *b, size_t size)
{
    const uint64_t *one = a, *other = b;
    for (size_t i = 0; i < size / sizeof *one; i++)
        if (one[i] != other[i])
            return 0;
    return 1;
}

#endif
