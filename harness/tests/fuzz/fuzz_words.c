/* Words of the command line, and any text on its way to a terminal or a document. */
#include <libxml/xmlstring.h>

#include "escape.h"
#include "fuzz.h"
#include "near.h"
#include "options.h"
#include "utf8.h"
#include "words.h"

static void parse(const char *text)
{
    uint32_t guards;
    uint64_t number;
    struct pressure pressure;
    struct tl_error error;
    char buffer[200];
    static const char *const names[] = {"bare", "threshold", "step", "natural", "callback-only"};
    words_guards(text, &guards, &error);
    options_number("--seed", text, 0, INT64_MAX, &number, &error);
    near_hint(buffer, sizeof buffer, text, names, sizeof names / sizeof names[0]);
    SURE(strlen(buffer) < sizeof buffer);
    if (words_pressure(text, &pressure, &error) != 0)
        return;
    struct pressure again;
    words_pressure_name(buffer, sizeof buffer, pressure.pressure, pressure.argument);
    SURE(words_pressure(buffer, &again, &error) == 0);
    SURE(again.pressure == pressure.pressure && again.argument == pressure.argument);
}

static void is_clean(const char *text)
{
    SURE(xmlCheckUTF8((const unsigned char *)text));
    for (const char *c = text; *c != '\0'; c++)
        SURE((unsigned char)*c >= ' ' && *c != 0x7f);
}

/* Clean stays as it is; nothing gets longer than its place. */
static void clean(const char *text, size_t size)
{
    char *copy = strdup(text), small[16];
    SURE(copy != NULL);
    utf8_mend(copy);
    SURE(strlen(copy) <= strlen(text));
    is_clean(copy);
    utf8_copy(small, 1 + size % sizeof small, text);
    SURE(strlen(small) <= size % sizeof small);
    is_clean(small);
    char *all = utf8_clean(text);
    is_clean(all);
    SURE(utf8_width(all) == utf8_width(text));
    free(all);
    free(copy);
}

static void escape(const char *text, size_t size)
{
    static FILE *null;
    if (null == NULL)
        null = fopen("/dev/null", "w");
    escape_csv(null, text);
    escape_markdown(null, text);
    escape_markdown_code(null, text);
    escape_markdown_block(null, text);
    escape_json(null, text);
    utf8_put_lines(null, text, size);
    utf8_put(null, text, size / 2, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = fuzz_text(bytes, size);
    parse(text);
    clean(text, size);
    escape(text, size);
    free(text);
    return 0;
}
