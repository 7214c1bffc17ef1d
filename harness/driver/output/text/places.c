/* Neighbouring Pythons with the same event loop and kinds become a range. */
#include "places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "utf8.h"

struct range {
    size_t first, last, count; /* count 0: none */
};

/* The first range of those like `like` at or after `from`; another suffix between does not end it.
 */
static struct range next_range(const struct tl_implementation *const *all, const bool *on,
                               size_t count, const struct tl_implementation *like, size_t from)
{
    struct range range = {.first = from, .last = from};
    for (size_t i = from; i < count; i++) {
        if (!implementation_same_suffix(all[i], like))
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

static void put_range(FILE *out, const struct tl_implementation *const *all, struct range range)
{
    if (range.count == 1)
        utf8_put_all(out, all[range.first]->base);
    else {
        utf8_put_all(out, all[range.first]->base);
        fputs("..", out);
        utf8_put_all(out, all[range.last]->base);
        fprintf(out, " (%zu)", range.count);
    }
}

static void put_ranges(FILE *out, const struct tl_implementation *const *all, const bool *on,
                       size_t count, size_t first)
{
    if (all[first]->suffix[0] != '\0')
        fprintf(out, "%s ", all[first]->suffix + 1);
    struct range range = next_range(all, on, count, all[first], first);
    for (const char *between = ""; range.count > 0; between = ", ") {
        fputs(between, out);
        put_range(out, all, range);
        range = next_range(all, on, count, all[first], range.last + 1);
    }
}

static bool is_first(const struct tl_implementation *const *all, const bool *on, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (on[i] && implementation_same_suffix(all[i], all[at]))
            return false;
    return on[at];
}

char *places_text(const struct tl_implementation *const *all, const bool *on, size_t count)
{
    char *text = NULL;
    size_t size;
    FILE *out = memory_sure(open_memstream(&text, &size));
    const char *between = "";
    for (size_t i = 0; i < count; i++) {
        if (!is_first(all, on, i))
            continue;
        fputs(between, out);
        put_ranges(out, all, on, count, i);
        between = "; ";
    }
    fclose(out);
    return memory_sure(text);
}

void places_gather(void *items, size_t count, size_t size,
                   const struct tl_implementation *(*of)(const void *item))
{
    char *from = items, *sorted = memory_zeroed(count, size);
    bool *taken = memory_zeroed(count, sizeof *taken);
    size_t done = 0;
    for (size_t i = 0; i < count; i++) {
        if (taken[i])
            continue;
        for (size_t k = i; k < count; k++)
            if (!taken[k] && implementation_same_suffix(of(from + i * size), of(from + k * size))) {
                memcpy(sorted + done++ * size, from + k * size, size);
                taken[k] = true;
            }
    }
    if (count > 0)
        memcpy(items, sorted, count * size);
    free(sorted);
    free(taken);
}
