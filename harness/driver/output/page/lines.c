/* Which cells say the same, so that one line of numbers stands for them all. */
#include <ctype.h>
#include <string.h>

#include "exposed.h"
#include "parts.h"

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_finding(const struct tl_finding *a, const struct tl_finding *b)
{
    return a->verdict == b->verdict && a->seen == b->seen && strcmp(a->key, b->key) == 0 &&
           a->expected == b->expected && a->spawned == b->spawned &&
           a->has_baseline == b->has_baseline && a->baseline == b->baseline &&
           a->baseline_spawned == b->baseline_spawned && a->tested == b->tested && a->p == b->p &&
           a->q == b->q;
}

static bool same_findings(const struct tl_findings *a, const struct tl_findings *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!same_finding(&a->items[i], &b->items[i]))
            return false;
    return true;
}

static bool same_facts(const struct tl_result *a, const struct tl_result *b)
{
    if (a->fact_count != b->fact_count)
        return false;
    for (size_t i = 0; i < a->fact_count; i++)
        if (strcmp(a->facts[i].name, b->facts[i].name) != 0 ||
            a->facts[i].trial != b->facts[i].trial)
            return false;
    return true;
}

/* A letter of what a trial printed, numbers, line marks under a source line and paths taken for
 * one: these differ between Pythons where the same was said. */
static char next_letter(const char **at)
{
    static const char hidden[] = "0123456789abcdef.";
    const char *text = *at;
    if (isdigit((unsigned char)*text) || *text == '/') {
        bool path = *text == '/';
        while (*text != '\0' && (path ? strchr("\"' \n>,:", *text) == NULL
                                      : strchr(hidden, *text) != NULL || *text == 'x'))
            text++;
        *at = text;
        return '0';
    }
    if (*text == '\n' && text[1 + strspn(text + 1, " ")] != '\0' &&
        strchr("^~", text[1 + strspn(text + 1, " ")]) != NULL) {
        *at = text + 1 + strcspn(text + 1, "\n");
        return next_letter(at);
    }
    *at = text + (*text != '\0');
    return *text;
}

static bool same_output(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    for (;;) {
        char x = next_letter(&a), y = next_letter(&b);
        if (x != y)
            return false;
        if (x == '\0')
            return true;
    }
}

static bool same_exposure(const struct tl_result *a, const struct tl_result *b)
{
    char one[EXPOSED_MAX], other[EXPOSED_MAX];
    return strcmp(exposed_share(one, a), exposed_share(other, b)) == 0;
}

/* Do two cells of one guard say the same in all that the page shows? Then they share a line. */
static bool same_numbers(const struct tl_checked *x, const struct tl_checked *y)
{
    const struct tl_result *a = x->cell, *b = y->cell;
    return a->trials == b->trials && a->measured == b->measured &&
           memcmp(a->counts, b->counts, sizeof a->counts) == 0 && a->rate == b->rate &&
           a->low == b->low && a->high == b->high && a->audit_differences == b->audit_differences &&
           x->verdict == y->verdict && x->seed == y->seed &&
           same_text(a->unmeasured, b->unmeasured) && same_output(x->output, y->output) &&
           same_facts(a, b) && same_exposure(a, b) && same_findings(&x->findings, &y->findings);
}

static void find_in_view(struct html_grid *grid, size_t the_case, size_t view)
{
    for (size_t i = 1; i < grid->column_count; i++) {
        const struct tl_checked *cell = html_cell(grid, i, the_case, view);
        for (size_t k = 0; cell != NULL && k < i; k++) {
            const struct tl_checked *other = html_cell(grid, k, the_case, view);
            if (other == NULL || &grid->report->cells[html_line(grid, other)] != other ||
                !same_numbers(other, cell))
                continue;
            grid->lines[cell - grid->report->cells] = html_line(grid, other);
            break;
        }
    }
}

void html_find_lines(struct html_grid *grid)
{
    for (size_t c = 0; c < grid->case_count; c++)
        for (size_t v = 0; v < grid->view_count; v++)
            find_in_view(grid, c, v);
}
