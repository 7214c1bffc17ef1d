/* One line for each thing that goes wrong, fit for a terminal whatever names and texts are in it.
 */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

#include "utf8.h"

int tl_fail(struct tl_error *error, enum tl_exit exit, const char *format, ...)
{
    char text[4 * sizeof error->text]; /* `error` may itself be among the arguments */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    utf8_copy(error->text, sizeof error->text, text);
    error->exit = exit;
    return -1;
}
