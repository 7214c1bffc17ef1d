/* A file an answer: a line that says its form, what was asked, the files, their stamp, the answer.
 */
#include "remembered.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "memory.h"
#include "paths.h"
#include "replace.h"
#include "stamp.h"

#define FORM        "taskloss answer 1 " TASKLOSS_VERSION
#define LARGEST     (1u << 20) /* bytes of a file that is read */
#define SETTLED_SEC 2          /* a file that changed this shortly before may change again unseen */

/* --- what was asked --- */

static void put_field(FILE *out, const char *name, const char *value)
{
    fprintf(out, "%s %zu %s\n", name, strlen(value), value);
}

/* Do a Python, its loader or a worker of ours look at it? */
static bool is_read(const char *variable)
{
    static const char *const starts[] = {"PYTHON", "LD_",   "GLIBC_", "PYPY",        "LC_",
                                         "LANG",   "PATH=", "HOME=",  "VIRTUAL_ENV="};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (strncmp(variable, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void put_environment(FILE *out, char **environment)
{
    char **from = environment != NULL ? environment : environ, **sorted;
    size_t count = 0, kept = 0;
    while (from[count] != NULL)
        count++;
    sorted = memory_zeroed(count, sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        if (is_read(from[i]))
            sorted[kept++] = from[i];
    qsort(sorted, kept, sizeof *sorted, by_text);
    for (size_t i = 0; i < kept; i++)
        put_field(out, "env", sorted[i]);
    free(sorted);
}

/* All that the answer depends on but files; to be freed. */
static char *question_of(const struct ask *ask)
{
    char *text = NULL;
    size_t size;
    FILE *out = memory_sure(open_memstream(&text, &size));
    fputs(FORM "\n", out);
    for (char **word = ask->argv; *word != NULL; word++)
        put_field(out, "arg", *word);
    put_environment(out, ask->environment);
    fclose(out);
    return memory_sure(text);
}

static char *place_of(const char *question)
{
    struct tl_error ignored;
    struct stamp stamp = STAMP_BEGIN;
    char *cache = paths_cache(&ignored);
    stamp_text(&stamp, question);
    char *path = cache != NULL ? text_make("%s/answers/%016" PRIx64, cache, stamp.hash) : NULL;
    free(cache);
    return path;
}

/* --- taking --- */

/* The whole file, NUL-terminated, or NULL. */
static char *contents(const char *path)
{
    FILE *in = files_open(path);
    if (in == NULL)
        return NULL;
    char *text = memory_zeroed(LARGEST + 1, 1);
    size_t length = fread(text, 1, LARGEST, in);
    bool good = length < LARGEST && !ferror(in) && strlen(text) == length;
    fclose(in);
    if (good)
        return text;
    free(text);
    return NULL;
}

/* Takes "NAME LENGTH VALUE\n"; the value as a new string, or NULL. */
static char *take_field(const char **at, const char *name)
{
    size_t length, begin = strlen(name);
    int used = 0;
    if (strncmp(*at, name, begin) != 0 || sscanf(*at + begin, " %zu%n", &length, &used) != 1)
        return NULL;
    const char *value = *at + begin + used + 1;
    if (value[-1] != ' ' || strnlen(value, length + 1) <= length || value[length] != '\n')
        return NULL;
    *at = value + length + 1;
    return text_make("%.*s", (int)length, value);
}

/* Are the files that it names what they were? */
static bool are_same(const char **at)
{
    struct stamp stamp = STAMP_BEGIN;
    char *file, text[32];
    while ((file = take_field(at, "file")) != NULL) {
        stamp_path(&stamp, file);
        free(file);
    }
    char *was = take_field(at, "stamp");
    snprintf(text, sizeof text, "%016" PRIx64, stamp.hash);
    bool same = was != NULL && strcmp(was, text) == 0;
    free(was);
    return same;
}

static void take_answer(struct ask *ask, const char *at)
{
    if (!are_same(&at))
        return;
    char *answer = take_field(&at, "answer");
    ask->known = answer != NULL && strlen(answer) < sizeof ask->output;
    if (ask->known) {
        ask->started = true;
        strcpy(ask->output, answer);
    }
    free(answer);
}

void remembered_take(struct ask *ask)
{
    char *question = question_of(ask), *path = place_of(question);
    char *text = path != NULL ? contents(path) : NULL;
    if (text != NULL && strncmp(text, question, strlen(question)) == 0)
        take_answer(ask, text + strlen(question));
    free(text);
    free(path);
    free(question);
}

/* --- keeping --- */

static bool is_worth_keeping(const struct ask *ask)
{
    size_t length = strlen(ask->output);
    return !ask->known && ask->started && !ask->late && ask->signal == 0 && ask->status == 0 &&
           length > 0 && length < sizeof ask->output - 1;
}

static void write_answer(const struct ask *ask, const char *question, const char *path,
                         const struct text_list *files, const struct stamp *stamp)
{
    struct tl_error ignored;
    struct replace file;
    char *folder = text_make("%.*s", (int)(strrchr(path, '/') - path), path), text[32];
    int result = files_make_folder(folder, &ignored);
    free(folder);
    if (result != 0 || replace_begin(&file, path, &ignored) != 0)
        return; /* it is asked again next time */
    fputs(question, file.out);
    for (size_t i = 0; i < files->count; i++)
        put_field(file.out, "file", files->items[i]);
    snprintf(text, sizeof text, "%016" PRIx64, stamp->hash);
    put_field(file.out, "stamp", text);
    put_field(file.out, "answer", ask->output);
    replace_end(&file, 1, &ignored);
}

void remembered_keep(const struct ask *ask, const struct text_list *files,
                     const struct timespec *asked)
{
    struct stamp stamp = STAMP_BEGIN;
    if (!is_worth_keeping(ask))
        return;
    for (size_t i = 0; i < files->count; i++)
        stamp_path(&stamp, files->items[i]);
    if (stamp.newest.tv_sec + SETTLED_SEC >= asked->tv_sec)
        return;
    char *question = question_of(ask), *path = place_of(question);
    if (path != NULL)
        write_answer(ask, question, path, files, &stamp);
    free(path);
    free(question);
}
