/* Places in a program's code: where a task was made, and where it waits.
 *
 * Making a task is a hot path, so a frame is kept as two numbers: its code object's and the
 * instruction's (where the version tells of it; else the line). Lines are looked up when they are
 * written. A code object that was seen once is kept, so that its address stays its own.
 */
#ifndef TASKLOSS_WATCH_PLACES_H
#define TASKLOSS_WATCH_PLACES_H

#include <stdint.h>

#include "events.h"
#include "python.h"

struct place {
    uint32_t code; /* 0: none */
    int32_t at;    /* the instruction's offset, or the line */
};

/* Code under this folder (asyncio's own, with a slash at its end) made no task by itself. */
void places_install(const char *asyncio_home);

/* Where the running code is, innermost first, without what is asyncio's own; how many. A task that
 * asyncio made by itself has a place of asyncio's. Neither changes nor runs anything. */
unsigned places_here(struct place *places, unsigned most);

/* Where this frame is. */
struct place places_of_frame(PyObject *frame);

int32_t places_line(struct place place);

/* Appends [{"file","line","function"}...]. */
void places_write(struct event *event, const char *key, const struct place *places, unsigned count);

/* A number that is the same for the same place, also when read by lines. */
uint64_t places_hash(const struct place *places, unsigned count);

#endif
