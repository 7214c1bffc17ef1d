/* The first counts of a site are written as they come; then at most a few times a second. */
#include "sites.h"

#include <stdlib.h>

#include "clocks.h"
#include "events.h"
#include "table.h"
#include "tests_run.h"

#define SITES_MAX      100000u
#define WRITES_AT_ONCE 16
#define PAUSE_NS       200000000u

static struct table sites; /* by key: the hash as an address */
static struct site **all;
static uint32_t count, size;

static uint64_t key_of(const struct finding *finding)
{
    uint64_t key = places_hash(finding->made, finding->made_count);
    if (finding->waiting != NULL)
        key = key * 31 + places_hash(finding->waiting->places, finding->waiting->count);
    key = (key * 31 + finding->test) * 31 + (uint64_t)finding->sort;
    return key << 4 | 1; /* no key is NULL; the table drops the low bits */
}

static struct site *add(uint64_t key)
{
    if (count == size) {
        uint32_t more = size != 0 ? size * 2 : 64;
        struct site **grown = realloc(all, more * sizeof *all);
        if (grown == NULL)
            return NULL;
        all = grown;
        size = more;
    }
    struct site *site = count < SITES_MAX ? calloc(1, sizeof *site) : NULL;
    if (site == NULL || table_put(&sites, (const void *)(uintptr_t)key, site) < 0) { /* NOLINT */
        free(site);
        return NULL;
    }
    site->key = key;
    site->number = count;
    all[count++] = site;
    return site;
}

struct site *sites_of(const struct finding *finding, int *is_new)
{
    uint64_t key = key_of(finding);
    struct site *site = table_get(&sites, (const void *)(uintptr_t)key); /* NOLINT */
    *is_new = site == NULL;
    return site != NULL ? site : add(key);
}

void sites_tell(const struct site *site, const struct finding *finding, const char *cycle)
{
    static const char *const sorts[] = {
#define X(symbol, name) name,
        WATCHING_SORTS(X)
#undef X
    };
    static char room[1 << 16];
    struct event event;
    event_begin(&event, room, sizeof room, "site");
    event_number(&event, "site", site->number);
    event_text(&event, "sort", sorts[finding->sort]);
    places_write(&event, "made", finding->made, finding->made_count);
    if (finding->waiting != NULL) {
        places_write(&event, "waiting", finding->waiting->places, finding->waiting->count);
        event_text(&event, "for", finding->waiting->for_what);
    }
    event_text(&event, "cycle", cycle != NULL ? cycle : "");
    event_text(&event, "test", tests_name(finding->test));
    event_text(&event, "note", finding->note != NULL ? finding->note : "");
    event_write(&event);
}

void sites_note(const struct site *site, const char *note)
{
    char room[4096];
    struct event event;
    event_begin(&event, room, sizeof room, "note");
    event_number(&event, "site", site->number);
    event_text(&event, "note", note);
    event_write(&event);
}

static void write_counts(struct site *site)
{
    char room[4096];
    struct event event;
    site->is_changed = 0;
    site->writes++;
    site->written_ns = clocks_now();
    event_begin(&event, room, sizeof room, "count");
    event_number(&event, "site", site->number);
#define X(name, meaning) event_number(&event, #name, site->counts.name);
    WATCHING_COUNTS(X)
#undef X
    event_write(&event);
}

void sites_changed(struct site *site)
{
    site->is_changed = 1;
    if (site->writes < WRITES_AT_ONCE || clocks_now() - site->written_ns > PAUSE_NS)
        write_counts(site);
}

void sites_flush(void)
{
    for (uint32_t i = 0; i < count; i++)
        if (all[i]->is_changed)
            write_counts(all[i]);
}

void sites_forget_all(void)
{
    sites = (struct table){NULL, 0, 0};
    all = NULL;
    count = size = 0;
}
