/* A line of words; what is out of range keeps its default. */
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct settings settings;

static void set_number(const char *value, unsigned low, unsigned high, unsigned *out)
{
    unsigned long number = strtoul(value, NULL, 10);
    if (number >= low && number <= high)
        *out = (unsigned)number;
}

static void set_mode(const char *value)
{
    static const char *const names[] = {
#define X(symbol, name) name,
        WATCHING_MODES(X)
#undef X
    };
    for (int i = 0; i < WATCHING_MODE_COUNT; i++)
        if (strncmp(value, names[i], strlen(names[i])) == 0 && value[strlen(names[i])] == ';')
            settings.mode = (enum watching_mode)i;
}

static void set(const char *word)
{
    const char *value = strchr(word, '=');
    if (value++ == NULL)
        return;
    if (strncmp(word, "mode=", 5) == 0)
        set_mode(value);
    else if (strncmp(word, "frames=", 7) == 0)
        set_number(value, 1, FRAMES_MAX, &settings.frames);
    else if (strncmp(word, "permille=", 9) == 0)
        set_number(value, 1, 1000, &settings.permille);
    else if (strncmp(word, "also=", 5) == 0)
        set_number(value, 0, (1u << WATCHING_SORT_COUNT) - 1, &settings.also);
    else if (strncmp(word, "mail=", 5) == 0 && strcspn(value, ";") == sizeof settings.mail - 1)
        memcpy(settings.mail, value, sizeof settings.mail - 1);
    else if (strncmp(word, "file=", 5) == 0)
        snprintf(settings.file, sizeof settings.file, "%s", value);
}

void settings_read(const char *text)
{
    settings = (struct settings){.frames = 3, .permille = 30};
    while (text != NULL && *text != '\0') {
        int is_last = strncmp(text, "file=", 5) == 0;
        set(text);
        text = is_last ? NULL : strchr(text, ';');
        text += text != NULL;
    }
}
