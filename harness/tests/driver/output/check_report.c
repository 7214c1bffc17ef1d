/* Reports in Markdown, TAP and CSV, and how files are replaced. */
#include <dirent.h>
#include <sys/stat.h>

#include "escape.h"
#include "replace.h"
#include "report_planted.h"

static struct planted planted;
static struct tl_error error;

static void make(void)
{
    planted_make(&planted);
}

/* --- Markdown --- */

START_TEST(markdown_begins_with_the_verdict)
{
    char *text = planted_write(&planted.report, output_markdown);
    ck_assert_int_eq(strncmp(text,
                             "**taskloss: 1 difference**: 1 verified, 1 different, 1 could "
                             "not be measured; 3 behaviours on 2 implementations\n",
                             strlen("**taskloss: 1 difference**")),
                     0);
    HAS(text, "| 3.9.1 | a01 tcp_read | bare | new-loss | lost \\| "
              "\\<b\\>\\&amp;\\</b\\> \\`x\\` ");
    HAS(text, "### Could not be measured\n");
    HAS(text, "| 3.10.1 | a01 tcp_read | set | could-not-measure | no module |");
    HAS(text, "| 3.9.1 | 3 | 1 | 1 | 1 |\n");
    free(text);
}
END_TEST

/* What must never come out as it went in. */
START_TEST(markdown_makes_no_markup_of_texts)
{
    char *text = planted_write(&planted.report, output_markdown);
    HAS_NOT(text, "<script");
    HAS_NOT(text, "<b>");
    HAS_NOT(text, "\x1b");
    HAS_NOT(text, "\xff");
    HAS(text, "second &#60;/pre&#62;&#60;script&#62;alert(1)");
    HAS(text, "<pre>\ntaskloss run 'it'\\''s|a.py' --guard bare\n");
    for (char *rest = text, *line; (line = strsep(&rest, "\n")) != NULL;) {
        size_t bars = 0;
        for (size_t i = 0; line[0] == '|' && line[i] != '\0'; i++)
            bars += line[i] == '|' && line[i - (i > 0)] != '\\';
        ck_assert_msg(bars == 0 || bars == 6, "%zu bars: %s", bars, line);
    }
    free(text);
}
END_TEST

START_TEST(markdown_of_nothing_is_no_success)
{
    struct tl_report empty = {.run = &planted.run};
    char *text = planted_write(&empty, output_markdown);
    HAS(text, "**taskloss: nothing was verified**");
    HAS_NOT(text, "as expected");
    free(text);
}
END_TEST

START_TEST(markdown_words_stay_words)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    escape_markdown(out, "create_task _x_ 50% http://a #1 @you");
    fclose(out);
    ck_assert_str_eq(text, "create_task \\_x\\_ 50% http\\://a \\#1 \\@you");
    free(text);
}
END_TEST

/* --- TAP --- */

START_TEST(tap_has_its_plan)
{
    char *text = planted_write(&planted.report, output_tap);
    HAS(text, "TAP version 13\n1..5\nnot ok 1 - 3.9.1 a01 tcp_read bare step lost | <b>");
    HAS(text, "\nok 2 - 3.9.1 a01 tcp_read set step lost\n");
    HAS(text, "\nnot ok 3 - 3.9.1 a01 tcp_read list step lost\n");
    HAS(text, "\nok 4 - 3.10.1 a01 tcp_read bare step # SKIP nothing is expected");
    HAS(text, "\nnot ok 5 - 3.10.1 a01 tcp_read set step\n");
    HAS(text, "  verdict: \"could-not-measure\"\n");
    HAS(text, "  seed: 18446744073709551615\n");
    free(text);
}
END_TEST

/* A line of a text must not be taken for one of TAP or for the end of the YAML. */
START_TEST(tap_texts_stay_on_their_line)
{
    char *text = planted_write(&planted.report, output_tap), *rest = text;
    size_t tests = 0, begun = 0, ended = 0;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        tests += strncmp(line, "ok ", 3) == 0 || strncmp(line, "not ok ", 7) == 0;
        begun += strcmp(line, "  ---") == 0;
        ended += strcmp(line, "  ...") == 0;
        ck_assert_msg(strcmp(line, "...") != 0 && strcmp(line, "---") != 0, "%s", line);
    }
    ck_assert_uint_eq(tests, 5);
    ck_assert_uint_eq(begun, 3);
    ck_assert_uint_eq(ended, 3);
    free(text);
}
END_TEST

/* --- GitHub's annotations --- */

START_TEST(annotations_stay_on_their_lines)
{
    char file[] = "/none/a,b:c%.py";
    planted.results[0].case_file = file;
    char *text = planted_write(&planted.report, output_github), *rest = text;
    HAS(text, "::error file=/none/a%2Cb%3Ac%25.py,line=1,title=new-loss%3A a01 tcp_read on "
              "3.9.1%2C guard bare::lost | <b>");
    HAS(text, "%0ARepeat: taskloss run 'it'");
    HAS(text, "::warning file=/none/x.py,line=1,title=could-not-measure%3A a01 tcp_read on 3.10.1");
    HAS(text, "::notice title=taskloss::1 verified, 1 differences, 1 could not be measured\n");
    size_t lines = 0;
    for (char *line; (line = strsep(&rest, "\n")) != NULL && *line != '\0'; lines++)
        ck_assert_msg(strncmp(line, "::", 2) == 0, "%s", line);
    ck_assert_uint_eq(lines, 4);
    free(text);
}
END_TEST

/* --- CSV --- */

START_TEST(csv_has_a_line_a_finding)
{
    char *text = planted_write(&planted.report, output_check_csv);
    HAS(text, "implementation,version,case,name,guard,pressure,key,verdict,");
    HAS(text, "\r\n3.9.1,3.9.1,a01,tcp_read,set,step,lost,as-expected,zero,0,,,,");
    HAS(text, "\r\n3.9.1,3.9.1,a01,tcp_read,list,step,lost,could-not-measure,zero,,,,,");
    HAS(text, "\"lost | <b>&amp;</b> `x` \"\"]]>\"\" # ");
    free(text);
}
END_TEST

/* --- files --- */

static size_t files_in(const char *folder)
{
    size_t count = 0;
    DIR *open = opendir(folder);
    for (struct dirent *entry; (entry = readdir(open)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(open);
    return count;
}

static void put_file(const char *path, const char *text, int keep)
{
    struct replace file;
    ck_assert_msg(replace_begin(&file, path, &error) == 0, "%s", error.text);
    fputs(text, file.out);
    ck_assert_msg(replace_end(&file, keep, &error) == 0, "%s", error.text);
}

START_TEST(a_file_is_replaced_or_left)
{
    char *folder = folder_make(), *path = NULL, line[16] = "";
    ck_assert_int_ge(asprintf(&path, "%s/out", folder), 0);
    put_file(path, "one", 1);
    put_file(path, "two", 0);
    FILE *in = fopen(path, "r");
    ck_assert_ptr_nonnull(fgets(line, sizeof line, in));
    fclose(in);
    ck_assert_str_eq(line, "one");
    ck_assert_uint_eq(files_in(folder), 1);
    struct stat status;
    mode_t mask = umask(0);
    umask(mask);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0666 & ~mask);
    free(path);
    folder_remove(folder);
}
END_TEST

START_TEST(what_cannot_be_written_is_told)
{
    struct replace file;
    ck_assert_int_eq(replace_begin(&file, "/proc/no/such/folder/x", &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_UNMEASURED);
    ck_assert_int_eq(replace_begin(&file, "/tmp", &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
    planted_writer *const writers[] = {output_junit, output_markdown, output_tap, output_github,
                                       output_check_csv};
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        FILE *full = fopen("/dev/full", "w");
        ck_assert_ptr_nonnull(full);
        ck_assert_msg(writers[i](&planted.report, full, &error) == -1, "writer %zu", i);
        ck_assert_int_eq(error.exit, TL_EXIT_UNMEASURED);
        fclose(full);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report");
    TCase *tests = tcase_create("report");
    tcase_add_checked_fixture(tests, make, NULL);
    tcase_add_test(tests, markdown_begins_with_the_verdict);
    tcase_add_test(tests, markdown_makes_no_markup_of_texts);
    tcase_add_test(tests, markdown_of_nothing_is_no_success);
    tcase_add_test(tests, markdown_words_stay_words);
    tcase_add_test(tests, tap_has_its_plan);
    tcase_add_test(tests, tap_texts_stay_on_their_line);
    tcase_add_test(tests, annotations_stay_on_their_lines);
    tcase_add_test(tests, csv_has_a_line_a_finding);
    tcase_add_test(tests, a_file_is_replaced_or_left);
    tcase_add_test(tests, what_cannot_be_written_is_told);
    tcase_add_test(tests, a_full_disk_is_told);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
