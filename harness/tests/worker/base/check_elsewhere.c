/* Processes and interpreters beside the trial: time waits for them, what can be seen there makes
 * the trial not measured, and the rest is said. On every Python of this machine. */
#include "remarks_json.h"
#include "run_json.h"
#include "terms.h"

#define CASES TASKLOSS_SOURCE_DIR "/harness/tests/fates/"

enum { PROGRAMS = 1 << TL_REMARK_OTHER_PROGRAMS, INTERPRETERS = 1 << TL_REMARK_SUB_INTERPRETERS };

/* A run under the guard set. Measured: so many jobs finish, each time. Else for this reason;
 * `reason` and `finished`: either, by the version. */
static const struct row {
    const char *file, *trials;
    int finished;
    const char *reason;
    unsigned remarks;
} rows[] = {
    {"forked_loop.py", "1", 0, "a child made tasks", 0},
    {"forked_pool.py", "1", 2, NULL, 0},
    {"processes_spawn.py", "1", 2, NULL, PROGRAMS},
    {"processes_forkserver.py", "1", 2, NULL, PROGRAMS},
    {"runs_python.py", "1", 1, NULL, PROGRAMS},
    {"sub_interpreter.py", "1", 1, "a sub-interpreter made tasks", INTERPRETERS},
    {"grandchild_holds_pipe.py", "3", 6, NULL, PROGRAMS},
    {"daemon_writes_to_socket.py", "3", 3, NULL, 0},
    {"grandchild_has_unix_socket.py", "3", 3, NULL, 0},
};

static void check_cell(json_t *cell, const struct row *row)
{
    const char *name = json_string_value(json_object_get(cell, "implementation"));
    const char *why = json_string_value(json_object_get(cell, "why"));
    int finished = (int)json_integer_value(json_object_get(cell, "finished"));
    bool as_told = why != NULL ? row->reason != NULL && strstr(why, row->reason) != NULL
                               : row->finished > 0 && finished == row->finished;
    ck_assert_msg(as_told && remarks_of(cell) == row->remarks,
                  "%s, %s: %d finished, remarks %u, %s", row->file, name, finished,
                  remarks_of(cell), why != NULL ? why : "measured");
}

START_TEST(each_row)
{
    const struct row *row = &rows[_i];
    char file[512];
    snprintf(file, sizeof file, "%s%s", CASES, row->file);
    const char *words[] = {"run",      file,        "--guard",    "set", "--seed", "1",
                           "--trials", row->trials, "--deadline", "60",  NULL};
    int status;
    json_t *document = run_json(words, &status), *cell;
    size_t index;
    ck_assert_uint_gt(json_array_size(json_object_get(document, "cells")), 0);
    json_array_foreach(json_object_get(document, "cells"), index, cell) check_cell(cell, row);
    json_decref(document);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("elsewhere");
    TCase *tcase = tcase_create("beside the trial");
    tcase_set_timeout(tcase, 240);
    tcase_add_loop_test(tcase, each_row, 0, sizeof rows / sizeof rows[0]);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
