/* Findings, one a site: made there, waiting there, in that test. Its first task is told of at once
 * and whole, further ones are counted. Needs the GIL, but for sites_flush(). */
#ifndef TASKLOSS_WATCH_SITES_H
#define TASKLOSS_WATCH_SITES_H

#include "waiting.h"
#include "watching.h"

struct site {
    struct watching_counts counts;
    uint64_t key;
    uint32_t number;
    uint32_t writes, is_changed;
    uint64_t written_ns;
};

/* What is known of a finding. */
struct finding {
    enum watching_sort sort;
    const struct place *made;
    unsigned made_count;
    const struct waiting *waiting; /* NULL: it does not wait */
    uint32_t test;
    const char *note; /* one line more, or NULL */
};

/* The site of a finding, and in `is_new` whether it is the first there; the caller then tells of it
 * by sites_tell(). NULL: no memory. */
struct site *sites_of(const struct finding *finding, int *is_new);
void sites_tell(const struct site *site, const struct finding *finding, const char *cycle);

/* One line more on a site that was told of. */
void sites_note(const struct site *site, const char *note);

/* Its counts have changed: they are written now, or soon by sites_flush(). */
void sites_changed(struct site *site);
void sites_flush(void);

/* In a forked child: no site is known. */
void sites_forget_all(void);

#endif
