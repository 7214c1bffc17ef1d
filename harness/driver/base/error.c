/* One line for each thing that goes wrong. */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

int tl_fail(struct tl_error *error, enum tl_exit exit, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    for (char *c = error->text; *c != '\0'; c++)
        if (*c == '\n' || *c == '\r')
            *c = ' ';
    error->exit = exit;
    return -1;
}
