/* Neighbouring Pythons with the same event loop and kinds become a range. */
#include "places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

const char *places_suffix(const char *name, int *length)
{
    const char *suffix = name + strcspn(name, "+ ");
    *length = (int)strcspn(suffix, " ");
    return suffix;
}

bool places_same_suffix(const char *a, const char *b)
{
    int in_a, in_b;
    const char *x = places_suffix(a, &in_a), *y = places_suffix(b, &in_b);
    return in_a == in_b && strncmp(x, y, (size_t)in_a) == 0;
}

char *places_base(const char *name)
{
    return text_make("%.*s%s", (int)strcspn(name, "+ "), name, name + strcspn(name, " "));
}

struct range {
    size_t first, last, count; /* count 0: none */
};

/* The first range of names like `like` at or after `from`; another suffix between does not end it.
 */
static struct range next_range(const char *const *names, const bool *on, size_t count,
                               const char *like, size_t from)
{
    struct range range = {.first = from, .last = from};
    for (size_t i = from; i < count; i++) {
        if (!places_same_suffix(names[i], like))
            continue;
        if (on[i]) {
            range.first = range.count == 0 ? i : range.first;
            range.last = i;
            range.count++;
        } else if (range.count > 0)
            break;
    }
    return range;
}

static void put_range(FILE *out, const char *const *names, struct range range)
{
    char *from = places_base(names[range.first]), *to = places_base(names[range.last]);
    if (range.count == 1)
        fputs(from, out);
    else
        fprintf(out, "%s..%s (%zu)", from, to, range.count);
    free(from);
    free(to);
}

static void put_ranges(FILE *out, const char *const *names, const bool *on, size_t count,
                       size_t first)
{
    int length;
    const char *suffix = places_suffix(names[first], &length);
    if (length > 0)
        fprintf(out, "%.*s ", length - 1, suffix + 1);
    struct range range = next_range(names, on, count, names[first], first);
    for (const char *between = ""; range.count > 0; between = ", ") {
        fputs(between, out);
        put_range(out, names, range);
        range = next_range(names, on, count, names[first], range.last + 1);
    }
}

static bool is_first(const char *const *names, const bool *on, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (on[i] && places_same_suffix(names[i], names[at]))
            return false;
    return on[at];
}

char *places_text(const char *const *names, const bool *on, size_t count)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        abort();
    const char *between = "";
    for (size_t i = 0; i < count; i++) {
        if (!is_first(names, on, i))
            continue;
        fputs(between, out);
        put_ranges(out, names, on, count, i);
        between = "; ";
    }
    fclose(out);
    return text;
}

int places_gather(void *items, size_t count, size_t size, const char *(*name)(const void *item))
{
    char *from = items, *sorted = malloc(count * size + 1);
    bool *taken = calloc(count + 1, sizeof *taken);
    size_t done = 0;
    bool has_room = sorted != NULL && taken != NULL;
    for (size_t i = 0; has_room && i < count; i++) {
        if (taken[i])
            continue;
        for (size_t k = i; k < count; k++)
            if (!taken[k] && places_same_suffix(name(from + i * size), name(from + k * size))) {
                memcpy(sorted + done++ * size, from + k * size, size);
                taken[k] = true;
            }
    }
    if (has_room)
        memcpy(items, sorted, count * size);
    free(sorted);
    free(taken);
    return has_room ? 0 : -1;
}
