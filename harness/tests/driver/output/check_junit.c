/* JUnit XML: valid against the schema, and no cell is lost on the way. */
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>

#include "report_planted.h"

static struct planted planted;

static void make(void)
{
    planted_make(&planted);
}

static xmlDocPtr written(const struct tl_report *report,
                         int (*write)(const struct tl_report *, FILE *, struct tl_error *))
{
    char *text = planted_write(report, write);
    xmlDocPtr parsed = xmlReadMemory(text, (int)strlen(text), "junit.xml", NULL, XML_PARSE_NONET);
    ck_assert_msg(parsed != NULL, "not well-formed:\n%s", text);
    free(text);
    return parsed;
}

static xmlDocPtr document(const struct tl_report *report)
{
    return written(report, output_junit);
}

static int validate_by(const char *path, xmlDocPtr parsed)
{
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(path);
    xmlSchemaPtr schema = xmlSchemaParse(parser);
    ck_assert_ptr_nonnull(schema);
    xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(schema);
    int result = xmlSchemaValidateDoc(context, parsed);
    xmlSchemaFreeValidCtxt(context);
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
    return result;
}

static int validate(xmlDocPtr parsed)
{
    return validate_by(TASKLOSS_SOURCE_DIR "/harness/tests/junit.xsd", parsed);
}

static int validate_xunit2(xmlDocPtr parsed)
{
    return validate_by(TASKLOSS_SOURCE_DIR "/harness/tests/xunit2.xsd", parsed);
}

static double number(xmlDocPtr parsed, const char *path)
{
    xmlXPathContextPtr context = xmlXPathNewContext(parsed);
    xmlXPathObjectPtr found = xmlXPathEvalExpression(BAD_CAST path, context);
    ck_assert_msg(found != NULL, "no XPath: %s", path);
    double value = xmlXPathCastToNumber(found);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return value;
}

static char *string(xmlDocPtr parsed, const char *path)
{
    xmlXPathContextPtr context = xmlXPathNewContext(parsed);
    xmlXPathObjectPtr found = xmlXPathEvalExpression(BAD_CAST path, context);
    xmlChar *value = xmlXPathCastToString(found);
    char *copy = strdup((const char *)value);
    xmlFree(value);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return copy;
}

START_TEST(it_is_valid)
{
    xmlDocPtr parsed = document(&planted.report);
    ck_assert_int_eq(validate(parsed), 0);
    xmlFreeDoc(parsed);
}
END_TEST

START_TEST(an_empty_report_is_valid)
{
    struct tl_report empty = {.run = &planted.run};
    xmlDocPtr parsed = document(&empty);
    ck_assert_int_eq(validate(parsed), 0);
    ck_assert_double_eq(number(parsed, "count(//testcase)"), 0);
    xmlFreeDoc(parsed);
}
END_TEST

START_TEST(the_schema_refuses_what_it_should)
{
    static const char text[] = "<testsuites><testsuite name='x'/></testsuites>";
    xmlDocPtr parsed = xmlReadMemory(text, (int)strlen(text), "x.xml", NULL, 0);
    ck_assert_int_ne(validate(parsed), 0);
    xmlFreeDoc(parsed);
}
END_TEST

START_TEST(every_cell_is_a_test)
{
    xmlDocPtr parsed = document(&planted.report);
    ck_assert_double_eq(number(parsed, "count(//testsuite)"), 2);
    ck_assert_double_eq(number(parsed, "count(//testcase)"), 5);
    ck_assert_double_eq(number(parsed, "count(//failure)"), 1);
    ck_assert_double_eq(number(parsed, "count(//error)"), 2);
    ck_assert_double_eq(number(parsed, "count(//skipped[@message != ''])"), 1);
    ck_assert_double_eq(number(parsed, "sum(//testsuite/@tests)"), 5);
    ck_assert_double_eq(number(parsed, "sum(//testsuite/@failures)"), 1);
    ck_assert_double_eq(number(parsed, "sum(//testsuite/@errors)"), 2);
    ck_assert_double_eq(number(parsed, "sum(//testsuite/@skipped)"), 1);
    ck_assert_double_eq(
        number(parsed, "count(//testcase[@classname='a01 tcp_read'][@name='bare, 3.9.1']/failure"
                       "[@type='new-loss'])"),
        1);
    xmlFreeDoc(parsed);
}
END_TEST

START_TEST(every_test_has_its_time_and_place)
{
    xmlDocPtr parsed = document(&planted.report);
    ck_assert_double_eq(
        number(parsed, "count(//testcase[@time='1.234'][@file='/none/x.py'][@line='1'])"), 5);
    ck_assert_double_eq(number(parsed, "count(//testsuite[@time='3.702'])"), 1);
    ck_assert_double_eq(number(parsed, "count(//testsuite[@time='2.468'])"), 1);
    xmlFreeDoc(parsed);
}
END_TEST

START_TEST(a_place_here_is_told_from_here)
{
    char *here = getcwd(NULL, 0), *file = NULL;
    ck_assert_int_ge(asprintf(&file, "%s/cases/x.py", here), 0);
    planted.results[0].case_file = file;
    xmlDocPtr parsed = document(&planted.report);
    ck_assert_double_eq(number(parsed, "count(//testcase[@file='cases/x.py'])"), 1);
    ck_assert_int_eq(validate(parsed), 0);
    xmlFreeDoc(parsed);
    free(file);
    free(here);
}
END_TEST

START_TEST(the_schema_refuses_a_place_that_is_none)
{
    static const char whole[] =
        "<testsuites><testsuite name='x' package='x' id='0' timestamp='2026-11-22T01:02:03' "
        "hostname='h' tests='1' failures='0' errors='0' skipped='0' time='0.1'><properties/>"
        "<testcase classname='c' name='n' time='0.1' file='f' line='%s'/>"
        "<system-out/><system-err/></testsuite></testsuites>";
    static const char *const lines[] = {"1", "0", "x"};
    for (size_t i = 0; i < 3; i++) {
        char *text = NULL;
        ck_assert_int_ge(asprintf(&text, whole, lines[i]), 0);
        xmlDocPtr parsed = xmlReadMemory(text, (int)strlen(text), "x.xml", NULL, 0);
        ck_assert_int_eq(validate(parsed) == 0, i == 0);
        xmlFreeDoc(parsed);
        free(text);
    }
}
END_TEST

START_TEST(a_failure_tells_all)
{
    xmlDocPtr parsed = document(&planted.report);
    char *story = string(parsed, "//failure"), *why = string(parsed, "(//error)[2]/@message");
    HAS(story, "new-loss: lost | <b>&amp;</b> `x` \"]]>\"");
    HAS(story, "\xc3\xbc");
    HAS(story, "\xf0\x9f\x90\x8d ok");
    HAS(story, "Repeat: taskloss run 'it'\\''s|a.py' --guard bare\n");
    HAS(story, "Seed: 18446744073709551615\n");
    HAS(story, "first\n\nsecond </pre><script>alert(1)</script> ]]> \n");
    HAS_NOT(story, "\x1b");
    HAS_NOT(story, "\x01");
    HAS_NOT(story, "\xff");
    HAS_NOT(story, "\xef\xbf\xbe");
    HAS(why, "could-not-measure: no");
    free(story);
    free(why);
    xmlFreeDoc(parsed);
}
END_TEST

START_TEST(several_pressures_have_names_apart)
{
    planted.results[1].guard = planted.results[0].guard;
    planted.results[1].pressure.pressure = TL_PRESSURE_NATURAL;
    xmlDocPtr parsed = document(&planted.report);
    ck_assert_double_eq(number(parsed, "count(//testcase[@name='bare, step, 3.9.1'])"), 1);
    ck_assert_double_eq(number(parsed, "count(//testcase[@name='bare, natural, 3.9.1'])"), 1);
    xmlFreeDoc(parsed);
}
END_TEST

START_TEST(xunit2_has_its_places_as_output)
{
    xmlDocPtr other = document(&planted.report), parsed = written(&planted.report, output_xunit2);
    ck_assert_int_eq(validate_xunit2(parsed), 0);
    ck_assert_int_ne(validate_xunit2(other), 0);
    ck_assert_double_gt(number(other, "count(//testcase/@file)"), 0);
    ck_assert_double_eq(number(other, "count(//testcase/@file)"),
                        number(parsed, "count(//testcase/system-out)"));
    ck_assert_double_eq(number(parsed, "count(//testcase/@file | //testcase/@line)"), 0);
    ck_assert_double_eq(number(parsed, "count(//testcase)"), number(other, "count(//testcase)"));
    char *place = string(parsed, "(//testcase/system-out)[1]");
    char *file = string(other, "(//testcase/@file)[1]"), *expected = NULL;
    ck_assert_int_ge(asprintf(&expected, "%s:1", file), 0);
    ck_assert_str_eq(place, expected);
    free(expected);
    free(file);
    free(place);
    xmlFreeDoc(parsed);
    xmlFreeDoc(other);
}
END_TEST

/* Another program's eyes: skipped where it is not installed. */
START_TEST(xmllint_agrees)
{
    char *folder = folder_make(), *file = NULL, *command = NULL;
    char *text = planted_write(&planted.report, output_junit);
    ck_assert_int_ge(asprintf(&file, "%s/junit.xml", folder), 0);
    FILE *out = fopen(file, "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    fclose(out);
    ck_assert_int_ge(asprintf(&command,
                              "command -v xmllint >/dev/null || { echo 'skipped: there is no "
                              "xmllint'; exit 0; }; xmllint --noout --nonet --schema "
                              "'" TASKLOSS_SOURCE_DIR "/harness/tests/junit.xsd' '%s'",
                              file),
                     0);
    ck_assert_int_eq(system(command), 0);
    free(command);
    free(text);
    free(file);
    folder_remove(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("junit");
    TCase *tests = tcase_create("junit");
    tcase_add_checked_fixture(tests, make, NULL);
    tcase_add_test(tests, it_is_valid);
    tcase_add_test(tests, an_empty_report_is_valid);
    tcase_add_test(tests, the_schema_refuses_what_it_should);
    tcase_add_test(tests, every_cell_is_a_test);
    tcase_add_test(tests, every_test_has_its_time_and_place);
    tcase_add_test(tests, a_place_here_is_told_from_here);
    tcase_add_test(tests, the_schema_refuses_a_place_that_is_none);
    tcase_add_test(tests, a_failure_tells_all);
    tcase_add_test(tests, several_pressures_have_names_apart);
    tcase_add_test(tests, xunit2_has_its_places_as_output);
    tcase_add_test(tests, xmllint_agrees);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
