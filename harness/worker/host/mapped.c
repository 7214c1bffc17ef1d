/* The loader's own list is read: an extension module may have brought a libpython of its own. */
#include "mapped.h"

#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct search {
    char asked[PATH_MAX], other[PATH_MAX];
    int found;
};

/* "libpython3.so" is a door to whichever is loaded, and none itself. */
static int is_libpython(const char *path)
{
    const char *slash = strrchr(path, '/');
    int major, minor;
    return slash != NULL && (sscanf(slash, "/libpython%d.%d", &major, &minor) == 2 ||
                             sscanf(slash, "/libpypy%d.%d", &major, &minor) == 2);
}

static int look(struct dl_phdr_info *object, size_t size, void *argument)
{
    (void)size;
    struct search *search = argument;
    char real[PATH_MAX];
    if (object->dlpi_name == NULL || realpath(object->dlpi_name, real) == NULL)
        return 0;
    if (strcmp(real, search->asked) == 0)
        search->found = 1;
    else if (is_libpython(real) || is_libpython(object->dlpi_name))
        snprintf(search->other, sizeof search->other, "%s", real);
    return 0;
}

/* No line of a message may end in the middle. */
static void one_line(char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '\n')
            *text = ' ';
}

int mapped_only(const char *libpython, char *why, size_t size)
{
    struct search search = {.found = 0};
    if (realpath(libpython, search.asked) == NULL)
        snprintf(search.asked, sizeof search.asked, "%s", libpython);
    dl_iterate_phdr(look, &search);
    if (search.found && search.other[0] == '\0')
        return 0;
    snprintf(why, size,
             "asked for the library %s, got %s%s: name the Python by the folder of that one, or "
             "build its modules without a path to it",
             search.asked, search.found ? "also " : "",
             search.other[0] != '\0' ? search.other : "another of its name");
    one_line(why);
    return -1;
}
