/* What was measured beside a run: every row names an implementation, and has all columns. */
#include "beside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "list.h"
#include "near.h"

struct reading {
    const char *file;
    size_t line;
    const char *const *names;
    size_t name_count;
    struct tl_error *error;
};

static void split(struct text_list *fields, char *line)
{
    for (char *rest = line, *field; (field = strsep(&rest, "\t")) != NULL;)
        text_add(fields, text_make("%s", field));
}

static int check_name(const struct beside *beside, const struct reading *reading, const char *name)
{
    char hint[256];
    size_t i = 0;
    while (i < reading->name_count && strcmp(reading->names[i], name) != 0)
        i++;
    if (i == reading->name_count)
        return tl_fail(reading->error, TL_EXIT_USAGE,
                       "%s:%zu: the run has no implementation '%s'%s", reading->file, reading->line,
                       name,
                       near_hint(hint, sizeof hint, name, reading->names, reading->name_count));
    for (i = 0; i + 1 < beside->count; i++)
        if (strcmp(beside->rows[i].fields.items[0], name) == 0)
            return tl_fail(reading->error, TL_EXIT_USAGE, "%s:%zu: '%s' has line %zu already",
                           reading->file, reading->line, name, beside->rows[i].line);
    return 0;
}

static int add_row(struct beside *beside, const struct reading *reading, char *line)
{
    struct beside_row *row = list_grow(&beside->rows, beside->count++, sizeof *row);
    row->line = reading->line;
    split(&row->fields, line);
    if (row->fields.count != beside->heads.count)
        return tl_fail(reading->error, TL_EXIT_USAGE,
                       "%s:%zu: %zu fields with tabs between, where the first line has %zu",
                       reading->file, reading->line, row->fields.count, beside->heads.count);
    return check_name(beside, reading, row->fields.items[0]);
}

static int add_heads(struct beside *beside, const struct reading *reading, char *line)
{
    split(&beside->heads, line);
    if (beside->heads.count > 1 && strcmp(beside->heads.items[0], "implementation") == 0)
        return 0;
    return tl_fail(reading->error, TL_EXIT_USAGE,
                   "%s:%zu: the first line is 'implementation' and the heads of further columns, "
                   "with tabs between",
                   reading->file, reading->line);
}

static int add_line(struct beside *beside, const struct reading *reading, char *line, size_t length)
{
    if (length != strlen(line))
        return tl_fail(reading->error, TL_EXIT_USAGE, "%s:%zu: a NUL byte: no text file",
                       reading->file, reading->line);
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] == '#' || line[strspn(line, " \t")] == '\0')
        return 0;
    return beside->heads.count == 0 ? add_heads(beside, reading, line)
                                    : add_row(beside, reading, line);
}

static int read_lines(struct beside *out, struct reading *reading, FILE *in)
{
    char *line = NULL;
    size_t room = 0;
    int result = 0;
    for (ssize_t length; result == 0 && (length = getline(&line, &room, in)) >= 0;) {
        reading->line++;
        result = add_line(out, reading, line, (size_t)length);
    }
    free(line);
    if (result == 0 && ferror(in))
        return tl_fail(reading->error, TL_EXIT_USAGE, "%s cannot be read (%s)", reading->file,
                       strerror(errno));
    if (result == 0 && out->count == 0)
        return tl_fail(reading->error, TL_EXIT_USAGE, "%s says nothing of any implementation",
                       reading->file);
    return result;
}

int beside_read(struct beside *out, const char *file, const char *const *names, size_t count,
                struct tl_error *error)
{
    struct reading reading = {.file = file, .names = names, .name_count = count, .error = error};
    *out = (struct beside){.count = 0};
    FILE *in = files_open(file);
    if (in == NULL)
        return tl_fail(error, TL_EXIT_USAGE, "%s cannot be read (%s)", file, strerror(errno));
    int result = read_lines(out, &reading, in);
    fclose(in);
    return result;
}

void beside_free(struct beside *beside)
{
    for (size_t i = 0; i < beside->count; i++)
        text_clear(&beside->rows[i].fields);
    free(beside->rows);
    text_clear(&beside->heads);
    *beside = (struct beside){.count = 0};
}

size_t beside_columns(const struct beside *beside)
{
    return beside->heads.count > 0 ? beside->heads.count - 1 : 0;
}

const char *beside_text(const struct beside *beside, const char *name, size_t column)
{
    for (size_t i = 0; i < beside->count; i++)
        if (strcmp(beside->rows[i].fields.items[0], name) == 0)
            return beside->rows[i].fields.items[column + 1];
    return NULL;
}
