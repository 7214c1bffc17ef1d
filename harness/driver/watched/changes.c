/* Pairs are made twice: by line, then by function. */
#include "changes.h"

#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"

/* What a finding is paired with. */
struct pairs {
    const struct changes_side *sides[2];
    size_t *with[2]; /* for each finding of a side, that of the other plus 1; 0: none */
};

static const struct watched_frame nowhere = {(char *)(uintptr_t) "", (char *)(uintptr_t) "", 0};

static const struct watched_frame *first(const struct watched_frames *frames)
{
    return frames->count > 0 ? &frames->items[0] : &nowhere;
}

static bool same_frame(const struct watched_frame *a, const char *in_a,
                       const struct watched_frame *b, const char *in_b, bool by_line)
{
    return (!by_line || a->line == b->line) && strcmp(a->function, b->function) == 0 &&
           strcmp(watched_path(a->file, in_a), watched_path(b->file, in_b)) == 0;
}

static bool same_place(const struct pairs *pairs, const struct watched_finding *a,
                       const struct watched_finding *b, bool by_line)
{
    const char *in_a = pairs->sides[0]->folder, *in_b = pairs->sides[1]->folder;
    return watched_sort_of(a->kind) == watched_sort_of(b->kind) &&
           same_frame(first(&a->made), in_a, first(&b->made), in_b, by_line) &&
           same_frame(first(&a->waiting), in_a, first(&b->waiting), in_b, by_line);
}

static void pair_up(struct pairs *pairs, bool by_line)
{
    const struct watched *a = pairs->sides[0]->watched, *b = pairs->sides[1]->watched;
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count && pairs->with[0][i] == 0; k++)
            if (pairs->with[1][k] == 0 &&
                same_place(pairs, &a->findings[i], &b->findings[k], by_line)) {
                pairs->with[0][i] = k + 1;
                pairs->with[1][k] = i + 1;
            }
}

/* Did both look for it? */
static bool is_asked(const struct pairs *pairs, const struct watched_finding *finding)
{
    enum watching_sort sort = watched_sort_of(finding->kind);
    return sort == WATCHING_SORT_JOB ||
           (pairs->sides[0]->sorts & pairs->sides[1]->sorts & UINT64_C(1) << sort) != 0;
}

static void add(struct changes *changes, size_t *counted, const struct watched_finding *before,
                const struct watched_finding *after)
{
    struct change *change = list_grow(&changes->items, changes->count++, sizeof *change);
    *change = (struct change){before, after};
    *counted += (after != NULL ? after : before)->accepted == NULL;
}

static void add_new(struct changes *changes, const struct pairs *pairs)
{
    const struct watched *after = pairs->sides[1]->watched;
    for (size_t i = 0; i < after->count; i++)
        if (pairs->sides[0]->whole && pairs->with[1][i] == 0 &&
            is_asked(pairs, &after->findings[i]))
            add(changes, &changes->new_count, NULL, &after->findings[i]);
}

static void add_changed(struct changes *changes, const struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->sides[0]->watched->count; i++) {
        if (pairs->with[0][i] == 0)
            continue;
        const struct watched_finding *before = &pairs->sides[0]->watched->findings[i];
        const struct watched_finding *after =
            &pairs->sides[1]->watched->findings[pairs->with[0][i] - 1];
        if (watched_kinds[before->kind].fails != watched_kinds[after->kind].fails)
            add(changes, &changes->changed_count, before, after);
        else
            changes->same++;
    }
}

static void add_gone(struct changes *changes, const struct pairs *pairs)
{
    const struct watched *before = pairs->sides[0]->watched;
    for (size_t i = 0; i < before->count; i++)
        if (pairs->sides[1]->whole && pairs->with[0][i] == 0 &&
            is_asked(pairs, &before->findings[i]))
            add(changes, &changes->gone_count, &before->findings[i], NULL);
}

struct changes changes_find(const struct changes_side *before, const struct changes_side *after)
{
    struct changes changes = {0};
    struct pairs pairs = {{before, after},
                          {memory_zeroed(before->watched->count, sizeof(size_t)),
                           memory_zeroed(after->watched->count, sizeof(size_t))}};
    pair_up(&pairs, true);
    pair_up(&pairs, false);
    add_new(&changes, &pairs);
    add_changed(&changes, &pairs);
    add_gone(&changes, &pairs);
    free(pairs.with[0]);
    free(pairs.with[1]);
    return changes;
}
