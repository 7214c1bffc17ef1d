/* Notices each system call whose effect on a process is not known to be put back.
 *
 * A list of those that are known (seccomp): whatever is not on it, and what the next kernels add,
 * is told to who listens before it is carried out, of this process and of all that it starts. So
 * nothing has to be known of what a program could do, only of what it may do unnoticed. */
#ifndef TASKLOSS_FILTER_H
#define TASKLOSS_FILTER_H

#include <stddef.h>
#include <stdint.h>

/* For ever, for this process and its children. Own descriptors are in [low, end): closed (EBADF)
 * but for calls by raw.h; to replace one, or to close a range with one in it, is told. The
 * descriptor to listen at, or a negative error. */
int filter_install(int low, int end);

/* Reads one call that is told at `listener` and lets it go on. Before that `*mark`, which may be
 * shared, is set for filter_describe(), to the first of them or to one that starts a thread or a
 * process. */
void filter_next(int listener, uint32_t *mark);

/* What the call with that mark does, as a clause: "it started a thread or a process". */
void filter_describe(uint32_t mark, char *line, size_t size);

#endif
