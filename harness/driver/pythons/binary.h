/* What a file is to the dynamic loader: told from its ELF header and symbols, without loading it.
 */
#ifndef TASKLOSS_BINARY_H
#define TASKLOSS_BINARY_H

#include <stdbool.h>
#include <stddef.h>

enum binary_kind {
    BINARY_UNREADABLE, /* not there, or not to be read: see errno */
    BINARY_NONE,       /* not an ELF file */
    BINARY_SCRIPT,     /* begins with "#!" */
    BINARY_FOREIGN,    /* of another architecture */
    BINARY_PROGRAM,    /* a program for this machine */
    BINARY_LIBRARY     /* a shared library for this machine */
};

struct binary_facts {
    enum binary_kind kind;
    const char *machine; /* "AArch64": for BINARY_FOREIGN */
};

struct binary_facts binary_look(const char *path);

/* The dynamic loader that a program of this machine names, as a new string; NULL if it names none.
 */
char *binary_loader(const char *path);

/* Does a program of this machine, started by itself, find `library` (a real path), or none of its
 * kind because it needs none? */
bool binary_finds(const char *program, const char *library);

/* Does the library (for this machine) define one of the names? */
bool binary_defines(const char *path, const char *const *names, size_t count);

#endif
