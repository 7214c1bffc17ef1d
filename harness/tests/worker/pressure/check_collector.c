/* What a program asks of its own collector: honoured, said, and forced where that is asked for. On
 * every Python of this machine. */
#include "remarks_json.h"
#include "run_json.h"
#include "terms.h"

#define CASES TASKLOSS_SOURCE_DIR "/harness/tests/fates/"

enum { OFF = 1 << TL_REMARK_COLLECTOR_OFF, FORCED = 1 << TL_REMARK_FORCED };

/* A run of a case, on all Pythons or all CPythons: so many of its four jobs are lost, so many
 * finish, and exactly these remarks are made. */
static const struct row {
    const char *file, *pressure;
    int lost, finished;
    unsigned remarks;
    int cpython_only;
} rows[] = {
    {"collector_off.py", "step", 0, 4, OFF, 0},
    {"collector_off.py", "step=6", 0, 4, OFF, 0},
    {"collector_off.py", "force", 4, 0, FORCED, 0},
    {"collector_off.py", "natural", 0, 4, OFF, 0},
    {"collector_off.py", "threshold=10", 0, 4, OFF, 1},
    {"collector_off.py", "off", 0, 4, 0, 0},
    {"collector_off_by_import.py", "step", 0, 4, OFF, 0},
    {"collector_never_due.py", "step", 0, 4, OFF, 1},
    {"collector_never_due.py", "threshold=10", 0, 4, OFF, 1},
    {"collector_never_due.py", "force", 4, 0, FORCED, 1},
    {"collector_on_again.py", "step", 4, 0, 0, 1},
    {"collector_on_again.py", "force", 4, 0, 0, 1},
    {"collector_off_while_waiting.py", "step", 2, 2, OFF, 0},
    {"collector_off_while_waiting.py", "force", 4, 0, FORCED, 0},
    {"collector_enabled.py", "step", 4, 0, 0, 1},
    {"collector_enabled.py", "off", 0, 4, 0, 1},
};

static int number(json_t *cell, const char *key)
{
    return (int)json_integer_value(json_object_get(cell, key));
}

static int is_left_out(json_t *cell, const struct row *row)
{
    const char *name = json_string_value(json_object_get(cell, "implementation"));
    return row->cpython_only && strncmp(name, "pypy", 4) == 0;
}

static void check_cell(json_t *cell, const struct row *row)
{
    const char *name = json_string_value(json_object_get(cell, "implementation"));
    ck_assert_msg(number(cell, "lost") == row->lost && number(cell, "finished") == row->finished &&
                      remarks_of(cell) == row->remarks,
                  "%s, %s, %s: %d lost, %d finished, remarks %u", row->file, row->pressure, name,
                  number(cell, "lost"), number(cell, "finished"), remarks_of(cell));
}

START_TEST(each_row)
{
    const struct row *row = &rows[_i];
    char file[512];
    snprintf(file, sizeof file, "%s%s", CASES, row->file);
    const char *words[] = {"run",         file,     "--guard", "bare",   "--pressure",
                           row->pressure, "--jobs", "4",       "--seed", "1",
                           "--trials",    "1",      "--wait",  "12",     NULL};
    int status;
    json_t *document = run_json(words, &status), *cell;
    size_t index;
    ck_assert_uint_gt(json_array_size(json_object_get(document, "cells")), 0);
    json_array_foreach(json_object_get(document, "cells"), index, cell) if (!is_left_out(cell, row))
        check_cell(cell, row);
    json_decref(document);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("collector");
    TCase *tcase = tcase_create("switched by the program");
    tcase_set_timeout(tcase, 240);
    tcase_add_loop_test(tcase, each_row, 0, sizeof rows / sizeof rows[0]);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
