/* Results as people and programs read them. Only output/ knows these formats.
 *
 * Each function writes to `out` and returns 0, or -1 with `error` filled in where it cannot be
 * written.
 */
#ifndef TASKLOSS_OUTPUT_H
#define TASKLOSS_OUTPUT_H

#include <stdio.h>

#include "error.h"
#include "store.h"

struct output_style {
    int width; /* columns */
    bool color;
};

/* As wide as the terminal (80 to 120 columns), in colour if `out` is one and NO_COLOR is not set;
 * 100 columns and no colour elsewhere. */
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

#endif
