/* What this process must not leave behind, whatever signal ends it: files half written, and
 * processes it started. SIGKILL is the one it cannot heed: see replace.h and gnuplot.c for how
 * nothing has a name until it is whole. */
#ifndef TASKLOSS_LEAVINGS_H
#define TASKLOSS_LEAVINGS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/* Takes away what is named below at exit(), and on every signal that ends a process; SIGINT,
 * SIGTERM and SIGHUP then end it with TL_EXIT_INTERRUPTED. To be called again after a libuv loop
 * that heeded them, because libuv sets signals back to their defaults. A file that grows beyond its
 * limit, and a reader that is gone, become errors of the write. */
void leavings_watch(void);

/* SIGHUP was ignored when we were started, as nohup does: it is to stay so. */
bool leavings_heeds(int signal_number);

/* The path is borrowed until it is forgotten. What finds no room is not watched over. */
void leavings_file(const char *path);
void leavings_forget_file(const char *path);

/* The process group of a child. */
void leavings_group(pid_t group);
void leavings_forget_group(pid_t group);

/* No signal ends the process between these two: for a name that is there for an instant. */
void leavings_hold(sigset_t *before);
void leavings_release(const sigset_t *before);

#endif
