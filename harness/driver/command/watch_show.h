/* Recorded watches in every format, and two of them compared. */
#ifndef TASKLOSS_WATCH_SHOW_H
#define TASKLOSS_WATCH_SHOW_H

#include <stdio.h>

#include "watch_record.h"

/* X(name, meaning): formats of `report` for a watch. */
#define WATCH_FORMATS(X)                                                                           \
    X(table, "for people")                                                                         \
    X(json, "one document: what was seen, and the findings")                                       \
    X(html, "one page for a browser")                                                              \
    X(sarif, "SARIF 2.1.0, for code scanning")                                                     \
    X(junit, "JUnit XML: a test a finding")                                                        \
    X(xunit2, "JUnit XML as the schema of Jenkins' xUnit plugin has it")                           \
    X(github, "annotations, as GitHub Actions reads them in a step's output")

/* -1 with TL_EXIT_USAGE: there is no such format. */
int watch_show(const struct watch_record *record, const char *format, FILE *out,
               struct tl_error *error);

/* Two watches of one folder, `names` as the user called them; on standard output. The exit status:
 * 1 for a difference that is not accepted, 3 if there is none but one of them is not whole. */
int watch_compare(const struct watch_record *before, const struct watch_record *after, bool json,
                  struct tl_error *error);

#endif
