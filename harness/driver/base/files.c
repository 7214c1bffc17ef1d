/* Files that are replaced whole, folders that are made, and patterns that are looked up. */
#include "files.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "text.h"

static int cannot(const char *path, struct tl_error *error)
{
    return tl_fail(error, TL_EXIT_UNMEASURED, "%s cannot be written (%s)", path, strerror(errno));
}

static void forget(struct replace *replace)
{
    free(replace->path);
    free(replace->temporary);
    *replace = (struct replace){0};
}

/* mkstemp makes files for their owner only; this one gets the rights of any new file. */
static void open_rights(int fd)
{
    mode_t mask = umask(0);
    umask(mask);
    fchmod(fd, 0666 & ~mask);
}

int replace_begin(struct replace *replace, const char *path, struct tl_error *error)
{
    struct stat status;
    *replace = (struct replace){.out = stdout};
    if (strcmp(path, "-") == 0)
        return 0;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return tl_fail(error, TL_EXIT_USAGE, "%s is a folder, not a file", path);
    replace->path = text_make("%s", path);
    replace->temporary = text_make("%s.XXXXXX", path);
    int fd = mkstemp(replace->temporary);
    replace->out = fd < 0 ? NULL : fdopen(fd, "w");
    if (replace->out != NULL) {
        open_rights(fd);
        return 0;
    }
    cannot(path, error);
    if (fd >= 0) {
        close(fd);
        unlink(replace->temporary);
    }
    forget(replace);
    return -1;
}

int replace_end(struct replace *replace, int keep, struct tl_error *error)
{
    int result = 0;
    if (replace->path == NULL)
        return 0;
    errno = 0;
    if (keep &&
        (fflush(replace->out) != 0 || ferror(replace->out) || fsync(fileno(replace->out)) != 0))
        result = cannot(replace->path, error);
    if (fclose(replace->out) != 0 && keep && result == 0)
        result = cannot(replace->path, error);
    if (keep && result == 0 && rename(replace->temporary, replace->path) != 0)
        result = cannot(replace->path, error);
    if (!keep || result != 0)
        unlink(replace->temporary);
    forget(replace);
    return result;
}

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

bool files_is_file(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
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
