/* Two watches: a finding is known again by its place, also where lines have moved. */
#include "changes.h"

#include <string.h>

#include "suite.h"

static char job[] = "job", main_function[] = "main", wait_function[] = "wait", empty[] = "";
static char here[] = "/a/app.py", there[] = "/b/app.py";
static char locks[] = "/usr/lib/python3.12/asyncio/locks.py";

/* A finding made at `made` and waiting below it; its frames are those of `room`. */
static struct watched_finding finding_at(struct watched_frame room[2], char *file, uint64_t line,
                                         char *function, enum watched_kind kind)
{
    room[0] = (struct watched_frame){file, function, line};
    room[1] = (struct watched_frame){locks, wait_function, 213};
    return (struct watched_finding){.kind = kind,
                                    .count = 1,
                                    .made = {&room[0], 1},
                                    .waiting = {&room[1], 1},
                                    .for_what = empty,
                                    .cycle = empty,
                                    .note = empty,
                                    .own = true};
}

static struct changes compare(struct watched_finding *before, size_t count_before,
                              struct watched_finding *after, size_t count_after)
{
    static struct watched a, b;
    a = (struct watched){.findings = before, .count = count_before};
    b = (struct watched){.findings = after, .count = count_after};
    const struct changes_side sides[2] = {{&a, "/a", 0, true}, {&b, "/b", 0, true}};
    return changes_find(&sides[0], &sides[1]);
}

static struct watched_frame frames[4][2];

START_TEST(the_same_in_another_checkout)
{
    struct watched_finding a = finding_at(frames[0], here, 7, job, WATCHED_WOULD_BE_LOST);
    struct watched_finding b = finding_at(frames[1], there, 7 + (uint64_t)_i, job, WATCHED_LOST);
    struct changes changes = compare(&a, 1, &b, 1);
    ck_assert_uint_eq(changes.count, 0);
    ck_assert_uint_eq(changes.same, 1);
    free(changes.items);
}
END_TEST

START_TEST(another_function_is_new_and_the_old_one_gone)
{
    struct watched_finding a = finding_at(frames[0], here, 7, job, WATCHED_WOULD_BE_LOST);
    struct watched_finding b = finding_at(frames[1], there, 7, main_function, WATCHED_LOST);
    struct changes changes = compare(&a, 1, &b, 1);
    ck_assert_uint_eq(changes.count, 2);
    ck_assert_uint_eq(changes.new_count, 1);
    ck_assert_uint_eq(changes.gone_count, 1);
    ck_assert_ptr_eq(changes.items[0].after, &b);
    ck_assert_ptr_null(changes.items[0].before);
    ck_assert_ptr_eq(changes.items[1].before, &a);
    free(changes.items);
}
END_TEST

/* Two of one function: that of the same line is taken first, whatever its place in the list. */
START_TEST(lines_come_before_functions)
{
    struct watched_finding a[] = {finding_at(frames[0], here, 7, job, WATCHED_LOST)};
    struct watched_finding b[] = {finding_at(frames[1], there, 5, job, WATCHED_LOST),
                                  finding_at(frames[2], there, 7, job, WATCHED_LOST)};
    struct changes changes = compare(a, 1, b, 2);
    ck_assert_uint_eq(changes.count, 1);
    ck_assert_ptr_eq(changes.items[0].after, &b[0]);
    free(changes.items);
}
END_TEST

START_TEST(one_that_fails_now_is_changed)
{
    struct watched_finding a = finding_at(frames[0], here, 7, job, WATCHED_ORPHANED);
    struct watched_finding b = finding_at(frames[1], there, 7, job, WATCHED_LOST);
    struct changes changes = compare(&a, 1, &b, 1);
    ck_assert_uint_eq(changes.count, 1);
    ck_assert_uint_eq(changes.changed_count, 1);
    free(changes.items);
}
END_TEST

START_TEST(what_is_accepted_does_not_count)
{
    struct watched_finding b = finding_at(frames[1], there, 7, job, WATCHED_LOST);
    b.accepted = empty;
    struct changes changes = compare(NULL, 0, &b, 1);
    ck_assert_uint_eq(changes.count, 1);
    ck_assert_uint_eq(changes.new_count, 0);
    free(changes.items);
}
END_TEST

/* What only one side looked for says nothing of the other. */
START_TEST(what_was_not_looked_for)
{
    struct watched_finding b = finding_at(frames[1], there, 7, job, WATCHED_NEVER_AWAITED);
    const struct watched none = {.count = 0}, one = {.findings = &b, .count = 1};
    const uint64_t asked = UINT64_C(1) << WATCHING_SORT_NEVER_AWAITED;
    const struct changes_side sides[2] = {{&none, "/a", _i == 0 ? 0 : asked, true},
                                          {&one, "/b", asked, true}};
    struct changes changes = changes_find(&sides[0], &sides[1]);
    ck_assert_uint_eq(changes.new_count, (size_t)_i);
    free(changes.items);
}
END_TEST

START_TEST(a_watch_that_was_cut_off_lacks_nothing)
{
    struct watched_finding a = finding_at(frames[0], here, 7, job, WATCHED_LOST);
    const struct watched one = {.findings = &a, .count = 1}, none = {.count = 0};
    const struct changes_side whole = {&one, "/a", 0, true}, cut = {&none, "/a", 0, false};
    struct changes gone = changes_find(&whole, &cut), new = changes_find(&cut, &whole);
    ck_assert_uint_eq(gone.count, 0);
    ck_assert_uint_eq(new.count, 0);
}
END_TEST

/* ---- paths ---- */

START_TEST(libraries_are_told_from_the_users_own_code)
{
    static const struct {
        const char *file, *shown;
        bool own;
    } all[] = {
        {"/home/me/app/jobs.py", "jobs.py", true},
        {"/home/me/app/.venv/lib/python3.12/site-packages/redis/client.py", "redis/client.py",
         false},
        {"/usr/lib/python3/dist-packages/aiohttp/web.py", "aiohttp/web.py", false},
        {"/usr/lib/python3.11/asyncio/locks.py", "asyncio/locks.py", false},
        {"/opt/lib64/python3.6m/asyncio/locks.py", "/opt/lib64/python3.6m/asyncio/locks.py", true},
        {"/home/me/lib/python3things/jobs.py", "/home/me/lib/python3things/jobs.py", true},
        {"/home/me/lib/python3.d/jobs.py", "/home/me/lib/python3.d/jobs.py", true},
        {"<string>", "<string>", true}, /* python -c */
        {"<stdin>", "<stdin>", true},
        {"<frozen runpy>", "<frozen runpy>", false},
    };
    ck_assert_str_eq(watched_path(all[_i].file, "/home/me/app"), all[_i].shown);
    ck_assert_int_eq(watched_is_own(all[_i].file), all[_i].own);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_loop_test(tests, the_same_in_another_checkout, 0, 2);
    tcase_add_test(tests, another_function_is_new_and_the_old_one_gone);
    tcase_add_test(tests, lines_come_before_functions);
    tcase_add_test(tests, one_that_fails_now_is_changed);
    tcase_add_test(tests, what_is_accepted_does_not_count);
    tcase_add_loop_test(tests, what_was_not_looked_for, 0, 2);
    tcase_add_test(tests, a_watch_that_was_cut_off_lacks_nothing);
    tcase_add_loop_test(tests, libraries_are_told_from_the_users_own_code, 0, 10);
}

int main(void)
{
    return suite_run("changes", add);
}
