/* Tables and documents: what is measured shows, what is not never looks like "no loss". */
#include <check.h>
#include <jansson.h>

#include "formats.h"
#include "synthetic.h"
#include "utf8.h"

static char *folder;
static struct tl_error error;
static struct tl_results results;

static char nasty[] = "A \"quoted\", title\nof two lines \xff \xc3\xbc \x1b[31m";

static int64_t add(struct store *store, int64_t run, char *version, enum tl_guard guard)
{
    struct synthetic s;
    int64_t cell;
    synthetic_cell(&s, version, "a01", "tcp_read", nasty, guard, TL_PRESSURE_STEP);
    ck_assert_int_eq(store_cell(store, run, &s.cell, 1, &cell, &error), 0);
    return cell;
}

static void add_trials(struct store *store, int64_t cell, uint32_t lost)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct tl_answer answer = synthetic_answer(seed, 10, lost);
        char name[] = "grown";
        struct tl_fact fact = {.name = name, .trial = 3};
        answer.fact_count = 1;
        ck_assert_int_eq(store_trial(store, cell, &answer, NULL, &fact, NULL, &error), 0);
    }
}

/* Two versions of the same, one that differs, one that could not be measured, one of a dead trial.
 */
static void fill(struct store *store)
{
    struct tl_run run = synthetic_run();
    ck_assert_int_eq(store_run_begin(store, &run, &error), 0);
    ck_assert_int_eq(store_run_end(store, run.id, &error), 0);
    char *same[] = {"3.9.1", "3.10.1"};
    for (size_t i = 0; i < 2; i++) {
        add_trials(store, add(store, run.id, same[i], TL_GUARD_BARE), 10);
        add_trials(store, add(store, run.id, same[i], TL_GUARD_SET), 0);
    }
    add_trials(store, add(store, run.id, "3.11.1", TL_GUARD_BARE), 5);
    int64_t none = add(store, run.id, "3.12.1", TL_GUARD_BARE);
    ck_assert_int_eq(store_unmeasured(store, none, 4, "no\nmodule", &error), 0);
    int64_t dead = add(store, run.id, "3.12.1", TL_GUARD_SET);
    struct tl_answer answer = {.seed = 9, .ending = TL_ENDING_SIGNAL, .ending_code = 11};
    add_trials(store, dead, 0);
    answer.seed = 99;
    ck_assert_int_eq(store_trial(store, dead, &answer, NULL, NULL, NULL, &error), 0);
}

static void make(void)
{
    struct store *store;
    folder = folder_make();
    ck_assert_int_eq(store_open(&store, folder, true, &error), 0);
    fill(store);
    ck_assert_int_eq(cells_read(store, 0, &results, &error), 0);
    store_close(store);
}

static void clean(void)
{
    cells_free(&results);
    folder_remove(folder);
}

static char *table_text(int width, bool color)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    struct output_style style = {.width = width, .color = color};
    ck_assert_int_eq(output_table(&results, &style, out, &error), 0);
    fclose(out);
    return text;
}

#define HAS(text, part)     ck_assert_msg(strstr(text, part) != NULL, "no \"%s\" in\n%s", part, text)
#define HAS_NOT(text, part) ck_assert_msg(strstr(text, part) == NULL, "\"%s\" in\n%s", part, text)

START_TEST(table_shows_each_side)
{
    char *text = table_text(100, false);
    HAS(text, "3.9.1..3.10.1 (2)         100 % [83-100]   0 % [0-17]       grown 60\n");
    HAS(text, "3.11.1                    50 % [42-58]     -                grown 60\n");
    HAS(text, "3.12.1                    not measured!    0 % [0-17]!\n");
    HAS(text, "guarded: together set\n");
    HAS(text, "3.12.1, bare, step, seed 4: no module\n");
    HAS(text, "3.12.1, set, step, seed 99: trial: signal 11\n");
    HAS(text, "endings: ok 120 signal 1\n");
    HAS(text, "7 cells, 121 trials; could not be measured: 1 cells, and 1 in part\n");
    HAS_NOT(text, "\x1b");
    HAS_NOT(text, "\xff");
    free(text);
}
END_TEST

START_TEST(table_keeps_to_its_width)
{
    for (int width = 80; width <= 120; width += 40) {
        char *text = table_text(width, false), *rest = text;
        for (char *line; (line = strsep(&rest, "\n")) != NULL;)
            ck_assert_msg(utf8_width(line) <= (size_t)width, "too wide: %s", line);
        free(text);
    }
    char *text = table_text(80, true);
    HAS(text, "\x1b[31m100 % [83-100]");
    free(text);
}
END_TEST

START_TEST(empty_run_has_a_table)
{
    struct tl_results none = {.count = 0};
    struct tl_results kept = results;
    results = none;
    char *text = table_text(80, false);
    results = kept;
    HAS(text, "0 cells, 0 trials");
    free(text);
}
END_TEST

static json_t *document(void)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    ck_assert_msg(output_json(&results, out, &error) == 0, "%s", error.text);
    fclose(out);
    json_error_t why;
    json_t *json = json_loadb(text, size, JSON_REJECT_DUPLICATES, &why);
    ck_assert_msg(json != NULL, "%s", why.text);
    free(text);
    return json;
}

START_TEST(json_says_what_was_measured)
{
    json_t *json = document(), *cells = json_object_get(json, "cells");
    ck_assert_uint_eq(json_array_size(cells), 7);
    json_t *bare = json_array_get(cells, 0);
    ck_assert_str_eq(json_string_value(json_object_get(bare, "implementation")), "3.9.1");
    ck_assert_str_eq(json_string_value(json_object_get(bare, "guard")), "bare");
    ck_assert_int_eq(json_integer_value(json_object_get(bare, "lost")), 200);
    ck_assert_int_eq(json_integer_value(json_object_get(bare, "never_started")), 0);
    ck_assert_double_eq(json_number_value(json_object_get(bare, "rate")), 1);
    ck_assert(json_is_null(json_object_get(bare, "exposure")));
    ck_assert(json_is_null(json_object_get(bare, "why")));
    json_t *fact = json_object_get(json_object_get(bare, "facts"), "grown");
    ck_assert_int_eq(json_integer_value(json_object_get(fact, "trial")), 60);
    ck_assert_ptr_nonnull(
        strstr(json_string_value(json_object_get(bare, "title")), "of two lines"));
    json_t *none = json_array_get(cells, 5);
    ck_assert(json_is_null(json_object_get(none, "rate")));
    ck_assert(json_is_null(json_object_get(none, "high")));
    ck_assert_str_eq(json_string_value(json_object_get(none, "why")), "no\nmodule");
    json_decref(json);
}
END_TEST

/* The same trials stored again, as another run in another folder: the same cells. */
START_TEST(json_of_the_same_trials_is_the_same)
{
    json_t *first = document();
    struct store *store;
    struct tl_run other = synthetic_run();
    cells_free(&results);
    ck_assert_int_eq(store_open(&store, folder, true, &error), 0);
    ck_assert_int_eq(store_run_begin(store, &other, &error), 0);
    ck_assert_int_eq(store_run_end(store, other.id, &error), 0);
    fill(store);
    ck_assert_int_eq(cells_read(store, 0, &results, &error), 0);
    store_close(store);
    ck_assert_int_eq(results.run.id, 3);
    json_t *second = document();
    ck_assert(json_equal(json_object_get(first, "cells"), json_object_get(second, "cells")));
    json_t *run = json_object_get(second, "run"), *before = json_object_get(first, "run");
    static const char *const own[] = {"id", "started", "ended"};
    for (size_t i = 0; i < 3; i++) {
        json_object_del(run, own[i]);
        json_object_del(before, own[i]);
    }
    ck_assert(json_equal(run, before));
    json_decref(first);
    json_decref(second);
}
END_TEST

START_TEST(json_numbers_do_not_wrap)
{
    results.run.seed = UINT64_MAX;
    json_t *json = document();
    json_t *seed = json_object_get(json_object_get(json, "run"), "seed");
    ck_assert_str_eq(json_string_value(seed), "18446744073709551615");
    json_decref(json);
}
END_TEST

START_TEST(csv_quotes)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    ck_assert_int_eq(output_csv(&results, out, &error), 0);
    fclose(out);
    HAS(text, "implementation,version,case,");
    HAS(text, ",\"A \"\"quoted\"\", title\nof two lines ");
    HAS(text, ",,,,\"no\nmodule\",\r\n");
    free(text);
}
END_TEST

START_TEST(a_full_device_is_an_error)
{
    FILE *out = fopen("/dev/full", "w");
    ck_assert_ptr_nonnull(out);
    struct output_style style = {.width = 80};
    ck_assert_int_eq(output_table(&results, &style, out, &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "cannot be written"));
    ck_assert_int_eq(output_json(&results, out, &error), -1);
    ck_assert_int_eq(output_csv(&results, out, &error), -1);
    fclose(out);
}
END_TEST

START_TEST(utf8_is_measured_and_mended)
{
    ck_assert_uint_eq(utf8_width("gr\xc3\xbc\xc3\x9f"), 4);
    ck_assert_uint_eq(utf8_width("\xe4\xb8\xad\xe6\x96\x87"), 4);
    ck_assert_uint_eq(utf8_width("e\xcc\x81"), 1);
    ck_assert_uint_eq(utf8_width("\xe2\x9c\x85"), 2);             /* a picture by itself */
    ck_assert_uint_eq(utf8_width("\xe2\x9d\xa4"), 1);             /* a heart as a letter, */
    ck_assert_uint_eq(utf8_width("\xe2\x9d\xa4\xef\xb8\x8f"), 2); /* and as a picture */
    ck_assert_uint_eq(utf8_width("a\xe2\x80\x8d\xe2\x80\x8b\xef\xb8\x8f"), 1);
    char *clean = utf8_clean("a\tb\x1b\xff\xc0\x80\xed\xa0\x80\xf5");
    HAS_NOT(clean, "\x1b");
    json_t *string = json_string(clean);
    ck_assert_ptr_nonnull(string);
    json_decref(string);
    ck_assert_int_eq(strncmp(clean, "a b ", 4), 0);
    free(clean);
    char rate[16];
    utf8_percent(rate, sizeof rate, 0.99999);
    ck_assert_str_eq(rate, ">99.9 %");
    utf8_percent(rate, sizeof rate, 0.00001);
    ck_assert_str_eq(rate, "<0.1 %");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("output");
    TCase *tests = tcase_create("output");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_test(tests, table_shows_each_side);
    tcase_add_test(tests, table_keeps_to_its_width);
    tcase_add_test(tests, empty_run_has_a_table);
    tcase_add_test(tests, json_says_what_was_measured);
    tcase_add_test(tests, json_of_the_same_trials_is_the_same);
    tcase_add_test(tests, json_numbers_do_not_wrap);
    tcase_add_test(tests, csv_quotes);
    tcase_add_test(tests, a_full_device_is_an_error);
    tcase_add_test(tests, utf8_is_measured_and_mended);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
