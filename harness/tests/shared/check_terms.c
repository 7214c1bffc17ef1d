/* The lists of words: names that can be told apart and written anywhere, and their rules. */
#include "terms.h"

#include <ctype.h>
#include <string.h>

#include "counts.h"
#include "suite.h"
#include "versions.h"

static const struct {
    const struct tl_term *terms;
    size_t count;
} tables[] = {{tl_fates, TL_FATE_COUNT},     {tl_endings, TL_ENDING_COUNT},
              {tl_guards, TL_GUARD_COUNT},   {tl_pressures, TL_PRESSURE_COUNT},
              {tl_kinds, TL_KIND_COUNT},     {tl_counts, TL_COUNT_COUNT},
              {tl_oracles, TL_ORACLE_COUNT}, {tl_isolations, TL_ISOLATION_COUNT}};

/* Letters and dashes: no name needs quotes in a shell, in SQL, XML or behind a '+'. */
START_TEST(names_are_words_each_once)
{
    for (size_t i = 0; i < tables[_i].count; i++) {
        const struct tl_term *term = &tables[_i].terms[i];
        ck_assert(term->name[0] != '\0' && term->meaning[0] != '\0');
        ck_assert_ptr_null(strchr(term->meaning, '\n'));
        for (const char *c = term->name; *c != '\0'; c++)
            ck_assert_msg(islower((unsigned char)*c) || *c == '-', "%s", term->name);
        ck_assert_int_eq(tl_term_find(tables[_i].terms, tables[_i].count, term->name), (int)i);
    }
    ck_assert_int_eq(tl_term_find(tables[_i].terms, tables[_i].count, "no such"), -1);
    ck_assert_int_eq(tl_term_find(tables[_i].terms, tables[_i].count, ""), -1);
    ck_assert_int_eq(tl_term_find(tables[_i].terms, 0, tables[_i].terms[0].name), -1);
}
END_TEST

START_TEST(bits_fit_in_their_numbers)
{
    ck_assert_uint_lt(TL_GUARD_COUNT, 32);
    ck_assert_uint_lt(TL_KIND_COUNT, 32);
}
END_TEST

/* What a guard keeps is a set of versions, and what it needs too. */
START_TEST(sets_of_guards_can_be_read)
{
    struct versions *versions;
    struct tl_error error;
    const char *const sets[] = {tl_guard_rules[_i].keeps, tl_guard_rules[_i].needs};
    for (size_t i = 0; i < 2; i++) {
        ck_assert_msg(versions_parse(&versions, sets[i], &error) == 0, "%s", error.text);
        versions_free(versions);
    }
    ck_assert_int_eq(tl_guard_keeps((enum tl_guard)_i), strcmp(sets[0], "all") == 0);
}
END_TEST

START_TEST(guards_that_keep)
{
    ck_assert(tl_guard_keeps(TL_GUARD_SET) && tl_guard_keeps(TL_GUARD_TASKGROUP));
    ck_assert(!tl_guard_keeps(TL_GUARD_BARE) && !tl_guard_keeps(TL_GUARD_SHIELD));
}
END_TEST

/* A pressure that leaves nothing to chance has no workload, which is drawn. */
START_TEST(rules_of_pressures)
{
    for (int i = 0; i < TL_PRESSURE_COUNT; i++)
        ck_assert_int_ne(tl_pressure_rules[i].exact, tl_pressure_rules[i].workload);
    ck_assert_int_eq(tl_pressure_rules[TL_PRESSURE_THRESHOLD].number, TL_NUMBER_REQUIRED);
    ck_assert_int_eq(tl_pressure_rules[TL_PRESSURE_STEP].number, TL_NUMBER_OPTIONAL);
    ck_assert_int_eq(tl_pressure_rules[TL_PRESSURE_OFF].number, TL_NUMBER_NONE);
}
END_TEST

/* Heads name endings by a key, counts by their name, facts by their own: none stands for two. */
START_TEST(keys_of_endings)
{
    for (int i = 0; i < TL_ENDING_COUNT; i++)
        if (tl_ending_rules[i].key[0] != '\0') {
            ck_assert_int_eq(tl_ending_of_key(tl_ending_rules[i].key), i);
            ck_assert_int_eq(tl_count_find(tl_ending_rules[i].key), -1);
        }
    ck_assert_int_eq(tl_ending_of_key(""), -1);
    ck_assert_int_eq(tl_ending_of_key("ok"), -1);
    ck_assert_int_eq(tl_ending_of_key("hangs"), TL_ENDING_DEADLINE);
}
END_TEST

START_TEST(fates_that_are_losses)
{
    for (int i = 0; i < TL_FATE_COUNT; i++)
        ck_assert_int_eq(tl_fate_rules[i].loss,
                         i == TL_FATE_LOST || i == TL_FATE_STALLED || i == TL_FATE_BROKEN);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_loop_test(tests, names_are_words_each_once, 0, sizeof tables / sizeof tables[0]);
    tcase_add_test(tests, bits_fit_in_their_numbers);
    tcase_add_loop_test(tests, sets_of_guards_can_be_read, 0, TL_GUARD_COUNT);
    tcase_add_test(tests, guards_that_keep);
    tcase_add_test(tests, rules_of_pressures);
    tcase_add_test(tests, keys_of_endings);
    tcase_add_test(tests, fates_that_are_losses);
}

int main(void)
{
    return suite_run("terms", add);
}
