/* Options of a subcommand: argp for the parsing and the help, one line for each mistake.
 *
 * argp's own messages take two lines and do not name the nearest option, so the command line is
 * checked against the same option table first.
 */
#ifndef TASKLOSS_OPTIONS_H
#define TASKLOSS_OPTIONS_H

#include <argp.h>
#include <stdint.h>

#include "error.h"

/* Parses argv by `argp`, whose parser gets `input`. argv[0] is the command as typed, "taskloss
 * run".
 * `--help` and `-h` are added. Returns 0; 1 when help was printed and the command is to end with
 * TL_EXIT_AS_EXPECTED; -1 with `error` filled in. A parser function that refuses something fills in
 * `error` itself (it reaches it through `input`) and returns EINVAL. */
int options_parse(const struct argp *argp, int argc, char **argv, void *input,
                  struct tl_error *error);

/* A whole decimal number between low and high, for the option called `name` in messages. */
int options_number(const char *name, const char *text, uint64_t low, uint64_t high, uint64_t *out,
                   struct tl_error *error);

#endif
