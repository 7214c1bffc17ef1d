/* Accepted findings: which places fit, until when, and what is wrong with a file of them. */
#include "allowed.h"

#include "suite.h"
#include "synthetic.h"

static char *folder, *file;
static struct tl_error error;
static struct allowed_list list;

static void make(void)
{
    folder = folder_make();
    ck_assert_int_ge(asprintf(&file, "%s/accepted", folder), 0);
    list = (struct allowed_list){0};
}

static void clean(void)
{
    allowed_free(&list);
    free(file);
    folder_remove(folder);
}

static int read_lines(const char *text)
{
    FILE *out = fopen(file, "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    fclose(out);
    return allowed_read(&list, file, &error);
}

/* Is a task made at app/jobs.py:12 in Mailer.send, called from app/main.py:40, accepted? */
static bool is_accepted(const char *today)
{
    static char jobs[] = "/home/me/app/jobs.py", send[] = "Mailer.send",
                main[] = "/home/me/main.py", start[] = "start";
    struct watched_frame frames[] = {{jobs, send, 12}, {main, start, 40}};
    struct watched_finding finding = {.kind = WATCHED_LOST, .made = {frames, 2}};
    struct watched watched = {.findings = &finding, .count = 1};
    allowed_apply(&list, &watched, today);
    ck_assert_int_eq(watched_fails(&watched), finding.accepted == NULL);
    bool result = finding.accepted != NULL;
    free(finding.accepted);
    return result;
}

START_TEST(places)
{
    static const struct {
        const char *place;
        bool fits;
    } all[] = {
        {"jobs.py", true},      {"app/jobs.py", true},  {"/home/me/app/jobs.py", true},
        {"jobs.py:12", true},   {"jobs.py:13", false},  {"jobs.py:Mailer.send", true},
        {"jobs.py:send", true}, {"jobs.py:sen", false}, {"obs.py", false},
        {"me/*", true},         {"app/*.py:s*", true},  {"main.py:40", true},
        {"main.py:12", false},  {"other.py", false},    {"*/site-packages/*", false},
    };
    allowed_add(&list, all[_i].place, NULL, "known");
    ck_assert_msg(is_accepted("2026-11-25") == all[_i].fits, "%s", all[_i].place);
    ck_assert_int_eq(list.items[0].is_used, all[_i].fits);
}
END_TEST

START_TEST(the_day_is_included_and_then_it_is_over)
{
    ck_assert_int_eq(read_lines("# why\n\n  jobs.py:12 2026-11-25  waits for #7 \n"), 0);
    ck_assert_uint_eq(list.count, 1);
    ck_assert(is_accepted("2026-11-25"));
    ck_assert(!is_accepted("2026-11-26"));
    ck_assert(list.items[0].is_over && list.items[0].is_used);
}
END_TEST

START_TEST(always)
{
    ck_assert_int_eq(read_lines("jobs.py always by design\r\n"), 0);
    ck_assert_str_eq(list.items[0].reason, "by design");
    ck_assert(is_accepted("9999-12-31"));
}
END_TEST

START_TEST(what_a_line_lacks)
{
    static const char *const all[] = {"jobs.py\n", "jobs.py 2026-11-25\n", "jobs.py always \n",
                                      "jobs.py tomorrow because\n", "jobs.py 26-11-25 because\n"};
    ck_assert_int_eq(read_lines(all[_i]), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    ck_assert_msg(strstr(error.text, ":1: ") != NULL, "%s", error.text);
}
END_TEST

START_TEST(no_such_file)
{
    ck_assert_int_eq(allowed_read(&list, "/no/such/file", &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_loop_test(tests, places, 0, 15);
    tcase_add_test(tests, the_day_is_included_and_then_it_is_over);
    tcase_add_test(tests, always);
    tcase_add_loop_test(tests, what_a_line_lacks, 0, 5);
    tcase_add_test(tests, no_such_file);
}

int main(void)
{
    return suite_run("allowed", add);
}
