/* The command that starts a worker in a Python. */
#include "pythons.h"

#include <stdlib.h>

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
    add_option(&list, "--program", python->program);
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
