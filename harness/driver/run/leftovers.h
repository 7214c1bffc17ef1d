/* Where trials put their temporary files, and that these go with the run. */
#ifndef TASKLOSS_LEFTOVERS_H
#define TASKLOSS_LEFTOVERS_H

#include <sys/types.h>

struct leftovers {
    char folder[96];    /* empty: there is none, and trials use what the environment names */
    char **environment; /* for workers: TMPDIR is the folder; NULL: as it is */
    pid_t sweeper;
    int alive; /* a pipe that nobody writes to: it ends with this process */
};

/* Makes a folder, and a process that removes it with all that is in it once leftovers_end() is
 * called, or this process has ended in whatever way. Without a place for it, or a process, there is
 * none. */
void leftovers_begin(struct leftovers *leftovers);

/* The folder is gone when it returns, if nobody keeps writing there. */
void leftovers_end(struct leftovers *leftovers);

#endif
