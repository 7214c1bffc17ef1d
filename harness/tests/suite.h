/* A test program of one suite. */
#ifndef TASKLOSS_SUITE_H
#define TASKLOSS_SUITE_H

#include <check.h>
#include <stdlib.h>

/* Runs the tests that `add` adds; the program's exit status. */
static inline int suite_run(const char *name, void (*add)(TCase *tests))
{
    Suite *suite = suite_create(name);
    TCase *tests = tcase_create(name);
    add(tests);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
