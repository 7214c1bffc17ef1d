/* Results as people and programs read them. Only output/ knows these formats.
 *
 * Each function writes to `out` and returns 0, or -1 with `error` filled in where it cannot be
 * written.
 */
#ifndef TASKLOSS_OUTPUT_H
#define TASKLOSS_OUTPUT_H

#include <stdio.h>

#include "error.h"
#include "findings.h"

struct output_style {
    int width; /* columns */
    bool color;
};

/* As wide as the terminal (80 to 120 columns), 100 columns elsewhere; in colour as color.h has it.
 */
struct output_style output_style(FILE *out);

/* The table that `run` prints: for each case the implementations, bare beside guarded; neighbours
 * that gave the same are one row. */
int output_table(const struct tl_results *results, const struct output_style *style, FILE *out,
                 struct tl_error *error);

/* One JSON document: {"run": {...}, "cells": [...]}. Times, ids and the command are in "run" only.
 */
int output_json(const struct tl_results *results, FILE *out, struct tl_error *error);

/* RFC 4180, a line a cell; an empty field where there is no data. */
int output_csv(const struct tl_results *results, FILE *out, struct tl_error *error);

/* --- of a check; what a cell's trial printed, its case's title and every name may hold any bytes:
 * each writer escapes by its format --- */

/* For people: a block a difference, then the table of totals. */
int output_report_text(const struct tl_report *report, FILE *out, struct tl_error *error);

/* The document of output_json, with "expected" and "verdict" of each cell, and further
 * "differences": [...] and "totals": {...}. */
int output_report_json(const struct tl_report *report, FILE *out, struct tl_error *error);

/* JUnit XML: a suite an implementation, a test a case and guard (and pressure, if several). The
 * second as the schema of Jenkins' xUnit plugin has it. */
int output_junit(const struct tl_report *report, FILE *out, struct tl_error *error);
int output_xunit2(const struct tl_report *report, FILE *out, struct tl_error *error);

/* For a job summary: the totals, then each difference. */
int output_markdown(const struct tl_report *report, FILE *out, struct tl_error *error);

/* TAP 13, a line a finding. */
int output_tap(const struct tl_report *report, FILE *out, struct tl_error *error);

/* Workflow commands of GitHub Actions, an annotation a finding that is not as expected. */
int output_github(const struct tl_report *report, FILE *out, struct tl_error *error);

/* SARIF 2.1.0, and GitLab's code quality report: findings at the first lines of their cases. */
int output_sarif(const struct tl_report *report, FILE *out, struct tl_error *error);
int output_gitlab(const struct tl_report *report, FILE *out, struct tl_error *error);

/* RFC 4180, a line a finding. (output_csv of output.h is a run's, a line a cell.) */
int output_check_csv(const struct tl_report *report, FILE *out, struct tl_error *error);

/* What a report of a check can be written as, each once: the options of `check` and the formats of
 * `report` are made from this list. X(symbol, option, format, function, meaning) */
#define OUTPUT_CHECK_FORMATS(X)                                                                    \
    X(JUNIT, "junit", "junit", output_junit,                                                       \
      "JUnit XML: a suite a Python, a test a case and guard")                                      \
    X(XUNIT2, "xunit2", "xunit2", output_xunit2,                                                   \
      "JUnit XML as the schema of Jenkins' xUnit plugin has it")                                   \
    X(MARKDOWN, "markdown", "markdown", output_markdown, "Markdown, for the summary of a job")     \
    X(TAP, "tap", "tap", output_tap, "Test Anything Protocol, a line a behaviour")                 \
    X(GITHUB, "github", "github", output_github,                                                   \
      "annotations, as GitHub Actions reads them in a step's output")                              \
    X(SARIF, "sarif", "sarif", output_sarif,                                                       \
      "SARIF 2.1.0, as GitHub's code scanning and editors read it")                                \
    X(GITLAB, "gitlab", "gitlab", output_gitlab, "GitLab's code quality report")                   \
    X(CSV, "csv", "findings", output_check_csv, "CSV, a line a behaviour")

#endif
