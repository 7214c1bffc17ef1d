/* Cases: the files of a folder, sorted by id, and those a user names. */
#include "cases.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case_head.h"
#include "hash.h"
#include "list.h"
#include "memory.h"
#include "near.h"
#include "text.h"
#include "wire.h"

#define FILE_MAX ((size_t)1 << 20)

/* --- one file --- */

static void free_case(struct tl_case *c)
{
    for (size_t i = 0; i < c->expectation_count; i++) {
        free(c->expectations[i].what);
        free(c->expectations[i].versions);
    }
    free(c->expectations);
    free(c->id);
    free(c->name);
    free(c->title);
    free(c->story);
    free(c->file);
    free(c->source);
    free(c->awaits);
    free(c->needs);
    free(c->library);
    free(c->no_library);
    free(c->jobs);
}

static bool has_suffix(const char *text, const char *suffix)
{
    size_t length = strlen(text), end = strlen(suffix);
    return length > end && strcmp(text + length - end, suffix) == 0;
}

/* Reads until `size` bytes or the end of the file; -1 with errno set. */
static ssize_t read_whole(int fd, char *buffer, size_t size)
{
    size_t used = 0;
    while (used < size) {
        ssize_t got = read(fd, buffer + used, size - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        used += (size_t)got;
    }
    return (ssize_t)used;
}

/* Of the bytes, and of the writing of them: a file that was edited and edited back has another. */
static uint64_t stamp_of(const char *text, size_t length, const struct stat *about)
{
    uint64_t hash = hash_on(HASH_START, text, length);
    hash = hash_on(hash, &about->st_ino, sizeof about->st_ino);
    hash = hash_on(hash, &about->st_mtim.tv_sec, sizeof about->st_mtim.tv_sec);
    return hash_on(hash, &about->st_mtim.tv_nsec, sizeof about->st_mtim.tv_nsec);
}

/* The text of an open file with a NUL after it. */
static char *read_open(int fd, const char *label, size_t *length, uint64_t *stamp,
                       struct tl_error *error)
{
    struct stat about = {0};
    if (fstat(fd, &about) == 0 && !S_ISREG(about.st_mode)) {
        tl_fail(error, TL_EXIT_USAGE, "'%s' is no regular file; a case is one .py file", label);
        return NULL;
    }
    char *text = memory_zeroed(1, FILE_MAX + 2);
    ssize_t got = read_whole(fd, text, FILE_MAX + 1);
    if (got < 0)
        tl_fail(error, TL_EXIT_USAGE, "cannot read '%s': %s", label, strerror(errno));
    else if ((size_t)got > FILE_MAX)
        tl_fail(error, TL_EXIT_USAGE, "%s:1: too long for a case: over 1 MiB", label);
    else {
        text[got] = '\0';
        *length = (size_t)got;
        *stamp = stamp_of(text, *length, &about);
        return text;
    }
    free(text);
    return NULL;
}

static char *read_text(const char *file, size_t *length, uint64_t *stamp, struct tl_error *error)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        tl_fail(error, TL_EXIT_USAGE, "cannot read '%s': %s", file, strerror(errno));
        return NULL;
    }
    char *text = read_open(fd, file, length, stamp, error);
    close(fd);
    return text;
}

static int set_names(struct tl_case *c, const char *file, struct tl_error *error)
{
    c->file = realpath(file, NULL);
    if (c->file == NULL)
        return tl_fail(error, TL_EXIT_USAGE, "cannot read '%s': %s", file, strerror(errno));
    if (strlen(c->file) >= TL_PATH_MAX)
        return tl_fail(error, TL_EXIT_USAGE, "the path of '%.200s' is too long: over %d bytes",
                       file, TL_PATH_MAX - 1);
    const char *base = strrchr(file, '/') != NULL ? strrchr(file, '/') + 1 : file;
    size_t length = has_suffix(base, ".py") ? strlen(base) - 3 : strlen(base);
    c->name = memory_sure(strndup(base, length));
    return 0;
}

bool case_has_changed(const struct tl_case *the_case)
{
    struct tl_error ignored;
    size_t length = 0;
    uint64_t stamp = 0;
    char *text = read_text(the_case->file, &length, &stamp, &ignored);
    bool changed = text == NULL || stamp != the_case->stamp;
    free(text);
    return changed;
}

static int read_case(struct tl_case *out, const char *file, struct tl_error *error)
{
    size_t length = 0;
    if (set_names(out, file, error) < 0)
        return -1;
    char *text = read_text(file, &length, &out->stamp, error);
    if (text == NULL)
        return -1;
    int result = case_head_read(out, file, text, length, error);
    free(text);
    return result;
}

static int by_id(const void *a, const void *b)
{
    const struct tl_case *left = a, *right = b;
    int order = strverscmp(left->id, right->id);
    return order != 0 ? order : strcmp(left->file, right->file);
}

static void add(struct tl_cases *cases, struct tl_case *one)
{
    struct tl_case *item = list_grow(&cases->items, cases->count++, sizeof *item);
    *item = *one;
}

static int add_file(struct tl_cases *cases, const char *file, struct tl_error *error)
{
    struct tl_case one = {0};
    if (read_case(&one, file, error) == 0) {
        add(cases, &one);
        return 0;
    }
    free_case(&one);
    return -1;
}

/* Sorts, and refuses what would make a name mean two cases. */
static int settle(struct tl_cases *cases, struct tl_error *error)
{
    if (cases->count > 1)
        list_sort(cases->items, cases->count, sizeof *cases->items, by_id);
    for (size_t i = 0; i < cases->count; i++)
        for (size_t j = i + 1; j < cases->count; j++) {
            const struct tl_case *a = &cases->items[i], *b = &cases->items[j];
            if (strcmp(a->id, b->id) == 0)
                return tl_fail(error, TL_EXIT_USAGE, "two cases have the id '%s': '%s' and '%s'",
                               a->id, a->file, b->file);
            if (strcmp(a->name, b->name) == 0)
                return tl_fail(error, TL_EXIT_USAGE, "two cases have the name '%s': '%s' and '%s'",
                               a->name, a->file, b->file);
        }
    return 0;
}

/* --- folders --- */

/* A folder of a walk, and the one it is in: a link may lead back to it. */
struct folder {
    const struct folder *above;
    dev_t device;
    ino_t inode;
};

static int add_folder(struct tl_cases *cases, const char *path, const struct folder *above,
                      struct tl_error *error);

static int cannot_read(const char *path, struct tl_error *error)
{
    return tl_fail(error, TL_EXIT_USAGE, "cannot read '%s': %s", path, strerror(errno));
}

static bool is_within(const struct folder *folder, const struct stat *status)
{
    for (; folder != NULL; folder = folder->above)
        if (folder->device == status->st_dev && folder->inode == status->st_ino)
            return true;
    return false;
}

/* A file or a folder in `folder`; a link that leads nowhere is none. */
static int add_path(struct tl_cases *cases, const char *path, const struct folder *folder,
                    struct tl_error *error)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return errno == ENOENT || errno == ELOOP ? 0 : cannot_read(path, error);
    if (S_ISDIR(status.st_mode))
        return is_within(folder, &status) ? 0 : add_folder(cases, path, folder, error);
    return S_ISREG(status.st_mode) && has_suffix(path, ".py") ? add_file(cases, path, error) : 0;
}

static int add_entries(struct tl_cases *cases, DIR *entries, const char *path,
                       const struct folder *folder, struct tl_error *error)
{
    int result = 0;
    while (result == 0) {
        errno = 0;
        const struct dirent *entry = readdir(entries);
        if (entry == NULL)
            return errno != 0 ? cannot_read(path, error) : 0;
        if (entry->d_name[0] == '.' || entry->d_name[0] == '_')
            continue;
        const char *slash = path[0] != '\0' && path[strlen(path) - 1] == '/' ? "" : "/";
        char *inner = text_make("%s%s%s", path, slash, entry->d_name);
        result = add_path(cases, inner, folder, error);
        free(inner);
    }
    return result;
}

static int add_folder(struct tl_cases *cases, const char *path, const struct folder *above,
                      struct tl_error *error)
{
    struct stat status;
    DIR *entries = opendir(path);
    if (entries == NULL)
        return cannot_read(path, error);
    int result = -1;
    if (fstat(dirfd(entries), &status) != 0)
        cannot_read(path, error);
    else {
        struct folder folder = {above, status.st_dev, status.st_ino};
        result = add_entries(cases, entries, path, &folder, error);
    }
    closedir(entries);
    return result;
}

static int add_cases(struct tl_cases *cases, const char *folder, struct tl_error *error)
{
    size_t before = cases->count;
    int result = add_folder(cases, folder, NULL, error);
    if (result == 0 && cases->count == before)
        return tl_fail(error, TL_EXIT_USAGE, "no case in '%s': a case is a .py file", folder);
    return result;
}

int cases_load(struct tl_cases *cases, const char *folder, struct tl_error *error)
{
    return add_cases(cases, folder, error) < 0 ? -1 : settle(cases, error);
}

/* The case of a file, among the first `count`; NULL: none. */
static struct tl_case *of_file(const struct tl_cases *cases, size_t count, const char *path)
{
    char real[PATH_MAX];
    if (realpath(path, real) == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (strcmp(cases->items[i].file, real) == 0)
            return &cases->items[i];
    return NULL;
}

int cases_load_file(struct tl_cases *cases, const char *file, struct tl_error *error)
{
    if (of_file(cases, cases->count, file) != NULL)
        return 0;
    return add_file(cases, file, error) < 0 ? -1 : settle(cases, error);
}

/* --- choosing --- */

/* Marks what fits `pattern`, an id, a name, or a pattern over either; returns how many did. */
static size_t mark_matches(const struct tl_cases *cases, bool *marks, size_t count,
                           const char *pattern)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        if (fnmatch(pattern, cases->items[i].id, 0) == 0 ||
            fnmatch(pattern, cases->items[i].name, 0) == 0 ||
            (strcmp(pattern, "libraries") == 0 && cases->items[i].library != NULL)) {
            marks[i] = true;
            found++;
        }
    return found;
}

static int no_such_case(const struct tl_cases *cases, size_t count, const char *name,
                        struct tl_error *error)
{
    const char **names = memory_zeroed(2 * count, sizeof *names);
    char hint[160] = "";
    for (size_t i = 0; names != NULL && i < count; i++) {
        names[2 * i] = cases->items[i].id;
        names[2 * i + 1] = cases->items[i].name;
    }
    if (names != NULL)
        near_hint(hint, sizeof hint, name, names, 2 * count);
    free(names);
    return tl_fail(error, TL_EXIT_USAGE, "unknown case '%s'%s", name,
                   hint[0] != '\0' ? hint : "; see 'taskloss cases'");
}

static bool is_marked_file(const struct tl_cases *cases, bool *marks, size_t count,
                           const char *path)
{
    const struct tl_case *of = of_file(cases, count, path);
    return of != NULL && (marks[of - cases->items] = true);
}

/* One name: what it fits among the first `count` is marked, what it adds comes after them. */
static int select_one(struct tl_cases *cases, bool *marks, size_t count, const char *name,
                      struct tl_error *error)
{
    struct stat about;
    bool path = strchr(name, '/') != NULL || has_suffix(name, ".py");
    if (!path && mark_matches(cases, marks, count, name) > 0)
        return 0;
    if (stat(name, &about) == 0) {
        if (S_ISDIR(about.st_mode))
            return add_cases(cases, name, error);
        if (path)
            return is_marked_file(cases, marks, count, name) ? 0 : add_file(cases, name, error);
    }
    if (path)
        return tl_fail(error, TL_EXIT_USAGE, "cannot read '%s': %s", name, strerror(errno));
    return no_such_case(cases, count, name, error);
}

/* Is a case of the same file kept already? Then a user has named it twice. */
static bool is_kept(const struct tl_cases *cases, size_t kept, const struct tl_case *one)
{
    for (size_t i = 0; i < kept; i++)
        if (strcmp(cases->items[i].file, one->file) == 0)
            return true;
    return false;
}

static void keep_marked(struct tl_cases *cases, const bool *marks, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < cases->count; i++) {
        if ((i < count && !marks[i]) || is_kept(cases, kept, &cases->items[i]))
            free_case(&cases->items[i]);
        else
            cases->items[kept++] = cases->items[i];
    }
    cases->count = kept;
}

int cases_select(struct tl_cases *cases, const char *const *names, size_t count,
                 struct tl_error *error)
{
    size_t loaded = cases->count;
    bool *marks = memory_zeroed(loaded, sizeof *marks);
    int result = 0;
    for (size_t i = 0; count == 0 && i < loaded; i++)
        marks[i] = cases->items[i].library == NULL;
    for (size_t i = 0; result == 0 && i < count; i++)
        result = select_one(cases, marks, loaded, names[i], error);
    if (result == 0) {
        keep_marked(cases, marks, loaded);
        result = settle(cases, error);
    }
    free(marks);
    return result;
}

int cases_exclude(struct tl_cases *cases, const char *const *patterns, size_t count,
                  struct tl_error *error)
{
    size_t kept = 0;
    int result = 0;
    bool *marks = memory_zeroed(cases->count, sizeof *marks);
    for (size_t i = 0; result == 0 && i < count; i++)
        if (mark_matches(cases, marks, cases->count, patterns[i]) == 0 &&
            !is_marked_file(cases, marks, cases->count, patterns[i]))
            result = no_such_case(cases, cases->count, patterns[i], error);
    for (size_t i = 0; result == 0 && i < cases->count; i++) {
        if (marks[i])
            free_case(&cases->items[i]);
        else
            cases->items[kept++] = cases->items[i];
    }
    if (result == 0)
        cases->count = kept;
    free(marks);
    return result;
}

void cases_free(struct tl_cases *cases)
{
    for (size_t i = 0; i < cases->count; i++)
        free_case(&cases->items[i]);
    free(cases->items);
    *cases = (struct tl_cases){0};
}
