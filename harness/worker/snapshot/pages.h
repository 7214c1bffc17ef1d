/* The bytes of this process's private memory: kept once, and put back as often as one likes.
 *
 * What is kept is everything that a program could write and that no other process shares. The
 * kernel notes which of its pages are written from then on (userfaultfd, write protection in its
 * asynchronous mode; Linux 6.7), and these alone are copied back. Protection is renewed only where
 * a layer is taken away: a page that was written once is copied each time, which costs less than
 * another fault.
 *
 * The map itself is put back too: regions that came are unmapped; of those that went, private
 * anonymous memory is made anew, and of anything else the reason is returned.
 *
 * Runs on a stack of its own, and writes to no memory but its own and what it puts back.
 */
#ifndef TASKLOSS_PAGES_H
#define TASKLOSS_PAGES_H

#include "regions.h"

#define PAGES_FOUND_MAX 512

struct pages {
    int faults, scans, maps;      /* descriptors */
    uintptr_t own_start, own_end; /* never looked at: where this struct and the copies are */
    char *copies;                 /* own_end is the end of the room for them */
    char *room;                   /* what is left of it begins here */
    uintptr_t data_end;           /* the break */
    uintptr_t kernels_start, kernels_end; /* what the kernel itself writes (rseq): never put back */
    struct regions base, now;             /* base: what is put back; with a layer, of it */
    struct {
        uintptr_t data_end;
        char *room;
        struct regions base;          /* of below it */
        struct pages_change *changes; /* the last one; they lie in the room */
    } layer;
    struct {
        uint64_t start, end, categories;
    } found[PAGES_FOUND_MAX];
};

/* Opens what it takes to follow writes. NULL, or why that cannot be had. */
const char *pages_open(struct pages *pages);

/* Bytes that the copies of today's memory take. 0: it cannot be told. */
size_t pages_size(struct pages *pages);

/* Keeps what is there now, in the room that was set aside. NULL, or why it cannot. */
const char *pages_take(struct pages *pages);

/* Puts it back. NULL, or why it cannot: then memory is in no defined state. */
const char *pages_put_back(struct pages *pages);

/* A layer on what was kept: from then on what is there now is put back. What it costs goes by what
 * was written since. There can be one. NULL, or why it cannot: as above. */
const char *pages_add_layer(struct pages *pages);

/* Takes it away, and puts back what lay below. NULL, or why it cannot: as above. */
const char *pages_drop_layer(struct pages *pages);

/* Is each byte what was kept? For a proof: it reads all of it. NULL, or what differs. */
const char *pages_differ(struct pages *pages);

#endif
