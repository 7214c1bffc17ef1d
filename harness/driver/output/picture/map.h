/* Case by Python on a terminal. */
#ifndef TASKLOSS_MAP_H
#define TASKLOSS_MAP_H

#include <stdio.h>

#include "plot.h"
#include "rates.h"

/* Writes the map of the data, of a kind for which plot_is_map(): in columns where they fit into
 * `width` characters, else row by row as stretches of versions. */
void map_put(FILE *out, const struct plot_data *data, enum plot_kind kind, size_t width);

/* The widest of the panels' titles or the versions' names in characters, at least 5, at most
 * `limit`. */
size_t map_widest(const struct plot_data *data, bool titles, size_t limit);

#endif
