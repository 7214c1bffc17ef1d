/* A dossier: what each change comes to, from sums; then the cases behind each sum. */
#include "dossier_markdown.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "escape.h"

struct page {
    const struct dossier *dossier;
    const struct tl_results *results;
    const struct tl_cases *cases;
    const struct beside *beside;
    FILE *out;
};

/* What changes: "loop_set:loop", "eager". */
static void put_change(FILE *out, const struct dossier_row *row)
{
    const char *suffix = row->after->suffix;
    escape_markdown_code(out, suffix[0] == '+' ? suffix + 1 : suffix);
}

static void put_count(FILE *out, const char *before, uint64_t count, const char *what)
{
    fprintf(out, "%s%" PRIu64 " %s%s", before, count, what, count == 1 ? "" : "s");
}

/* --- which cells ------------------------------------------------------------------------------ */

static bool needs_library(const struct page *page, const struct tl_result *cell)
{
    for (size_t i = 0; i < page->cases->count; i++)
        if (strcmp(page->cases->items[i].id, cell->case_id) == 0)
            return page->cases->items[i].library != NULL;
    return false;
}

static bool is_changed(const struct tl_comparison *comparison, const struct tl_result *cell)
{
    for (size_t i = 0; i < comparison->count; i++)
        if (comparison->items[i].differs && comparison->items[i].a == cell)
            return true;
    return false;
}

/* Has the run one guard and one pressure? Then a case names its cell. */
static bool are_alike(const struct tl_results *results)
{
    for (size_t i = 1; i < results->count; i++) {
        const struct tl_result *a = &results->cells[0], *b = &results->cells[i];
        char first[CELL_PRESSURE_MAX], other[CELL_PRESSURE_MAX];
        if (a->guard != b->guard || strcmp(cell_pressure(a, first), cell_pressure(b, other)) != 0)
            return false;
    }
    return true;
}

static void put_cell(const struct page *page, const struct tl_result *cell)
{
    char pressure[CELL_PRESSURE_MAX];
    escape_markdown(page->out, cell->case_id);
    if (!are_alike(page->results))
        fprintf(page->out, " (%s, %s)", tl_guards[cell->guard].name, cell_pressure(cell, pressure));
}

/* --- the table -------------------------------------------------------------------------------- */

static void put_measured(const struct page *page, const struct tl_comparison *comparison)
{
    size_t all = comparison->compared + comparison->failed_count + comparison->only_count[0] +
                 comparison->only_count[1];
    fprintf(page->out, " | %zu of %zu", comparison->compared, all);
}

static void put_sum(FILE *out, const struct dossier_sum *sum)
{
    if (sum->fell + sum->rose == 0 && sum->jobs[0] + sum->jobs[1] == 0)
        fputs(" | none", out);
    else if (sum->fell + sum->rose == 0) {
        put_count(out, " | the same in ", sum->cells[0], "case");
        put_count(out, ", ", sum->jobs[0], "job");
    } else
        fprintf(out, " | %zu → %zu cases, %" PRIu64 " → %" PRIu64 " jobs", sum->cells[0],
                sum->cells[1], sum->jobs[0], sum->jobs[1]);
    if (sum->fell > 0 && sum->rose > 0)
        fprintf(out, " (fewer in %zu, more in %zu)", sum->fell, sum->rose);
}

static bool is_other(const struct tl_difference *item)
{
    return item->differs && !dossier_tells(item->key);
}

/* Differences follow each other by cell. */
static void put_others(FILE *out, const struct tl_comparison *comparison)
{
    size_t cells = 0;
    const struct tl_result *last = NULL;
    for (size_t i = 0; i < comparison->count; i++)
        if (is_other(&comparison->items[i]) && comparison->items[i].a != last) {
            cells++;
            last = comparison->items[i].a;
        }
    if (cells > 0)
        put_count(out, " | in ", cells, "case");
    else
        fputs(" | none", out);
}

static void put_libraries(const struct page *page, const struct tl_comparison *comparison)
{
    size_t compared = 0, changed = 0, failed = 0;
    for (size_t i = 0; i < comparison->compared; i++) {
        const struct tl_result *cell = comparison->both[i][0];
        compared += needs_library(page, cell);
        changed += needs_library(page, cell) && is_changed(comparison, cell);
    }
    for (size_t i = 0; i < comparison->failed_count; i++)
        failed += needs_library(page, comparison->failed[i]);
    if (compared == 0)
        fputs(" | not measured", page->out);
    else
        fprintf(page->out, " | %zu of %zu", changed, compared);
    if (compared > 0 && failed > 0)
        fprintf(page->out, ", %zu not measured", failed);
}

static void put_beside(const struct page *page, const char *name)
{
    for (size_t i = 0; i < beside_columns(page->beside); i++) {
        const char *text = beside_text(page->beside, name, i);
        fputs(" | ", page->out);
        escape_markdown(page->out, text != NULL ? text : "not measured");
    }
}

static void put_verdict(FILE *out, const struct dossier_row *row)
{
    const struct dossier_sum *dragged = &row->sums[DOSSIER_DRAGGED],
                             *pending = &row->sums[DOSSIER_PENDING],
                             *leaked = &row->sums[DOSSIER_LEAKED];
    fprintf(out, " | **%s**", dossier_verdicts[row->verdict]);
    if (row->verdict == DOSSIER_NONE_LEFT && dragged->jobs[1] > 0)
        put_count(out, ", jobs stall or break in ", dragged->cells[1], "case");
    if (pending->rose > 0)
        put_count(out, ", keeps orphans in ", pending->rose, "case");
    if (leaked->rose > 0)
        put_count(out, ", leaks in ", leaked->rose, "case");
    if (row->verdict != DOSSIER_UNMEASURED && row->comparison.failed_count > 0)
        put_count(out, "; not measured: ", row->comparison.failed_count, "cell");
}

static void put_row(const struct page *page, const struct dossier_row *row)
{
    fputs("| ", page->out);
    put_change(page->out, row);
    put_measured(page, &row->comparison);
    for (size_t matter = 0; matter < DOSSIER_MATTER_COUNT; matter++)
        put_sum(page->out, &row->sums[matter]);
    put_others(page->out, &row->comparison);
    put_libraries(page, &row->comparison);
    put_verdict(page->out, row);
    fputs(" |\n", page->out);
}

static void put_line(FILE *out, size_t columns)
{
    fputs(" |\n|", out);
    for (size_t i = 0; i < columns; i++)
        fputs("---|", out);
    fputs("\n", out);
}

static void put_heads(FILE *out)
{
    fputs("| with | cells", out);
    for (size_t matter = 0; matter < DOSSIER_MATTER_COUNT; matter++)
        fprintf(out, " | %s", dossier_matters[matter].name);
    fputs(" | other counts | libraries' cases | verdict", out);
    put_line(out, DOSSIER_MATTER_COUNT + 5);
}

/* What was measured beside the run, of the Python as it is and of its rows. */
static void put_beside_table(const struct page *page, const struct tl_implementation *before)
{
    size_t columns = beside_columns(page->beside);
    if (columns == 0)
        return;
    fputs("| with", page->out);
    for (size_t i = 0; i < columns; i++) {
        fputs(" | ", page->out);
        escape_markdown(page->out, page->beside->heads.items[i + 1]);
    }
    put_line(page->out, columns + 1);
    fputs("| as it is", page->out);
    put_beside(page, before->name);
    fputs(" |\n", page->out);
    for (size_t i = 0; i < page->dossier->count; i++) {
        const struct dossier_row *row = &page->dossier->rows[i];
        if (row->before != before)
            continue;
        fputs("| ", page->out);
        put_change(page->out, row);
        put_beside(page, row->after->name);
        fputs(" |\n", page->out);
    }
    fputs("\n", page->out);
}

/* --- the cases behind it ---------------------------------------------------------------------- */

/* How many jobs of a cell as it is and changed: "4 → 0". */
struct move {
    uint64_t before, after;
};

static struct move move_of(const struct tl_result *const both[2], enum dossier_matter matter)
{
    return (struct move){dossier_number(both[0], matter), dossier_number(both[1], matter)};
}

static bool is_same(struct move a, struct move b)
{
    return a.before == b.before && a.after == b.after;
}

/* way: fewer a trial than before (-1), as many (0), or more (1). */
static bool has_moved(const struct tl_result *const both[2], enum dossier_matter matter, int way)
{
    struct move move = move_of(both, matter);
    uint64_t before = move.before * both[1]->measured, after = move.after * both[0]->measured;
    return way < 0 ? after < before : way > 0 ? after > before : after > 0 && after == before;
}

static bool was_told(const struct tl_comparison *comparison, size_t cell,
                     enum dossier_matter matter, int way)
{
    struct move move = move_of(comparison->both[cell], matter);
    for (size_t i = 0; i < cell; i++)
        if (has_moved(comparison->both[i], matter, way) &&
            is_same(move_of(comparison->both[i], matter), move))
            return true;
    return false;
}

/* From `first` on, all cells of the same move. */
static void put_alike(const struct page *page, const struct tl_comparison *comparison, size_t first,
                      enum dossier_matter matter, int way)
{
    struct move move = move_of(comparison->both[first], matter);
    fprintf(page->out, "%" PRIu64, move.before);
    if (way != 0)
        fprintf(page->out, " → %" PRIu64, move.after);
    fputs(" in ", page->out);
    for (size_t i = first; i < comparison->compared; i++) {
        if (!has_moved(comparison->both[i], matter, way) ||
            !is_same(move_of(comparison->both[i], matter), move))
            continue;
        fputs(i > first ? ", " : "", page->out);
        put_cell(page, comparison->both[i][0]);
    }
}

static void put_moved(const struct page *page, const struct dossier_row *row,
                      enum dossier_matter matter, int way)
{
    static const char *const ways[] = {"fewer", "as many", "more"};
    bool any = false;
    for (size_t i = 0; i < row->comparison.compared; i++) {
        if (!has_moved(row->comparison.both[i], matter, way) ||
            was_told(&row->comparison, i, matter, way))
            continue;
        if (any)
            fputs("; ", page->out);
        else
            fprintf(page->out, "- %s, %s: ", dossier_matters[matter].name, ways[way + 1]);
        put_alike(page, &row->comparison, i, matter, way);
        any = true;
    }
    fputs(any ? "\n" : "", page->out);
}

static void put_other_counts(const struct page *page, const struct tl_comparison *comparison)
{
    size_t count = 0;
    for (size_t i = 0; i < comparison->count; i++) {
        const struct tl_difference *item = &comparison->items[i];
        if (!is_other(item))
            continue;
        fputs(count++ == 0 ? "- other counts: " : ", ", page->out);
        put_cell(page, item->a);
        fputs(" ", page->out);
        escape_markdown(page->out, item->key);
        fprintf(page->out, " %" PRId64 " → %" PRId64, item->in_a, item->in_b);
    }
    fputs(count > 0 ? "\n" : "", page->out);
}

static void put_unmeasured(const struct page *page, const struct tl_comparison *comparison)
{
    for (size_t i = 0; i < comparison->failed_count; i++) {
        fputs(i == 0 ? "- not measured: " : "; ", page->out);
        put_cell(page, comparison->failed[i]);
        fputs(" (", page->out);
        escape_markdown(page->out, comparison->failed[i]->unmeasured != NULL
                                       ? comparison->failed[i]->unmeasured
                                       : "no reason was given");
        fputs(")", page->out);
    }
    fputs(comparison->failed_count > 0 ? "\n" : "", page->out);
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < comparison->only_count[side]; i++) {
            fputs(i > 0 ? ", " : side == 0 ? "- only as it is: " : "- only changed: ", page->out);
            put_cell(page, comparison->only[side][i]);
        }
        fputs(comparison->only_count[side] > 0 ? "\n" : "", page->out);
    }
}

static void put_cases(const struct page *page, const struct dossier_row *row)
{
    fputs("<details><summary>", page->out);
    put_change(page->out, row);
    fputs(": in which cases</summary>\n\n", page->out);
    for (size_t matter = 0; matter < DOSSIER_MATTER_COUNT; matter++) {
        put_moved(page, row, (enum dossier_matter)matter, -1);
        put_moved(page, row, (enum dossier_matter)matter, 1);
        if (matter == DOSSIER_LOST || matter == DOSSIER_DRAGGED)
            put_moved(page, row, (enum dossier_matter)matter, 0);
    }
    put_other_counts(page, &row->comparison);
    put_unmeasured(page, &row->comparison);
    fputs("\n</details>\n\n", page->out);
}

static bool is_told(const struct dossier_row *row)
{
    return row->comparison.differences + row->comparison.failed_count +
               row->comparison.only_count[0] + row->comparison.only_count[1] >
           0;
}

/* --- the page --------------------------------------------------------------------------------- */

/* Without its path, unless two are of one name. */
static const char *name_of(const struct dossier *all, const struct tl_implementation *python)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct tl_implementation *other = all->rows[i].before;
        if (other != python && strcmp(other->python, python->python) == 0)
            return python->name;
    }
    return python->python;
}

/* The rows of one Python, which need not stand beside each other. */
static void put_python(const struct page *page, const struct tl_implementation *before)
{
    const struct dossier *all = page->dossier;
    fputs("### ", page->out);
    escape_markdown(page->out, name_of(all, before));
    fputs("\n\n", page->out);
    put_heads(page->out);
    for (size_t i = 0; i < all->count; i++)
        if (all->rows[i].before == before)
            put_row(page, &all->rows[i]);
    fputs("\n", page->out);
    put_beside_table(page, before);
    for (size_t i = 0; i < all->count; i++)
        if (all->rows[i].before == before && is_told(&all->rows[i]))
            put_cases(page, &all->rows[i]);
}

static bool is_first(const struct dossier *all, size_t row)
{
    for (size_t i = 0; i < row; i++)
        if (all->rows[i].before == all->rows[row].before)
            return false;
    return true;
}

static void put_legend(const struct page *page)
{
    const struct tl_run *run = &page->results->run;
    fputs("Counted before → after, over the cells that were measured both ways", page->out);
    fprintf(page->out, " (seed %" PRIu64 ", %" PRIu32 " jobs a trial, fates %s):", run->seed,
            run->jobs, run->audit ? "audited" : "not audited");
    for (size_t matter = 0; matter < DOSSIER_MATTER_COUNT; matter++)
        fprintf(page->out, "%s *%s*, %s", matter > 0 ? ";" : "", dossier_matters[matter].name,
                dossier_matters[matter].meaning);
    fputs("; *other counts*, whatever else a case counts; *libraries' cases*, those that differ in "
          "anything. The verdicts are computed.\n\n",
          page->out);
}

int output_dossier(const struct dossier *dossier, const struct tl_results *results,
                   const struct tl_cases *cases, const struct beside *beside, FILE *out,
                   struct tl_error *error)
{
    const struct page page = {dossier, results, cases, beside, out};
    put_legend(&page);
    for (size_t i = 0; i < dossier->count; i++)
        if (is_first(dossier, i))
            put_python(&page, dossier->rows[i].before);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the dossier cannot be written (%s)",
                       strerror(errno));
    return 0;
}
