/* Folders that are made, and patterns that are looked up. */
#include "files.h"

#include <errno.h>
#include <ftw.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "text.h"

int files_make_folder(const char *directory, struct tl_error *error)
{
    char *path = memory_text(directory);
    int result = 0;
    for (char *slash = path + 1; result == 0 && *path != '\0'; slash++) {
        bool last = *slash == '\0';
        if (*slash != '/' && !last)
            continue;
        *slash = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            result =
                tl_fail(error, TL_EXIT_UNMEASURED, "%s cannot be made (%s)", path, strerror(errno));
        if (last)
            break;
        *slash = '/';
    }
    free(path);
    return result;
}

int files_allow_open(unsigned long count, struct tl_error *error)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= count)
        return 0;
    rlim_t most = limit.rlim_max;
    limit.rlim_cur = count;
    if (most >= count && setrlimit(RLIMIT_NOFILE, &limit) == 0)
        return 0;
    return tl_fail(error, TL_EXIT_UNMEASURED,
                   "%lu files have to be open at a time, and %llu may be (ulimit -n): allow more%s",
                   count, (unsigned long long)most,
                   count > FILES_LEAST ? ", or run fewer workers (-j)" : "");
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about, (void)kind, (void)place;
    remove(path);
    return 0;
}

void files_remove_folder(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

bool files_is_file(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

FILE *files_open(const char *path)
{
    struct stat about;
    FILE *file = fopen(path, "re");
    if (file == NULL || fstat(fileno(file), &about) != 0 || S_ISREG(about.st_mode) ||
        S_ISFIFO(about.st_mode) || S_ISSOCK(about.st_mode))
        return file;
    fclose(file);
    errno = S_ISDIR(about.st_mode) ? EISDIR : ENOTSUP;
    return NULL;
}

char *files_escape(const char *path)
{
    char *pattern = memory_zeroed(2 * strlen(path) + 1, 1), *end = pattern;
    for (; *path != '\0'; path++) {
        if (strchr("*?[\\", *path) != NULL)
            *end++ = '\\';
        *end++ = *path;
    }
    return pattern;
}

/* The first file that a pattern fits, or NULL. */
static char *first_match(const char *pattern)
{
    glob_t found;
    if (glob(pattern, 0, NULL, &found) != 0)
        return NULL;
    char *path = text_make("%s", found.gl_pathv[0]);
    globfree(&found);
    return path;
}

char *files_first(char *pattern)
{
    char *path = first_match(pattern);
    free(pattern);
    return path;
}

const char *files_below_here(const char *path)
{
    char here[PATH_MAX];
    size_t length = getcwd(here, sizeof here) != NULL ? strlen(here) : 0;
    bool within = length > 1 && strncmp(path, here, length) == 0 && path[length] == '/';
    return within ? path + length + 1 : path;
}
