#include "counted_commit.h"

#include <stdlib.h>

void counted_commit_clear(struct counted_commit *commit)
{
    for (size_t i = 0; i < commit->count; i++) {
        free(commit->cells[i].case_id);
        free(commit->cells[i].case_name);
        free(commit->cells[i].pressure);
        free(commit->cells[i].why);
        counts_free(commit->cells[i].counts, commit->cells[i].count);
    }
    free(commit->cells);
    free(commit->version);
    commit->cells = NULL;
    commit->version = NULL;
    commit->count = 0;
}

void counted_commit_free(struct counted_commit *commit)
{
    counted_commit_clear(commit);
    commit_free(&commit->about);
    free(commit->why);
    free(commit);
}
