/* The head of a case: find the docstring, undo its indentation, read title, story and keys. */
#include "case_head.h"

#include <ctype.h>
#include <libxml/xmlstring.h>
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"
#include "near.h"
#include "text.h"
#include "versions.h"
#include "wire.h"

#define ID_MAX     16
#define TITLE_MAX  200
#define AWAITS_MAX 40 /* it heads a group of cases, and a panel of a plot */

/* One line of the docstring: its text is cut out of `head.copy`. */
struct line {
    char *text;
    int number; /* in the file, from 1 */
};

struct head {
    const char *label;
    char *copy;
    struct line *lines;
    size_t count;
    struct tl_case *out;
    struct tl_error *error;
    void *keys; /* a tree of those that were read: a head may have tens of thousands */
};

/* Keys with a meaning of their own; every other key is a fact. */
static const char *const known_keys[] = {"id",      "lost",   "orphaned", "stranded", "leaked",
                                         "silent",  "failed", "source",   "needs",    "guards",
                                         "library", "job",    "awaits",   "isolation"};

#define KNOWN_KEY_COUNT (sizeof known_keys / sizeof known_keys[0])

__attribute__((format(printf, 3, 4))) static int fail(const struct head *head, int line,
                                                      const char *format, ...)
{
    char text[700];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return tl_fail(head->error, TL_EXIT_USAGE, "%s:%d: %s", head->label, line, text);
}

bool case_key_cancels(const char *key)
{
    return strncmp(key, CASE_CANCEL, strlen(CASE_CANCEL)) == 0;
}

bool case_speaks_of_cancel(const struct tl_case *the_case)
{
    for (size_t i = 0; i < the_case->expectation_count; i++)
        if (case_key_cancels(the_case->expectations[i].what))
            return true;
    return false;
}

/* --- the text of the file --- */

static int check_characters(const struct head *head, const char *text, size_t length)
{
    int number = 1;
    for (const char *start = text; start <= text + length; number++) {
        const char *end = memchr(start, '\n', (size_t)(text + length - start));
        if (end == NULL)
            end = text + length;
        if (memchr(start, '\0', (size_t)(end - start)) != NULL)
            return fail(head, number, "a NUL byte: this is no Python text");
        char *line = memory_sure(strndup(start, (size_t)(end - start)));
        int good = xmlCheckUTF8((const unsigned char *)line);
        free(line);
        if (!good)
            return fail(head, number, "not UTF-8; save the file in that encoding");
        start = end + 1;
    }
    return 0;
}

/* Where the first statement begins: after a byte order mark, blank lines and comments. */
static const char *first_statement(const char *text)
{
    if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3;
    for (;;) {
        text += strspn(text, " \t\r\n\f");
        if (*text != '#')
            return text;
        text += strcspn(text, "\r\n");
    }
}

static int line_at(const char *text, const char *at)
{
    int number = 1;
    for (; text < at; text++)
        number += *text == '\n';
    return number;
}

static int no_head(const struct head *head, int line)
{
    return fail(head, line,
                "this case has no head; add 3 lines at the top: "
                "'\"\"\"What it shows.', 'id: my1' and '\"\"\"'");
}

/* Copies the inside of a docstring, its escapes undone as far as text needs it; returns where it
 * ends, or NULL if it never does. A line that an escape continues keeps its own number. */
static const char *copy_docstring(char *out, const char *at, const char *quotes, bool raw)
{
    while (*at != '\0' && strncmp(at, quotes, 3) != 0) {
        if (*at == '\\' && at[1] != '\0') {
            if (raw || strchr("\\'\"", at[1]) == NULL)
                *out++ = *at;
            *out++ = at[1];
            at += 2;
        } else if (*at == '\r') {
            *out++ = '\n';
            at += at[1] == '\n' ? 2 : 1;
        } else
            *out++ = *at++;
    }
    *out = '\0';
    return *at == '\0' ? NULL : at;
}

static int split(struct head *head, int first_line)
{
    size_t most = 1;
    for (const char *c = head->copy; *c != '\0'; c++)
        most += *c == '\n';
    head->lines = memory_zeroed(most, sizeof *head->lines);
    char *rest = head->copy, *text;
    while ((text = strsep(&rest, "\n")) != NULL) {
        size_t length = strlen(text);
        while (length > 0 && isspace((unsigned char)text[length - 1]))
            text[--length] = '\0';
        head->lines[head->count] = (struct line){text, first_line + (int)head->count};
        head->count++;
    }
    return 0;
}

static size_t indentation(const char *text)
{
    return strspn(text, " \t");
}

/* Takes off what all lines but the first are indented by, as Python's own tools do. */
static void dedent(struct head *head)
{
    size_t common = SIZE_MAX;
    for (size_t i = 1; i < head->count; i++)
        if (head->lines[i].text[0] != '\0' && indentation(head->lines[i].text) < common)
            common = indentation(head->lines[i].text);
    head->lines[0].text += indentation(head->lines[0].text);
    for (size_t i = 1; i < head->count; i++)
        if (head->lines[i].text[0] != '\0')
            head->lines[i].text += common;
}

static int read_docstring(struct head *head, const char *text, size_t length)
{
    const char *start = first_statement(text), *at = start;
    bool raw = *at == 'r' || *at == 'R';
    if (raw || *at == 'u' || *at == 'U')
        at++;
    const char *quotes = strncmp(at, "\"\"\"", 3) == 0 ? "\"\"\"" : "'''";
    if (strncmp(at, quotes, 3) != 0)
        return no_head(head, line_at(text, start));
    head->copy = memory_zeroed(1, length + 1);
    if (copy_docstring(head->copy, at + 3, quotes, raw) == NULL)
        return fail(head, line_at(text, start), "the docstring has no end");
    if (split(head, line_at(text, start)) < 0)
        return -1;
    dedent(head);
    return 0;
}

/* --- key: value --- */

/* The length of the key if the line is "key: value" or "key:", else 0. */
static size_t key_length(const char *text)
{
    size_t prefix = strlen(CASE_CANCEL),
           before = strncmp(text, CASE_CANCEL, prefix) == 0 ? prefix : 0;
    size_t length = strspn(text + before, "abcdefghijklmnopqrstuvwxyz0123456789_-") + before;
    if (length == before || !islower((unsigned char)text[0]) || text[length] != ':')
        return 0;
    return text[length + 1] == '\0' || text[length + 1] == ' ' || text[length + 1] == '\t' ? length
                                                                                           : 0;
}

static bool is_id(const char *value)
{
    size_t length = strlen(value);
    return length > 0 && length <= ID_MAX && isalnum((unsigned char)value[0]) &&
           strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
               length;
}

static int set_text(const struct head *head, char **field, const char *value)
{
    *field = memory_text(value);
    (void)head;
    return 0;
}

static int set_id(struct head *head, const struct line *line, const char *value)
{
    if (!is_id(value))
        return fail(head, line->number,
                    "bad id '%.60s': up to %d letters, digits, '-' and '_', as a01", value, ID_MAX);
    return set_text(head, &head->out->id, value);
}

static int set_awaits(struct head *head, const struct line *line, const char *value)
{
    if (strlen(value) > AWAITS_MAX)
        return fail(head, line->number,
                    "what the job awaits is too long: at most %d bytes, as 'awaits: a stream'",
                    AWAITS_MAX);
    return set_text(head, &head->out->awaits, value);
}

static int set_guards(struct head *head, const struct line *line, const char *value)
{
    const char *names[TL_GUARD_COUNT];
    char hint[80], name[40];
    for (int i = 0; i < TL_GUARD_COUNT; i++)
        names[i] = tl_guards[i].name;
    head->out->guards = 0;
    for (const char *at = value; *(at += strspn(at, ", \t")) != '\0'; at += strcspn(at, ", \t")) {
        snprintf(name, sizeof name, "%.*s", (int)strcspn(at, ", \t"), at);
        int guard = tl_term_find(tl_guards, TL_GUARD_COUNT, name);
        if (guard < 0)
            return fail(head, line->number, "unknown guard '%s'%s", name,
                        near_hint(hint, sizeof hint, name, names, TL_GUARD_COUNT));
        head->out->guards |= 1u << guard;
    }
    return head->out->guards != 0 ? 0 : fail(head, line->number, "no guard after 'guards:'");
}

static int check_versions(struct head *head, const struct line *line, const char *key,
                          const char *value)
{
    struct versions *versions;
    struct tl_error why;
    char hint[80];
    if (versions_parse(&versions, value, &why) == 0) {
        versions_free(versions);
        return 0;
    }
    for (size_t i = 0; i < KNOWN_KEY_COUNT; i++)
        if (strcmp(key, known_keys[i]) == 0)
            return fail(head, line->number, "%s: %s", key, why.text);
    return fail(head, line->number, "%s: %s%s", key, why.text,
                near_hint(hint, sizeof hint, key, known_keys, KNOWN_KEY_COUNT));
}

static int add_expectation(struct head *head, const struct line *line, const char *key,
                           const char *value)
{
    struct tl_case *out = head->out;
    if (check_versions(head, line, key, value) < 0)
        return -1;
    struct tl_expectation *more =
        list_grow(&out->expectations, out->expectation_count++, sizeof *more);
    if (set_text(head, &more->what, key) < 0)
        return -1;
    return set_text(head, &more->versions, value);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Is the key read for the first time? */
static bool is_first(struct head *head, const char *key)
{
    char *copy = memory_text(key);
    bool first = *(char **)memory_sure(tsearch(copy, &head->keys, by_name)) == copy;
    if (!first)
        free(copy);
    return first;
}

/* Names as in `import`: they become parts of file names. */
static int set_library(struct head *head, const struct line *line, const char *value)
{
    if (strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_., ") !=
        strlen(value))
        return fail(head, line->number, "bad library '%.60s': names as in import, as aiohttp",
                    value);
    if (asprintf(&head->out->no_library,
                 "the library %s is not installed for it (taskloss get libraries installs it)",
                 value) < 0)
        head->out->no_library = NULL;
    return set_text(head, &head->out->library, value);
}

/* Letters, digits and what qualified names have; else as names.h of the worker shows them. */
static bool is_job_name(const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)name[i] < 0x80 && !isalnum((unsigned char)name[i]) &&
            strchr("_.<>\\", name[i]) == NULL)
            return false;
    return length > 0;
}

/* "none" and "*" stand alone. */
static int add_job(struct head *head, const struct line *line, char *jobs, const char *name,
                   size_t length)
{
    bool special =
        (length == 1 && name[0] == '*') || (length == 4 && strncmp(name, "none", 4) == 0);
    bool alone = jobs[0] == '\0' && name[length + strspn(name + length, ", \t")] == '\0';
    if (special ? !alone : !is_job_name(name, length))
        return fail(head, line->number,
                    "bad job '%.*s': qualified names, as Mailer.send or app.Mailer.send, or one of "
                    "'*' and 'none' alone",
                    length > 60 ? 60 : (int)length, name);
    size_t used = strlen(jobs);
    if (used + length + 2 > TL_JOBS_MAX)
        return fail(head, line->number, "the names after 'job:' are too long: at most %d bytes",
                    TL_JOBS_MAX - 2);
    snprintf(jobs + used, TL_JOBS_MAX - used, "%s%.*s", used > 0 ? " " : "", (int)length, name);
    return 0;
}

static int set_jobs(struct head *head, const struct line *line, const char *value)
{
    char jobs[TL_JOBS_MAX] = "";
    for (const char *at = value; *(at += strspn(at, ", \t")) != '\0'; at += strcspn(at, ", \t"))
        if (add_job(head, line, jobs, at, strcspn(at, ", \t")) < 0)
            return -1;
    if (jobs[0] == '\0')
        return fail(head, line->number, "no name after 'job:'");
    return set_text(head, &head->out->jobs, jobs);
}

/* Only what keeps trials apart more than usual can be asked for. */
static int set_isolation(struct head *head, const struct line *line, const char *value)
{
    head->out->forks = strcmp(value, tl_isolations[TL_ISOLATION_FORK].name) == 0;
    return head->out->forks
               ? 0
               : fail(head, line->number,
                      "bad isolation '%.60s': only 'fork', a process for each trial", value);
}

static int set_key(struct head *head, const struct line *line, const char *key, const char *value)
{
    if (!is_first(head, key))
        return fail(head, line->number, "'%s:' a second time", key);
    if (value[0] == '\0')
        return fail(head, line->number, "nothing after '%s:'", key);
    if (strcmp(key, "id") == 0)
        return set_id(head, line, value);
    if (strcmp(key, "source") == 0)
        return set_text(head, &head->out->source, value);
    if (strcmp(key, "awaits") == 0)
        return set_awaits(head, line, value);
    if (strcmp(key, "guards") == 0)
        return set_guards(head, line, value);
    if (strcmp(key, "job") == 0)
        return set_jobs(head, line, value);
    if (strcmp(key, "library") == 0)
        return set_library(head, line, value);
    if (strcmp(key, "isolation") == 0)
        return set_isolation(head, line, value);
    if (strcmp(key, "needs") != 0)
        return add_expectation(head, line, key, value);
    if (check_versions(head, line, key, value) < 0)
        return -1;
    return set_text(head, &head->out->needs, value);
}

/* What stands behind a key, with the indented lines that continue it; `*at` moves past them. To be
 * freed. */
static char *read_value(const struct head *head, const char *first, size_t *at)
{
    size_t size = 0;
    char *value = NULL;
    FILE *out = memory_sure(open_memstream(&value, &size));
    fputs(first + strspn(first, " \t"), out);
    for (; *at < head->count && indentation(head->lines[*at].text) > 0; ++*at) {
        const char *more = head->lines[*at].text;
        fprintf(out, " %s", more + indentation(more));
    }
    if (fclose(out) != 0)
        value = NULL;
    return memory_sure(value);
}

/* Reads one "key: value". */
static int read_key(struct head *head, size_t *at)
{
    const struct line *line = &head->lines[(*at)++];
    size_t length = key_length(line->text);
    if (length == 0)
        return fail(head, line->number,
                    "'%.60s' is not 'key: value', as all lines from 'id:' on are", line->text);
    char *value = read_value(head, line->text + length + 1, at);
    char *key = text_make("%.*s", (int)length, line->text);
    int result = set_key(head, line, key, value);
    free(key);
    free(value);
    return result;
}

/* --- the parts of the docstring --- */

static size_t paragraph_start(const struct head *head, size_t at)
{
    while (at > 1 && head->lines[at - 1].text[0] != '\0')
        at--;
    return at;
}

static bool is_all_keys(const struct head *head, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++)
        if (key_length(head->lines[i].text) == 0 && indentation(head->lines[i].text) == 0)
            return false;
    return start < end && key_length(head->lines[start].text) > 0;
}

/* The line after the title at which the keys begin: the paragraph of `id:`, and those straight
 * before it that are all keys; `count` if there is none. */
static size_t find_keys(const struct head *head)
{
    size_t at = 1;
    while (at < head->count && strncmp(head->lines[at].text, "id:", 3) != 0)
        at++;
    if (at == head->count)
        return at;
    size_t start = paragraph_start(head, at);
    for (;;) {
        size_t end = start;
        while (end > 1 && head->lines[end - 1].text[0] == '\0')
            end--;
        size_t before = paragraph_start(head, end);
        if (end <= 1 || !is_all_keys(head, before, end))
            return start;
        start = before;
    }
}

static int read_keys(struct head *head, size_t at)
{
    while (at < head->count) {
        if (head->lines[at].text[0] == '\0')
            at++;
        else if (read_key(head, &at) < 0)
            return -1;
    }
    return 0;
}

/* The lines between the title and the keys, without blank ones at either end. */
static int read_story(struct head *head, size_t end)
{
    size_t start = 1, size = 1;
    while (start < end && head->lines[start].text[0] == '\0')
        start++;
    while (end > start && head->lines[end - 1].text[0] == '\0')
        end--;
    for (size_t i = start; i < end; i++)
        size += strlen(head->lines[i].text) + 1;
    char *story = memory_zeroed(1, size), *at = story;
    for (size_t i = start; i < end; i++) {
        at = stpcpy(at, head->lines[i].text);
        if (i + 1 < end)
            *at++ = '\n';
    }
    *at = '\0';
    head->out->story = story;
    return 0;
}

/* A docstring may begin on the line after its quotes. */
static void drop_blank_start(struct head *head)
{
    size_t blank = 0;
    while (blank + 1 < head->count && head->lines[blank].text[0] == '\0')
        blank++;
    head->count -= blank;
    memmove(head->lines, head->lines + blank, head->count * sizeof *head->lines);
}

static int read_parts(struct head *head)
{
    drop_blank_start(head);
    const struct line *title = &head->lines[0];
    size_t keys = find_keys(head);
    if (keys == head->count && strncmp(title->text, "id:", 3) != 0)
        return fail(head, title->number,
                    "the head has no id; add a last line to the docstring, as 'id: my1'");
    if (title->text[0] == '\0' || strncmp(title->text, "id:", 3) == 0)
        return fail(head, title->number,
                    "the head has no title; begin it with what the case shows");
    if (strlen(title->text) > TITLE_MAX)
        return fail(head, title->number, "the title is too long: at most %d bytes", TITLE_MAX);
    if (set_text(head, &head->out->title, title->text) < 0)
        return -1;
    if (read_story(head, keys) < 0 || read_keys(head, keys) < 0)
        return -1;
    if (head->out->awaits == NULL)
        head->out->awaits = memory_text("");
    if (head->out->source == NULL)
        return set_text(head, &head->out->source, "");
    return 0;
}

int case_head_read(struct tl_case *out, const char *label, const char *text, size_t length,
                   struct tl_error *error)
{
    struct head head = {.label = label, .out = out, .error = error};
    out->guards = (1u << TL_GUARD_COUNT) - 1;
    int result = check_characters(&head, text, length);
    if (result == 0)
        result = read_docstring(&head, text, length);
    if (result == 0)
        result = read_parts(&head);
    tdestroy(head.keys, free);
    free(head.lines);
    free(head.copy);
    return result;
}
