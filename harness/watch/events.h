/* Events: JSON, a line each, in the file that all watched processes append to.
 *
 * Each is written by one write() to a file opened for it alone: a process that closes all its
 * descriptors, forks, or is killed at any moment loses none that was written, and no descriptor of
 * ours is ever open in between. Whatever text a program has is escaped and made valid UTF-8 here.
 */
#ifndef TASKLOSS_WATCH_EVENTS_H
#define TASKLOSS_WATCH_EVENTS_H

#include <stddef.h>

struct event {
    char *text;
    size_t length, size;
    int comma; /* one is needed before the next member */
};

/* Begins an event in `room`. What does not fit is left out, text first: it stays valid JSON. */
void event_begin(struct event *event, char *room, size_t size, const char *name);
void event_text(struct event *event, const char *key, const char *value);
void event_number(struct event *event, const char *key, unsigned long long value);
/* key NULL: in an array. `bracket` is { or [. */
void event_open(struct event *event, const char *key, char bracket);
void event_close(struct event *event, char bracket);

/* Ends the line and appends it. May be called without the GIL, and in a signal handler. */
void event_write(struct event *event);

#endif
