/* Where a recorded trial ran, it runs again; or it is said why not. */
#include "again.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

/* A virtual environment has the packages; else the library says most exactly which Python it was.
 */
static const char *python_of(const struct tl_implementation *implementation)
{
    char *mark = text_make("%s/pyvenv.cfg", implementation->path);
    bool is_venv = access(mark, F_OK) == 0;
    free(mark);
    return is_venv ? implementation->path : implementation->libpython;
}

/* It may have been an environment, so the bare Python would not be the same. */
static int check_path(const struct tl_implementation *implementation, struct tl_error *error)
{
    if (!implementation->by_path || access(implementation->path, F_OK) == 0)
        return 0;
    return tl_fail(error, TL_EXIT_UNMEASURED, "the trial ran in %s, which cannot be found: %s",
                   implementation->path, strerror(errno));
}

static char *spec_of(const struct tl_implementation *implementation)
{
    return text_make("%s%s", python_of(implementation), implementation->suffix);
}

/* The same path may have become another Python's since. */
static int check_library(const struct again *again, const struct tl_recorded *recorded,
                         struct tl_error *error)
{
    const struct tl_target *found = &again->targets.items[0];
    const char *then = recorded->implementation.libpython;
    if (again->targets.count == 0 || strcmp(found->python->libpython, then) == 0)
        return 0;
    return tl_fail(error, TL_EXIT_UNMEASURED, "%s now has the Python of %s, the trial's was of %s",
                   found->python->path, found->python->libpython, then);
}

static int find_implementation(struct again *again, const struct tl_recorded *recorded,
                               struct tl_error *error)
{
    char *spec = spec_of(&recorded->implementation);
    const char *specs[] = {spec};
    int result = pythons_find_for(&again->pythons, specs, 1, error);
    if (result == 0)
        result = targets_select(&again->targets, &again->pythons, specs, 1, error);
    free(spec);
    return result == 0 ? check_library(again, recorded, error) : result;
}

int again_find(struct again *again, const struct tl_recorded *recorded, struct tl_error *error)
{
    if (cases_load_file(&again->cases, recorded->case_file, error) < 0 ||
        check_path(&recorded->implementation, error) < 0 ||
        find_implementation(again, recorded, error) < 0 ||
        plan_make(&again->plan, &again->targets, &again->cases, 1u << recorded->guard,
                  &recorded->pressure, 1, error) < 0)
        return -1;
    if (again->plan.count == 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "the case no longer runs there: %s",
                       again->plan.left_out_count > 0 ? again->plan.left_out[0].why
                                                      : "no such implementation");
    return 0;
}

void again_free(struct again *again)
{
    plan_free(&again->plan);
    targets_free(&again->targets);
    pythons_free(&again->pythons);
    cases_free(&again->cases);
}
