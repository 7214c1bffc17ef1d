/* A place fits by the end of its path, so that the list serves in every checkout. */
#include "allowed.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "list.h"
#include "memory.h"
#include "text.h"

void allowed_add(struct allowed_list *list, const char *place, const char *until,
                 const char *reason)
{
    struct allowed *one = list_grow(&list->items, list->count++, sizeof *one);
    const char *colon = strrchr(place, ':');
    bool has_what = colon != NULL && strchr(colon, '/') == NULL && colon[1] != '\0';
    one->file = memory_text(place);
    if (has_what) {
        one->file[colon - place] = '\0';
        one->what = memory_text(colon + 1);
    }
    one->until = until != NULL && strcmp(until, "always") != 0 ? memory_text(until) : NULL;
    one->reason = memory_text(reason);
}

static const char blank[] = " \t\r\n";

/* Cuts the next word off, and leaves what is behind the blanks after it; NULL: there is none. */
static char *take_word(char **rest)
{
    if (*rest == NULL || **rest == '\0')
        return NULL;
    char *word = strsep(rest, blank);
    if (*rest != NULL)
        *rest += strspn(*rest, blank);
    return word;
}

/* PLACE ends at the first blank: a blank in a path is written ?. */
static int take_line(struct allowed_list *list, char *line, const char *file, unsigned number,
                     struct tl_error *error)
{
    char *rest = line + strspn(line, blank), *place = take_word(&rest);
    if (place == NULL || *place == '#')
        return 0;
    char *until = take_word(&rest);
    if (until == NULL || (strcmp(until, "always") != 0 && !text_is_day(until)))
        return tl_fail(error, TL_EXIT_USAGE,
                       "%s:%u: after the place comes a day as 2027-01-31, or 'always'", file,
                       number);
    if (rest == NULL || *rest == '\0')
        return tl_fail(error, TL_EXIT_USAGE, "%s:%u: give a reason, behind the day", file, number);
    rest[strcspn(rest, "\r\n")] = '\0';
    allowed_add(list, place, until, rest);
    return 0;
}

int allowed_read(struct allowed_list *list, const char *file, struct tl_error *error)
{
    FILE *in = files_open(file);
    if (in == NULL)
        return tl_fail(error, TL_EXIT_USAGE, "cannot read '%s': %s", file, strerror(errno));
    char *line = NULL;
    size_t size = 0;
    int result = 0;
    for (unsigned number = 1; result == 0 && getline(&line, &size, in) > 0; number++)
        result = take_line(list, line, file, number, error);
    free(line);
    fclose(in);
    return result;
}

void allowed_free(struct allowed_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].file);
        free(list->items[i].what);
        free(list->items[i].until);
        free(list->items[i].reason);
    }
    free(list->items);
    *list = (struct allowed_list){0};
}

static bool fits_file(const char *pattern, const char *file)
{
    if (fnmatch(pattern, file, 0) == 0)
        return true;
    for (const char *at = strchr(file, '/'); at != NULL; at = strchr(at + 1, '/'))
        if (fnmatch(pattern, at + 1, 0) == 0)
            return true;
    return false;
}

static bool fits_what(const char *what, const struct watched_frame *frame)
{
    char line[24];
    snprintf(line, sizeof line, "%llu", (unsigned long long)frame->line);
    const char *dot = strrchr(frame->function, '.');
    return what == NULL || strcmp(what, line) == 0 || fnmatch(what, frame->function, 0) == 0 ||
           (dot != NULL && fnmatch(what, dot + 1, 0) == 0);
}

static bool fits(const struct allowed *one, const struct watched_finding *finding)
{
    for (size_t i = 0; i < finding->made.count; i++)
        if (fits_file(one->file, finding->made.items[i].file) &&
            fits_what(one->what, &finding->made.items[i]))
            return true;
    return false;
}

void allowed_apply(struct allowed_list *list, struct watched *watched, const char *today)
{
    for (size_t i = 0; i < list->count; i++) {
        struct allowed *one = &list->items[i];
        one->is_over = one->until != NULL && strcmp(one->until, today) < 0;
        for (size_t k = 0; k < watched->count; k++)
            if (fits(one, &watched->findings[k])) {
                one->is_used = true;
                if (!one->is_over && watched->findings[k].accepted == NULL)
                    watched->findings[k].accepted = memory_text(one->reason);
            }
    }
}
