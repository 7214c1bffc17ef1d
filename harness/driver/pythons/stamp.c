/* FNV-1a over the entries of folders, in the order of their names, so that it is the same again. */
#include "stamp.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hash.h"
#include "text.h"

#define DEEPEST 8 /* folders in folders: the standard library has four */

void stamp_text(struct stamp *stamp, const char *text)
{
    /* The zero too: texts do not run together. */
    stamp->hash = hash_on(stamp->hash, text, strlen(text) + 1);
}

static bool is_newer(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

static void see(struct stamp *stamp, const char *name, const struct stat *about)
{
    char text[160];
    stamp_text(stamp, name);
    snprintf(text, sizeof text, "%ju %ju %o %jd %jd.%09ld %jd.%09ld", (uintmax_t)about->st_dev,
             (uintmax_t)about->st_ino, (unsigned)about->st_mode, (intmax_t)about->st_size,
             (intmax_t)about->st_mtim.tv_sec, about->st_mtim.tv_nsec,
             (intmax_t)about->st_ctim.tv_sec, about->st_ctim.tv_nsec);
    stamp_text(stamp, text);
    if (is_newer(&about->st_ctim, &stamp->newest))
        stamp->newest = about->st_ctim;
    if (is_newer(&about->st_mtim, &stamp->newest))
        stamp->newest = about->st_mtim;
}

/* What is below a standard library and says nothing of it. */
static int is_part(const struct dirent *entry)
{
    static const char *const others[] = {".",         "..",      "__pycache__",   "site-packages",
                                         "test",      "tests",   "dist-packages", "idlelib",
                                         "lib2to3",   "tkinter", "turtledemo",    "ensurepip",
                                         "pydoc_data"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(entry->d_name, others[i]) == 0)
            return 0;
    return 1;
}

static void see_entry(struct stamp *stamp, int folder, const char *name, int depth);

/* A folder's own times change with files that are no part of it, as what is compiled. */
static void see_folder(struct stamp *stamp, int parent, const char *name, int depth)
{
    struct dirent **entries;
    int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int count = folder >= 0 ? scandirat(folder, ".", &entries, is_part, alphasort) : -1;
    stamp_text(stamp, count >= 0 ? "(" : strerror(errno));
    for (int i = 0; i < count; i++) {
        see_entry(stamp, folder, entries[i]->d_name, depth + 1);
        free(entries[i]);
    }
    stamp_text(stamp, ")");
    if (count >= 0)
        free(entries);
    if (folder >= 0)
        close(folder);
}

static void see_entry(struct stamp *stamp, int folder, const char *name, int depth)
{
    struct stat about;
    if (fstatat(folder, name, &about, 0) != 0) {
        stamp_text(stamp, name);
        stamp_text(stamp, strerror(errno));
    } else if (!S_ISDIR(about.st_mode))
        see(stamp, name, &about);
    else {
        stamp_text(stamp, name);
        if (depth < DEEPEST)
            see_folder(stamp, folder, name, depth);
    }
}

static int is_pth(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot != NULL && strcmp(dot, ".pth") == 0;
}

/* Its time tells of packages that came and went. */
static void see_site(struct stamp *stamp, const char *path)
{
    struct stat about;
    struct dirent **entries;
    stamp_text(stamp, path);
    if (stat(path, &about) == 0)
        see(stamp, path, &about);
    int count = scandir(path, &entries, is_pth, alphasort);
    for (int i = 0; i < count; i++) {
        char *file = text_make("%s%s", path, entries[i]->d_name);
        see_entry(stamp, AT_FDCWD, file, 0);
        free(file);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

void stamp_path(struct stamp *stamp, const char *path)
{
    struct stat about;
    size_t length = strlen(path);
    if (length > 1 && path[length - 1] == '/') {
        see_site(stamp, path);
        return;
    }
    char *real = realpath(path, NULL);
    stamp_text(stamp, path);
    stamp_text(stamp, real != NULL ? real : "");
    free(real);
    if (lstat(path, &about) == 0 && S_ISLNK(about.st_mode))
        see(stamp, path, &about);
    see_entry(stamp, AT_FDCWD, path, 0);
}
