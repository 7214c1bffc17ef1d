/* Options of a subcommand: argp for the parsing and the help, one line for each mistake.
 *
 * argp's own messages take two lines and do not name the nearest option, so the command line is
 * checked against the same option table first. What the command line leaves out may come from
 * elsewhere, the environment or a file: those values go through the same parsers.
 */
#ifndef TASKLOSS_OPTIONS_H
#define TASKLOSS_OPTIONS_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>

#include "error.h"

/* Parses argv by `argp`, whose parser gets `input`. argv[0] is the command as typed, "taskloss
 * run".
 * The options of every command (options_common_argp) are added. Returns 0; 1 when help was printed
 * and the command is to end with TL_EXIT_AS_EXPECTED; -1 with `error` filled in. A parser function
 * that refuses something fills in `error` itself (it reaches it through `input`) and returns
 * EINVAL.
 */
int options_parse(const struct argp *argp, int argc, char **argv, void *input,
                  struct tl_error *error);

/* A whole decimal number between low and high, for the option called `name` in messages. */
int options_number(const char *name, const char *text, uint64_t low, uint64_t high, uint64_t *out,
                   struct tl_error *error);

/* What every command takes: --help, --color, --config, --profile. */
extern const struct argp options_common_argp;

/* Is `word`, "--name" or "-n", an option of this command that takes the next word as its value? */
bool options_takes_next(const struct argp *argp, const char *word);

/* Every option of a command, those of its children and of every command too; without the headings.
 */
void options_each(const struct argp *argp,
                  void (*each)(void *context, const struct argp_option *option), void *context);

/* The value of an option that the command line may leave out. All borrowed, for as long as the
 * command runs. */
struct options_value {
    const char *name;   /* of the option; "case": a word that is no option */
    char *text;         /* NULL for an option without a value */
    const char *origin; /* "taskloss.yaml, line 3", for messages */
};

/* Gives the values for a command ("run"), each option's from one place. `config`, `profile`: as on
 * the command line, or NULL. 0, or -1 with `error` filled in. */
typedef int options_source(const char *command, const char *config, const char *profile,
                           const struct options_value **values, size_t *count,
                           struct tl_error *error);

/* Sets where values come from, for all commands; none before. */
void options_from(options_source *source);

/* Did the command get any of its values from there? Then a command that is to do the same again
 * says OPTIONS_ALONE. */
bool options_were_given(void);
#define OPTIONS_ALONE "--config none"

#endif
