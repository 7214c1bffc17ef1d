/* The options of every command that runs cases. */
#ifndef TASKLOSS_RUN_ARGUMENTS_H
#define TASKLOSS_RUN_ARGUMENTS_H

#include <argp.h>

#include "run_options.h"

/* An argp to be a command's child: its input is a struct run_options. */
extern const struct argp run_options_argp;

/* A command calls run_options_begin, then its own argp, of which run_options_argp is a child, then
 * this: the guards and the pressure where none were given. */
int run_options_complete(struct run_options *options, uint32_t guards);

/* Adds the pressure that cancels, for the cells of run_options.cancels_named. */
int run_options_cancel(struct run_options *options);

#endif
