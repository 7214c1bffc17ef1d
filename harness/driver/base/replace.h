/* A file that is written whole or not at all: it has no name until all of it is on disk. */
#ifndef TASKLOSS_REPLACE_H
#define TASKLOSS_REPLACE_H

#include <stdio.h>
#include <sys/types.h>

#include "error.h"

struct replace {
    FILE *out;
    char *path;      /* the file itself, links followed; NULL: standard output */
    char *temporary; /* its name until it is whole, where it needs one */
    enum replace_how {
        REPLACE_STREAM,  /* standard output, a device, a FIFO: written as it goes */
        REPLACE_BESIDE,  /* a file without a name, or `temporary`, in the same folder */
        REPLACE_CONTENTS /* no file can be made in the folder: written over at the end */
    } how;
    int exists; /* and has these rights, which are kept */
    mode_t mode;
    uid_t user;
    gid_t group;
};

/* `path` "-": standard output. A symbolic link stays one: the file it leads to is replaced. A
 * device or a FIFO is written to. */
int replace_begin(struct replace *replace, const char *path, struct tl_error *error);

/* For a file that is begun long before it is written: what is there now is taken away, so that
 * nobody reads an old one. */
int replace_clear(struct replace *replace, struct tl_error *error);

/* Puts the file in its place; on an error, or if `keep` is 0, nothing is changed there. */
int replace_end(struct replace *replace, int keep, struct tl_error *error);

#endif
