/* For functions of libc that are defined here anew: seen from outside, and calling what was there.
 */
#ifndef TASKLOSS_WATCH_REAL_H
#define TASKLOSS_WATCH_REAL_H

#include <dlfcn.h>
#include <string.h>

#define OURS __attribute__((visibility("default")))

/* `real` becomes the function that would have been called without us. */
#define REAL(name)                                                                                 \
    static __typeof__(&name) real;                                                                 \
    if (real == NULL) {                                                                            \
        void *symbol = dlsym(RTLD_NEXT, #name);                                                    \
        memcpy(&real, &symbol, sizeof real);                                                       \
    }

#endif
