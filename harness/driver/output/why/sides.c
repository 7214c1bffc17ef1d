/* The first link that differs, in words. */
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "why_formats.h"

static const char *node_text(const struct told *told, uint32_t node)
{
    return told->graph.nodes[node].text;
}

/* "X ._y" with one space between, also where the name has its own. */
static char *joined(const char *holder, const char *name)
{
    return text_make("%s %s", holder, name[0] == ' ' ? name + 1 : name);
}

static char *holding(const struct difference *d)
{
    char *link = joined(node_text(d->holds, d->link.from), d->link.name);
    char *text = text_make("%s holds %s", link, node_text(d->holds, d->link.to));
    free(link);
    return text;
}

static char *not_holding(const struct difference *d)
{
    const char *from = node_text(d->holds, d->link.from), *to = node_text(d->holds, d->link.to);
    if (d->has_weak) {
        char *link = joined(node_text(d->other, d->weak.from), d->weak.name);
        char *text = text_make("%s is weak", link);
        free(link);
        return text;
    }
    if (d->gone)
        return text_make(d->has_holder
                             ? "%s does not: the job has ended, and nothing is left of it"
                             : "there is no %s: the job has ended, and nothing is left of it",
                         from);
    const struct chains_node *root = &d->holds->graph.nodes[d->link.from];
    char *text = root->own         ? text_make("nothing in its module holds %s", to)
                 : root->rank >= 0 ? text_make("%s does not hold %s", from, to)
                                   : text_make("no %s holds %s", from, to);
    if (d->instead == NULL)
        return text;
    char *more = text_make("%s, but %s does", text, d->instead);
    free(text);
    return more;
}

bool why_never_there(const struct why *why, const struct why_difference *difference)
{
    return difference->difference.elsewhere && (why->subjects[difference->first].never_there ||
                                                why->subjects[difference->second].never_there);
}

const char *why_heading(const struct why *why, const struct why_difference *difference)
{
    return why_never_there(why, difference) ? "What differs is the wait"
                                            : "The first link that differs";
}

/* Of two of which one never waits where the job of the other is exposed. */
static char *side_of_wait(const struct why *why, const struct why_difference *difference,
                          bool first)
{
    const struct why_subject *a = &why->subjects[difference->first],
                             *b = &why->subjects[difference->second];
    const struct why_subject *asked = first ? a : b, *exposed = a->never_there ? b : a;
    const struct chains_job *job = &exposed->told.graph.jobs[told_first(&exposed->told)->job];
    const struct chains_place *own = chains_own_place(job);
    const struct chains_place *inner = &job->waiting.items[0];
    if (asked == exposed)
        return text_make("the job waits at %s:%llu, in %s, and nobody holds it",
                         why_file(exposed, own->file), (unsigned long long)own->line,
                         inner->function);
    return text_make("it never waits there: each of its %llu loop steps was looked at",
                     (unsigned long long)asked->steps);
}

char *why_side(const struct why *why, const struct why_difference *difference, bool first)
{
    const struct difference *d = &difference->difference;
    if (!d->found)
        return NULL;
    if (why_never_there(why, difference))
        return side_of_wait(why, difference, first);
    return first == d->swapped ? not_holding(d) : holding(d);
}

char *why_line(const struct why *why, const struct why_difference *difference)
{
    char *first = why_side(why, difference, true), *second = why_side(why, difference, false);
    char *line = NULL;
    if (first != NULL && second != NULL)
        line = text_make("%s: %s; %s: %s", why->subjects[difference->first].label, first,
                         why->subjects[difference->second].label, second);
    free(first);
    free(second);
    return line;
}

const char *why_file(const struct why_subject *subject, const char *file)
{
    static const char library[] = "/asyncio/";
    size_t length = strlen(subject->folder);
    if (length > 0 && strncmp(file, subject->folder, length) == 0 && file[length] == '/')
        return file + length + 1;
    for (const char *at = file, *next; (next = strstr(at, library)) != NULL; at = next + 1)
        if (strchr(next + strlen(library), '/') == NULL)
            return next + 1;
    const char *lib = strstr(file, "/lib/python3");
    const char *after = lib != NULL ? strchr(lib + 5, '/') : NULL;
    return after != NULL ? after + 1 : file;
}
