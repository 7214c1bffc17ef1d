/* Settings: what options are worth where the command line does not say, of a file and of the
 * environment.
 *
 * The file is YAML: keys that hold always, then "profiles", each with a name and keys of its own. A
 * profile goes over what holds always, the environment (TASKLOSS_SEED for --seed) over both, and
 * the command line over all. What a file may hold is its schema: every mistake in it is one line
 * with the file and the line number (TL_EXIT_USAGE).
 */
#ifndef TASKLOSS_SETTINGS_H
#define TASKLOSS_SETTINGS_H

#include <stddef.h>
#include <stdio.h>

#include "options.h"

/* An options_source. The values stay valid until the process ends. */
int settings_values(const char *command, const char *config, const char *profile,
                    const struct options_value **values, size_t *count, struct tl_error *error);

/* The differences that the file accepts: `text` is a JSON object as in the file of --accept.
 * Borrowed. After settings_values. */
const struct options_value *settings_accepted(size_t *count);

/* Every key once, in the order of the list: what it is worth for this command, and from where.
 * `text` NULL: a switch that is on. `origin` NULL: it is not set, and the default holds. A list
 * calls once for each of its items. After settings_values. */
void settings_each(const char *command,
                   void (*each)(void *context, const char *name, const char *text,
                                const char *origin),
                   void *context);

/* The file in use, or NULL; the profile, or NULL. Borrowed. */
const char *settings_file(void);
const char *settings_profile(void);

#endif
