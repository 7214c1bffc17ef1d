/* Replaces files. The new one is made without a name (O_TMPFILE), so that even SIGKILL leaves none
 * behind; it gets a second name for the instant between link and rename only where there is an old
 * one to replace. A file system without such files gets a named one, which leavings.h takes away.
 */
#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "leavings.h"
#include "memory.h"
#include "text.h"

#define MOST_LINKS 40

static int cannot(const char *path, struct tl_error *error)
{
    return tl_fail(error, TL_EXIT_UNMEASURED, "%s cannot be written (%s)", path,
                   errno != 0 ? strerror(errno) : "an earlier write failed");
}

static void forget(struct replace *replace)
{
    if (replace->temporary != NULL)
        leavings_forget_file(replace->temporary);
    free(replace->path);
    free(replace->temporary);
    *replace = (struct replace){0};
}

/* --- where it is --- */

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? text_make(".") : text_make("%.*s", (int)(slash - path + 1), path);
}

/* Where the link `path` leads; NULL: it is none. */
static char *one_link(const char *path)
{
    char target[4096];
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length < 0 || length == sizeof target - 1)
        return NULL;
    target[length] = '\0';
    if (target[0] == '/')
        return text_make("%s", target);
    char *folder = folder_of(path),
         *full = text_make("%s%s%s", folder, strcmp(folder, ".") == 0 ? "/" : "", target);
    free(folder);
    return full;
}

/* A link that no name stands behind: opening it is the only way to its file. */
static bool is_descriptor(const char *path)
{
    return strncmp(path, "/proc/", 6) == 0 || strncmp(path, "/dev/fd/", 8) == 0;
}

/* The file that a path means; it need not be there. */
static char *follow(const char *path)
{
    char *at = text_make("%s", path);
    for (int i = 0; i < MOST_LINKS && !is_descriptor(at); i++) {
        char *next = one_link(at);
        if (next == NULL)
            break;
        free(at);
        at = next;
    }
    return at;
}

/* --- beginning --- */

static int open_stream(struct replace *replace)
{
    replace->how = REPLACE_STREAM;
    return open(replace->path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY);
}

static int open_named(struct replace *replace, const char *folder)
{
    sigset_t before;
    char *name = text_make("%s/.taskloss-XXXXXX", folder);
    leavings_hold(&before);
    int fd = mkostemp(name, O_CLOEXEC), why = errno;
    if (fd >= 0) {
        replace->temporary = name;
        leavings_file(name);
    } else
        free(name);
    leavings_release(&before);
    errno = why;
    return fd;
}

static int open_beside(struct replace *replace)
{
    char *folder = folder_of(replace->path);
    replace->how = REPLACE_BESIDE;
    int fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0 && errno != EACCES && errno != EROFS && errno != ENOENT && errno != ENOTDIR)
        fd = open_named(replace, folder);
    int why = errno;
    free(folder);
    errno = why;
    return fd;
}

static int open_regular(struct replace *replace)
{
    if (replace->exists && faccessat(AT_FDCWD, replace->path, W_OK, AT_EACCESS) != 0)
        return -1;
    int fd = open_beside(replace);
    if (fd >= 0 || errno != EACCES || !replace->exists)
        return fd;
    replace->how = REPLACE_CONTENTS;
    return memfd_create("taskloss", MFD_CLOEXEC);
}

int replace_begin(struct replace *replace, const char *path, struct tl_error *error)
{
    struct stat status;
    *replace = (struct replace){.out = stdout};
    if (strcmp(path, "-") == 0)
        return 0;
    if (path[0] == '\0')
        return tl_fail(error, TL_EXIT_USAGE, "a file to write is named '': give it a name, or -");
    bool there = stat(path, &status) == 0;
    if (!there && errno == ELOOP)
        return cannot(path, error);
    if (there && S_ISDIR(status.st_mode))
        return tl_fail(error, TL_EXIT_USAGE, "%s is a folder, not a file", path);
    replace->path = follow(path);
    bool special = (there && !S_ISREG(status.st_mode)) || is_descriptor(replace->path);
    if (there && !special) {
        replace->exists = 1;
        replace->mode = status.st_mode & 07777;
        replace->user = status.st_uid;
        replace->group = status.st_gid;
    }
    int fd = special ? open_stream(replace) : open_regular(replace);
    replace->out = fd < 0 ? NULL : fdopen(fd, "w");
    if (replace->out != NULL)
        return 0;
    cannot(path, error);
    if (fd >= 0)
        close(fd);
    if (replace->temporary != NULL)
        unlink(replace->temporary);
    forget(replace);
    return -1;
}

int replace_clear(struct replace *replace, struct tl_error *error)
{
    if (!replace->exists)
        return 0;
    int result =
        replace->how == REPLACE_CONTENTS ? truncate(replace->path, 0) : unlink(replace->path);
    return result == 0 || errno == ENOENT ? 0 : cannot(replace->path, error);
}

/* --- ending --- */

/* A new file gets the rights of any new file; one that is replaced keeps its own. */
static void give_rights(const struct replace *replace, int fd)
{
    mode_t mask = umask(0);
    umask(mask);
    if (!replace->exists) {
        fchmod(fd, 0666 & ~mask);
        return;
    }
    bool given = fchown(fd, replace->user, replace->group) == 0;
    fchmod(fd, given ? replace->mode : replace->mode & 0777);
}

/* A file without a name gets one. */
static int link_as(int fd, const char *path)
{
    char number[40];
    snprintf(number, sizeof number, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, number, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

static int link_beside(struct replace *replace, int fd)
{
    char *folder = folder_of(replace->path);
    int result = -1;
    errno = EEXIST;
    for (unsigned i = 0; i < 1000 && result != 0 && errno == EEXIST; i++) {
        free(replace->temporary);
        replace->temporary = text_make("%s/.taskloss-%d-%u", folder, (int)getpid(), i);
        result = link_as(fd, replace->temporary);
    }
    free(folder);
    return result;
}

/* Named files are renamed; those without a name are linked, over an old one in two steps. */
static int put_in_place(struct replace *replace, int fd)
{
    if (replace->temporary == NULL) {
        if (link_as(fd, replace->path) == 0)
            return 0;
        if (errno != EEXIST || link_beside(replace, fd) != 0)
            return -1;
    }
    if (rename(replace->temporary, replace->path) == 0)
        return 0;
    int why = errno;
    unlink(replace->temporary);
    errno = why;
    return -1;
}

static int put_beside(struct replace *replace)
{
    sigset_t before;
    int fd = fileno(replace->out);
    give_rights(replace, fd);
    if (fsync(fd) != 0)
        return -1;
    leavings_hold(&before);
    int result = put_in_place(replace, fd), why = errno;
    leavings_release(&before);
    errno = why;
    return result;
}

static int copy(int from, int to)
{
    char block[65536];
    ssize_t got, put;
    for (off_t at = 0; (got = pread(from, block, sizeof block, at)) > 0; at += put)
        if ((put = write(to, block, (size_t)got)) < 0)
            return -1;
    return got < 0 ? -1 : fsync(to);
}

static int put_contents(const struct replace *replace)
{
    int fd = open(replace->path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int result = copy(fileno(replace->out), fd), why = errno;
    if (close(fd) != 0 && result == 0)
        return -1;
    errno = why;
    return result;
}

static int put(struct replace *replace)
{
    errno = 0;
    if (fflush(replace->out) != 0 || ferror(replace->out))
        return -1;
    switch (replace->how) {
    case REPLACE_BESIDE:
        return put_beside(replace);
    case REPLACE_CONTENTS:
        return put_contents(replace);
    default:
        return 0;
    }
}

int replace_end(struct replace *replace, int keep, struct tl_error *error)
{
    int result = 0;
    if (replace->path == NULL)
        return 0;
    if (keep && put(replace) != 0)
        result = cannot(replace->path, error);
    if (fclose(replace->out) != 0 && keep && result == 0 && replace->how == REPLACE_STREAM)
        result = cannot(replace->path, error);
    if ((!keep || result != 0) && replace->temporary != NULL)
        unlink(replace->temporary);
    forget(replace);
    return result;
}
