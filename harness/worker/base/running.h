/* Of the thread that asks: does it run an event loop, and has a step of it been seen? No Python. */
#ifndef TASKLOSS_RUNNING_H
#define TASKLOSS_RUNNING_H

/* It runs one from now on; it runs none any more. */
void running_begin(void);
void running_end(void);
int running_is(void);

/* That loop made a step, and was seen to: by epoll, where every step of it will be seen; or
 * otherwise. */
enum running_seen { RUNNING_UNSEEN, RUNNING_SEEN, RUNNING_SEEN_BY_EPOLL };
void running_stepped(enum running_seen how);
enum running_seen running_seen(void);

#endif
