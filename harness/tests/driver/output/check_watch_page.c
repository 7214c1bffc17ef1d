/* The page of a watch: well-formed, and whatever a program's names hold stays text. */
#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>
#include <string.h>

#include "suite.h"
#include "watch_formats.h"

static char evil[] = "a\"'><script>alert(1)</script>&amp;\x01\x1b[31m\xff";
static char cycle[] = "Task -(its <i>)-> a <b>() -(._waiters)-> the task";
static char empty[] = "", started[] = "2026-11-25T10:00:00Z", command[] = "watch '<script>'";

static const enum watched_kind kinds[] = {WATCHED_LOST, WATCHED_LOST, WATCHED_ORPHANED};

/* A page of three findings, the second of them accepted. */
static char *page(const char *text_of_all)
{
    char *text = (char *)(uintptr_t)text_of_all, *list[] = {text, text, NULL}, *out = NULL;
    size_t size;
    struct watched_frame frames[] = {{text, text, 12}, {text, text, 13}};
    struct watched_finding findings[3];
    for (size_t i = 0; i < 3; i++)
        findings[i] = (struct watched_finding){.kind = kinds[i],
                                               .count = 4,
                                               .counts = {.exposed = 4, .woken = 3, .lost = 1},
                                               .made = {frames, 2},
                                               .waiting = {frames, 1},
                                               .for_what = text,
                                               .cycle = i == 0 ? cycle : empty,
                                               .note = text,
                                               .tests = {list, 2},
                                               .processes = 2,
                                               .accepted = i == 1 ? text : NULL};
    const struct watched watched = {.totals = {.tasks = 9},
                                    .processes = 1,
                                    .pythons = {list, 2},
                                    .refused = {list, 1},
                                    .findings = findings,
                                    .count = 3};
    const struct tl_run run = {.id = 1, .started = started, .command = command, .machine = text};
    struct tl_error error;
    FILE *stream = open_memstream(&out, &size);
    ck_assert_int_eq(output_watch_html(&watched, &run, "/home", stream, &error), 0);
    fclose(stream);
    return out;
}

static void count_error(void *data, xmlErrorPtr error)
{
    *(int *)data += error->code != XML_HTML_UNKNOWN_TAG; /* HTML 5's are news to the parser */
}

static htmlDocPtr parse(char *text)
{
    int errors = 0;
    xmlSetStructuredErrorFunc(&errors, (xmlStructuredErrorFunc)count_error);
    htmlDocPtr parsed = htmlReadMemory(text, (int)strlen(text), "x", "UTF-8", HTML_PARSE_NONET);
    xmlSetStructuredErrorFunc(NULL, NULL);
    ck_assert_ptr_nonnull(parsed);
    ck_assert_int_eq(errors, 0);
    free(text);
    return parsed;
}

static int count(htmlDocPtr parsed, const char *path)
{
    char *expression = NULL;
    ck_assert_int_ge(asprintf(&expression, "count(%s)", path), 0);
    xmlXPathContextPtr context = xmlXPathNewContext(parsed);
    xmlXPathObjectPtr found = xmlXPathEvalExpression(BAD_CAST expression, context);
    ck_assert_ptr_nonnull(found);
    int number = (int)xmlXPathCastToNumber(found);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    free(expression);
    return number;
}

START_TEST(texts_stay_texts)
{
    htmlDocPtr parsed = parse(page(evil));
    ck_assert_int_eq(count(parsed, "//script"), 1); /* ours */
    ck_assert_int_eq(count(parsed, "//summary[contains(., '<script>alert(1)')]"), 3);
    ck_assert_int_eq(count(parsed, "//b[not(parent::p)]"), 0);
    xmlFreeDoc(parsed);
}
END_TEST

START_TEST(findings_are_grouped_and_failures_open)
{
    htmlDocPtr parsed = parse(page("/home/app.py"));
    ck_assert_int_eq(count(parsed, "//main/section"), 2);
    ck_assert_int_eq(count(parsed, "//section[1]/details"), 2);
    ck_assert_int_eq(count(parsed, "//details[@open]"), 1);
    ck_assert_int_eq(count(parsed, "//ol[@class='cycle']/li"), 3);
    ck_assert_int_eq(count(parsed, "//ol[@class='frames']/li[contains(., 'app.py:12 in')]"), 6);
    ck_assert_int_eq(count(parsed, "//p[@class='bad']/b[.='1']"), 1);
    xmlFreeDoc(parsed);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, texts_stay_texts);
    tcase_add_test(tests, findings_are_grouped_and_failures_open);
}

int main(void)
{
    return suite_run("watch page", add);
}
