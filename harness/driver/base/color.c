/* One choice for the whole process, as it has one command line. */
#include "color.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "near.h"

enum choice { AUTO, ALWAYS, NEVER };

static const char *const words[] = {"auto", "always", "never"};

#define WORD_COUNT (sizeof words / sizeof words[0])

static enum choice chosen = AUTO;

int color_choose(const char *word, struct tl_error *error)
{
    char hint[80];
    for (size_t i = 0; i < WORD_COUNT; i++)
        if (strcmp(words[i], word) == 0)
            return chosen = (enum choice)i, 0;
    return tl_fail(error, TL_EXIT_USAGE, "--color: '%s' is not auto, always or never%s", word,
                   near_hint(hint, sizeof hint, word, words, WORD_COUNT));
}

const char *color_choice(void)
{
    return words[chosen];
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0';
}

static bool is_on(const char *name)
{
    return is_set(name) && strcmp(getenv(name), "0") != 0;
}

bool color_wanted(FILE *out)
{
    if (chosen != AUTO)
        return chosen == ALWAYS;
    if (is_set("NO_COLOR"))
        return false;
    if (is_on("FORCE_COLOR") || is_on("CLICOLOR_FORCE"))
        return true;
    if (is_on("CI"))
        return false;
    const char *term = getenv("TERM");
    return isatty(fileno(out)) && term != NULL && strcmp(term, "dumb") != 0;
}
