/* git and scripts/bisect do the work; their words are read here. */
#include "repository.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "hash.h"
#include "memory.h"
#include "paths.h"
#include "text.h"

enum { GIT_MS = 600000, BUILD_MS = 7200000 };

/* ---- commands ---- */

/* The exit status, or -1 where it could not be run to its end. */
static int run(struct ask *ask, struct tl_error *error)
{
    if (ask_all(ask, 1, error) < 0)
        return -1;
    if (!ask->started)
        return tl_fail(error, TL_EXIT_UNMEASURED, "cannot run %s: %s", ask->argv[0], ask->reason);
    if (ask->late || ask->signal != 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "%s %s in the repository was broken off",
                       ask->argv[0], ask->argv[3]);
    return (int)ask->status;
}

/* git in `folder`, by words up to NULL; `ask` has its answer. */
static int git(const char *folder, const char *const *words, struct ask *ask,
               struct tl_error *error)
{
    struct text_list argv = {0};
    text_add(&argv, memory_text("git"));
    text_add(&argv, memory_text("-C"));
    text_add(&argv, memory_text(folder));
    for (size_t i = 0; words[i] != NULL; i++)
        text_add(&argv, memory_text(words[i]));
    *ask = (struct ask){.argv = argv.items, .deadline_ms = GIT_MS};
    int status = run(ask, error);
    ask->argv = NULL;
    text_clear(&argv);
    return status;
}

static void cut_line(char *text)
{
    text[strcspn(text, "\n")] = '\0';
}

/* The first line that git answers, to be freed; NULL: it has none, or failed. */
static char *git_line(const char *folder, const char *const *words)
{
    struct ask *ask = memory_zeroed(1, sizeof *ask);
    struct tl_error ignored;
    char *line = NULL;
    if (git(folder, words, ask, &ignored) == 0) {
        cut_line(ask->output);
        line = ask->output[0] != '\0' ? memory_text(ask->output) : NULL;
    }
    free(ask);
    return line;
}

static char *resolve(const char *folder, const char *word)
{
    char *commit = text_make("%s^{commit}", word);
    char *hash = git_line(folder, (const char *[]){"rev-parse", "--verify", "--quiet",
                                                   "--end-of-options", commit, NULL});
    free(commit);
    return hash;
}

/* ---- the repository ---- */

int repository_open(struct repository *out, const char *folder, struct tl_error *error)
{
    *out = (struct repository){.folder = realpath(folder, NULL)};
    if (out->folder == NULL)
        return tl_fail(error, TL_EXIT_USAGE, "--repo: %s: %s", folder, strerror(errno));
    char *head = resolve(out->folder, "HEAD");
    if (head == NULL)
        return tl_fail(error, TL_EXIT_USAGE,
                       "--repo: %s is no git repository with commits; clone CPython there", folder);
    free(head);
    char *cache = paths_cache(error);
    if (cache == NULL)
        return -1;
    out->work = text_make("%s/bisect/%016" PRIx64, cache, hash_text(out->folder));
    free(cache);
    out->builder = paths_bisect(error);
    return out->builder != NULL ? 0 : -1;
}

void repository_free(struct repository *repository)
{
    free(repository->folder);
    free(repository->work);
    free(repository->builder);
    *repository = (struct repository){0};
}

/* ---- commits ---- */

static bool is_minor(const char *word, unsigned *minor)
{
    int end = 0;
    return sscanf(word, "3.%3u%n", minor, &end) == 1 && word[end] == '\0';
}

/* Where the next version began; of a version that main has not left, main itself. */
static char *branch_point(const char *folder, unsigned minor)
{
    char *next = text_make("-S\"3.%u.0a0", minor + 1);
    char *own = text_make("-S\"3.%u.0a0", minor);
    const char *words[] = {"log", "--reverse", "--format=%H", next, "--", "Include/patchlevel.h",
                           NULL};
    char *hash = git_line(folder, words);
    words[3] = own;
    char *begun = hash == NULL ? git_line(folder, words) : NULL;
    if (begun != NULL)
        hash = resolve(folder, "HEAD");
    free(begun);
    free(next);
    free(own);
    return hash;
}

int repository_find(const struct repository *repository, const char *word, char **hash,
                    struct tl_error *error)
{
    unsigned minor;
    *hash = is_minor(word, &minor) ? branch_point(repository->folder, minor)
                                   : resolve(repository->folder, word);
    if (*hash != NULL)
        return 0;
    return tl_fail(error, TL_EXIT_USAGE,
                   "no commit '%s' in %s: give a hash, a tag, a branch, or a version as 3.12", word,
                   repository->folder);
}

/* The first "gh-12345" or "bpo-12345"; the oldest write "Issue #12345", which is bpo's. */
static char *issue_of(const char *title)
{
    static const struct {
        const char *before, *name;
    } forms[] = {
        {"gh-", "gh"}, {"GH-", "gh"}, {"bpo-", "bpo"}, {"Issue #", "bpo"}, {"issue #", "bpo"}};
    for (; *title != '\0'; title++)
        for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
            size_t length = strlen(forms[i].before);
            const char *at = title + length;
            if (strncmp(title, forms[i].before, length) == 0 && isdigit((unsigned char)*at))
                return text_make("%s-%.*s", forms[i].name, (int)strspn(at, "0123456789"), at);
        }
    return NULL;
}

static char *next_line(char **text)
{
    char *line = strsep(text, "\n");
    return memory_text(line != NULL ? line : "");
}

int repository_tell(const struct repository *repository, const char *hash, struct commit *out,
                    struct tl_error *error)
{
    struct ask *ask = memory_zeroed(1, sizeof *ask);
    const char *words[] = {"show", "--no-patch", "--format=%H%n%as%n%an%n%s", hash, NULL};
    *out = (struct commit){0};
    int status = git(repository->folder, words, ask, error);
    if (status == 0) {
        char *rest = ask->output;
        out->hash = next_line(&rest);
        out->day = next_line(&rest);
        out->author = next_line(&rest);
        out->title = next_line(&rest);
        out->issue = issue_of(out->title);
    } else if (status > 0)
        tl_fail(error, TL_EXIT_UNMEASURED, "git cannot show commit %s", hash);
    free(ask);
    return status == 0 ? 0 : -1;
}

void commit_free(struct commit *commit)
{
    free(commit->hash);
    free(commit->day);
    free(commit->author);
    free(commit->title);
    free(commit->issue);
    *commit = (struct commit){0};
}

char *repository_parent(const struct repository *repository, const char *hash)
{
    char *word = text_make("%s^", hash), *parent = resolve(repository->folder, word);
    free(word);
    return parent;
}

/* ---- building ---- */

enum { BUILDER_SKIP = 125 };

int repository_build(const struct repository *repository, const char *hash, char **folder,
                     struct tl_error *error)
{
    char *script = "cd \"$1\" && TASKLOSS_BISECT=$2 exec bash \"$3\" --build \"$4\"";
    char *argv[] = {
        "bash", "-c", script, "bash", repository->folder, repository->work, repository->builder,
        NULL,   NULL};
    struct ask *ask = memory_zeroed(1, sizeof *ask);
    char *commit = argv[7] = memory_text(hash);
    *ask = (struct ask){.argv = argv, .deadline_ms = BUILD_MS};
    int status = run(ask, error), result = -1;
    cut_line(ask->output);
    cut_line(ask->errors);
    if (status == 0) {
        *folder = memory_text(ask->output);
        result = 1;
    } else if (status > 0) {
        tl_fail(error, TL_EXIT_UNMEASURED, "%s",
                ask->errors[0] != '\0' ? ask->errors : "the commit cannot be built");
        result = status == BUILDER_SKIP ? 0 : -1;
    }
    free(commit);
    free(ask);
    return result;
}

/* ---- halving ---- */

static char *source_of(const struct repository *repository)
{
    return text_make("%s/source", repository->work);
}

/* Git says that it is done in words, and else has a next commit. */
static int read_answer(const char *source, const struct ask *ask, int status, enum halving *state,
                       char **hash, struct tl_error *error)
{
    const char *done = strstr(ask->output, " is the first ");
    const char *left = strstr(ask->output, "only 'skip'ped commits left");
    if (status < 0)
        return -1;
    if (status == 0 && done != NULL && strstr(done, "commit") != NULL) {
        *state = HALVING_FOUND;
        *hash = resolve(source, "refs/bisect/bad");
    } else if (left != NULL) {
        *state = HALVING_LEFT;
        *hash = resolve(source, "refs/bisect/bad");
    } else if (status == 0) {
        *state = HALVING_NEXT;
        *hash = resolve(source, "BISECT_HEAD");
    } else {
        char line[sizeof ask->errors];
        snprintf(line, sizeof line, "%s", ask->errors[0] != '\0' ? ask->errors : ask->output);
        cut_line(line);
        return tl_fail(error, TL_EXIT_UNMEASURED, "git bisect: %s", line);
    }
    return *hash != NULL ? 0 : tl_fail(error, TL_EXIT_UNMEASURED, "git bisect names no commit");
}

static int bisect(const struct repository *repository, const char *const *words,
                  enum halving *state, char **hash, struct tl_error *error)
{
    char *source = source_of(repository);
    struct ask *ask = memory_zeroed(1, sizeof *ask);
    int status = git(source, words, ask, error);
    int result = read_answer(source, ask, status, state, hash, error);
    free(ask);
    free(source);
    return result;
}

int repository_halve(const struct repository *repository, const char *early, const char *late,
                     const char *const *paths, enum halving *state, char **hash,
                     struct tl_error *error)
{
    enum { MOST = 32 };
    const char *words[MOST] = {"bisect", "start", "--no-checkout", late, early, "--"};
    for (size_t i = 6; paths != NULL && i < MOST - 1 && *paths != NULL; i++)
        words[i] = *paths++;
    char *source = source_of(repository);
    free(git_line(source, (const char *[]){"bisect", "reset", NULL}));
    free(source);
    return bisect(repository, words, state, hash, error);
}

int repository_mark(const struct repository *repository, enum halving_mark mark,
                    enum halving *state, char **hash, struct tl_error *error)
{
    static const char *const marks[] = {"good", "bad", "skip"};
    const char *words[] = {"bisect", marks[mark], NULL};
    return bisect(repository, words, state, hash, error);
}
