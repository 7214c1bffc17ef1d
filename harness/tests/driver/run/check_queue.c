/* The queue of chunks: each is taken once, and in which order. */
#include "queue.h"

#include <string.h>

#include "suite.h"

static struct plan_chunk chunks[] = {{0, 4, 0}, {4, 1, 0}, {5, 2, 1}, {7, 3, 1}, {10, 5, 2}};
static const struct plan plan = {.chunks = chunks, .chunk_count = 5};
static struct queue queue;
static unsigned workers[3];

static void make(void)
{
    memset(workers, 0, sizeof workers);
    queue_fill(&queue, &plan);
}

static void clean(void)
{
    queue_free(&queue);
    ck_assert_ptr_null(queue.chunks);
}

/* The next one's first cell; -1: there is none. */
static int next_any(void)
{
    struct plan_chunk chunk;
    return queue_take_any(&queue, workers, &chunk) ? (int)chunk.first : -1;
}

static int next_same(size_t implementation)
{
    struct plan_chunk chunk;
    return queue_take_same(&queue, implementation, &chunk) ? (int)chunk.first : -1;
}

START_TEST(a_worker_stays_with_its_implementation)
{
    ck_assert_int_eq(next_same(1), 5);
    ck_assert_int_eq(next_same(1), 7);
    ck_assert_int_eq(next_same(1), -1);
    ck_assert_int_eq(next_same(9), -1);
    ck_assert_uint_eq(queue.count, 3);
    ck_assert_int_eq(next_same(0), 0);
    ck_assert_int_eq(next_same(0), 4);
    ck_assert_int_eq(next_same(2), 10);
    ck_assert_uint_eq(queue.count, 0);
}
END_TEST

START_TEST(first_what_no_worker_has)
{
    workers[0] = 2;
    ck_assert_int_eq(next_any(), 5);
    workers[1] = 1;
    ck_assert_int_eq(next_any(), 10);
    workers[2] = 1; /* all have one: the end of the queue */
    ck_assert_int_eq(next_any(), 7);
    ck_assert_int_eq(next_any(), 4);
    ck_assert_int_eq(next_any(), 0);
    ck_assert_int_eq(next_any(), -1);
}
END_TEST

START_TEST(what_is_put_back_comes_again)
{
    struct plan_chunk chunk, rest, nothing = {4, 0, 0};
    ck_assert(queue_take_any(&queue, workers, &chunk));
    ck_assert_uint_eq(chunk.count, 4);
    rest = (struct plan_chunk){chunk.first + 1, chunk.count - 1, chunk.implementation};
    queue_put_back(&queue, &rest, true);
    ck_assert_uint_eq(queue.count, 5);
    ck_assert_int_eq(next_any(), 1);
    queue_put_back(&queue, &rest, false);
    ck_assert_int_eq(next_any(), 4);
    queue_put_back(&queue, &nothing, true);
    ck_assert_uint_eq(queue.count, 4);
    ck_assert_int_eq(next_same(0), 1);
    ck_assert_int_eq(next_same(0), -1);
}
END_TEST

/* All five go out and back, in both ways: none is lost, none is there twice. */
START_TEST(all_out_and_back)
{
    struct plan_chunk out[5], sum = {0};
    for (int i = 0; i < 5; i++)
        ck_assert(queue_take_any(&queue, workers, &out[i]));
    for (int i = 0; i < 5; i++)
        queue_put_back(&queue, &out[i], i % 2 == 0);
    for (int first; (first = next_any()) >= 0; sum.count++)
        sum.first += (size_t)first;
    ck_assert_uint_eq(sum.count, 5);
    ck_assert_uint_eq(sum.first, 0 + 4 + 5 + 7 + 10);
}
END_TEST

START_TEST(an_implementation_is_dropped)
{
    queue_drop(&queue, 1);
    ck_assert_uint_eq(queue.count, 3);
    ck_assert_int_eq(next_same(1), -1);
    queue_drop(&queue, 1);
    queue_drop(&queue, 0);
    ck_assert_int_eq(next_any(), 10);
    queue_drop(&queue, 2);
    ck_assert_int_eq(next_any(), -1);
}
END_TEST

START_TEST(an_empty_plan)
{
    static const struct plan none;
    struct queue empty;
    queue_fill(&empty, &none);
    struct plan_chunk chunk;
    ck_assert(!queue_take_any(&empty, workers, &chunk));
    ck_assert(!queue_take_same(&empty, 0, &chunk));
    queue_drop(&empty, 0);
    queue_free(&empty);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_test(tests, a_worker_stays_with_its_implementation);
    tcase_add_test(tests, first_what_no_worker_has);
    tcase_add_test(tests, what_is_put_back_comes_again);
    tcase_add_test(tests, all_out_and_back);
    tcase_add_test(tests, an_implementation_is_dropped);
    tcase_add_test(tests, an_empty_plan);
}

int main(void)
{
    return suite_run("queue", add);
}
