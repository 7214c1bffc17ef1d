/* A comparison: a line for each count that differs, then what could not be compared. */
#include "compare_text.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "forms.h"
#include "json_text.h"
#include "list.h"
#include "memory.h"
#include "places.h"
#include "text.h"
#include "utf8.h"

#define MOST_LISTED 10 /* cells that only one side has, or that failed */
#define COLUMNS     8

/* --- for people --- */

static char *number_of(const struct tl_result *cell, const char *key, int64_t number)
{
    bool of_jobs = tl_count_find(key) >= 0;
    return of_jobs ? text_make("%" PRId64 " of %" PRIu32, number, cell->counts[TL_COUNT_SPAWNED])
                   : text_make("%" PRId64, number);
}

static char *chance_of(const struct tl_difference *item)
{
    return item->exact ? text_make("exact") : text_make("p = %.2g, q = %.2g", item->p, item->q);
}

/* One line: the same difference on one or more Pythons, with the same event loop and kinds. */
struct row {
    const struct tl_difference *first;
    char *columns[COLUMNS]; /* the first names the implementations: filled in last */
    bool *on;               /* for each implementation of the comparison */
};

struct rows {
    struct row *items;
    size_t count, width[COLUMNS];
    const struct tl_comparison *comparison;
};

static bool same_suffix(const struct tl_result *a, const struct tl_result *b)
{
    return implementation_same_suffix(a->implementation, b->implementation);
}

/* Those compared, in their order, that have the difference. */
static char *place_of(const struct rows *rows, const struct row *row)
{
    const struct tl_comparison *all = rows->comparison;
    const struct tl_implementation **places = memory_zeroed(all->shown_count, sizeof *places);
    for (size_t i = 0; i < all->shown_count; i++)
        places[i] = all->shown[i]->implementation;
    char *text = places_text(places, row->on, all->shown_count);
    free(places);
    return text;
}

static void fill_row(struct row *row, const struct tl_difference *item, size_t implementations)
{
    row->first = item;
    row->columns[1] = text_make("%s %s", item->a->case_id, item->a->case_name);
    char pressure[CELL_PRESSURE_MAX];
    row->columns[2] =
        text_make("%s %s", tl_guards[item->a->guard].name, cell_pressure(item->a, pressure));
    row->columns[3] = text_make("%s", item->key);
    row->columns[4] = number_of(item->a, item->key, item->in_a);
    row->columns[5] = number_of(item->b, item->key, item->in_b);
    row->columns[6] = chance_of(item);
    row->columns[7] =
        text_make("%" PRId64 ", %" PRId64, item->a->first_trial, item->b->first_trial);
    row->on = memory_zeroed(implementations, sizeof *row->on);
}

static void clear_row(struct row *row)
{
    for (size_t c = 0; c < COLUMNS; c++)
        free(row->columns[c]);
    free(row->on);
}

static bool is_same(const struct row *a, const struct row *b)
{
    bool same = same_suffix(a->first->a, b->first->a) && same_suffix(a->first->b, b->first->b);
    for (size_t c = 1; same && c < COLUMNS - 1; c++)
        same = strcmp(a->columns[c], b->columns[c]) == 0;
    return same;
}

static size_t number_in(const struct tl_comparison *comparison, const struct tl_result *cell)
{
    size_t i = 0;
    while (strcmp(comparison->shown[i]->implementation->name, cell->implementation->name) != 0)
        i++;
    return i;
}

static void add_difference(struct rows *rows, const struct tl_difference *item)
{
    struct row row = {0};
    size_t at = 1; /* after the heads */
    fill_row(&row, item, rows->comparison->shown_count);
    while (at < rows->count && !is_same(&rows->items[at], &row))
        at++;
    if (at == rows->count)
        rows->items[rows->count++] = row;
    else
        clear_row(&row);
    rows->items[at].on[number_in(rows->comparison, item->b)] = true;
}

static void measure(struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        for (size_t c = 0; c < COLUMNS; c++) {
            size_t width = utf8_width(rows->items[i].columns[c]);
            rows->width[c] = width > rows->width[c] ? width : rows->width[c];
        }
}

static void put_rows(const struct rows *rows, FILE *out)
{
    for (size_t i = 0; i < rows->count; i++) {
        bool first = true;
        for (size_t c = 0; c < COLUMNS; c++) {
            if (rows->width[c] == 0)
                continue;
            fputs(first ? "" : "  ", out);
            utf8_put(out, rows->items[i].columns[c], rows->width[c], c + 1 < COLUMNS);
            first = false;
        }
        putc('\n', out);
    }
}

/* By event loop and kinds, then as they came: by implementation, case and guard. */
static int by_suffix(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int order = strcmp(x->first->b->implementation->suffix, y->first->b->implementation->suffix);
    order = order != 0 ? order : strverscmp(x->columns[1], y->columns[1]);
    order = order != 0 ? order : strcmp(x->columns[2], y->columns[2]);
    return order != 0 ? order : strcmp(x->columns[3], y->columns[3]);
}

static void put_differences(const struct tl_comparison *comparison, const char *const names[2],
                            FILE *out)
{
    struct rows rows = {.items = memory_zeroed(comparison->differences + 1, sizeof *rows.items),
                        .count = 1,
                        .comparison = comparison};
    const char *const heads[COLUMNS] = {
        "where", "case", "guard and pressure", "what", names[0], names[1], "chance", "replay"};
    for (size_t i = 0; i < comparison->count; i++)
        if (comparison->items[i].differs)
            add_difference(&rows, &comparison->items[i]);
    list_sort(&rows.items[1], rows.count - 1, sizeof *rows.items, by_suffix);
    /* Two implementations stand in the heads already. */
    bool named = comparison->shown_count > 1 ||
                 strcmp(comparison->shown[0]->implementation->name, names[1]) != 0;
    for (size_t c = 0; c < COLUMNS; c++)
        rows.items[0].columns[c] = text_make("%s", c > 0 || named ? heads[c] : "");
    for (size_t i = 1; i < rows.count; i++)
        rows.items[i].columns[0] = named ? place_of(&rows, &rows.items[i]) : text_make("%s", "");
    measure(&rows);
    put_rows(&rows, out);
    for (size_t i = 0; i < rows.count; i++)
        clear_row(&rows.items[i]);
    free(rows.items);
}

static void put_cells(const struct tl_result *const *cells, size_t count, const char *what,
                      const char *name, FILE *out)
{
    char pressure[CELL_PRESSURE_MAX];
    if (count == 0)
        return;
    fprintf(out, "%zu cells %s", count, what);
    utf8_put(out, name, 1000, 0);
    for (size_t i = 0; i < count && i < MOST_LISTED; i++) {
        fputs(i == 0 ? ": " : "; ", out);
        utf8_put_all(out, cells[i]->implementation->name);
        putc(' ', out);
        utf8_put_all(out, cells[i]->case_id);
        fprintf(out, " %s %s", tl_guards[cells[i]->guard].name, cell_pressure(cells[i], pressure));
    }
    fputs(count > MOST_LISTED ? "; ...\n" : "\n", out);
}

static size_t tested(const struct tl_comparison *comparison)
{
    size_t count = 0;
    for (size_t i = 0; i < comparison->count; i++)
        count += !comparison->items[i].exact;
    return count;
}

static void put_summary(const struct tl_comparison *comparison, FILE *out)
{
    fprintf(out, "%zu cells compared", comparison->compared);
    if (tested(comparison) > 0)
        fprintf(out, ", %zu of them by test (false discovery rate 0.05)", tested(comparison));
    if (comparison->differences > 0)
        fprintf(out, ": %zu differences\n", comparison->differences);
    else
        fputs(comparison->compared > 0 ? ": no difference\n" : ": nothing to compare\n", out);
    if (comparison->differences > 0)
        fputs(comparison->audited ? "a second detector agreed with every fate (--audit)\n"
                                  : "no second detector looked on: see 'taskloss run --audit'\n",
              out);
}

static int finish(FILE *out, struct tl_error *error)
{
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the comparison cannot be written (%s)",
                       strerror(errno));
    return 0;
}

int output_compare_text(const struct tl_comparison *comparison, const char *const names[2],
                        FILE *out, struct tl_error *error)
{
    if (comparison->differences > 0) {
        put_differences(comparison, names, out);
        putc('\n', out);
    }
    put_cells(comparison->failed, comparison->failed_count, "could not be measured", "", out);
    for (size_t i = 0; i < 2; i++)
        put_cells(comparison->only[i], comparison->only_count[i], "only in ", names[i], out);
    put_summary(comparison, out);
    return finish(out, error);
}

/* --- for programs --- */

static json_t *cell_of(const struct tl_result *cell)
{
    char pressure[CELL_PRESSURE_MAX];
    return json_pack("{s:o, s:o, s:o, s:s, s:s}", "implementation",
                     json_text(cell->implementation->name), "case", json_text(cell->case_id),
                     "name", json_text(cell->case_name), "guard", tl_guards[cell->guard].name,
                     "pressure", cell_pressure(cell, pressure));
}

static json_t *item_of(const struct tl_difference *item)
{
    json_t *object = cell_of(item->a);
    json_t *rest =
        json_pack("{s:I, s:I, s:o, s:o, s:I, s:I, s:I, s:I, s:b}", "trial_a",
                  (json_int_t)item->a->first_trial, "trial_b", (json_int_t)item->b->first_trial,
                  "implementation_b", json_text(item->b->implementation->name), "key",
                  json_text(item->key), "a", (json_int_t)item->in_a, "b", (json_int_t)item->in_b,
                  "spawned_a", (json_int_t)item->a->counts[TL_COUNT_SPAWNED], "spawned_b",
                  (json_int_t)item->b->counts[TL_COUNT_SPAWNED], "exact", item->exact);
    json_object_update(object, rest);
    json_decref(rest);
    json_object_set_new(object, "p", item->exact ? json_null() : json_real(item->p));
    json_object_set_new(object, "q", item->exact ? json_null() : json_real(item->q));
    return object;
}

static json_t *cells_of(const struct tl_result *const *cells, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, cell_of(cells[i]));
    return list;
}

int output_compare_json(const struct tl_comparison *comparison, const char *const names[2],
                        FILE *out, struct tl_error *error)
{
    json_t *differences = json_array(), *all = json_array();
    for (size_t i = 0; i < comparison->count; i++) {
        if (comparison->items[i].differs)
            json_array_append_new(differences, item_of(&comparison->items[i]));
        if (!comparison->items[i].exact)
            json_array_append_new(all, item_of(&comparison->items[i]));
    }
    json_t *document = json_pack(
        "{s:s, s:o, s:o, s:b, s:I, s:o, s:o, s:o, s:o, s:o}", "schema", FORM_COMPARE, "a",
        json_text(names[0]), "b", json_text(names[1]), "audited", comparison->audited, "compared",
        (json_int_t)comparison->compared, "differences", differences, "tested", all,
        "could_not_measure", cells_of(comparison->failed, comparison->failed_count), "only_a",
        cells_of(comparison->only[0], comparison->only_count[0]), "only_b",
        cells_of(comparison->only[1], comparison->only_count[1]));
    json_dumpf(document, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
    putc('\n', out);
    json_decref(document);
    return finish(out, error);
}
