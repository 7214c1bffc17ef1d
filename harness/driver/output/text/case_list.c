/* Cases and guards as text and as JSON. */
#include "case_list.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "forms.h"
#include "utf8.h"

static const char *lost_on(const struct tl_case *c)
{
    for (size_t i = 0; i < c->expectation_count; i++)
        if (strcmp(c->expectations[i].what, tl_fates[TL_FATE_LOST].name) == 0)
            return c->expectations[i].versions;
    return "-";
}

static size_t widest(const struct tl_cases *cases, const char *(*text)(const struct tl_case *),
                     size_t least)
{
    size_t width = least;
    for (size_t i = 0; i < cases->count; i++)
        if (utf8_width(text(&cases->items[i])) > width)
            width = utf8_width(text(&cases->items[i]));
    return width;
}

static const char *id_of(const struct tl_case *c)
{
    return c->id;
}

static const char *name_of(const struct tl_case *c)
{
    return c->name;
}

static void print_guards(FILE *out)
{
    fprintf(out, "\nGuards: how a job is started and owned.\n");
    for (int i = 0; i < TL_GUARD_COUNT; i++)
        fprintf(out, "%-14s %s%s\n", tl_guards[i].name, tl_guards[i].meaning,
                tl_guard_keeps((enum tl_guard)i) ? " (keeps it)" : "");
}

static void put_row(FILE *out, const char *const texts[static 4], const size_t widths[static 3])
{
    for (size_t i = 0; i < 3; i++) {
        utf8_put(out, texts[i], widths[i], 1);
        fputs("  ", out);
    }
    utf8_print(out, "%s", texts[3]);
}

void case_list_print(const struct tl_cases *cases, FILE *out)
{
    const char *const head[] = {"ID", "NAME", "LOST, bare", "WHAT IT SHOWS"};
    const size_t widths[] = {widest(cases, id_of, 2), widest(cases, name_of, 4),
                             widest(cases, lost_on, 10)};
    put_row(out, head, widths);
    for (size_t i = 0; i < cases->count; i++) {
        const struct tl_case *c = &cases->items[i];
        const char *const row[] = {c->id, c->name, lost_on(c), c->title};
        put_row(out, row, widths);
    }
    print_guards(out);
    fprintf(out, "\n'taskloss cases ID' prints a case in full.\n");
}

/* A line at a time, so that no character is cut. */
static int copy_file(const char *file, FILE *out, struct tl_error *error)
{
    char *line = NULL;
    size_t room = 0;
    FILE *in = fopen(file, "re");
    if (in == NULL)
        return tl_fail(error, TL_EXIT_USAGE, "cannot read '%s': %s", file, strerror(errno));
    for (ssize_t length; (length = getline(&line, &room, in)) > 0;)
        utf8_put_lines(out, line, (size_t)length);
    free(line);
    int failed = ferror(in);
    fclose(in);
    return failed ? tl_fail(error, TL_EXIT_USAGE, "cannot read '%s'", file) : 0;
}

static void print_guard_names(const struct tl_case *c, FILE *out)
{
    if (c->guards == (1u << TL_GUARD_COUNT) - 1) {
        fprintf(out, "guards: all\n");
        return;
    }
    fprintf(out, "guards:");
    for (int i = 0; i < TL_GUARD_COUNT; i++)
        if (c->guards & (1u << i))
            fprintf(out, " %s", tl_guards[i].name);
    fputc('\n', out);
}

int case_list_print_one(const struct tl_case *c, FILE *out, struct tl_error *error)
{
    utf8_print(out, "%s %s: %s", c->id, c->name, c->title);
    putc('\n', out);
    utf8_put_lines(out, c->story, strlen(c->story));
    fputs(c->story[0] != '\0' ? "\n\n" : "", out);
    for (size_t i = 0; i < c->expectation_count; i++)
        utf8_print(out, "%s: %s", c->expectations[i].what, c->expectations[i].versions);
    if (c->needs != NULL)
        utf8_print(out, "needs: %s", c->needs);
    if (c->jobs != NULL)
        utf8_print(out, "job: %s", c->jobs);
    if (c->library != NULL)
        utf8_print(out, "library: %s", c->library);
    if (c->forks)
        utf8_print(out, "isolation: %s", tl_isolations[TL_ISOLATION_FORK].name);
    if (c->awaits[0] != '\0')
        utf8_print(out, "awaits: %s", c->awaits);
    if (c->source[0] != '\0')
        utf8_print(out, "source: %s", c->source);
    print_guard_names(c, out);
    utf8_print(out, "file: %s", c->file);
    putc('\n', out);
    return copy_file(c->file, out, error);
}

static json_t *expected_of(const struct tl_case *c)
{
    json_t *expected = json_object();
    for (size_t i = 0; i < c->expectation_count; i++)
        json_object_set_new(expected, c->expectations[i].what,
                            json_string(c->expectations[i].versions));
    return expected;
}

static json_t *guards_of(const struct tl_case *c)
{
    json_t *guards = json_array();
    for (int i = 0; i < TL_GUARD_COUNT; i++)
        if (c->guards & (1u << i))
            json_array_append_new(guards, json_string(tl_guards[i].name));
    return guards;
}

/* A file's name need not be UTF-8, as JSON must be. */
static json_t *name_or_null(const char *name)
{
    json_t *text = json_string(name);
    return text != NULL ? text : json_null();
}

static json_t *json_of(const struct tl_case *c)
{
    const char *isolation = c->forks ? tl_isolations[TL_ISOLATION_FORK].name : NULL;
    return json_pack("{s:s, s:o, s:s, s:o, s:o, s:s, s:o, s:s?, s:s?, s:s?, s:s?, s:s, s:s}", "id",
                     c->id, "name", name_or_null(c->name), "title", c->title, "file",
                     name_or_null(c->file), "expected", expected_of(c), "source", c->source,
                     "guards", guards_of(c), "needs", c->needs, "library", c->library, "job",
                     c->jobs, "isolation", isolation, "story", c->story, "awaits", c->awaits);
}

int case_list_json(const struct tl_cases *cases, FILE *out, struct tl_error *error)
{
    json_t *list = json_array(),
           *document = json_pack("{s:s, s:o}", "schema", FORM_CASES, "cases", list);
    for (size_t i = 0; i < cases->count; i++)
        json_array_append_new(list, json_of(&cases->items[i]));
    bool complete = json_array_size(list) == cases->count;
    if (complete)
        json_dumpf(document, out, JSON_INDENT(2) | (isatty(fileno(out)) ? JSON_ENSURE_ASCII : 0));
    fputc('\n', out);
    json_decref(document);
    return complete ? 0 : tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
}
