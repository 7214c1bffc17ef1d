/* The map from addresses to numbers, against a plain array. */
#include <check.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "map.h"

#define KEYS 3000

static struct map map;

static const void *key(uint32_t i)
{
    return (const void *)(uintptr_t)(0x7f0000000000u +
                                     (uintptr_t)i * 16); /* as allocators give them */
}

START_TEST(what_is_put_is_got_until_it_is_removed)
{
    map_clear(&map);
    ck_assert_uint_eq(map_get(&map, key(1)), MAP_NONE);
    map_put(&map, key(1), 7);
    map_put(&map, key(1), 8);
    ck_assert_uint_eq(map_get(&map, key(1)), 8);
    ck_assert_uint_eq(map.used, 1);
    map_remove(&map, key(1));
    map_remove(&map, key(1));
    ck_assert_uint_eq(map_get(&map, key(1)), MAP_NONE);
    ck_assert_uint_eq(map.used, 0);
}
END_TEST

START_TEST(it_agrees_with_an_array)
{
    static uint32_t wanted[KEYS];
    uint32_t used = 0;
    map_clear(&map);
    for (uint32_t i = 0; i < KEYS; i++)
        wanted[i] = MAP_NONE;
    srand(1);
    for (int turn = 0; turn < 200000; turn++) {
        uint32_t i = (uint32_t)rand() % KEYS, value = (uint32_t)rand() % 1000;
        if (rand() % 2) {
            used += wanted[i] == MAP_NONE;
            map_put(&map, key(i), wanted[i] = value);
        } else {
            used -= wanted[i] != MAP_NONE;
            map_remove(&map, key(i));
            wanted[i] = MAP_NONE;
        }
    }
    for (uint32_t i = 0; i < KEYS; i++)
        ck_assert_uint_eq(map_get(&map, key(i)), wanted[i]);
    ck_assert_uint_eq(map.used, used);
}
END_TEST

/* What it held while it was large is gone when it is small again. */
START_TEST(it_grows_and_can_be_cleared)
{
    enum { MANY = 100000 };
    for (int turn = 0; turn < 2; turn++) {
        map_clear(&map);
        ck_assert_uint_eq(map_get(&map, key(5)), MAP_NONE);
        map_remove(&map, key(5));
        for (uint32_t i = 0; i < MANY; i++)
            ck_assert_int_eq(map_put(&map, key(i), i), 0);
        ck_assert_uint_eq(map.used, MANY);
        ck_assert_uint_ge(map.size, 2 * MANY);
        for (uint32_t i = 0; i < MANY; i++)
            ck_assert_uint_eq(map_get(&map, key(i)), i);
        ck_assert_uint_eq(map_get(&map, key(MANY)), MAP_NONE);
    }
}
END_TEST

#if !defined(__SANITIZE_ADDRESS__) /* which needs memory itself */
/* It then still has all that it had. */
START_TEST(without_memory_it_takes_no_more)
{
    struct rlimit none = {0, RLIM_INFINITY};
    uint32_t count = 0;
    map_clear(&map);
    setrlimit(RLIMIT_AS, &none);
    while (map_put(&map, key(count), count) == 0)
        count++;
    ck_assert_uint_eq(map.used, count);
    for (uint32_t i = 0; i < count; i++)
        ck_assert_uint_eq(map_get(&map, key(i)), i);
    ck_assert_uint_eq(map_get(&map, key(count)), MAP_NONE);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("map");
    TCase *tcase = tcase_create("addresses");
    tcase_add_test(tcase, what_is_put_is_got_until_it_is_removed);
    tcase_add_test(tcase, it_agrees_with_an_array);
    tcase_add_test(tcase, it_grows_and_can_be_cleared);
#if !defined(__SANITIZE_ADDRESS__)
    tcase_add_test(tcase, without_memory_it_takes_no_more);
#endif
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
