/* Nearest name: Damerau-Levenshtein distance (adjacent swaps), and prefixes. */
#include "near.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "line.h"

#define LONGEST 64 /* longer names are compared by prefix only */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Row `i` of the distance table, from the two rows before it; the least number in it. */
static size_t fill_row(size_t rows[3][LONGEST + 1], size_t i, const char *a, const char *b,
                       size_t b_length)
{
    size_t *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
    size_t lowest = now[0] = i;
    for (size_t j = 1; j <= b_length; j++) {
        size_t wrong = same(a[i - 1], b[j - 1]) ? 0 : 1;
        now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + wrong);
        if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
            now[j] = least(now[j], before[j - 2] + 1);
        lowest = least(lowest, now[j]);
    }
    return lowest;
}

/* The distance; LONGEST as soon as it is known to be more than `most`. It is at least the
 * difference in length, and at least the least number in any two rows that follow each other. */
static size_t distance(const char *a, const char *b, size_t most)
{
    size_t a_length = strlen(a), b_length = strlen(b), rows[3][LONGEST + 1], lowest = 0;
    if (a_length > LONGEST || b_length > LONGEST || a_length > b_length + most ||
        b_length > a_length + most)
        return LONGEST;
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t above = lowest;
        lowest = fill_row(rows, i, a, b, b_length);
        if (above > most && lowest > most)
            return LONGEST;
    }
    return rows[a_length % 3][b_length];
}

static bool begins_with(const char *name, const char *wanted)
{
    return strlen(wanted) >= 2 && strncasecmp(name, wanted, strlen(wanted)) == 0;
}

/* One slip in a short word, two from six characters on, three from nine. */
static size_t slips_allowed(const char *wanted)
{
    size_t length = strlen(wanted);
    return length < 2 ? 0 : length < 6 ? 1 : length < 9 ? 2 : 3;
}

static size_t common_start(const char *a, const char *b)
{
    size_t length = 0;
    while (a[length] != '\0' && same(a[length], b[length]))
        length++;
    return length;
}

const char *near_name(const char *wanted, const char *const *names, size_t count)
{
    const char *best = NULL;
    size_t best_distance = slips_allowed(wanted) + 1;
    for (size_t i = 0; i < count; i++) {
        size_t d = distance(wanted, names[i], best_distance);
        bool nearer =
            d < best_distance || (best != NULL && d == best_distance &&
                                  common_start(wanted, names[i]) > common_start(wanted, best));
        if (nearer) {
            best = names[i];
            best_distance = d;
        }
    }
    for (size_t i = 0; best == NULL && i < count; i++)
        if (begins_with(names[i], wanted))
            best = names[i];
    return best;
}

const char *near_hint(char *buffer, size_t size, const char *wanted, const char *const *names,
                      size_t count)
{
    const char *name = near_name(wanted, names, count);
    buffer[0] = '\0';
    if (name != NULL)
        line_make(buffer, size, "; did you mean '%s'?", name);
    return buffer;
}
