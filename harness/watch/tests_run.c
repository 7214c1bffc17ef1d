/* Names are kept only of tests in which a task was made. */
#include "tests_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TESTS_MAX 1000000u

static char current[1024];
static uint32_t current_number; /* 0: not kept yet */
static char **names;
static uint32_t count, size;

void tests_set(const char *value)
{
    char name[sizeof current];
    snprintf(name, sizeof name, "%s", value != NULL ? value : "");
    char *phase = strrchr(name, ' '); /* "name (call)" */
    if (phase != NULL && phase[1] == '(')
        *phase = '\0';
    if (strcmp(name, current) == 0)
        return;
    memcpy(current, name, sizeof current);
    current_number = 0;
}

uint32_t tests_now(void)
{
    if (current[0] == '\0' || current_number != 0 || count >= TESTS_MAX)
        return current_number;
    if (count == size) {
        uint32_t more = size != 0 ? size * 2 : 64;
        char **grown = realloc(names, more * sizeof *names);
        if (grown == NULL)
            return 0;
        names = grown;
        size = more;
    }
    names[count] = strdup(current);
    current_number = names[count] != NULL ? ++count : 0;
    return current_number;
}

const char *tests_name(uint32_t test)
{
    return test != 0 ? names[test - 1] : "";
}
