/* Where the kernel and libc map nothing by themselves: what lies here moves no address of a
 * program, whether it is there or not. */
#ifndef TASKLOSS_FAR_H
#define TASKLOSS_FAR_H

#include <stdint.h>

#define FAR         ((uintptr_t)1 << 44)
#define FAR_LEDGERS FAR                          /* what the zygote keeps of trials */
#define FAR_POST    (FAR + ((uintptr_t)1 << 32)) /* what it shares with the runner */
#define FAR_NEST    (FAR + ((uintptr_t)2 << 32)) /* what puts memory back, and the copies */

#endif
