/* Where things are in Python's objects: found at start by looking at objects made for it. */
#ifndef TASKLOSS_LAYOUT_H
#define TASKLOSS_LAYOUT_H

#include <stddef.h>

#include "python.h"

/* In bytes from the start of an object, or of a type; `head` and what is in it before an object. */
struct layout {
    size_t references; /* 32 bits; negative: immortal */
    size_t type;
    size_t tp_traverse;
    size_t head; /* the collector's head begins so many bytes before the object: next, previous */
    size_t
        head_state; /* 0: an untracked object's next is NULL; else where in the head its state is */
};

extern struct layout layout;

/* Finds all of them. 0, or -1 with one line in `why`. */
int layout_find(char *why, size_t size);

/* ---- the collector's lists ---- */

/* Its flags are in the low bits of the links. */
#define LAYOUT_LINK(word) ((word) & ~(uintptr_t)3)

/* The heads of the lists of everything that a full collection looks at: how many were found, up to
 * `most`; 0 if not all are known. Runs Python code. */
unsigned layout_find_lists(const char *heads[], unsigned most);

#endif
