/* One line for each thing that goes wrong, fit for a terminal whatever names and texts are in it.
 */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

#include "line.h"
#include "utf8.h"

int tl_fail(struct tl_error *error, enum tl_exit exit, const char *format, ...)
{
    /* `error` may itself be among the arguments; cleaning makes a text three times as long at most
     */
    char text[2 * sizeof error->text], clean[3 * sizeof text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    utf8_copy(clean, sizeof clean, text);
    line_copy(error->text, sizeof error->text, clean);
    error->exit = exit;
    return -1;
}
