/* Words as a shell reads them back. */
#include "shell.h"

#include <stdbool.h>
#include <string.h>

#include "memory.h"

/* A line of output holds no control character, and a command in it must still be right. */
static bool has_control(const char *word)
{
    for (; *word != '\0'; word++)
        if ((unsigned char)*word < ' ' || *word == 0x7f)
            return true;
    return false;
}

static void put_escaped(FILE *out, const char *word)
{
    fputs("$'", out);
    for (; *word != '\0'; word++)
        if ((unsigned char)*word < ' ' || *word == 0x7f)
            fprintf(out, "\\%03o", (unsigned)*word);
        else if (*word == '\'' || *word == '\\')
            fprintf(out, "\\%c", *word);
        else
            fputc(*word, out);
    fputc('\'', out);
}

void shell_put_word(FILE *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-+=./,:@%^";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        fputs(word, out);
        return;
    }
    if (has_control(word)) {
        put_escaped(out, word);
        return;
    }
    fputc('\'', out);
    for (; *word != '\0'; word++)
        if (*word == '\'')
            fputs("'\\''", out);
        else
            fputc(*word, out);
    fputc('\'', out);
}

char *shell_quote(int argc, char **argv)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    memory_sure(out);
    fputs(argv[0], out); /* "taskloss run": two words */
    for (int i = 1; i < argc; i++) {
        fputc(' ', out);
        shell_put_word(out, argv[i]);
    }
    fclose(out);
    return text;
}
