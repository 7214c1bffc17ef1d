/* Dossiers of made-up runs: what pairs, what is summed, and what it comes to. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossier.h"
#include "dossier_markdown.h"
#include "implementation_of.h"
#include "memory.h"
#include "suite.h"

static struct tl_implementation implementations[4];
static struct tl_result cells[16];
static struct tl_results results;
static struct dossier dossier;
static struct tl_error error;

static char *word(const char *text)
{
    return (char *)(uintptr_t)text;
}

static void be(const char *first, const char *second)
{
    const char *const names[] = {first, second};
    results = (struct tl_results){
        .implementations = implementations, .implementation_count = 2, .cells = cells};
    for (size_t i = 0; i < 2; i++)
        implementations[i] = *implementation_of(names[i]);
}

/* `lost` of four jobs, and the others finished. */
static struct tl_result *add(size_t implementation, const char *id, uint32_t lost)
{
    struct tl_result *cell = &cells[results.count++];
    *cell = (struct tl_result){.implementation = &implementations[implementation],
                               .case_id = word(id),
                               .case_name = word(id),
                               .case_file = word("/cases/x.py"),
                               .pressure = {TL_PRESSURE_STEP, 0},
                               .trials = 1,
                               .measured = 1,
                               .counts[TL_COUNT_SPAWNED] = 4};
    cell->counts[TL_FATE_LOST] = lost;
    cell->counts[TL_FATE_FINISHED] = 4 - lost;
    return cell;
}

static const struct dossier_row *make(void)
{
    ck_assert_int_eq(dossier_make(&dossier, &results, &error), 0);
    ck_assert_uint_eq(dossier.count, 1);
    return &dossier.rows[0];
}

static void clean(void)
{
    dossier_free(&dossier);
    memset(cells, 0, sizeof cells);
}

static char *text_of(const struct beside *beside)
{
    static const struct tl_cases cases = {0};
    char *text = NULL;
    size_t size;
    FILE *out = memory_sure(open_memstream(&text, &size));
    ck_assert_int_eq(output_dossier(&dossier, &results, &cases, beside, out, &error), 0);
    fclose(out);
    return text;
}

START_TEST(nothing_changes_nothing)
{
    be("3.14.1", "3.14.1+uvloop");
    add(0, "a", 4);
    add(1, "a", 4);
    const struct dossier_row *row = make();
    ck_assert_int_eq(row->verdict, DOSSIER_NOTHING);
    ck_assert_uint_eq(row->sums[DOSSIER_LOST].jobs[0], 4);
    ck_assert_uint_eq(row->sums[DOSSIER_LOST].fell + row->sums[DOSSIER_LOST].rose, 0);
}
END_TEST

START_TEST(no_job_is_lost)
{
    be("3.14.1", "3.14.1+uvloop");
    add(0, "a", 4);
    add(1, "a", 0);
    add(0, "b", 0)->counts[TL_FATE_ORPHANED] = 4;
    add(1, "b", 0)->counts[TL_FATE_STRANDED] = 4;
    const struct dossier_row *row = make();
    ck_assert_int_eq(row->verdict, DOSSIER_NONE_LEFT);
    ck_assert_uint_eq(row->sums[DOSSIER_LOST].cells[0], 1);
    ck_assert_uint_eq(row->sums[DOSSIER_LOST].cells[1], 0);
    ck_assert_uint_eq(row->sums[DOSSIER_ORPHANED].fell, 1);
    ck_assert_uint_eq(row->sums[DOSSIER_PENDING].rose, 1);
}
END_TEST

START_TEST(broken_all_the_same)
{
    be("3.14.1", "3.14.1+uvloop");
    add(0, "a", 4);
    add(1, "a", 0);
    add(0, "b", 0)->counts[TL_FATE_BROKEN] = 3;
    add(1, "b", 0)->counts[TL_FATE_BROKEN] = 3;
    const struct dossier_row *row = make();
    ck_assert_uint_eq(row->sums[DOSSIER_LOST].cells[0], 1);
    ck_assert_uint_eq(row->sums[DOSSIER_DRAGGED].jobs[1], 3);
    char *text = text_of(&(struct beside){.count = 0});
    ck_assert_ptr_nonnull(strstr(text, "**loses no job**, jobs stall or break in 1 case |"));
    ck_assert_ptr_nonnull(strstr(text, "- stalled or broken, as many: 3 in b"));
    free(text);
}
END_TEST

START_TEST(other_losses)
{
    be("3.14.1", "3.14.1+eager");
    add(0, "a", 4)->counts[TL_FATE_STALLED] = 0;
    add(1, "a", 2);
    ck_assert_int_eq(make()->verdict, DOSSIER_FEWER);
    clean();
    be("3.14.1", "3.14.1+eager");
    add(0, "a", 4);
    add(1, "a", 0);
    add(0, "b", 0);
    add(1, "b", 0)->counts[TL_FATE_BROKEN] = 1;
    ck_assert_int_eq(make()->verdict, DOSSIER_MORE);
}
END_TEST

START_TEST(only_silence)
{
    be("3.14.1", "3.14.1+uvloop");
    add(0, "a", 4);
    add(1, "a", 4)->counts[TL_COUNT_SILENT] = 4;
    const struct dossier_row *row = make();
    ck_assert_int_eq(row->verdict, DOSSIER_SAME);
    ck_assert_uint_eq(row->sums[DOSSIER_SILENT].rose, 1);
}
END_TEST

START_TEST(what_was_not_measured)
{
    be("3.14.1", "3.14.1+uvloop");
    add(0, "a", 4);
    add(1, "a", 0)->measured = 0;
    ck_assert_int_eq(make()->verdict, DOSSIER_UNMEASURED);
    clean();
    be("3.14.1", "3.14.1+uvloop");
    add(0, "a", 4);
    add(1, "a", 0);
    add(0, "b", 4)->measured = 0;
    add(1, "b", 0);
    ck_assert_int_eq(make()->verdict, DOSSIER_NONE_LEFT);
    char *text = text_of(&(struct beside){.count = 0});
    ck_assert_ptr_nonnull(strstr(text, "**loses no job**; not measured: 1 cell |"));
    ck_assert_ptr_nonnull(strstr(text, "- not measured: b (no reason was given)"));
    free(text);
}
END_TEST

START_TEST(no_pair)
{
    be("3.14.1", "3.13.1+uvloop");
    add(0, "a", 4);
    ck_assert_int_eq(dossier_make(&dossier, &results, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
}
END_TEST

/* More trials are no more losses; a hostile name is no markup. */
START_TEST(as_text)
{
    be("3.14.1", "3.14.1+uvloop");
    struct tl_result *twice = add(0, "a|<b>", 8);
    twice->trials = twice->measured = 2;
    twice->counts[TL_FATE_FINISHED] = 0;
    twice->counts[TL_COUNT_SPAWNED] = 8;
    add(1, "a|<b>", 4)->counts[TL_COUNT_LEAKED] = 2;
    ck_assert_uint_eq(make()->sums[DOSSIER_LOST].fell, 0);
    char *text = text_of(&(struct beside){.count = 0});
    ck_assert_ptr_nonnull(strstr(text, "| the same in 1 case, 8 jobs |"));
    ck_assert_ptr_nonnull(strstr(text, "**loses the same jobs**, leaks in 1 case |"));
    ck_assert_ptr_null(strstr(text, "a|<b>"));
    free(text);
}
END_TEST

START_TEST(with_columns_beside)
{
    be("3.14.1", "3.14.1+uvloop");
    add(0, "a", 4);
    add(1, "a", 0);
    make();
    char *heads[] = {word("implementation"), word("cost")},
         *fields[] = {word("3.14.1"), word("900 ns")};
    struct beside_row row = {.line = 2, .fields = {fields, 2}};
    char *text = text_of(&(struct beside){.heads = {heads, 2}, .rows = &row, .count = 1});
    ck_assert_ptr_nonnull(strstr(text, "| with | cost |"));
    ck_assert_ptr_nonnull(strstr(text, "| as it is | 900 ns |"));
    ck_assert_ptr_nonnull(strstr(text, "| <code>uvloop</code> | not measured |"));
    free(text);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_checked_fixture(tests, NULL, clean);
    tcase_add_test(tests, nothing_changes_nothing);
    tcase_add_test(tests, no_job_is_lost);
    tcase_add_test(tests, broken_all_the_same);
    tcase_add_test(tests, other_losses);
    tcase_add_test(tests, only_silence);
    tcase_add_test(tests, what_was_not_measured);
    tcase_add_test(tests, no_pair);
    tcase_add_test(tests, as_text);
    tcase_add_test(tests, with_columns_beside);
}

int main(void)
{
    return suite_run("dossier", add_tests);
}
