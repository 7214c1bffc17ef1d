/* One letter means one thing in every command, and one name has one letter. */
#include <check.h>
#include <ctype.h>
#include <string.h>

#include "commands.h"
#include "options.h"
#include "suite.h"

static const char *names[256]; /* by letter */
static const char *command;

static void see(void *context, const struct argp_option *option)
{
    (void)context;
    if (option->key <= 0 || option->key > 255 || !isprint(option->key))
        return;
    if (names[option->key] == NULL)
        names[option->key] = option->name;
    ck_assert_msg(strcmp(names[option->key], option->name) == 0, "-%c is --%s, and --%s in %s",
                  option->key, names[option->key], option->name, command);
}

START_TEST(a_letter_means_one_thing)
{
    memset(names, 0, sizeof names);
#define X(name, help)                                                                              \
    command = #name;                                                                               \
    options_each(&argp_##name, see, NULL);
    TL_COMMANDS(X)
#undef X
    ck_assert_str_eq(names['p'], "python");
    ck_assert_str_eq(names['j'], "workers");
    ck_assert_str_eq(names['r'], "run");
}
END_TEST

static bool has_letter, has_none;

static void see_python(void *context, const struct argp_option *option)
{
    (void)context;
    if (strcmp(option->name, "python") != 0)
        return;
    has_letter |= option->key == 'p';
    has_none |= option->key != 'p';
}

START_TEST(python_has_its_letter_everywhere)
{
#define X(name, help) options_each(&argp_##name, see_python, NULL);
    TL_COMMANDS(X)
#undef X
    ck_assert(has_letter);
    ck_assert(!has_none);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, a_letter_means_one_thing);
    tcase_add_test(tests, python_has_its_letter_everywhere);
}

int main(void)
{
    return suite_run("letters", add);
}
