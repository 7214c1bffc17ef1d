/* Our own descriptors are in no list of them that a program reads: those of a snapshot, so that it
 * has the same length by fork, and those that a look at the process takes.
 *
 * Nothing calls this by name: the dynamic linker finds it in this executable before it finds
 * libc's. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
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

/* What a descriptor refers to; empty: it is closed. */
static void name_of(int fd, char *name, size_t size)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, size - 1);
    name[length > 0 ? length : 0] = '\0';
}

static int is_in_proc(const char *name, const char *end)
{
    size_t length = strlen(name), its = strlen(end);
    return strncmp(name, "/proc/", 6) == 0 && length > its && strcmp(name + length - its, end) == 0;
}

static int lists_descriptors(DIR *folder)
{
    char name[128];
    name_of(dirfd(folder), name, sizeof name);
    return is_in_proc(name, "/fd");
}

/* What another thread opens for a moment, to know whether time may pass. */
static int is_looked_at(int fd)
{
    static const char *const ends[] = {"/task", "/children", "/stat",
                                       "/comm", "/syscall",  "/schedstat"};
    char name[128];
    name_of(fd, name, sizeof name);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (is_in_proc(name, ends[i]))
            return 1;
    return name[0] == '\0';
}

static int is_own(const char *name, DIR *folder)
{
    char *end;
    if (*name < '0' || *name > '9')
        return 0;
    long number = strtol(name, &end, 10);
    return *end == '\0' && lists_descriptors(folder) &&
           (snapshot_owns(number) || is_looked_at((int)number));
}

/* At the end errno is what it was: a program knows by it that there was no error. */
struct dirent *readdir(DIR *folder)
{
    int before = errno;
    for (;;) {
        struct dirent *item = libcs(folder);
        int after = errno;
        if (item == NULL || !is_own(item->d_name, folder)) {
            errno = after;
            return item;
        }
        errno = before;
    }
}

/* On Linux of 64 bits they are one. */
struct dirent64 *readdir64(DIR *folder)
{
    return (struct dirent64 *)readdir(folder);
}
