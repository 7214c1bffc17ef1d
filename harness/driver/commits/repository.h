/* A git repository of CPython: its commits, told, built, and halved. */
#ifndef TASKLOSS_REPOSITORY_H
#define TASKLOSS_REPOSITORY_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

struct repository {
    char *folder;  /* absolute */
    char *work;    /* in the cache folder: source, build and log of this repository */
    char *builder; /* scripts/bisect */
};

/* `folder` is a checkout or a bare repository. Free in any case. */
int repository_open(struct repository *out, const char *folder, struct tl_error *error);
void repository_free(struct repository *repository);

struct commit {
    char *hash, *day, *author, *title; /* day: of the author, as ISO 8601 has it */
    char *issue;                       /* "gh-12345" or "bpo-12345" of the title; or NULL */
};

/* `word` is what git takes for a commit, or "3.N": where the main branch went on to the next
 * version. The hash is to be freed. */
int repository_find(const struct repository *repository, const char *word, char **hash,
                    struct tl_error *error);

int repository_tell(const struct repository *repository, const char *hash, struct commit *out,
                    struct tl_error *error);
void commit_free(struct commit *commit);

/* Of its first parent; NULL: it has none. To be freed. */
char *repository_parent(const struct repository *repository, const char *hash);

/* Builds a commit: 1, and the build folder, to be freed; 0: it cannot be built, and `error` says
 * so; -1: nothing can be built. May take minutes. */
int repository_build(const struct repository *repository, const char *hash, char **folder,
                     struct tl_error *error);

/* The commits between two, halved by git bisect; a commit of either has been built before. `paths`,
 * NULL-terminated: only commits that touch these; NULL: all. */
enum halving {
    HALVING_NEXT,  /* `hash` is to be judged */
    HALVING_FOUND, /* `hash` is the first that is as `late` */
    HALVING_LEFT,  /* only commits that cannot be judged are left; `hash` is the last of them */
};

/* As git bisect's answers, in its words. */
enum halving_mark { HALVING_EARLY, HALVING_LATE, HALVING_SKIP };

/* -1: git refuses, in its own words. */
int repository_halve(const struct repository *repository, const char *early, const char *late,
                     const char *const *paths, enum halving *state, char **hash,
                     struct tl_error *error);
int repository_mark(const struct repository *repository, enum halving_mark mark,
                    enum halving *state, char **hash, struct tl_error *error);

#endif
