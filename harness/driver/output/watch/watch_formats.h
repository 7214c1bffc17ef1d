/* What was seen in a watched program, as people and programs read it. File names, functions and
 * test names may hold any bytes: each writer escapes by its format. */
#ifndef TASKLOSS_WATCH_FORMATS_H
#define TASKLOSS_WATCH_FORMATS_H

#include <stdio.h>

#include "allowed.h"
#include "changes.h"
#include "error.h"
#include "store.h"
#include "watched.h"

struct watch_style {
    const char *folder; /* paths below it are shown relative to it; "" : none */
    bool color, all;    /* all: accepted findings are shown too */
    unsigned most;      /* findings shown in full */
};

/* For people. `allowed`: its entries that are over, or fit nothing, are named. */
void output_watch_text(const struct watched *watched, const struct allowed_list *allowed,
                       const struct watch_style *style, FILE *out);

/* One line on what was seen, whatever was found. */
void output_watch_seen(const struct watched *watched, FILE *out);

/* {"watch": {...}, "findings": [...]} */
int output_watch_json(const struct watched *watched, FILE *out, struct tl_error *error);

/* One page that needs nothing else; `run` is the one in which it is kept. */
int output_watch_html(const struct watched *watched, const struct tl_run *run, const char *folder,
                      FILE *out, struct tl_error *error);

/* The two watches of a comparison. */
struct watch_compared {
    int64_t runs[2];
    const char *folders[2];
};

/* For people. -1: it could not be written. */
int output_watch_changes(const struct changes *changes, const struct watch_compared *compared,
                         FILE *out);

/* {"a", "b": runs; "new": [...], "gone": [...], "changed": [...]: findings; "same": how many} */
int output_watch_changes_json(const struct changes *changes, const struct watch_compared *compared,
                              FILE *out, struct tl_error *error);

/* SARIF 2.1.0: a result a finding; paths relative to `folder` where they are below it. */
int output_watch_sarif(const struct watched *watched, const char *folder, FILE *out,
                       struct tl_error *error);

/* JUnit XML: one suite, a test a finding; one that passes if there is none. The second as the
 * schema of Jenkins' xUnit plugin has it. */
int output_watch_junit(const struct watched *watched, const char *folder, FILE *out,
                       struct tl_error *error);
int output_watch_xunit2(const struct watched *watched, const char *folder, FILE *out,
                        struct tl_error *error);

/* Annotations of GitHub's, a line a finding that fails. */
void output_watch_github(const struct watched *watched, const char *folder, FILE *out);

/* "FILE:LINE in FUNCTION: 3 tasks would have been lost", to be freed. */
char *watch_headline(const struct watched_finding *finding, const char *folder);

/* Where the finding is for a tool that marks lines; NULL: nowhere. */
const struct watched_frame *watch_place(const struct watched_finding *finding);

#endif
