/* Numbers are descriptors and places in lists: they differ from run to run. */
#include "alike.h"

#include <ctype.h>
#include <string.h>

static const char *after_number(const char *at)
{
    while (isdigit((unsigned char)*at))
        at++;
    return at;
}

bool alike_names(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        if (*a != *b)
            return false;
        if (*a == '[') {
            a = after_number(a + 1) - 1;
            b = after_number(b + 1) - 1;
        }
    }
    return *a == *b;
}

bool alike_nodes(const struct chains_node *a, const struct chains_node *b)
{
    return strcmp(a->text, b->text) == 0 || (a->own && b->own);
}
