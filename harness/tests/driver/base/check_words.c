/* Words to terms and back: every guard and pressure there is. What is wrong with a word is in
 * check_plan. */
#include "words.h"

#include <string.h>

#include "suite.h"

static struct tl_error error;

START_TEST(each_guard_is_a_bit)
{
    uint32_t bits, sum = 0, all;
    for (int i = 0; i < TL_GUARD_COUNT; i++) {
        ck_assert_int_eq(words_guards(tl_guards[i].name, &bits, &error), 0);
        ck_assert_uint_eq(bits, 1u << i);
        sum |= bits;
    }
    ck_assert_int_eq(words_guards("all", &all, &error), 0);
    ck_assert_uint_eq(all, sum);
    ck_assert_int_eq(words_guards("all,bare", &all, &error), 0);
    ck_assert_uint_eq(all, sum);
    ck_assert_int_eq(words_guards(",bare,,  set ,", &bits, &error), 0);
    ck_assert_uint_eq(bits, 1u << TL_GUARD_BARE | 1u << TL_GUARD_SET);
}
END_TEST

/* A text of one that is too long is no guard, wherever it is cut. */
START_TEST(a_long_word)
{
    char text[300];
    uint32_t bits;
    struct pressure pressure;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ck_assert_int_eq(words_guards(text, &bits, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    ck_assert_int_eq(words_pressure(text, &pressure, &error), -1);
    memcpy(text, "step", 4);
    ck_assert_int_eq(words_pressure(text, &pressure, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
}
END_TEST

static const uint64_t numbers[] = {0, 1, 2, 700, 1000000000};

/* Each pressure with each number: what the results call it is read as the same one again. */
START_TEST(a_pressure_is_read_back)
{
    enum tl_number takes = tl_pressure_rules[_i].number;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char text[48];
        struct pressure back;
        bool fits = numbers[i] == 0 ? takes != TL_NUMBER_REQUIRED : takes != TL_NUMBER_NONE;
        words_pressure_name(text, sizeof text, (enum tl_pressure)_i, numbers[i]);
        ck_assert_msg((words_pressure(text, &back, &error) == 0) == fits, "%s", text);
        if (fits) {
            ck_assert_int_eq(back.pressure, _i);
            ck_assert_uint_eq(back.argument, numbers[i]);
        } else
            ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    }
}
END_TEST

START_TEST(a_name_never_leaves_its_room)
{
    char text[8] = "", whole[48];
    ck_assert_ptr_eq(words_pressure_name(text, sizeof text, TL_PRESSURE_THRESHOLD, UINT64_MAX),
                     text);
    ck_assert_str_eq(text, "thresho");
    words_pressure_name(whole, sizeof whole, TL_PRESSURE_THRESHOLD, UINT64_MAX);
    ck_assert_str_eq(whole, "threshold=18446744073709551615");
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, each_guard_is_a_bit);
    tcase_add_test(tests, a_long_word);
    tcase_add_loop_test(tests, a_pressure_is_read_back, 0, TL_PRESSURE_COUNT);
    tcase_add_test(tests, a_name_never_leaves_its_room);
}

int main(void)
{
    return suite_run("words", add);
}
