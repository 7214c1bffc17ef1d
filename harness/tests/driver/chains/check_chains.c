/* Chains, cycles and differences in planted graphs; and documents that no worker writes. */
#include <stdio.h>
#include <string.h>

#include "alike.h"
#include "suite.h"
#include "text.h"
#include "told.h"

static struct tl_error error;

/* A selector holds a protocol; that knows a reader, by its link `name`; reader, future, task and
 * coroutine hold each other. A timer and a module know something of it, at greater cost or none. */
static char *planted(const char *name, int weak, int exposed)
{
    return text_make(
        "{\"step\":4,\"cut\":false,\"jobs\":[{\"name\":\"job\",\"state\":\"pending\",\"for\":"
        "\"Future\",\"exposed\":%d,\"node\":0,\"made\":[{\"file\":\"/x.py\",\"line\":3,"
        "\"function\":\"main\"}],\"waiting\":[]}],"
        "\"nodes\":[{\"text\":\"Task job()\",\"type\":\"Task\"},"
        "{\"text\":\"job()\",\"type\":\"coroutine\",\"file\":\"/x.py\",\"line\":9},"
        "{\"text\":\"StreamReader\",\"type\":\"StreamReader\"},"
        "{\"text\":\"Future\",\"type\":\"Future\"},"
        "{\"text\":\"method\",\"type\":\"method\",\"part\":true},"
        "{\"text\":\"weakref\",\"type\":\"weakref\",\"part\":true},"
        "{\"text\":\"Protocol\",\"type\":\"Protocol\"},"
        "{\"text\":\"the loop's selector\",\"type\":\"EpollSelector\",\"rank\":0},"
        "{\"text\":\"FutureIter\",\"type\":\"FutureIter\",\"part\":true,\"awaiting\":true}],"
        "\"edges\":[[0,1,\"coroutine\",0],[1,2,\"local reader\",0],[2,3,\"._waiter\",0],"
        "[3,4,\"done callback\",0],[4,0,\"\",0],[0,3,\"waits for\",0],[1,8,\"awaits\",0],"
        "[8,3,\"\",0],[6,5,\"%s\",0],[5,2,\"\",%d],[7,6,\"[12]\",0]]}",
        exposed, name, weak);
}

static struct told read_planted(const char *name, int weak, int exposed)
{
    struct chains_graph graph;
    struct told told;
    char *json = planted(name, weak, exposed);
    ck_assert_msg(chains_read(&graph, json, &error) == 0, "%s", error.text);
    free(json);
    told_make(&told, &graph);
    return told;
}

static void is_link(const struct told *told, const struct chain *chain, size_t at, const char *from,
                    const char *name, const char *to)
{
    ck_assert_uint_lt(at, chain->count);
    ck_assert_str_eq(told->graph.nodes[chain->items[at].from].text, from);
    ck_assert_str_eq(chain->items[at].name, name);
    ck_assert_str_eq(told->graph.nodes[chain->items[at].to].text, to);
}

START_TEST(a_held_job)
{
    struct told told = read_planted("._stream_reader", 0, 0);
    const struct told_job *job = told_first(&told);
    ck_assert(!job->exposed && !job->disagrees);
    ck_assert_uint_eq(job->chain.count, 4);
    is_link(&told, &job->chain, 0, "the loop's selector", "[12]", "Protocol");
    is_link(&told, &job->chain, 1, "Protocol", "._stream_reader", "StreamReader");
    is_link(&told, &job->chain, 3, "Future", "done callback", "Task job()");
    ck_assert_uint_eq(job->cycle.count, 0);
    told_free(&told);
}
END_TEST

/* The cycle goes by what is waited for, not by the waiting itself. */
START_TEST(an_exposed_job)
{
    struct told told = read_planted("._stream_reader_wr", 1, 1);
    const struct told_job *job = told_first(&told);
    ck_assert(job->exposed && !job->disagrees);
    ck_assert_uint_eq(job->cycle.count, 4);
    is_link(&told, &job->cycle, 1, "job()", "local reader", "StreamReader");
    is_link(&told, &job->cycle, 3, "Future", "done callback", "Task job()");
    ck_assert_uint_eq(job->chain.count, 4);
    ck_assert(job->chain.items[1].weak && !job->chain.items[0].weak && !job->chain.items[2].weak);
    told_free(&told);
}
END_TEST

START_TEST(names_against_the_oracle)
{
    struct told wrong = read_planted("._stream_reader", 0, 1);
    ck_assert(told_first(&wrong)->disagrees);
    told_free(&wrong);
    struct told unseen = read_planted("._stream_reader_wr", 1, 0);
    ck_assert(told_first(&unseen)->disagrees);
    told_free(&unseen);
}
END_TEST

START_TEST(the_link_that_differs)
{
    struct told old = read_planted("._stream_reader", 0, 0);
    struct told new = read_planted("._stream_reader_wr", 1, 1);
    for (int swapped = 0; swapped < 2; swapped++) {
        struct difference difference;
        difference_find(&difference, swapped ? &new : &old, swapped ? &old : &new);
        ck_assert(difference.found && difference.has_weak);
        ck_assert_int_eq(difference.swapped, swapped);
        ck_assert_str_eq(difference.link.name, "._stream_reader");
        ck_assert_str_eq(difference.weak.name, "._stream_reader_wr");
        difference_free(&difference);
    }
    told_free(&old);
    told_free(&new);
}
END_TEST

START_TEST(no_link_differs)
{
    struct difference difference;
    struct told one = read_planted("._stream_reader", 0, 0);
    struct told other = read_planted("._stream_reader", 0, 0);
    difference_find(&difference, &one, &other);
    ck_assert(!difference.found && difference.both_hold);
    ck_assert(told_alike(&one, &other));
    difference_free(&difference);
    told_free(&other);
    other = read_planted("._reader", 0, 0);
    ck_assert(!told_alike(&one, &other));
    told_free(&one);
    told_free(&other);
}
END_TEST

START_TEST(numbers_in_names)
{
    ck_assert(alike_names("._fd_to_key[9].data[0]", "._fd_to_key[13].data[0]"));
    ck_assert(alike_names("", ""));
    ck_assert(!alike_names("[1]", "[1].x"));
    ck_assert(!alike_names("[key]", "[12]"));
    ck_assert(!alike_names("._a", "._b"));
}
END_TEST

static const char *const absurd[] = {
    "",
    "[]",
    "{\"nodes\":[],\"edges\":[[0,0,\"x\",0]],\"jobs\":[]}",
    "{\"nodes\":[{}],\"edges\":[[0,1,\"x\",0]],\"jobs\":[]}",
    "{\"nodes\":[{}],\"edges\":[[-1,0,\"x\",0]],\"jobs\":[]}",
    "{\"nodes\":[{}],\"edges\":[[0,0]],\"jobs\":[]}",
    "{\"nodes\":[{}],\"edges\":[[\"a\",\"b\",\"c\"]],\"jobs\":[]}",
    "{\"nodes\":[{}],\"edges\":[],\"jobs\":[{\"node\":1}]}",
    "{\"nodes\":[{}],\"edges\":[],\"jobs\":[{\"node\":4294967296}]}",
};

START_TEST(absurd_documents)
{
    struct chains_graph graph;
    ck_assert_int_eq(chains_read(&graph, absurd[_i], &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "harness error"));
    chains_free(&graph);
}
END_TEST

/* Whatever the edges, every search ends: everything refers to everything, parts to parts. */
START_TEST(a_thicket)
{
    struct chains_graph graph;
    struct told told;
    char *json;
    size_t size;
    FILE *out = open_memstream(&json, &size);
    fputs("{\"nodes\":[{\"text\":\"Task\",\"type\":\"Task\"}", out);
    for (int i = 1; i < 40; i++)
        fprintf(out, ",{\"text\":\"n%d\",\"type\":\"list\",\"part\":%s}", i,
                i % 3 ? "true" : "false");
    fputs("],\"edges\":[[0,1,\"waits for\",0]", out);
    for (int i = 0; i < 40; i++)
        for (int k = 0; k < 40; k++)
            fprintf(out, ",[%d,%d,\"[%d]\",%d]", i, k, k, (i + k) % 2);
    fputs("],\"jobs\":[{\"node\":0,\"exposed\":1,\"state\":\"pending\"}]}", out);
    fclose(out);
    ck_assert_int_eq(chains_read(&graph, json, &error), 0);
    free(json);
    told_make(&told, &graph);
    struct difference difference;
    difference_find(&difference, &told, &told);
    difference_free(&difference);
    struct chain links;
    chains_links_to(&links, &told.graph, 0);
    chain_free(&links);
    told_free(&told);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, a_held_job);
    tcase_add_test(tests, an_exposed_job);
    tcase_add_test(tests, names_against_the_oracle);
    tcase_add_test(tests, the_link_that_differs);
    tcase_add_test(tests, no_link_differs);
    tcase_add_test(tests, numbers_in_names);
    tcase_add_loop_test(tests, absurd_documents, 0, (int)(sizeof absurd / sizeof *absurd));
    tcase_add_test(tests, a_thicket);
}

int main(void)
{
    return suite_run("chains", add);
}
