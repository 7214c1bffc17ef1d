/* A line a cell, for spreadsheets and data frames. */
#include "formats.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "exposure.h"
#include "unfinished.h"

#define TEXTS(X)                                                                                   \
    X("implementation", cell->implementation->name)                                                \
    X("version", cell->implementation->version)                                                    \
    X("case", cell->case_id)                                                                       \
    X("name", cell->case_name)                                                                     \
    X("title", cell->case_title)                                                                   \
    X("guard", tl_guards[cell->guard].name)                                                        \
    X("pressure", cell_pressure(cell, pressure))

/* The jobs that were started come first: the fates add up to them. */
static void put_counts(FILE *out, void (*put)(FILE *, enum tl_count, const void *),
                       const void *data)
{
    put(out, TL_COUNT_SPAWNED, data);
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        if (i != TL_COUNT_SPAWNED)
            put(out, (enum tl_count)i, data);
}

static void put_count_name(FILE *out, enum tl_count count, const void *unused)
{
    (void)unused;
    fprintf(out, "%s,", tl_counts[count].name);
}

static void put_count(FILE *out, enum tl_count count, const void *data)
{
    fprintf(out, "%" PRIu32 ",", ((const struct tl_result *)data)->counts[count]);
}

static void put_head(FILE *out)
{
#define X(name, text) fputs(name ",", out);
    TEXTS(X)
#undef X
    fputs("trials,measured,", out);
    put_counts(out, put_count_name, NULL);
    fputs("audit_differences,rate,low,high,exposure,exposure_exact,first_exposed,last_exposed,"
          "why,followed\r\n",
          out);
}

static void put_exposure(FILE *out, const struct tl_result *cell)
{
    double share;
    uint32_t first, last;
    if (exposure_of_cell(cell, &share))
        fprintf(out, "%.9g,%d,", share, cell->sight == TL_SIGHT_EXACT);
    else
        fputs(",,", out);
    if (exposure_window(cell, &first, &last))
        fprintf(out, "%" PRIu32 ",%" PRIu32 ",", first, last);
    else
        fputs(",,", out);
}

static void put_cell(FILE *out, const struct tl_result *cell)
{
    char pressure[CELL_PRESSURE_MAX];
#define X(name, text)                                                                              \
    escape_csv(out, text);                                                                         \
    putc(',', out);
    TEXTS(X)
#undef X
    fprintf(out, "%" PRIu32 ",%" PRIu32 ",", cell->trials, cell->measured);
    put_counts(out, put_count, cell);
    fprintf(out, "%" PRIu32 ",", cell->audit_differences);
    if (cell->has_rate)
        fprintf(out, "%.9g,%.9g,%.9g,", cell->rate, cell->low, cell->high);
    else
        fputs(",,,", out);
    put_exposure(out, cell);
    escape_csv(out, cell->unmeasured);
    putc(',', out);
    escape_csv(out, cell->followed);
    fputs("\r\n", out);
}

int output_csv(const struct tl_results *results, FILE *out, struct tl_error *error)
{
    put_head(out);
    for (size_t i = 0; i < results->count; i++)
        put_cell(out, &results->cells[i]);
    char *unfinished = unfinished_text(&results->run);
    if (unfinished != NULL) {
        escape_csv(out, unfinished); /* a line that is no cell: its first field says so */
        fputs("\r\n", out);
    }
    free(unfinished);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the CSV cannot be written (%s)",
                       strerror(errno));
    return 0;
}
