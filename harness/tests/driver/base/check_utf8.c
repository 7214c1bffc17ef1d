/* No byte of anybody's gets to a terminal, a document or a spreadsheet as more than text. */
#include <check.h>
#include <libxml/xmlstring.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "escape.h"
#include "utf8.h"

/* What it is, and what utf8_mend makes of it. */
static const struct {
    const char *text, *mended;
} texts[] = {
    {"plain", "plain"},
    {"\x1b]0;X\x07", " ]0;X "},
    {"a\nb\tc\x7f", "a b c "},
    {"\xc2\x9b\x31m", " 1m"}, /* CSI as one character */
    {"\xc3\xa9\xc3\xa9", "\xc3\xa9\xc3\xa9"},
    {"\xc3\xa9\xc3", "\xc3\xa9"}, /* cut inside a character */
    {"\xe2\x82", ""},
    {"\xf0\x9f\x98", ""},
    {"\xff\xfe", "??"},
    {"\xc3(", "?("},
    {"\xed\xa0\x80", "???"},              /* half of a pair */
    {"\xef\xbf\xbf", "\xef\xbf\xbd"},     /* no character, says XML */
    {"\xf0\x9f\xbf\xbe", "\xef\xbf\xbd"}, /* nor this */
    {"\xf4\x90\x80\x80", "????"},         /* beyond the last */
};

#define TEXT_COUNT (sizeof texts / sizeof texts[0])

static char *written(void (*put)(FILE *out, const char *text), const char *text)
{
    char *all;
    size_t size;
    FILE *out = open_memstream(&all, &size);
    put(out, text);
    fclose(out);
    return all;
}

static void is_clean(const char *text)
{
    ck_assert(xmlCheckUTF8((const unsigned char *)text));
    for (const char *c = text; *c != '\0'; c++)
        ck_assert_msg((unsigned char)*c >= ' ' && *c != 0x7f, "byte %d in '%s'", *c, text);
    ck_assert_ptr_eq(strstr(text, "\xc2\x9b"), NULL);
}

static void print(FILE *out, const char *text)
{
    utf8_print(out, "%s", text);
}

START_TEST(texts_are_mended)
{
    char copy[64];
    strcpy(copy, texts[_i].text);
    utf8_mend(copy);
    ck_assert_str_eq(copy, texts[_i].mended);
}
END_TEST

START_TEST(texts_are_clean_everywhere)
{
    char *all = written(utf8_put_all, texts[_i].text);
    is_clean(all);
    free(all);
    all = written(print, texts[_i].text);
    ck_assert_ptr_eq(strchr(all, '\n'), all + strlen(all) - 1);
    all[strlen(all) - 1] = '\0';
    is_clean(all);
    free(all);
    struct tl_error error;
    tl_fail(&error, TL_EXIT_USAGE, "no '%s' here", texts[_i].text);
    is_clean(error.text);
}
END_TEST

/* Wherever the end falls, no character is cut. */
START_TEST(a_copy_is_cut_between_characters)
{
    static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z\xc3";
    char copy[16];
    for (size_t size = 1; size <= sizeof copy; size++) {
        utf8_copy(copy, size, text);
        ck_assert_uint_lt(strlen(copy), size);
        is_clean(copy);
    }
    struct tl_error error;
    char longer[2 * sizeof error.text + 1];
    for (size_t i = 0; i < sizeof longer - 1; i++)
        longer[i] = i % 2 == 0 ? '\xc3' : '\xa9';
    longer[sizeof longer - 1] = '\0';
    for (int shift = 0; shift < 2; shift++) {
        tl_fail(&error, TL_EXIT_USAGE, "%s%s", shift ? "x" : "", longer);
        is_clean(error.text);
        ck_assert_uint_gt(strlen(error.text), sizeof error.text - 4);
    }
}
END_TEST

START_TEST(an_error_can_be_told_again)
{
    struct tl_error error;
    tl_fail(&error, TL_EXIT_UNMEASURED, "no space");
    tl_fail(&error, error.exit, "file: %s", error.text);
    ck_assert_str_eq(error.text, "file: no space");
}
END_TEST

static const struct {
    const char *text, *cell;
} cells[] = {
    {"plain", "plain"},
    {"=1+1", "'=1+1"},
    {"@SUM(A1)", "'@SUM(A1)"},
    {"-2", "'-2"},
    {"+2", "'+2"},
    {"=\"a\",b", "\"'=\"\"a\"\",b\""},
    {"a=b", "a=b"},
    {"\x1b[31m", " [31m"},
    {"\xff", "\xef\xbf\xbd"},
    {"two\nlines", "\"two\nlines\""},
    {"", ""},
};

START_TEST(a_spreadsheet_gets_text)
{
    char *all = written(escape_csv, cells[_i].text);
    ck_assert_str_eq(all, cells[_i].cell);
    free(all);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("utf8");
    TCase *tests = tcase_create("utf8");
    tcase_add_loop_test(tests, texts_are_mended, 0, TEXT_COUNT);
    tcase_add_loop_test(tests, texts_are_clean_everywhere, 0, TEXT_COUNT);
    tcase_add_test(tests, a_copy_is_cut_between_characters);
    tcase_add_test(tests, an_error_can_be_told_again);
    tcase_add_loop_test(tests, a_spreadsheet_gets_text, 0, sizeof cells / sizeof cells[0]);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
