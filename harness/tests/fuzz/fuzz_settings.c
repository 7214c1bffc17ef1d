/* taskloss.yaml. */
#include "fuzz.h"
#include "settings_yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct settings_document *document = NULL;
    struct settings_lines *lines = NULL;
    struct tl_error error = {.text = ""};
    if (settings_yaml_read(fuzz_file(bytes, size), &document, &lines, &error) == 0) {
        for (unsigned i = 0; document != NULL && i < document->profiles_count; i++)
            settings_line(lines, (int)i, NULL, "python", 0);
    } else
        SURE(error.text[0] != '\0');
    settings_yaml_free(document, lines);
    return 0;
}
