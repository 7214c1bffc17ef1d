/* Lists that grow by one: nothing in them moves away, and what is new is zero. */
#include "list.h"

#include <stdint.h>
#include <string.h>

#include "suite.h"

struct item {
    uint64_t number;
    char text[5];
};

START_TEST(every_length)
{
    struct item *items = NULL;
    for (size_t count = 0; count < 300; count++) {
        struct item *item = list_grow(&items, count, sizeof *item);
        static const struct item zero;
        ck_assert_ptr_eq(item, items + count);
        ck_assert_mem_eq(item, &zero, sizeof zero);
        memset(item, 0xff, sizeof *item);
        item->number = count;
        for (size_t i = 0; i <= count; i++)
            ck_assert_uint_eq(items[i].number, i);
    }
    free(items);
}
END_TEST

/* Its end was taken off before: what comes there again is zeroed too. */
START_TEST(a_list_that_was_longer)
{
    for (size_t kept = 0; kept < 20; kept++) {
        uint32_t *items = NULL;
        for (size_t count = 0; count < 20; count++)
            *(uint32_t *)list_grow(&items, count, sizeof *items) = 7;
        for (size_t count = kept; count < 40; count++) {
            uint32_t *item = list_grow(&items, count, sizeof *items);
            ck_assert_uint_eq(*item, 0);
            *item = 7;
        }
        for (size_t i = 0; i < 40; i++)
            ck_assert_uint_eq(items[i], 7);
        free(items);
    }
}
END_TEST

static int downwards(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x < *y) - (*x > *y);
}

START_TEST(a_list_of_nothing_is_sorted)
{
    uint32_t numbers[] = {1, 3, 2};
    list_sort(NULL, 0, sizeof *numbers, downwards);
    list_sort(numbers, 3, sizeof *numbers, downwards);
    ck_assert(numbers[0] == 3 && numbers[1] == 2 && numbers[2] == 1);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, a_list_of_nothing_is_sorted);
    tcase_add_test(tests, every_length);
    tcase_add_test(tests, a_list_that_was_longer);
}

int main(void)
{
    return suite_run("list", add);
}
