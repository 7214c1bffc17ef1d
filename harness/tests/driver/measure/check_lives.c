/* Survival: curves by hand, groups of Pythons, medians and the files of the picture. */
#include <math.h>

#include "lives.h"
#include "plot.h"
#include "synthetic.h"

#define HAS(text, part)     ck_assert_msg(strstr(text, part) != NULL, "no \"%s\" in\n%s", part, text)
#define HAS_NOT(text, part) ck_assert_msg(strstr(text, part) == NULL, "\"%s\" in\n%s", part, text)

static char *folder;
static struct tl_error error;
static struct store *store;
static struct tl_results results;

/* --- pure --- */

static struct survival_life life(uint64_t seed, double steps, bool destroyed)
{
    return (struct survival_life){.seed = seed,
                                  .time = {[SURVIVAL_STEPS] = steps},
                                  .counted = {[SURVIVAL_STEPS] = true},
                                  .destroyed = destroyed};
}

/* Six jobs: destroyed at 1, 2, 2 and 4; watched until 2 and until 5.
 * S(1) = 5/6; S(2) = 5/6 * 3/5 = 1/2; S(4) = 1/2 * 1/2 = 1/4. */
START_TEST(a_curve_by_hand)
{
    struct survival_life lives[] = {life(1, 1, true),  life(1, 2, true), life(2, 2, true),
                                    life(2, 2, false), life(3, 4, true), life(3, 5, false)};
    struct survival_side side;
    ck_assert_int_eq(survival_side_fill(&side, SURVIVAL_STEPS, lives, 6), 0);
    ck_assert_uint_eq(side.curve.count, 4);
    ck_assert_double_eq_tol(side.curve.steps[0].survival, 5.0 / 6, 1e-12);
    ck_assert_double_eq_tol(side.curve.steps[1].survival, 0.5, 1e-12);
    ck_assert_double_eq_tol(side.curve.steps[2].survival, 0.25, 1e-12);
    ck_assert_double_eq_tol(side.curve.steps[3].survival, 0.25, 1e-12);
    ck_assert(side.curve.has_median);
    ck_assert_double_eq(side.curve.median, 2);
    ck_assert(side.has_interval);
    ck_assert_double_le(side.low, 2);
    ck_assert_double_ge(side.high, 2);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_double_le(side.curve.steps[i].low, side.curve.steps[i].survival + 1e-12);
        ck_assert_double_ge(side.curve.steps[i].high, side.curve.steps[i].survival - 1e-12);
    }
    free(side.curve.steps);
}
END_TEST

/* The same jobs in one trial tell less than in trials of their own: jobs of a trial die together.
 */
START_TEST(jobs_of_a_trial_are_no_sample_of_their_own)
{
    struct survival_life apart[40], together[40];
    struct survival_side wide, narrow;
    for (size_t i = 0; i < 40; i++) {
        apart[i] = life(i, (double)(i / 10 + 1), true);
        together[i] = life(i / 10, (double)(i / 10 + 1), true);
    }
    ck_assert_int_eq(survival_side_fill(&narrow, SURVIVAL_STEPS, apart, 40), 0);
    ck_assert_int_eq(survival_side_fill(&wide, SURVIVAL_STEPS, together, 40), 0);
    ck_assert_double_eq(narrow.curve.median, wide.curve.median);
    ck_assert_double_gt(wide.high - wide.low, narrow.high - narrow.low);
    free(narrow.curve.steps);
    free(wide.curve.steps);
}
END_TEST

START_TEST(one_trial_has_no_interval)
{
    struct survival_life lives[] = {life(1, 3, true), life(1, 4, true)};
    struct survival_side side;
    char text[64];
    ck_assert_int_eq(survival_side_fill(&side, SURVIVAL_STEPS, lives, 2), 0);
    ck_assert(!side.has_interval);
    survival_median_text(text, &side);
    ck_assert_str_eq(text, "3");
    free(side.curve.steps);
}
END_TEST

START_TEST(a_median_may_not_be_reached)
{
    struct survival_life lives[] = {life(1, 3, true), life(2, 9, false), life(3, 9, false)};
    struct survival_side side;
    char text[64];
    ck_assert_int_eq(survival_side_fill(&side, SURVIVAL_STEPS, lives, 3), 0);
    survival_median_text(text, &side);
    ck_assert_str_eq(text, "not reached [3-...]");
    free(side.curve.steps);
}
END_TEST

/* A curve of only those jobs that were counted would be one of others. */
START_TEST(not_counted_is_no_curve)
{
    struct survival_life lives[] = {life(1, 3, true), life(2, 9, false)};
    struct survival_side side;
    char text[64];
    lives[0].counted[SURVIVAL_ALLOCATIONS] = true;
    ck_assert_int_eq(survival_side_fill(&side, SURVIVAL_ALLOCATIONS, lives, 2), 0);
    ck_assert_uint_eq(side.curve.count, 0);
    survival_median_text(text, &side);
    ck_assert_str_eq(text, "-");
    ck_assert_int_eq(survival_side_fill(&side, SURVIVAL_STEPS, lives, 0), 0);
    ck_assert_uint_eq(side.curve.count, 0);
}
END_TEST

START_TEST(the_distance_of_two_curves)
{
    struct survival_life a[] = {life(1, 1, true), life(2, 5, true)};
    struct survival_life b[] = {life(1, 3, true), life(2, 5, true), life(3, 6, true)};
    struct survival_side x, y;
    ck_assert_int_eq(survival_side_fill(&x, SURVIVAL_STEPS, a, 2), 0);
    ck_assert_int_eq(survival_side_fill(&y, SURVIVAL_STEPS, b, 3), 0);
    ck_assert_double_eq_tol(survival_distance(&x.curve, &y.curve), 0.5, 1e-12);
    ck_assert_double_eq_tol(survival_distance(&y.curve, &x.curve), 0.5, 1e-12);
    ck_assert_double_eq(survival_distance(&x.curve, &x.curve), 0);
    free(x.curve.steps);
    free(y.curve.steps);
}
END_TEST

/* --- from a run --- */

/* Ten seeds of four jobs, destroyed at about `middle` steps; every tenth job ends by itself. */
static void add_trials(int64_t cell, uint32_t middle, uint64_t allocations)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct tl_task_row tasks[4];
        for (uint32_t i = 0; i < 4; i++)
            tasks[i] = (struct tl_task_row){.fate = TL_FATE_LOST,
                                            .control_fate = TL_FATE_FINISHED,
                                            .born_step = 1,
                                            .ended_step = 1 + middle - 5 + (uint32_t)seed,
                                            .born_allocation = allocations == 0 ? 0 : 10,
                                            .ended_allocation =
                                                allocations == 0 ? 0 : 10 + allocations * seed};
        struct tl_answer answer = synthetic_answer(seed, 4, 4);
        answer.task_count = 4;
        ck_assert_int_eq(store_trial(store, cell, &answer, tasks, NULL, NULL, &error), 0);
    }
}

static void add(int64_t run, char *version, uint32_t middle, uint64_t allocations)
{
    static char id[] = "a31", name[] = "weak | event", title[] = "title";
    struct synthetic s;
    int64_t cell;
    synthetic_cell(&s, version, id, name, title, TL_GUARD_BARE, TL_PRESSURE_NATURAL);
    ck_assert_int_eq(store_cell(store, run, &s.cell, 1, &cell, &error), 0);
    add_trials(cell, middle, allocations);
}

static void make(void)
{
    struct tl_run run = synthetic_run();
    folder = folder_make();
    ck_assert_int_eq(store_open(&store, folder, true, &error), 0);
    ck_assert_int_eq(store_run_begin(store, &run, &error), 0);
    add(run.id, "3.11.7", 8, 100);
    add(run.id, "3.12.1", 8, 100);
    add(run.id, "3.13.0", 20, 300);
    add(run.id, "3.12.1+uvloop", 20, 300);
    add(run.id, "3.13.0+uvloop", 20, 300);
    ck_assert_int_eq(cells_read(store, 0, &results, &error), 0);
}

static void clean(void)
{
    cells_free(&results);
    store_close(store);
    folder_remove(folder);
}

START_TEST(pythons_alike_are_one_group)
{
    struct survival survival;
    struct survival_options options = {0};
    ck_assert_msg(survival_make(&survival, store, &results, &options, &error) == 0, "%s",
                  error.text);
    ck_assert_uint_eq(survival.python_count, 5);
    ck_assert_uint_eq(survival.group_count, 3);
    ck_assert_str_eq(survival.groups[0].name, "3.11.7..3.12.1 (2)");
    ck_assert_str_eq(survival.groups[1].name, "3.13.0");
    ck_assert_str_eq(survival.groups[2].name, "3.12.1..3.13.0+uvloop (2)");
    ck_assert_uint_eq(survival.groups[0].jobs, 80);
    ck_assert_uint_eq(survival.groups[0].seeds, 10);
    ck_assert_double_eq(survival.groups[0].sides[SURVIVAL_STEPS].curve.median, 8);
    ck_assert_double_eq(survival.groups[1].sides[SURVIVAL_STEPS].curve.median, 20);
    ck_assert_double_eq(survival.groups[0].sides[SURVIVAL_ALLOCATIONS].curve.median, 500);
    survival_free(&survival);
}
END_TEST

START_TEST(the_table_has_the_medians)
{
    struct survival survival;
    struct survival_options options = {0};
    char *text;
    size_t size;
    ck_assert_int_eq(survival_make(&survival, store, &results, &options, &error), 0);
    FILE *out = open_memstream(&text, &size);
    ck_assert_int_eq(plot_survival_terminal(&survival, out, &error), 0);
    fclose(out);
    HAS(text, "\na31 weak | event, guard bare, pressure natural\n");
    HAS(text, "  3.11.7..3.12.1 (2)             80        80       8 [5-11]");
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
        ck_assert_msg(strcspn(line, "\n") <= 80, "%s", line);
    HAS(text, " 1500 [");
    free(text);
    survival_free(&survival);
}
END_TEST

START_TEST(what_was_not_run_is_told)
{
    struct survival survival;
    const char *missing[] = {"a99"};
    struct survival_options options = {.cases = missing, .case_count = 1};
    ck_assert_int_eq(survival_make(&survival, store, &results, &options, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    options = (struct survival_options){.pressure = "step"};
    ck_assert_int_eq(survival_make(&survival, store, &results, &options, &error), -1);
    HAS(error.text, "the run holds no such jobs under guard bare and pressure step");
}
END_TEST

static bool has_gnuplot(void)
{
    bool found = system("command -v gnuplot >/dev/null") == 0;
    if (!found)
        puts("skipped: there is no gnuplot");
    return found;
}

START_TEST(the_picture_has_its_data_beside_it)
{
    struct survival survival;
    struct survival_options options = {0};
    char *path = NULL, *data = NULL, line[512];
    if (!has_gnuplot())
        return;
    ck_assert_int_eq(survival_make(&survival, store, &results, &options, &error), 0);
    ck_assert_int_ge(asprintf(&path, "%s/lives.svg", folder), 0);
    ck_assert_int_ge(asprintf(&data, "%s/lives.tsv", folder), 0);
    ck_assert_msg(
        plot_survival_file(&survival, TASKLOSS_SOURCE_DIR "/scripts/plot", path, &error) == 0, "%s",
        error.text);
    FILE *in = fopen(data, "r");
    ck_assert_ptr_nonnull(fgets(line, sizeof line, in));
    ck_assert_str_eq(line,
                     "axis\tunit\ttitle\tkind\tgroup\tname\tmedian\ttime\tsurvival\tlow\thigh\n");
    ck_assert_ptr_nonnull(fgets(line, sizeof line, in));
    HAS(line, "0\tloop steps\ta31 weak | event, guard bare, pressure natural\tpython\t0\t3.11.7\t");
    fclose(in);
    free(path);
    free(data);
    survival_free(&survival);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("survival");
    TCase *pure = tcase_create("curves"), *stored = tcase_create("runs");
    tcase_add_test(pure, a_curve_by_hand);
    tcase_add_test(pure, jobs_of_a_trial_are_no_sample_of_their_own);
    tcase_add_test(pure, one_trial_has_no_interval);
    tcase_add_test(pure, a_median_may_not_be_reached);
    tcase_add_test(pure, not_counted_is_no_curve);
    tcase_add_test(pure, the_distance_of_two_curves);
    suite_add_tcase(suite, pure);
    tcase_set_timeout(stored, 60);
    tcase_add_checked_fixture(stored, make, clean);
    tcase_add_test(stored, pythons_alike_are_one_group);
    tcase_add_test(stored, the_table_has_the_medians);
    tcase_add_test(stored, what_was_not_run_is_told);
    tcase_add_test(stored, the_picture_has_its_data_beside_it);
    suite_add_tcase(suite, stored);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
