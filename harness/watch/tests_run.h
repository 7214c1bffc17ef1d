/* Which test is running, as pytest tells by PYTEST_CURRENT_TEST. */
#ifndef TASKLOSS_WATCH_TESTS_RUN_H
#define TASKLOSS_WATCH_TESTS_RUN_H

#include <stdint.h>

/* The variable was set, or unset (NULL). */
void tests_set(const char *value);

/* The number of the test that runs; 0: none. */
uint32_t tests_now(void);

/* "tests/test_app.py::test_it"; "" for 0. */
const char *tests_name(uint32_t test);

#endif
