/* Our own descriptors are in no list of them that a program reads: it has the same length by fork.
 *
 * Nothing calls this by name: the dynamic linker finds it in this executable before it finds
 * libc's. */
#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "snapshot.h"

static struct dirent *(*libcs)(DIR *);

__attribute__((constructor)) static void find_libcs(void)
{
    void *symbol = dlsym(RTLD_NEXT, "readdir");
    memcpy(&libcs, &symbol, sizeof libcs);
}

/* "/proc/self/fd" by its real name, or that of a thread. */
static int lists_descriptors(DIR *folder)
{
    char link[64], path[64] = "";
    snprintf(link, sizeof link, "/proc/self/fd/%d", dirfd(folder));
    ssize_t length = readlink(link, path, sizeof path - 1);
    return length > 3 && strncmp(path, "/proc/", 6) == 0 && strcmp(path + length - 3, "/fd") == 0;
}

static int is_own(const char *name, DIR *folder)
{
    char *end;
    if (*name < '0' || *name > '9')
        return 0;
    long number = strtol(name, &end, 10);
    return *end == '\0' && snapshot_owns(number) && lists_descriptors(folder);
}

struct dirent *readdir(DIR *folder)
{
    struct dirent *item;
    do
        item = libcs(folder);
    while (item != NULL && is_own(item->d_name, folder));
    return item;
}

/* On Linux of 64 bits they are one. */
struct dirent64 *readdir64(DIR *folder)
{
    return (struct dirent64 *)readdir(folder);
}
