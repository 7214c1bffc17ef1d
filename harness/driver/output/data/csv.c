/* A line a cell, for spreadsheets and data frames. */
#include "formats.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "escape.h"
#include "exposure.h"

#define TEXTS(X)                                                                                   \
    X("implementation", implementation)                                                            \
    X("version", version)                                                                          \
    X("case", case_id)                                                                             \
    X("name", case_name)                                                                           \
    X("title", case_title)                                                                         \
    X("guard", guard)                                                                              \
    X("pressure", pressure)

#define COUNTS_BEFORE(X)                                                                           \
    X("trials", trials)                                                                            \
    X("measured", measured)                                                                        \
    X("spawned", spawned)

#define COUNTS_AFTER(X)                                                                            \
    X("leaked", leaked)                                                                            \
    X("kept", kept)                                                                                \
    X("silent", silent)                                                                            \
    X("rescued", rescued)                                                                          \
    X("resurrected", resurrected)                                                                  \
    X("audit_differences", audit_differences)

static void put_head(FILE *out)
{
#define X(name, member) fputs(name ",", out);
    TEXTS(X)
    COUNTS_BEFORE(X)
#undef X
    for (size_t i = 0; i < TL_FATE_COUNT; i++)
        fprintf(out, "%s,", tl_fates[i].name);
#define X(name, member) fputs(name ",", out);
    COUNTS_AFTER(X)
#undef X
    fputs("rate,low,high,exposure,why\r\n", out);
}

static void put_cell(FILE *out, const struct tl_result *cell)
{
#define X(name, member)                                                                            \
    escape_csv(out, cell->member);                                                                 \
    putc(',', out);
    TEXTS(X)
#undef X
#define X(name, member) fprintf(out, "%" PRIu32 ",", cell->member);
    COUNTS_BEFORE(X)
    for (size_t i = 0; i < TL_FATE_COUNT; i++)
        fprintf(out, "%" PRIu32 ",", cell->fates[i]);
    COUNTS_AFTER(X)
#undef X
    if (cell->has_rate)
        fprintf(out, "%.9g,%.9g,%.9g,", cell->rate, cell->low, cell->high);
    else
        fputs(",,,", out);
    double exposure;
    if (exposure_of_cell(cell, &exposure))
        fprintf(out, "%.9g", exposure);
    putc(',', out);
    escape_csv(out, cell->unmeasured);
    fputs("\r\n", out);
}

int output_csv(const struct tl_results *results, FILE *out, struct tl_error *error)
{
    put_head(out);
    for (size_t i = 0; i < results->count; i++)
        put_cell(out, &results->cells[i]);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the CSV cannot be written (%s)",
                       strerror(errno));
    return 0;
}
