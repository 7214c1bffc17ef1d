/* Virtual time: a clock that stands still while code runs and jumps when everybody only waits.
 *
 * The functions of libc that tell or spend time are defined in this executable, so that Python, its
 * extension modules and event loops call these instead. A jump happens only when nothing else could
 * come first: no other thread runs or blocks in something of its own, no process that this one has
 * started lives, however far below, no TCP segment is under way. While something may come, virtual
 * time passes with real time, less what processes have to wait for a processor.
 */
#ifndef TASKLOSS_CLOCK_H
#define TASKLOSS_CLOCK_H

#include <sys/types.h>

/* Virtual from now on; until then, and in other processes, all functions are the real ones. */
void clock_start(void);

/* Time stays real, and loop steps are told all the same. */
void clock_count_steps(void);

/* Real again. */
void clock_stop(void);

/* The process whose children become what this one's children leave behind; it has no others. While
 * one of those lives, time does not jump either. */
void clock_keeper(pid_t keeper);

/* One that is a child of the keeper all the same, and no trial's. 0: there is none. */
void clock_stranger(pid_t stranger);

/* Is there another thread that is at work, or may wait for a process or for the network? */
int clock_is_busy(void);

/* Called at each loop step: when an event loop asks for its events. Not under the GIL. */
void clock_on_step(void (*step)(void));

/* Called when a thread is about to wait for events, or for time, in another way than by epoll; what
 * it says is whether that was a loop step. Not under the GIL. */
void clock_on_wait(int (*wait)(void));

/* Called when the process waits, and is connected to another that it has not started: what that one
 * may still do is waited for a moment only, and then time jumps. */
void clock_on_outside(void (*outside)(void));

/* Called when nothing can ever wake the process again. If it returns, the wait goes on for real. */
void clock_on_idle(void (*idle)(void));

#endif
