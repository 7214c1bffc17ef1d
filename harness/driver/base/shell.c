/* Words as a shell reads them back. */
#include "shell.h"

#include <string.h>

#include "memory.h"

void shell_put_word(FILE *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-+=./,:@%^";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        fputs(word, out);
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
