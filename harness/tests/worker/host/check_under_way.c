/* How far a request is, is said while it is served, under its own number, and not afterwards. */
#include <check.h>
#include <fcntl.h>
#include <unistd.h>

#include "process.h"
#include "suite.h"
#include "under_way.h"
#include "wire.h"

static struct ledger ledger;
static int said[2];

static void begin(uint32_t serial)
{
    const struct tl_request request = {.serial = serial};
    under_way_begin(said[1], &request, &ledger);
}

/* The number under which something was said; 0: nothing was. */
static uint32_t heard(void)
{
    struct tl_answer answer;
    return read(said[0], &answer, sizeof answer) == (ssize_t)sizeof answer ? answer.serial : 0;
}

START_TEST(a_request_that_is_answered_is_not_under_way)
{
    ck_assert_int_eq(pipe2(said, O_NONBLOCK | O_CLOEXEC), 0);
    process_waited();
    ck_assert_uint_eq(heard(), 0);
    begin(7);
    process_waited();
    ck_assert_uint_eq(heard(), 7);
    under_way_end();
    process_waited();
    ck_assert_uint_eq(heard(), 0);
    begin(9);
    process_waited();
    ck_assert_uint_eq(heard(), 9);
    ck_assert_int_eq(process_past_us(), 0);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, a_request_that_is_answered_is_not_under_way);
}

int main(void)
{
    return suite_run("under_way", add);
}
