/* A deadline in wall time is a trial's only as far as the machine lets it run. */
#ifndef TASKLOSS_PATIENCE_H
#define TASKLOSS_PATIENCE_H

#include <stdint.h>
#include <sys/types.h>

/* So many times its length a deadline may be put off, whatever the machine does. */
#define PATIENCE_MOST 9

#define PATIENCE_BEFORE 16

/* A deadline that is put off. */
struct patience {
    uint32_t deadline_ms;
    int64_t given_us; /* by so much it has been put off */
    int64_t apart_us; /* the caller's: what else is not its own doing */
    struct patience_before {
        pid_t process;
        int64_t waited_us;
    } before[PATIENCE_BEFORE]; /* what they had waited when it began; of others all counts */
    unsigned befores;
};

/* What `process` and those below it have waited for a processor until now does not count. */
void patience_begin(struct patience *patience, pid_t process);

/* How long a process, or one below it, has waited for a processor since then: of all their threads
 * the one that waited longest, in microseconds. 0 where the kernel does not say. */
int64_t patience_waited_us(const struct patience *patience, pid_t process);

/* What somebody else's memory says, as a number that can be added to others. */
int64_t patience_apart_us(uint64_t us);

/* By how much it is to be put off now for what `process` and those below it have waited, and for
 * apart_us; 0: it is over. */
int64_t patience_owed_us(struct patience *patience, pid_t process);

/* By how much more than `given_us`, which it has been put off already, a deadline of `deadline_ms`
 * is to be put off; 0: it is over. */
int64_t patience_more_us(uint32_t deadline_ms, int64_t waited_us, int64_t given_us);

#endif
