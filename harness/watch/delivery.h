/* How events leave this process: into their file, as long as that can be opened here.
 *
 * A process that has given up its rights, has another root, or may write no further byte cannot do
 * that: the driver takes them then, by a datagram (settings.mail). One that has no descriptor left
 * keeps a few and tries again with the next. No descriptor of ours stays open in between.
 */
#ifndef TASKLOSS_WATCH_DELIVERY_H
#define TASKLOSS_WATCH_DELIVERY_H

#include <stddef.h>

/* Whole lines, by one write(). May be called without the GIL, and in a signal handler. */
void delivery_write(const char *lines, size_t length);

/* In a forked child: what was kept is its parent's. */
void delivery_forget_all(void);

#endif
