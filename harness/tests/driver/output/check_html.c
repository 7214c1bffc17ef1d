/* The conformance page: well-formed, texts stay texts, and every cell leads to its numbers. */
#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

#include "page.h"
#include "report_planted.h"

/* A page is too long for a message of the test framework. */
#undef HAS
#define HAS(text, part)                                                                            \
    do {                                                                                           \
        if (strstr(text, part) == NULL)                                                            \
            fputs(text, stderr);                                                                   \
        ck_assert_msg(strstr(text, part) != NULL, "no \"%s\" in the page above", part);            \
    } while (0)

static struct planted planted;
static struct html_picture picture;

static char evil[] = "a\"'><script>alert(1)</script>&amp;\x01\x1b[31m\xff";

static void make(void)
{
    static char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>";
    planted_make(&planted);
    picture = (struct html_picture){.svg = svg};
}

static int write_page(const struct tl_report *report, FILE *out, struct tl_error *error)
{
    return output_html(report, &picture, out, error);
}

/* HTML 5's elements are news to the parser; all else that it says is counted. */
static void count_error(void *data, xmlErrorPtr error)
{
    if (error->code != XML_HTML_UNKNOWN_TAG) {
        ++*(int *)data;
        fprintf(stderr, "line %d: %s", error->line, error->message);
    }
}

static htmlDocPtr parse(const char *text)
{
    int errors = 0;
    xmlSetStructuredErrorFunc(&errors, (xmlStructuredErrorFunc)count_error);
    htmlDocPtr parsed =
        htmlReadMemory(text, (int)strlen(text), "page.html", "UTF-8", HTML_PARSE_NONET);
    xmlSetStructuredErrorFunc(NULL, NULL);
    ck_assert_ptr_nonnull(parsed);
    ck_assert_int_eq(errors, 0);
    return parsed;
}

static htmlDocPtr document(void)
{
    char *text = planted_write(&planted.report, write_page);
    htmlDocPtr parsed = parse(text);
    free(text);
    return parsed;
}

static double number(htmlDocPtr parsed, const char *path)
{
    xmlXPathContextPtr context = xmlXPathNewContext(parsed);
    xmlXPathObjectPtr found = xmlXPathEvalExpression(BAD_CAST path, context);
    ck_assert_msg(found != NULL, "no XPath: %s", path);
    double value = xmlXPathCastToNumber(found);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return value;
}

START_TEST(every_cell_leads_to_its_numbers)
{
    htmlDocPtr parsed = document();
    char path[128];
    for (int i = 0; i < 5; i++) {
        snprintf(path, sizeof path, "count(//table[contains(@class,'matrix')]//td/a[@href='#x%d'])",
                 i);
        ck_assert_double_eq(number(parsed, path), 1);
        snprintf(path, sizeof path, "count(//*[@id='x%d'])", i);
        ck_assert_double_eq(number(parsed, path), 1);
    }
    ck_assert_double_eq(number(parsed, "count(//th/a[@href='#k0'])"), 3);
    ck_assert_double_eq(number(parsed, "count(//details[@id='k0'])"), 1);
    xmlFreeDoc(parsed);
}
END_TEST

/* Cells of the same numbers share a line, but none its command. */
/* Where --python's word stands in a command. */
static void mark_python(struct tl_checked *cell)
{
    const char *word = strstr(cell->repeat, " --python ") + strlen(" --python ");
    cell->repeat_python[0] = (size_t)(word - cell->repeat);
    cell->repeat_python[1] = cell->repeat_python[0] + strcspn(word, " ");
}

static char *page_of_shared_line(char *one, char *two)
{
    planted.cells[0] = planted.cells[3];
    planted.cells[0].cell = &planted.results[0];
    planted.cells[0].repeat = one;
    planted.cells[3].repeat = two;
    mark_python(&planted.cells[0]);
    mark_python(&planted.cells[3]);
    return planted_write(&planted.report, write_page);
}

START_TEST(every_cell_has_its_command)
{
    static char one[] = "taskloss run --python one", two[] = "taskloss run --python two";
    char *text = page_of_shared_line(one, two);
    HAS(text, "taskloss run --python one\ntaskloss run --python two\n");
    HAS(text, "<td>3.9.1..3.10.1 (2)</td>");
    htmlDocPtr parsed = parse(text);
    ck_assert_double_eq(
        number(parsed, "count(//table[contains(@class,'matrix')]//td/a[@href='#x0'])"), 2);
    ck_assert_double_eq(number(parsed, "count(//tr[@id='x0'])"), 1);
    ck_assert_double_eq(number(parsed, "count(//*[@id='x3'])"), 0);
    xmlFreeDoc(parsed);
    free(text);
}
END_TEST

/* The script makes the others from it; what is not the same but for the name stands there whole. */
START_TEST(commands_that_differ_by_the_implementation_are_one)
{
    static char one[] = "taskloss run a --python 3.9.1 --seed 1",
                two[] = "taskloss run a --python 3.10.1 --seed 1",
                other[] = "taskloss run a --python 3.10.1 --seed 2";
    char *text = page_of_shared_line(one, two);
    HAS(text, "\"0\">taskloss run a --python <b>3.9.1</b> --seed 1</pre>");
    HAS_NOT(text, two);
    free(text);
    text = page_of_shared_line(one, other);
    HAS(text, "taskloss run a --python 3.9.1 --seed 1\ntaskloss run a --python 3.10.1 --seed 2\n");
    free(text);
}
END_TEST

/* Event loops have a head of their own, and their columns stand together. */
START_TEST(columns_are_grouped_by_event_loop)
{
    static const char *const names[4] = {"3.9.1+loop", "3.9.1", "3.10.1+loop", "3.10.1"};
    struct tl_check_total totals[4] = {0};
    for (size_t i = 0; i < 4; i++)
        totals[i].implementation = implementation_of(names[i]);
    planted.results[0].implementation = planted.results[1].implementation =
        planted.results[2].implementation = totals[0].implementation;
    planted.results[3].implementation = planted.results[4].implementation =
        totals[2].implementation;
    planted.report.totals = totals;
    planted.report.total_count = 4;
    char *text = planted_write(&planted.report, write_page);
    htmlDocPtr parsed = parse(text);
    HAS(text, "<tr class=\"groups\"><td></td><th colspan=\"2\" style=\"--n:2\" scope=\"colgroup\" "
              "class=\"g\"><span>loop</span></th>"
              "<th colspan=\"2\" style=\"--n:2\" scope=\"colgroup\" "
              "class=\"g\"><span>asyncio</span></th></tr>");
    HAS(text, "title=\"3.10.1+loop\">3.10.1</th><th scope=\"col\" class=\"g\">3.9.1</th>");
    ck_assert_double_eq(number(parsed, "count(//table[contains(@class, 'many')])"), 0);
    ck_assert_double_eq(number(parsed, "count((//tbody)[2]/tr/td)"), 4);
    xmlFreeDoc(parsed);
    free(text);
}
END_TEST

START_TEST(many_columns_have_upright_names)
{
    char name[16];
    struct tl_check_total totals[30] = {0};
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "3.%d.1", i);
        totals[i].implementation = implementation_of(name);
    }
    planted.report.totals = totals;
    planted.report.total_count = 30;
    char *text = planted_write(&planted.report, write_page);
    htmlDocPtr parsed = parse(text);
    ck_assert_double_eq(number(parsed, "count(//table[contains(@class, 'many')])"), 3);
    HAS_NOT(text, "colgroup");
    xmlFreeDoc(parsed);
    free(text);
}
END_TEST

/* A row for each thing that was found, and for each reason. */
START_TEST(the_same_difference_is_one_row)
{
    planted.cells[3] = planted.cells[0];
    planted.cells[3].cell = &planted.results[3];
    planted.results[2].unmeasured = planted.results[4].unmeasured;
    planted.results[1].measured = 1;
    char *text = planted_write(&planted.report, write_page);
    htmlDocPtr parsed = parse(text);
    const char *list = "//section[contains(h2, '%s')]//tbody/tr";
    char path[256], first[128];
    snprintf(first, sizeof first, list, "Differences");
    snprintf(path, sizeof path, "count(%s)", first);
    ck_assert_double_eq(number(parsed, path), 1);
    snprintf(path, sizeof path, "count(%s[td[4] = '3.9.1..3.10.1 (2)']/td/a[@href='#x0'])", first);
    ck_assert_double_eq(number(parsed, path), 1);
    snprintf(first, sizeof first, list, "Could not be measured");
    snprintf(path, sizeof path, "count(%s)", first);
    ck_assert_double_eq(number(parsed, path), 1);
    snprintf(path, sizeof path, "count(%s[td[1] = '2']/td/a[@href='#x2'])", first);
    ck_assert_double_eq(number(parsed, path), 1);
    xmlFreeDoc(parsed);
    free(text);
}
END_TEST

/* What a trial printed differs in addresses, paths and line numbers from Python to Python. */
START_TEST(what_was_printed_may_differ_in_numbers)
{
    static char one[] = "File \"/a/3.9/x.py\", line 10\n  f()\nat 0x7ff0: e",
                two[] = "File \"/b/y.py\", line 9\n  f()\n  ^^^\nat 0x10: e",
                other[] = "File \"/b/y.py\", line 9\n  f()\nat 0x10: g";
    char *const texts[] = {two, other};
    for (int i = 0; i < 2; i++) {
        planted.cells[0] = planted.cells[3];
        planted.cells[0].cell = &planted.results[0];
        planted.cells[0].output = one;
        planted.cells[3].output = texts[i];
        htmlDocPtr parsed = document();
        ck_assert_double_eq(number(parsed, "count(//tr[@id='x3'])"), i);
        xmlFreeDoc(parsed);
    }
}
END_TEST

START_TEST(what_was_not_measured_is_no_zero)
{
    planted.results[0].has_rate = planted.results[1].has_rate = true;
    planted.results[0].measured = planted.results[1].measured = planted.results[3].measured = 1;
    planted.results[0].rate = 0.5;
    char *text = planted_write(&planted.report, write_page);
    HAS(text, "<td class=\"s2 d\"><a href=\"#x0\" tabindex=\"-1\">50\xe2\x89\xa0</a>");
    HAS(text, "<td class=\"s0\"><a href=\"#x1\" tabindex=\"-1\">0</a>");
    HAS(text, "<td class=\"un\"><a href=\"#x2\" tabindex=\"-1\">?</a>");
    HAS(text, "<td class=\"nj\"><a href=\"#x3\" tabindex=\"-1\">-</a>");
    HAS(text, "no\nmodule");
    HAS(text, "<b>1</b> behaviours could not be measured");
    free(text);
}
END_TEST

START_TEST(texts_stay_texts)
{
    struct tl_implementation evil_one =
        implementation_made((struct tl_implementation){.python = evil, .loop = evil});
    planted.results[0].case_title = planted.results[0].case_name = evil;
    planted.results[1].implementation = &evil_one;
    planted.results[2].unmeasured = planted.run.command = planted.results[0].case_file = evil;
    char *text = planted_write(&planted.report, write_page);
    htmlDocPtr parsed = parse(text);
    ck_assert_double_eq(number(parsed, "count(//script)"), 1);
    ck_assert_double_eq(number(parsed, "count(//@*[starts-with(name(), 'on')])"), 0);
    ck_assert_double_eq(number(parsed, "count(//title)"), 1);
    for (const char *c = text; *c != '\0'; c++)
        ck_assert_msg((unsigned char)*c >= ' ' || *c == '\n', "byte %d", *c);
    ck_assert_int_eq(xmlCheckUTF8(BAD_CAST text), 1);
    xmlFreeDoc(parsed);
    free(text);
    implementation_clear(&evil_one);
}
END_TEST

START_TEST(it_needs_nothing_from_outside)
{
    htmlDocPtr parsed = document();
    ck_assert_double_eq(number(parsed, "count(//@src | //link | //iframe | //object | //base)"), 0);
    ck_assert_double_eq(number(parsed, "count(//@href[not(starts-with(., '#'))])"), 0);
    ck_assert_double_eq(number(parsed, "count(//style[contains(., 'url(') or "
                                       "contains(., '@import')])"),
                        0);
    xmlFreeDoc(parsed);
}
END_TEST

START_TEST(a_case_tells_its_story_and_shows_its_file)
{
    char *folder = folder_make(), *file = NULL;
    ck_assert_int_ge(asprintf(&file, "%s/x.py", folder), 0);
    FILE *out = fopen(file, "w");
    fputs("\"\"\"Title <b>.\n\nFirst </pre><script>.\n\nSecond & last.\n\nid: a01\nsource: own\n"
          "\"\"\"\nprint('</pre><script>alert(2)</script>')\n",
          out);
    fclose(out);
    planted.results[0].case_file = file;
    char *text = planted_write(&planted.report, write_page);
    htmlDocPtr parsed = parse(text);
    ck_assert_double_eq(number(parsed, "count(//script)"), 1);
    HAS(text, "<p>First &lt;/pre&gt;&lt;script&gt;.</p><p>Second &amp; last.</p>");
    ck_assert_double_eq(number(parsed, "count(//pre[contains(., \"print('</pre><script>\")])"), 1);
    xmlFreeDoc(parsed);
    free(text);
    free(file);
    folder_remove(folder);
}
END_TEST

START_TEST(a_file_that_is_gone_is_said_so)
{
    static char gone[] = "/nowhere/x.py";
    planted.results[0].case_file = gone;
    char *text = planted_write(&planted.report, write_page);
    HAS(text, "The text of the case, /nowhere/x.py, cannot be shown (No such file or directory).");
    free(text);
}
END_TEST

START_TEST(an_empty_report_is_a_page)
{
    struct tl_report empty = {.run = &planted.run};
    char *text = planted_write(&empty, write_page);
    htmlDocPtr parsed = parse(text);
    ck_assert_double_eq(number(parsed, "count(//table[contains(@class,'matrix')])"), 0);
    HAS(text, "<b>0</b> behaviours verified");
    xmlFreeDoc(parsed);
    free(text);
}
END_TEST

/* --- the picture --- */

static struct tl_results results_of_planted(void)
{
    return (struct tl_results){.run = planted.run, .cells = planted.results, .count = 5};
}

START_TEST(the_picture_stands_within_the_page)
{
    if (system("command -v gnuplot >/dev/null") != 0) {
        puts("skipped: there is no gnuplot");
        return;
    }
    struct tl_results results = results_of_planted();
    html_picture_draw(&picture, &results);
    ck_assert_msg(picture.svg != NULL, "%s", picture.why_none);
    ck_assert_int_eq(strncmp(picture.svg, "<svg ", 5), 0);
    HAS(picture.svg, "tcp_read");
    HAS_NOT(picture.svg, "<script");
    htmlDocPtr parsed = document();
    ck_assert_double_eq(number(parsed, "count(//div/svg)"), 1);
    xmlFreeDoc(parsed);
    html_picture_free(&picture);
}
END_TEST

START_TEST(without_gnuplot_the_page_says_so)
{
    struct tl_results results = results_of_planted();
    setenv("PATH", "/nowhere", 1);
    html_picture_draw(&picture, &results);
    ck_assert_ptr_null(picture.svg);
    char *text = planted_write(&planted.report, write_page);
    HAS(text, "There is no picture: gnuplot is not installed");
    free(text);
    html_picture_free(&picture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("html");
    TCase *tests = tcase_create("html");
    tcase_add_checked_fixture(tests, make, NULL);
    tcase_add_test(tests, every_cell_leads_to_its_numbers);
    tcase_add_test(tests, every_cell_has_its_command);
    tcase_add_test(tests, commands_that_differ_by_the_implementation_are_one);
    tcase_add_test(tests, columns_are_grouped_by_event_loop);
    tcase_add_test(tests, many_columns_have_upright_names);
    tcase_add_test(tests, the_same_difference_is_one_row);
    tcase_add_test(tests, what_was_printed_may_differ_in_numbers);
    tcase_add_test(tests, what_was_not_measured_is_no_zero);
    tcase_add_test(tests, texts_stay_texts);
    tcase_add_test(tests, it_needs_nothing_from_outside);
    tcase_add_test(tests, a_case_tells_its_story_and_shows_its_file);
    tcase_add_test(tests, a_file_that_is_gone_is_said_so);
    tcase_add_test(tests, an_empty_report_is_a_page);
    tcase_add_test(tests, the_picture_stands_within_the_page);
    tcase_add_test(tests, without_gnuplot_the_page_says_so);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
