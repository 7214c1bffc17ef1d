/* Names of what tasks run, as the head of a case has them. No Python here.
 *
 * A name is shown, and compared, in a form that is safe to show: letters, digits, '_', '.', '<' and
 * '>' stand for themselves, as do characters beyond ASCII that can be seen; all others are \xNN or
 * \uNNNN.
 */
#ifndef TASKLOSS_NAMES_H
#define TASKLOSS_NAMES_H

#include <stddef.h>

/* That form of `name`, any bytes. 1, or 0 where it was cut because `size` was too small. */
int names_show(const char *name, char *shown, size_t size);

/* Is one of `names`, in that form and with a blank between, what this runs? `qualname` as Python
 * has it; `module` the dotted name of its module, NULL or "": not known. Of the module a name may
 * give the last parts, or none. */
int names_fit(const char *names, const char *qualname, const char *module);

/* Would names_fit() have to know the module? */
int names_ask_module(const char *names, const char *qualname);

#endif
