/* Changes of one commit in one cell stand together. */
#include <inttypes.h>
#include <string.h>

#include "bisected_formats.h"
#include "utf8.h"

static bool same_block(const struct hunt *a, const struct hunt *b)
{
    return a->cell == b->cell && a->changed == b->changed && a->before == b->before &&
           (a->why != NULL) == (b->why != NULL);
}

static bool is_first(const struct hunts *hunts, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (same_block(&hunts->items[i], &hunts->items[index]))
            return false;
    return true;
}

static void put_text(const char *text, FILE *out)
{
    utf8_put(out, text, SIZE_MAX, 0);
}

static void put_counts(const struct hunts *hunts, const struct hunt *block, FILE *out)
{
    const char *between = " ";
    for (size_t i = 0; i < hunts->count; i++) {
        const struct hunt *hunt = &hunts->items[i];
        if (!same_block(hunt, block) || hunt->key == NULL)
            continue;
        fputs(between, out);
        put_text(hunt->key, out);
        fprintf(out, " %" PRId64 " -> %" PRId64, hunt->early, hunt->late);
        between = ", ";
    }
    fputc('\n', out);
}

static void put_commit(const char *label, const struct commit *commit, FILE *out)
{
    fprintf(out, "  %-9s %.12s  %s  ", label, commit->hash, commit->day);
    put_text(commit->title, out);
    fputs("  (", out);
    put_text(commit->author, out);
    fputs(")\n", out);
}

static void put_side(const char *label, const char *link, FILE *out)
{
    fprintf(out, "  %-9s ", label);
    put_text(link, out);
    fputc('\n', out);
}

static void put_link(const struct hunts *hunts, const struct hunt *block, FILE *out)
{
    for (size_t i = 0; i < hunts->count; i++) {
        const struct hunt *hunt = &hunts->items[i];
        if (!same_block(hunt, block) || hunt->before_link == NULL || hunt->changed_link == NULL)
            continue;
        put_side("link was", hunt->before_link, out);
        put_side("link is", hunt->changed_link, out);
        return;
    }
}

static void put_block(const struct bisected *bisected, const struct hunt *hunt, FILE *out)
{
    fprintf(out, "\n%s ", hunt->cell->case_id);
    put_text(hunt->cell->case_name, out);
    fprintf(out, ", %s, %s:", tl_guards[hunt->cell->guard].name, hunt->cell->pressure);
    put_counts(bisected->hunts, hunt, out);
    if (hunt->changed != NULL)
        put_commit(hunt->narrowed ? "at latest" : "commit", &hunt->changed->about, out);
    if (hunt->before != NULL)
        put_commit(hunt->narrowed ? "not yet" : "before", &hunt->before->about, out);
    if (hunt->changed != NULL && hunt->changed->about.issue != NULL)
        fprintf(out, "  %-9s %s\n", "issue", hunt->changed->about.issue);
    put_link(bisected->hunts, hunt, out);
    if (hunt->why != NULL) {
        fputs("  not found: ", out);
        put_text(hunt->why, out);
        fputc('\n', out);
    }
}

static size_t count_unusable(const struct counted *counted)
{
    size_t count = 0;
    for (size_t i = 0; i < counted->count; i++)
        count += counted->commits[i]->why != NULL;
    return count;
}

void output_bisected_text(const struct bisected *bisected, FILE *out)
{
    const struct hunts *hunts = bisected->hunts;
    fprintf(out, "between %.12s (%s, %s) and %.12s (%s, %s)\n", bisected->early->about.hash,
            bisected->early->version, bisected->early->about.day, bisected->late->about.hash,
            bisected->late->version, bisected->late->about.day);
    for (size_t i = 0; i < hunts->count; i++)
        if (is_first(hunts, i))
            put_block(bisected, &hunts->items[i], out);
    if (hunts->count == 0)
        fputs("\nno count begins or ceases to be above zero\n", out);
    fprintf(out, "\n%zu commits measured, %zu that could not be\n",
            bisected->counted->count - count_unusable(bisected->counted),
            count_unusable(bisected->counted));
}
