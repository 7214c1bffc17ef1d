/* Who holds a job, or the cycle that does not, as people, programs and Graphviz read it. Names of a
 * program's things may hold any bytes: each writer escapes by its format. */
#ifndef TASKLOSS_WHY_FORMATS_H
#define TASKLOSS_WHY_FORMATS_H

#include <stdio.h>

#include "error.h"
#include "formats.h"
#include "told.h"

/* One case on one implementation. Texts are borrowed. */
struct why_subject {
    const char *implementation, *case_id, *case_name, *guard;
    char *folder; /* of the case's file: shown without it. Owned */
    char *label;  /* what tells it from the others: its Python, or its case. Owned */
    struct told told;
    uint64_t steps;           /* of the whole run */
    uint64_t waited, exposed; /* job-steps of the control: pending; of these, exposed */
    bool never_there;         /* at none of its steps a job waits where its neighbour's does */
    char why[300];            /* why nothing can be told; or "" */
};

struct why_difference {
    size_t first, second; /* indices of subjects */
    struct difference difference;
};

struct why {
    struct why_subject *subjects;
    size_t count;
    struct why_difference *differences;
    size_t difference_count;
};

/* For people. */
void output_why_text(const struct why *why, const struct output_style *style, FILE *out);

/* {"jobs": [...], "differs": {...} or null, "differences": [...]} */
int output_why_json(const struct why *why, FILE *out, struct tl_error *error);

/* A graph in Graphviz's language: a frame a subject. */
void output_why_dot(const struct why *why, FILE *out);

/* The picture, or for FILE.dot the graph, into a file: FILE.svg, FILE.png, FILE.dot, or - for the
 * graph on standard output. */
int output_why_file(const struct why *why, const char *path, struct tl_error *error);

/* Is the name one that output_why_file() knows? */
int output_why_check(const char *path, struct tl_error *error);

/* "3.8.18: StreamReaderProtocol ._stream_reader_wr is weak", for either side; to be freed. `first`:
 * of the first subject. NULL: nothing to say. */
char *why_side(const struct why *why, const struct why_difference *difference, bool first);

/* Does the job of one side never wait where that of the other is exposed? Then no link differs. */
bool why_never_there(const struct why *why, const struct why_difference *difference);

/* What the sides are sides of. */
const char *why_heading(const struct why *why, const struct why_difference *difference);

/* One line of both sides, to be freed. */
char *why_line(const struct why *why, const struct why_difference *difference);

/* The file, from the folder of the case or of the library on; borrowed. */
const char *why_file(const struct why_subject *subject, const char *file);

#endif
