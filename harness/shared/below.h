/* The processes below one, from Linux' /proc. */
#ifndef TASKLOSS_BELOW_H
#define TASKLOSS_BELOW_H

#include <stddef.h>
#include <sys/types.h>

struct below {
    /* For each that lives, `state` as in /proc/PID/stat. Nonzero: no further ones are looked for.
     */
    int (*each)(pid_t process, char state, void *context);
    void *context;
    pid_t except[2]; /* neither they nor what is below them; 0: none */
};

/* All below `process`, however far down. A process is asked for after its parent, so that one that
 * changes hands meanwhile is met once more, not missed. What `each` ended with, or 0. */
int below_visit(const struct below *below, pid_t process);

/* Only those that one thread made: `path` is its file "children". */
int below_children(const struct below *below, const char *path);

/* What a small file holds, zero-terminated: its length, or -1. Allocates nothing. */
ssize_t below_read(const char *path, char *text, size_t size);

#endif
