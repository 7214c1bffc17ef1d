/* The map from addresses to numbers, against a plain array. */
#include <check.h>
#include <stdlib.h>

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

START_TEST(a_full_map_takes_no_more_and_still_answers)
{
    map_clear(&map);
    for (uint32_t i = 0; i < MAP_SLOTS; i++)
        map_put(&map, key(i), i);
    ck_assert_uint_eq(map.used, MAP_SLOTS / 2);
    ck_assert_uint_eq(map_get(&map, key(5)), 5);
    ck_assert_uint_eq(map_get(&map, key(MAP_SLOTS - 1)), MAP_NONE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("map");
    TCase *tcase = tcase_create("addresses");
    tcase_add_test(tcase, what_is_put_is_got_until_it_is_removed);
    tcase_add_test(tcase, it_agrees_with_an_array);
    tcase_add_test(tcase, a_full_map_takes_no_more_and_still_answers);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
