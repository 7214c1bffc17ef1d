/* One list of commands, and what is known of the values that their options take. */
#include "described.h"

#include <ctype.h>
#include <string.h>

#include "commands.h"
#include "formats.h"
#include "memory.h"
#include "terms.h"
#include "text.h"

const struct described described[] = {
#define X(name, help) {#name, help, &argp_##name},
    TL_COMMANDS(X)
#undef X
};

const size_t described_count = sizeof described / sizeof described[0];

/* What helps call values, and what they are. */
static const struct {
    const char *meta;
    enum value_kind kind;
} metas[] = {{"FILE", VALUE_FILE},   {"DIR", VALUE_FOLDER},   {"SPEC", VALUE_FILE},
             {"WHEN", VALUE_CHOICE}, {"G", VALUE_CHOICE},     {"GUARD", VALUE_CHOICE},
             {"P", VALUE_CHOICE},    {"WHERE", VALUE_CHOICE}, {"FORMAT", VALUE_CHOICE}};

enum value_kind described_kind(const struct argp_option *option)
{
    if (option->arg == NULL)
        return VALUE_NONE;
    for (size_t i = 0; i < sizeof metas / sizeof metas[0]; i++)
        if (strcmp(metas[i].meta, option->arg) == 0)
            return metas[i].kind;
    return VALUE_TEXT;
}

static void put_terms(FILE *out, const struct tl_term *terms, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", terms[i].name);
}

static void put_formats(FILE *out)
{
    fputs("table json csv html claims", out);
#define X(symbol, option, format, function, help) fputs(" " format, out);
    OUTPUT_CHECK_FORMATS(X)
#undef X
}

char *described_choices(const struct argp_option *option)
{
    char *text = NULL;
    size_t size;
    FILE *out = memory_sure(open_memstream(&text, &size));
    switch (option->arg[0]) {
    case 'G':
        put_terms(out, tl_guards, TL_GUARD_COUNT);
        break;
    case 'P':
        put_terms(out, tl_pressures, TL_PRESSURE_COUNT);
        break;
    case 'F':
        put_formats(out);
        break;
    default:
        if (strcmp(option->arg, "WHEN") == 0)
            fputs("auto always never", out);
        else
            put_terms(out, tl_oracles, TL_ORACLE_COUNT);
    }
    fclose(out);
    return memory_sure(text);
}

char described_letter(const struct argp_option *option)
{
    return option->key > 0 && option->key < 128 && isalpha(option->key) ? (char)option->key : '\0';
}

void described_quote(FILE *out, const char *text, size_t length, const char *escape)
{
    putc('\'', out);
    for (size_t i = 0; i < length && text[i] != '\0'; i++) {
        if (text[i] == '\'') {
            fputs("'\\''", out);
            continue;
        }
        if (strchr(escape, text[i]) != NULL)
            putc('\\', out);
        putc(text[i], out);
    }
    putc('\'', out);
}

size_t described_brief(const char *help)
{
    size_t length = strcspn(help, ";:");
    const char *comma = length > 60 ? memchr(help, ',', length) : NULL;
    return comma != NULL ? (size_t)(comma - help) : length;
}
