/* Ours is the first library in LD_PRELOAD, as the driver has put it. */
#include "heirs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watching.h"

#define PRELOAD  "LD_PRELOAD="
#define SETTINGS WATCHING_VARIABLE "="
#define HIDDEN   "hidden=1;"
#define LONGEST  4096 /* words of an environment: they are on the stack */

static char library[4096];
static char settings[sizeof SETTINGS HIDDEN + 8192]; /* as a word of an environment */

static int starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void hide(const char *others)
{
    unsetenv(WATCHING_VARIABLE);
    if (others != NULL)
        setenv("LD_PRELOAD", others, 1);
    else
        unsetenv("LD_PRELOAD");
}

const char *heirs_begin(void)
{
    const char *given = getenv(WATCHING_VARIABLE), *preload = getenv("LD_PRELOAD");
    if (given == NULL || preload == NULL)
        return given;
    size_t length = strcspn(preload, ": ");
    const char *others = preload[length] != '\0' ? preload + length + 1 : NULL;
    int is_hidden = starts(given, HIDDEN);
    if (is_hidden)
        given += strlen(HIDDEN);
    int size = snprintf(settings, sizeof settings, SETTINGS HIDDEN "%s", given);
    if (size >= (int)sizeof settings || length >= sizeof library) {
        settings[0] = '\0';
        return given;
    }
    memcpy(library, preload, length);
    library[length] = '\0';
    if (is_hidden)
        hide(others);
    return settings + strlen(SETTINGS HIDDEN);
}

static int has_ours(const char *word)
{
    return starts(word, PRELOAD) && strstr(word, library) != NULL;
}

size_t heirs_size(char *const environment[])
{
    size_t count = 0;
    int has_settings = 0, has_library = 0;
    for (; environment != NULL && environment[count] != NULL; count++) {
        has_settings |= starts(environment[count], SETTINGS);
        has_library |= has_ours(environment[count]);
    }
    return settings[0] == '\0' || (has_settings && has_library) || count > LONGEST ? 0 : count + 3;
}

void heirs_make(char *const environment[], char **words, char preload[HEIRS_PRELOAD])
{
    const char *others = "";
    size_t count = 0;
    for (; environment != NULL && *environment != NULL; environment++)
        if (starts(*environment, PRELOAD))
            others = *environment + strlen(PRELOAD);
        else if (!starts(*environment, SETTINGS))
            words[count++] = *environment;
    const char *colon = others[0] != '\0' ? ":" : "";
    if (strlen(library) + strlen(others) + sizeof PRELOAD + 1 > HEIRS_PRELOAD)
        others = colon = "";
    size_t length = strlen(PRELOAD), size = strlen(library);
    memcpy(preload, PRELOAD, length);
    memcpy(preload + length, library, size);
    memcpy(preload + length + size, colon, strlen(colon));
    memcpy(preload + length + size + strlen(colon), others, strlen(others) + 1);
    words[count++] = preload;
    words[count++] = settings;
    words[count] = NULL;
}
