/* The command that starts a worker in a Python. */
#include "pythons.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "executable.h"
#include "paths.h"
#include "text.h"

static void add_option(struct text_list *list, const char *option, const char *value)
{
    if (value == NULL)
        return;
    text_add(list, text_make("%s", option));
    text_add(list, text_make("%s", value));
}

/* Is there a python of a virtual environment that an embedded Python would take for itself, because
 * it is the first on PATH? */
static bool is_hidden_by_venv(const char *name)
{
    const char *path = getenv("PATH");
    char *copy = text_make("%s", path != NULL ? path : ""), *rest = copy, *folder;
    bool found = false, is_venv = false;
    while (!found && (folder = strsep(&rest, ":")) != NULL) {
        char *program = text_make("%s/%s", folder, name);
        char *mark = text_make("%s/../pyvenv.cfg", folder);
        found = access(program, X_OK) == 0;
        is_venv = found && access(mark, F_OK) == 0;
        free(mark);
        free(program);
    }
    free(copy);
    return is_venv;
}

/* Whose place the worker takes: only where Python would be misled without it. */
static const char *program_of(const struct tl_python *python)
{
    if (python->program == NULL && python->loader == NULL && python->site == NULL &&
        (is_hidden_by_venv("python3") || is_hidden_by_venv("python")))
        return python->executable;
    return python->program;
}

char **pythons_worker_argv(const struct tl_python *python, const char *const *extra,
                           struct tl_error *error)
{
    char *worker = paths_worker(error);
    if (worker == NULL)
        return NULL;
    struct text_list list = {0};
    if (python->loader != NULL) {
        text_add(&list, text_make("%s", python->loader));
        add_option(&list, "--library-path", python->library_path);
    }
    text_add(&list, worker);
    add_option(&list, "--libpython", python->libpython);
    add_option(&list, "--home", python->home);
    add_option(&list, "--program", program_of(python));
    add_option(&list, "--stdlib", python->stdlib);
    char *executable = executable_for(python);
    add_option(&list, "--executable", executable);
    free(executable);
    add_option(&list, "--site", python->site);
    for (size_t i = 0; extra != NULL && extra[i] != NULL; i++)
        text_add(&list, text_make("%s", extra[i]));
    return list.items;
}

void pythons_free_argv(char **argv)
{
    for (char **word = argv; word != NULL && *word != NULL; word++)
        free(*word);
    free(argv);
}
