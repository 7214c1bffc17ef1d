/* Claims: what a run shows decides, and a bad line of the file is one line of error. */
#include "claims.h"
#include "claims_markdown.h"
#include "commands.h"
#include "synthetic.h"

#define HAS(text, part)     ck_assert_msg(strstr(text, part) != NULL, "no \"%s\" in\n%s", part, text)
#define HAS_NOT(text, part) ck_assert_msg(strstr(text, part) == NULL, "\"%s\" in\n%s", part, text)

#define HEADER "claim\twhere\tcase\tguard\tpressure\twhat\tversions\n"

static char *folder, *file;
static struct tl_error error;
static struct tl_results results;
static struct tl_cases cases;
static struct claims claims;

static void add(struct store *store, int64_t run, char *version, char *id, uint32_t lost,
                int64_t fact, bool dies)
{
    struct synthetic s;
    int64_t cell;
    static char title[] = "A | title", grown[] = "grown";
    synthetic_cell(&s, version, id, id, title, TL_GUARD_BARE, TL_PRESSURE_STEP);
    ck_assert_int_eq(store_cell(store, run, &s.cell, 1, &cell, &error), 0);
    struct tl_answer answer = synthetic_answer(1, 4, lost);
    struct tl_fact facts = {.name = grown, .trial = fact};
    answer.fact_count = 1;
    ck_assert_int_eq(store_trial(store, cell, &answer, NULL, &facts, NULL, &error), 0);
    struct tl_answer dead = {.seed = 2, .ending = TL_ENDING_SIGNAL, .ending_code = 11};
    if (dies)
        ck_assert_int_eq(store_trial(store, cell, &dead, NULL, NULL, NULL, &error), 0);
}

/* a01 is lost from 3.8 on; a02 everywhere; a03 nowhere, and on 3.13.0 one of its trials died. */
static void fill(struct store *store)
{
    static char *const versions[] = {"3.7.16", "3.11.7", "3.12.1", "3.13.0"};
    static char one[] = "a01", two[] = "a02", three[] = "a03";
    struct tl_run run = synthetic_run();
    ck_assert_int_eq(store_run_begin(store, &run, &error), 0);
    ck_assert_int_eq(store_run_end(store, run.id, &error), 0);
    for (size_t i = 0; i < 4; i++) {
        add(store, run.id, versions[i], one, i > 0 ? 4 : 0, i > 1 ? 7 : 0, false);
        add(store, run.id, versions[i], two, 3, 0, false);
        add(store, run.id, versions[i], three, 0, 0, i == 3);
    }
}

static void put_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    fclose(out);
}

static void put_case(const char *id, const char *more)
{
    char *path = NULL, *text = NULL;
    ck_assert_int_ge(asprintf(&path, "%s/%s.py", folder, id), 0);
    ck_assert_int_ge(asprintf(&text,
                              "\"\"\"A title.\n\nid: %s\nlost: all\n%ssource: own\n\"\"\"\n\n\n"
                              "async def job():\n    pass\n\n\ndef wake():\n    pass\n",
                              id, more),
                     0);
    put_file(path, text);
    free(text);
    free(path);
}

static void make(void)
{
    struct store *store;
    folder = folder_make();
    ck_assert_int_ge(asprintf(&file, "%s/claims.tsv", folder), 0);
    ck_assert_int_eq(store_open(&store, folder, true, &error), 0);
    fill(store);
    ck_assert_int_eq(cells_read(store, 0, &results, &error), 0);
    store_close(store);
    put_case("a01", "grown: >=3.12\n");
    put_case("a02", "");
    put_case("a03", "guards: bare\n");
    ck_assert_msg(cases_load(&cases, folder, &error) == 0, "%s", error.text);
}

static void clean(void)
{
    claims_free(&claims);
    cases_free(&cases);
    cells_free(&results);
    free(file);
    folder_remove(folder);
}

/* --- verdicts --- */

static struct claim_judged *judge(const char *lines)
{
    struct claim_judged *judged;
    char *text = NULL;
    ck_assert_int_ge(asprintf(&text, "# comment\n" HEADER "\n%s", lines), 0);
    put_file(file, text);
    free(text);
    ck_assert_msg(claims_read(&claims, file, &cases, &error) == 0, "%s", error.text);
    ck_assert_int_eq(claims_judge(&claims, &results, &judged), 0);
    return judged;
}

/* Line: case, count, versions claimed. */
static void expect(const char *the_case, const char *what, const char *versions,
                   enum claim_verdict verdict)
{
    char *line = NULL;
    ck_assert_int_ge(
        asprintf(&line, "It is so\tdocs\t%s\tbare\tstep\t%s\t%s\n", the_case, what, versions), 0);
    struct claim_judged *judged = judge(line);
    ck_assert_msg(judged[0].verdict == verdict, "%s %s %s: %s", the_case, what, versions,
                  claim_verdicts[judged[0].verdict].name);
    claims_judged_free(judged, claims.count);
    claims_free(&claims);
    free(line);
}

START_TEST(data_decides)
{
    expect("a01", "lost", ">=3.8", CLAIM_CONFIRMED);
    expect("a01", "grown", ">=3.12", CLAIM_CONFIRMED);
    expect("a02", "lost", "all", CLAIM_CONFIRMED);
    expect("a02", "lost", "none", CLAIM_REFUTED);
    expect("a02", "leaked", "all", CLAIM_REFUTED);
    expect("a01", "lost", "all", CLAIM_DEPENDS);
    expect("a01", "lost", "none", CLAIM_DEPENDS);
    expect("a01", "lost", "<3.8", CLAIM_REFUTED);
}
END_TEST

/* "From 3.12 on, 3.11 and before not": the same on both sides refutes it, though it holds on some.
 */
START_TEST(a_boundary_that_is_not_there_is_refuted)
{
    expect("a02", "lost", ">=3.12", CLAIM_REFUTED);
    expect("a02", "leaked", ">=3.12", CLAIM_REFUTED);
    expect("a01", "lost", ">=3.12", CLAIM_DEPENDS);
}
END_TEST

START_TEST(a_boundary_needs_both_sides)
{
    expect("a02", "lost", ">=3.6", CLAIM_UNMEASURED);
    expect("a02", "lost", ">=3.15", CLAIM_REFUTED);
    expect("a02", "leaked", ">=3.15", CLAIM_UNMEASURED);
}
END_TEST

START_TEST(what_was_not_measured_confirms_nothing)
{
    expect("a03", "lost", "none", CLAIM_UNMEASURED);
    expect("a03", "lost", "all", CLAIM_UNMEASURED);
    expect("a01", "silent", "3.7", CLAIM_REFUTED);
    struct claim_judged *judged = judge("x\ty\ta01\tset\tstep\tlost\tnone\n");
    ck_assert_int_eq(judged[0].verdict, CLAIM_UNMEASURED);
    claims_judged_free(judged, claims.count);
}
END_TEST

START_TEST(a_star_is_every_case)
{
    expect("*", "lost", "all", CLAIM_CONFIRMED);
    struct claim_judged *judged = judge("x\ty\t*\tbare\tstep\tlost\tall\n");
    ck_assert_int_eq(judged[0].pythons[0].seen, 3);
    ck_assert_int_eq(judged[0].pythons[1].seen, 7);
    ck_assert_uint_eq(judged[0].pythons[1].spawned, 12);
    claims_judged_free(judged, claims.count);
}
END_TEST

START_TEST(the_rule_alone)
{
    struct claim_python p[3] = {{.applies = true, .measured = true, .claimed = true, .seen = 1},
                                {.applies = true, .measured = false, .claimed = true},
                                {.applies = false, .claimed = false}};
    ck_assert_int_eq(claims_verdict(p, 1, false), CLAIM_CONFIRMED);
    ck_assert_int_eq(claims_verdict(p, 2, false), CLAIM_UNMEASURED);
    ck_assert_int_eq(claims_verdict(p + 2, 1, false), CLAIM_UNMEASURED);
    ck_assert_int_eq(claims_verdict(p, 0, false), CLAIM_UNMEASURED);
    p[2] = (struct claim_python){.applies = true, .measured = true, .claimed = true, .seen = 0};
    ck_assert_int_eq(claims_verdict(p, 3, false), CLAIM_DEPENDS);
}
END_TEST

/* --- bad input --- */

static void refuse(const char *text, const char *message)
{
    put_file(file, text);
    error = (struct tl_error){0};
    ck_assert_msg(claims_read(&claims, file, &cases, &error) == -1, "taken: %s", text);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    HAS(error.text, message);
    HAS_NOT(error.text, "\n");
    claims_free(&claims);
}

START_TEST(a_bad_line_is_named)
{
    refuse("", "holds no claims");
    refuse(HEADER "# none\n", "holds no claims");
    refuse("claim\tcase\n", ":1: the first line names the columns");
    refuse(HEADER "x\ty\ta04\tbare\tstep\tlost\tall\n", ":2: unknown case 'a04'; did you mean 'a0");
    refuse(HEADER "x\ty\ta01\tbarre\tstep\tlost\tall\n",
           "unknown guard 'barre'; did you mean 'bare'?");
    refuse(HEADER "x\ty\ta03\tset\tstep\tlost\tall\n", "guard set does not fit case a03");
    refuse(HEADER "x\ty\ta01\tbare\tstep\tlots\tall\n",
           "unknown count 'lots'; did you mean 'lost'?");
    refuse(HEADER "x\ty\ta02\tbare\tstep\tgrown\tall\n", "unknown count 'grown'");
    refuse(HEADER "x\ty\t*\tbare\tstep\tgrown\tall\n", "unknown count 'grown'");
    refuse(HEADER "x\ty\ta01\tbare\tstop\tlost\tall\n", ":2: ");
    refuse(HEADER "x\ty\ta01\tbare\tstep\tlost\t>>3\n", ":2: ");
    refuse(HEADER "x\ty\ta01\tbare\tstep\tlost\n", "7 fields with tabs between, not 6");
    refuse(HEADER "x\ty\ta01\tbare\tstep\tlost\tall\tz\n", "not over 7");
    refuse(HEADER "x\t\ta01\tbare\tstep\tlost\tall\n", "field 2 is empty");
    ck_assert_int_eq(claims_read(&claims, "/no/such/file", &cases, &error), -1);
    HAS(error.text, "/no/such/file cannot be read");
}
END_TEST

/* The file that comes with taskloss is of its own cases. */
START_TEST(our_own_claims_are_good)
{
    struct tl_cases own = {0};
    ck_assert_msg(cases_load(&own, TASKLOSS_SOURCE_DIR "/cases", &error) == 0, "%s", error.text);
    ck_assert_msg(claims_read(&claims, TASKLOSS_SOURCE_DIR "/cases/claims.tsv", &own, &error) == 0,
                  "%s", error.text);
    ck_assert_uint_gt(claims.count, 60);
    cases_free(&own);
}
END_TEST

/* --- page --- */

START_TEST(the_page_says_what_was_seen)
{
    struct claim_judged *judged =
        judge("It <b>is</b> | `so`\tdocs\ta01\tbare\tstep\tlost\t>=3.8\n"
              "New in 3.12\tblog, gh-91887\ta02\tbare\tstep\tlost\t>=3.12\n");
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    ck_assert_int_eq(output_claims(judged, claims.count, &results, out, &error), 0);
    fclose(out);
    HAS(text, "- 1 **confirmed**: ");
    HAS(text, "- 1 **refuted**: ");
    HAS(text, "| [1](#claim-1) | It \\<b\\>is\\</b\\> \\| \\`so\\` | docs | **confirmed** | "
              "3.7.16..3.13.0 (4) |\n");
    HAS(text, "| 3.7.16 | 0 of 4 jobs | 0 | as claimed |\n");
    HAS(text, "| 3.11.7..3.13.0 (3) | 4 of 4 jobs | above 0 | as claimed |\n");
    HAS(text, "| 3.7.16..3.11.7 (2) | 3 of 4 jobs | 0 | not as claimed |\n");
    HAS(text, "<code>taskloss run a02 --guard bare --pressure step --seed 7</code>");
    HAS(text, "taskloss report --format claims");
    HAS(text, "| blog, [gh-91887](https://github.com/python/cpython/issues/91887) | **refuted** | "
              "none: it is the same before and after |\n");
    HAS_NOT(text, "holds |");
    HAS(text, "A \\| title");
    HAS_NOT(text, "<b>");
    free(text);
    claims_judged_free(judged, claims.count);
}
END_TEST

/* --- the command --- */

static int report(const char *format, const char *claims_file, const char *out)
{
    char name[] = "taskloss report", *words[10] = {name};
    const char *const given[] = {"--results", folder,      "--format", format,
                                 "--claims",  claims_file, "-o",       out};
    for (size_t i = 0; i < 8; i++)
        words[i + 1] = strdup(given[i]);
    int result = cmd_report(9, words, &error);
    for (size_t i = 1; i < 9; i++)
        free(words[i]);
    return result;
}

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

START_TEST(every_format_is_written)
{
    static const char *const formats[] = {"table", "json", "csv", "junit", "markdown", "tap"};
    char *out = NULL;
    ck_assert_int_ge(asprintf(&out, "%s/out", folder), 0);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        ck_assert_msg(report(formats[i], "-", out) == 0, "%s: %s", formats[i], error.text);
        ck_assert_msg(exists(out), "%s", formats[i]);
        ck_assert_int_eq(unlink(out), 0);
    }
    free(out);
}
END_TEST

START_TEST(a_report_that_cannot_be_made_leaves_nothing)
{
    char *out = NULL;
    ck_assert_int_ge(asprintf(&out, "%s/out", folder), 0);
    ck_assert_int_eq(report("junti", "-", out), -1);
    ck_assert_str_eq(error.text, "unknown format 'junti'; did you mean 'junit'?");
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    put_file(file, HEADER "x\ty\ta99\tbare\tstep\tlost\tall\n");
    ck_assert_int_eq(report("claims", file, out), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    HAS(error.text, "unknown case 'a99'");
    ck_assert_int_eq(report("survival", "-", out), -1);
    ck_assert(!exists(out));
    free(out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("claims");
    TCase *tests = tcase_create("claims");
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_test(tests, data_decides);
    tcase_add_test(tests, a_boundary_that_is_not_there_is_refuted);
    tcase_add_test(tests, a_boundary_needs_both_sides);
    tcase_add_test(tests, what_was_not_measured_confirms_nothing);
    tcase_add_test(tests, a_star_is_every_case);
    tcase_add_test(tests, the_rule_alone);
    tcase_add_test(tests, a_bad_line_is_named);
    tcase_add_test(tests, our_own_claims_are_good);
    tcase_add_test(tests, the_page_says_what_was_seen);
    tcase_add_test(tests, every_format_is_written);
    tcase_add_test(tests, a_report_that_cannot_be_made_leaves_nothing);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
