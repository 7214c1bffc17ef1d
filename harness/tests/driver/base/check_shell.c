/* Words as a shell reads them back: asked of the shell. */
#include "shell.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"
#include "text.h"

static const struct {
    const char *word, *written; /* NULL: however it is written */
} words[] = {
    {"bare,set", "bare,set"},
    {"--python=3.12+uvloop", "--python=3.12+uvloop"},
    {"/a/b.py:3@x%y^z", "/a/b.py:3@x%y^z"},
    {"", "''"},
    {"a b", "'a b'"},
    {"~", "'~'"},
    {"*.py", "'*.py'"},
    {"it's", "'it'\\''s'"},
    {"'", "''\\'''"},
    {"$(rm) `rm` $HOME \\", "'$(rm) `rm` $HOME \\'"},
    {"a\nb", "$'a\\012b'"},
    {"\t'\\\x1b[31m\x7f", NULL},
    {"\x01"
     "1",
     "$'\\0011'"}, /* three digits: the next one is not part of it */
    {"caf\xc3\xa9 \xf0\x9f\x90\x8d", "'caf\xc3\xa9 \xf0\x9f\x90\x8d'"},
    {"\xff\n", NULL},
    {"!history; a&b|c<d>e(f){g}#h[i]?", NULL},
};

static char *written(const char *word)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    shell_put_word(out, word);
    fclose(out);
    return text;
}

/* What bash takes `line` to be: its words, each with a NUL behind it. */
static size_t read_back(const char *line, char *out, size_t size)
{
    char *script = text_make("printf '%%s\\0' %s", line);
    setenv("SCRIPT", script, 1);
    free(script);
    FILE *shell = popen("bash -c \"$SCRIPT\"", "r");
    ck_assert_ptr_nonnull(shell);
    size_t length = fread(out, 1, size, shell);
    ck_assert_int_eq(pclose(shell), 0);
    return length;
}

START_TEST(a_word_is_read_back)
{
    char read[200], *text = written(words[_i].word);
    if (words[_i].written != NULL)
        ck_assert_str_eq(text, words[_i].written);
    for (const char *c = text; *c != '\0'; c++)
        ck_assert_msg((unsigned char)*c >= ' ' && *c != 0x7f, "byte %d", *c);
    ck_assert_uint_eq(read_back(text, read, sizeof read), strlen(words[_i].word) + 1);
    ck_assert_str_eq(read, words[_i].word);
    free(text);
}
END_TEST

START_TEST(a_command_line_is_read_back)
{
    char first[] = "taskloss run", second[] = "a b", third[] = "", fourth[] = "x\ny";
    char *argv[] = {first, second, third, fourth, NULL}, read[100];
    char *line = shell_quote(4, argv);
    ck_assert_str_eq(line, "taskloss run 'a b' '' $'x\\012y'");
    ck_assert_uint_eq(read_back(line, read, sizeof read), 22);
    ck_assert_mem_eq(read, "taskloss\0run\0a b\0\0x\ny", 22);
    free(line);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_loop_test(tests, a_word_is_read_back, 0, sizeof words / sizeof words[0]);
    tcase_add_test(tests, a_command_line_is_read_back);
}

int main(void)
{
    return suite_run("shell", add);
}
