/* Is a thing of one trial what another is in another trial, or on another Python? */
#ifndef TASKLOSS_CHAINS_ALIKE_H
#define TASKLOSS_CHAINS_ALIKE_H

#include "graph.h"

/* Names of links, whatever the numbers in them: "[3]" and "[12]". */
bool alike_names(const char *a, const char *b);

/* Nodes of one text; and the globals of one case are what those of another are. */
bool alike_nodes(const struct chains_node *a, const struct chains_node *b);

#endif
