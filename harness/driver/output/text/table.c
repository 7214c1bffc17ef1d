/* The table of a run: a block a case, a row for neighbouring implementations that gave the same. */
#include "formats.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "color.h"
#include "exposed.h"
#include "list.h"
#include "memory.h"
#include "places.h"
#include "pool.h"
#include "remarks.h"
#include "unfinished.h"
#include "utf8.h"

#define COLUMNS_MAX  (TL_GUARD_COUNT + 1)
#define COLUMN_WIDTH 17

enum paint { PAINT_NONE, PAINT_BOLD, PAINT_LOSS, PAINT_UNMEASURED };

struct table {
    const struct tl_results *results;
    struct pool_axes axes;
    struct output_style style;
    const char *columns[COLUMNS_MAX]; /* guards' names, POOL_GUARDED last */
    size_t column_count, label_width;
    FILE *out;
};

/* What a row shows of one column. */
struct entry {
    char text[COLUMN_WIDTH + 8];
    enum paint paint;
};

struct line {
    struct entry entries[COLUMNS_MAX];
    char *also; /* what else became of the jobs, and the facts of the first column */
};

struct output_style output_style(FILE *out)
{
    struct output_style style = {.width = 100, .color = color_wanted(out)};
    struct winsize size;
    if (isatty(fileno(out)) && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        style.width = size.ws_col < 80 ? 80 : size.ws_col > 120 ? 120 : size.ws_col;
    return style;
}

static void put(const struct table *table, enum paint paint, const char *text, size_t width,
                int pad)
{
    static const char *const codes[] = {"", "\033[1m", "\033[31m", "\033[33m"};
    bool painted = table->style.color && paint != PAINT_NONE;
    fputs(painted ? codes[paint] : "", table->out);
    utf8_put(table->out, text, width, pad);
    fputs(painted ? "\033[0m" : "", table->out);
}

static struct pool_point point_of(struct table *table, const struct pool_query *query)
{
    struct pool_point point;
    pool(&table->axes, query, &point);
    return point;
}

/* "57 % [31-80]", the interval rounded outwards, or "100 % (4/4)" where each cell has one trial,
 * from which no interval follows; with a "!" where some of it could not be measured. */
static void entry_fill(struct entry *entry, const struct pool_point *point,
                       enum tl_pressure pressure)
{
    bool partly = point->measured + point->as_expected < point->trials || point->incomplete > 0;
    char rate[16], words[EXPOSED_MAX];
    entry->paint = PAINT_NONE;
    if (point->cells == 0) {
        snprintf(entry->text, sizeof entry->text, "-");
    } else if (point->measured == 0 && point->as_expected > 0) {
        snprintf(entry->text, sizeof entry->text, "ends early"); /* the line says how */
    } else if (point->measured == 0) {
        snprintf(entry->text, sizeof entry->text, "not measured!");
        entry->paint = PAINT_UNMEASURED;
    } else if (pool_no_jobs(point)) {
        snprintf(entry->text, sizeof entry->text, "no jobs");
    } else if (tl_pressure_rules[pressure].cancels) {
        snprintf(entry->text, sizeof entry->text, "%llu cancelled%s",
                 (unsigned long long)point->counts[TL_FATE_CANCELLED], partly ? "!" : "");
    } else if (!point->has_rate) {
        snprintf(entry->text, sizeof entry->text, "no data%s", partly ? "!" : "");
        entry->paint = PAINT_UNMEASURED;
    } else if (strcmp(exposed_words(words, point), EXPOSED_NONE) == 0) {
        snprintf(entry->text, sizeof entry->text, EXPOSED_NONE);
    } else {
        utf8_percent(rate, sizeof rate, point->rate);
        if (!pool_has_interval(point))
            snprintf(entry->text, sizeof entry->text, "%s (%llu/%llu)%s", rate,
                     (unsigned long long)point->counts[TL_FATE_LOST],
                     (unsigned long long)point->counts[TL_COUNT_SPAWNED], partly ? "!" : "");
        else
            snprintf(entry->text, sizeof entry->text, "%s [%.0f-%.0f]%s", rate,
                     floor(point->low * 100), ceil(point->high * 100), partly ? "!" : "");
        entry->paint = point->rate > 0 ? PAINT_LOSS : partly ? PAINT_UNMEASURED : PAINT_NONE;
    }
}

/* Takes `more` over; "; " before it unless it is the first. */
static void also_put(char **also, const char *separator, char *more)
{
    char *before = *also;
    *also = text_make("%s%s%s", before, before[0] != '\0' ? separator : "", more);
    free(before);
    free(more);
}

/* What the rate does not show: "bare: 200 orphaned, 3 leaked". */
static void also_of_column(char **also, bool *first, const char *column, char *more)
{
    if (!*first)
        also_put(also, ", ", more);
    else {
        also_put(also, "; ", text_make("%s: %s", column, more));
        free(more);
    }
    *first = false;
}

/* Where nothing was lost: could it have been? An exact pressure that loses is no chance, and says
 * itself for how many. */
static void also_add_exposure(char **also, const struct pool_point *point, bool *first,
                              const char *column)
{
    char words[EXPOSED_MAX];
    if (exposed_words(words, point)[0] == '\0' || strcmp(words, EXPOSED_NONE) == 0)
        return;
    also_of_column(also, first, column, text_make("%s", words));
}

static void also_add(char **also, const char *column, const struct pool_point *point)
{
    bool first = true;
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        if (point->counts[i] != 0 && tl_count_rules[i].noted)
            also_of_column(also, &first, column,
                           text_make("%" PRIu64 " %s", point->counts[i], tl_counts[i].name));
    also_add_exposure(also, point, &first, column);
}

static void also_say(char **also, const char *name, int64_t number)
{
    also_put(also, "; ", text_make("%s %" PRId64, name, number));
}

/* Of what a cancellation may leave, only what it left. */
static bool is_worth_saying(const struct tl_result *cell, const struct tl_fact *fact)
{
    return !tl_pressure_rules[cell->pressure.pressure].cancels || fact->trial != 0 ||
           tl_term_find(tl_aftermaths, TL_AFTERMATH_COUNT, fact->name) < 0;
}

/* What else a cell shows: how it ended where its head expects that, what followed a loss, facts. */
static void also_cell(char **also, const struct tl_result *cell)
{
    if (cell->followed != NULL)
        also_put(also, "; ", text_make("then %s", cell->followed));
    for (size_t i = 0; i < TL_ENDING_COUNT; i++)
        if (tl_ending_rules[i].key[0] != '\0' && cell_head(cell, tl_ending_rules[i].key) != NULL)
            also_say(also, tl_ending_rules[i].key, cell->endings[i]);
    for (size_t i = 0; i < cell->fact_count; i++)
        if (is_worth_saying(cell, &cell->facts[i]))
            also_say(also, cell->facts[i].name, cell->facts[i].trial);
}

static bool line_same(const struct line *a, const struct line *b)
{
    return memcmp(a->entries, b->entries, sizeof a->entries) == 0 && strcmp(a->also, b->also) == 0;
}

/* Takes `line` over. */
static void line_keep(struct line *kept, const struct line *line)
{
    free(kept->also);
    memcpy(kept, line, sizeof *kept); /* padding too: compared as bytes */
}

/* False: nothing of the case was asked for on this implementation. line->also is to be freed. */
static bool line_fill(struct table *table, struct pool_query query, struct line *line)
{
    bool any = false;
    memset(line, 0, sizeof *line);
    line->also = memory_text("");
    for (size_t i = 0; i < table->column_count; i++) {
        query.guard = table->columns[i];
        struct pool_point point = point_of(table, &query);
        entry_fill(&line->entries[i], &point, query.pressure->pressure.pressure);
        also_add(&line->also, table->columns[i], &point);
        any |= point.cells > 0;
    }
    const struct tl_result *cell = NULL;
    for (size_t i = 0; cell == NULL && i < table->column_count; i++) {
        query.guard = table->columns[i];
        cell = pool_first(&table->axes, &query);
    }
    if (cell != NULL)
        also_cell(&line->also, cell);
    return any;
}

static void put_line(const struct table *table, const struct tl_result *first,
                     const struct tl_result *last, size_t count, const struct line *line)
{
    char *label = count == 1 ? memory_text(first->implementation->name)
                             : text_make("%s..%s (%zu)", first->implementation->name,
                                         last->implementation->name, count);
    fputs("  ", table->out);
    put(table, PAINT_NONE, label, table->label_width - 2, 1);
    free(label);
    fputs("  ", table->out);
    size_t used = 2 + table->label_width;
    for (size_t i = 0; i < table->column_count; i++, used += COLUMN_WIDTH)
        put(table, line->entries[i].paint, line->entries[i].text, COLUMN_WIDTH,
            i + 1 < table->column_count || line->also[0] != '\0');
    size_t wide = (size_t)table->style.width;
    if (line->also[0] != '\0') {
        if (used + utf8_width(line->also) > wide) {
            fputs("\n      ", table->out);
            used = 6;
        }
        put(table, PAINT_NONE, line->also, wide - used, 0);
    }
    putc('\n', table->out);
}

static void put_title(const struct table *table, const struct tl_result *the_case)
{
    char *title =
        text_make("%s %s: %s", the_case->case_id, the_case->case_name, the_case->case_title);
    putc('\n', table->out);
    put(table, PAINT_BOLD, title, (size_t)table->style.width, 0);
    putc('\n', table->out);
    free(title);
}

static void put_case(struct table *table, const struct tl_result *the_case,
                     const struct tl_result *pressure)
{
    struct pool_query query = {.the_case = the_case, .pressure = pressure};
    const struct tl_result *first = NULL, *last = NULL;
    struct line kept, line;
    size_t count = 0;
    memset(&kept, 0, sizeof kept);
    for (size_t i = 0; i < table->axes.implementation_count; i++) {
        query.implementation = table->axes.implementations[i];
        if (!line_fill(table, query, &line)) {
            free(line.also);
            continue;
        }
        if (count == 0)
            put_title(table, the_case);
        if (count > 0 && line_same(&kept, &line) &&
            implementation_same_suffix(last->implementation,
                                       query.implementation->implementation)) {
            free(line.also);
            count++;
        } else {
            if (count > 0)
                put_line(table, first, last, count, &kept);
            first = query.implementation;
            line_keep(&kept, &line);
            count = 1;
        }
        last = query.implementation;
    }
    if (count > 0)
        put_line(table, first, last, count, &kept);
    free(kept.also);
}

static void put_head(const struct table *table, const struct tl_result *pressure)
{
    const struct tl_run *run = &table->results->run;
    char text[CELL_PRESSURE_MAX];
    fprintf(table->out, "\npressure %s, seed %" PRIu64 ", ", cell_pressure(pressure, text),
            run->seed);
    if (run->precision_ppm > 0 && !cell_is_exact(pressure))
        fprintf(table->out, "to within %g %%, at most ", run->precision_ppm / 1e4);
    fprintf(table->out, "%" PRIu32 " trials of %" PRIu32 " jobs a cell\n",
            run->precision_ppm > 0 && cell_is_exact(pressure) ? 1 : run->trials, run->jobs);
    fputs("  ", table->out);
    put(table, PAINT_BOLD,
        tl_pressure_rules[pressure->pressure.pressure].cancels ? "jobs cancelled"
                                                               : "share of jobs lost",
        table->label_width, 1);
    for (size_t i = 0; i < table->column_count; i++)
        put(table, PAINT_BOLD, table->columns[i], COLUMN_WIDTH, i + 1 < table->column_count);
    putc('\n', table->out);
}

/* Guards that keep nothing get a column each, the others one together. */
static void choose_columns(struct table *table)
{
    for (int keeps = 0; keeps < 2; keeps++)
        for (size_t guard = 0; guard < TL_GUARD_COUNT; guard++) {
            if (tl_guard_keeps((enum tl_guard)guard) != keeps)
                continue;
            const char *name = keeps ? POOL_GUARDED : tl_guards[guard].name;
            struct pool_query query = {.guard = name};
            bool there = pool_any(&table->axes, &query);
            if (there)
                table->columns[table->column_count++] = name;
            if (there && keeps)
                break;
        }
    size_t widest = 18;
    for (size_t i = 0; i < table->axes.implementation_count; i++) {
        size_t width = utf8_width(table->axes.implementations[i]->implementation->name);
        widest = width > widest ? width : widest;
    }
    table->label_width = (widest < 24 ? 24 : widest > 38 ? 38 : widest) + 2;
}

static bool occurs(const struct tl_results *results, size_t count)
{
    for (size_t i = 0; i < results->count; i++)
        if (results->cells[i].counts[count] != 0)
            return true;
    return false;
}

/* What the words beside the rates mean: of those that are there. */
static void put_meanings(const struct table *table)
{
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        if (tl_count_rules[i].noted && occurs(table->results, i))
            fprintf(table->out, "%s: %s\n", tl_counts[i].name, tl_counts[i].meaning);
}

static void put_legend(const struct table *table)
{
    fprintf(table->out, "\nN %% (lost/spawned): of one trial; N %% [low-high]: 95 %% interval%s\n",
            table->results->run.precision_ppm > 0 ? ", whenever one stops" : ", by trials");
    fputs(EXPOSED_NONE
          ": at no loop step would a collection have destroyed a pending job\n"
          "-: does not apply, or was not asked for; !: not measured, in whole or part\n",
          table->out);
    put_meanings(table);
    if (strcmp(table->columns[table->column_count - 1], POOL_GUARDED) != 0)
        return;
    fputs("guarded: together", table->out);
    for (size_t guard = 0; guard < TL_GUARD_COUNT; guard++) {
        struct pool_query query = {.guard = tl_guards[guard].name};
        if (tl_guard_keeps((enum tl_guard)guard) && pool_any(&table->axes, &query))
            fprintf(table->out, " %s", tl_guards[guard].name);
    }
    putc('\n', table->out);
}

/* Cells with the same reason stand together, in their order. */
static int by_reason(const void *a, const void *b)
{
    const struct tl_result *const *x = a, *const *y = b;
    int order = strcmp((*x)->unmeasured, (*y)->unmeasured);
    return order != 0 ? order : (*x > *y) - (*x < *y);
}

struct reason {
    const struct tl_result *first;
    size_t cells;
};

static int by_first(const void *a, const void *b)
{
    const struct reason *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

static void put_reason(const struct table *table, const struct reason *reason)
{
    const struct tl_result *cell = reason->first;
    char pressure[CELL_PRESSURE_MAX];
    put(table, PAINT_UNMEASURED, "! ", 2, 0);
    char more[40] = "";
    if (reason->cells > 1)
        snprintf(more, sizeof more, " and %zu more cells", reason->cells - 1);
    utf8_print(table->out, "%s %s, %s, %s, %s, seed %" PRIu64 "%s: %s", cell->case_id,
               cell->case_name, cell->implementation->name, tl_guards[cell->guard].name,
               cell_pressure(cell, pressure), cell->unmeasured_seed, more, cell->unmeasured);
}

/* One line a reason, with how many cells have it and the first of them. */
static void put_reasons(struct table *table)
{
    const struct tl_results *results = table->results;
    const struct tl_result **cells = memory_zeroed(results->count, sizeof *cells);
    struct reason *reasons = memory_zeroed(results->count, sizeof *reasons);
    size_t count = 0, reason_count = 0;
    for (size_t i = 0; i < results->count; i++)
        if (results->cells[i].unmeasured != NULL)
            cells[count++] = &results->cells[i];
    if (count > 0)
        list_sort(cells, count, sizeof *cells, by_reason);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(cells[i - 1]->unmeasured, cells[i]->unmeasured) != 0)
            reasons[reason_count++].first = cells[i];
        reasons[reason_count - 1].cells++;
    }
    if (reason_count > 0)
        list_sort(reasons, reason_count, sizeof *reasons, by_first);
    for (size_t i = 0; i < reason_count; i++)
        put_reason(table, &reasons[i]);
    free(cells);
    free(reasons);
}

/* How the trials ended, where not all ended well. */
static void put_endings(const struct table *table)
{
    uint64_t endings[TL_ENDING_COUNT] = {0}, others = 0;
    for (size_t i = 0; i < table->results->count; i++)
        for (size_t k = 0; k < TL_ENDING_COUNT; k++)
            endings[k] += table->results->cells[i].endings[k];
    for (size_t k = 1; k < TL_ENDING_COUNT; k++)
        others += endings[k];
    if (others == 0)
        return;
    fputs("endings:", table->out);
    for (size_t k = 0; k < TL_ENDING_COUNT; k++)
        if (endings[k] > 0)
            fprintf(table->out, " %s %" PRIu64, tl_endings[k].name, endings[k]);
    putc('\n', table->out);
}

/* Where steps are of real time, the next run may count others. */
static void put_real_time(const struct table *table)
{
    const struct tl_results *results = table->results;
    const struct tl_implementation *last = NULL;
    for (size_t i = 0; i < results->count; i++) {
        const struct tl_result *cell = &results->cells[i];
        if (!cell->real_time || last == cell->implementation)
            continue;
        fputs(last == NULL ? "in real time, not in virtual time: " : ", ", table->out);
        put(table, PAINT_NONE, cell->implementation->name, SIZE_MAX, 0);
        last = cell->implementation;
    }
    if (last != NULL)
        putc('\n', table->out);
}

/* Thresholds may bring no collection at all, and then nothing can be lost. */
static void put_collections(const struct table *table)
{
    uint64_t collections = 0, without = 0, trials = 0;
    for (size_t i = 0; i < table->results->count; i++) {
        const struct tl_result *cell = &table->results->cells[i];
        if (cell->pressure.pressure == TL_PRESSURE_OFF ||
            tl_pressure_rules[cell->pressure.pressure].steps)
            continue;
        collections += cell->collections;
        without += cell->uncollected;
        trials += cell->measured;
    }
    if (trials > 0)
        fprintf(table->out,
                "the interpreter collected %" PRIu64 " times in %" PRIu64 " trials; %" PRIu64
                " trials had no collection\n",
                collections, trials, without);
}

static void put_remarks(const struct table *table)
{
    struct remarks remarks = {0};
    for (size_t i = 0; i < table->results->count; i++)
        remarks_add(&remarks, &table->results->cells[i]);
    for (size_t i = 0; i < TL_REMARK_COUNT; i++) {
        char *line = remarks_line(&remarks, (enum tl_remark)i);
        if (line != NULL)
            utf8_print(table->out, "%s", line);
        free(line);
    }
}

static void put_summary(const struct table *table)
{
    uint64_t trials = 0, whole = 0, part = 0;
    for (size_t i = 0; i < table->results->count; i++) {
        const struct tl_result *cell = &table->results->cells[i];
        trials += cell->trials;
        whole += cell->measured + cell->as_expected == 0;
        part += cell->measured + cell->as_expected > 0 && !cell_is_measured(cell);
    }
    fprintf(table->out,
            "%zu cells, %" PRIu64 " trials; could not be measured: %" PRIu64 " cells, and %" PRIu64
            " in part\n",
            table->results->count, trials, whole, part);
    const struct tl_run *run = &table->results->run;
    char *unfinished = unfinished_text(run);
    if (unfinished != NULL)
        put(table, PAINT_UNMEASURED, unfinished, SIZE_MAX, 0);
    fputs(unfinished != NULL ? "\n" : "", table->out);
    free(unfinished);
    if (run->tool != NULL && strcmp(run->tool, TASKLOSS_VERSION) != 0)
        fprintf(table->out, "run %" PRId64 " was recorded by taskloss %s\n", run->id, run->tool);
}

static void put_all(struct table *table)
{
    choose_columns(table);
    for (size_t p = 0; p < table->axes.pressure_count; p++) {
        put_head(table, table->axes.pressures[p]);
        for (size_t c = 0; c < table->axes.case_count; c++)
            put_case(table, table->axes.cases[c], table->axes.pressures[p]);
    }
    if (table->column_count > 0)
        put_legend(table);
    put_reasons(table);
    put_endings(table);
    put_real_time(table);
    put_collections(table);
    put_remarks(table);
    put_summary(table);
}

int output_table(const struct tl_results *results, const struct output_style *style, FILE *out,
                 struct tl_error *error)
{
    struct table table = {.results = results, .style = *style, .out = out};
    pool_axes(results, &table.axes);
    put_all(&table);
    pool_axes_free(&table.axes);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the table cannot be written (%s)",
                       strerror(errno));
    return 0;
}
