/* Of the thread that asks: does it run an event loop, and has a step of it been seen? No Python. */
#ifndef TASKLOSS_RUNNING_H
#define TASKLOSS_RUNNING_H

/* It runs one from now on; it runs none any more. */
void running_begin(void);
void running_end(void);
int running_is(void);

/* That loop made a step where it waits for its events. */
void running_stepped(void);
int running_has_stepped(void);

#endif
