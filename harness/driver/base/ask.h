/* Runs many short commands side by side and keeps what they print, within a time and a size. */
#ifndef TASKLOSS_ASK_H
#define TASKLOSS_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

#define ASK_OUTPUT_MAX 16384

struct ask {
    /* asked: borrowed */
    char **argv;
    char **environment;   /* NULL: this process's */
    unsigned deadline_ms; /* less the time for which the machine gives it no processor */
    bool known;           /* it is answered already: nothing is run */
    /* answered */
    bool started;
    bool late;                   /* killed at its deadline, with the processes it started */
    int64_t status;              /* exit status */
    int signal;                  /* that killed it, or 0 */
    char reason[160];            /* why it could not be started */
    char output[ASK_OUTPUT_MAX]; /* its first bytes, zero-terminated */
    char errors[ASK_OUTPUT_MAX]; /* the same of its standard error */
};

/* Runs all of them, as many at a time as there are processors. 0, or -1 if no command could be run
 * at all; a command that fails says so in its own struct. */
int ask_all(struct ask *asks, size_t count, struct tl_error *error);

#endif
