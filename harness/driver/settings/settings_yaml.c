/* libcyaml refuses what its schema does not know, but names the place before it; so keys are looked
 * at first, by libyaml, which knows the line of each. */
#include "settings_yaml.h"

#include <cyaml/cyaml.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "files.h"
#include "memory.h"
#include "near.h"
#include "text.h"

/* --- the schema --- */

#define MAY (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)

static const cyaml_schema_value_t text_schema = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, CYAML_UNLIMITED)};

static const cyaml_schema_field_t outputs_fields[] = {
#define X(symbol, option, format, function, help)                                                  \
    CYAML_FIELD_STRING_PTR(option, MAY, struct settings_outputs, symbol, 1, CYAML_UNLIMITED),
    OUTPUT_CHECK_FORMATS(X)
#undef X
        CYAML_FIELD_END};

#define FIELD_LIST(in, member, name)                                                               \
    CYAML_FIELD_SEQUENCE(name, MAY, in, section.member, &text_schema, 0, CYAML_UNLIMITED),
#define FIELD_TEXT(in, member, name)                                                               \
    CYAML_FIELD_STRING_PTR(name, MAY, in, section.member, 0, CYAML_UNLIMITED),
#define FIELD_SWITCH(in, member, name) FIELD_TEXT(in, member, name)
#define FIELD_OUTPUTS(in)                                                                          \
    CYAML_FIELD_MAPPING_PTR(SETTINGS_OUTPUTS, MAY, in, section.outputs, outputs_fields)

static const cyaml_schema_field_t profile_fields[] = {
#define X(member, name, kind, who) FIELD_##kind(struct settings_profile, member, name)
    SETTINGS_KEYS(X)
#undef X
        FIELD_OUTPUTS(struct settings_profile),
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct settings_profile, name, 1,
                           CYAML_UNLIMITED),
    CYAML_FIELD_END};

static const cyaml_schema_value_t profile_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct settings_profile, profile_fields)};

#define FLAG_0 MAY
#define FLAG_1 CYAML_FLAG_POINTER

static const cyaml_schema_field_t accepted_fields[] = {
#define X(key, needed)                                                                             \
    CYAML_FIELD_STRING_PTR(#key, FLAG_##needed, struct settings_accepted, key##_text, 1,           \
                           CYAML_UNLIMITED),
    SETTINGS_ACCEPTED(X)
#undef X
        CYAML_FIELD_END};

static const cyaml_schema_value_t accepted_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct settings_accepted, accepted_fields)};

static const cyaml_schema_field_t document_fields[] = {
#define X(member, name, kind, who) FIELD_##kind(struct settings_document, member, name)
    SETTINGS_KEYS(X)
#undef X
        FIELD_OUTPUTS(struct settings_document),
    CYAML_FIELD_SEQUENCE("accepted", MAY, struct settings_document, accepted, &accepted_schema, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("profiles", MAY, struct settings_document, profiles, &profile_schema, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_END};

static const cyaml_schema_value_t document_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct settings_document, document_fields)};

/* --- lines --- */

struct settings_lines {
    yaml_document_t document;
};

static const char *text_of(const yaml_node_t *node)
{
    return node != NULL && node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value
                                                          : "";
}

static int line_of(const yaml_node_t *node)
{
    return node != NULL ? (int)node->start_mark.line + 1 : 0;
}

/* The value of a key; `*key_node` the key itself. NULL: there is none. */
static yaml_node_t *value_of(yaml_document_t *document, const yaml_node_t *mapping, const char *key)
{
    if (mapping == NULL || mapping->type != YAML_MAPPING_NODE)
        return NULL;
    for (const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++)
        if (strcmp(text_of(yaml_document_get_node(document, pair->key)), key) == 0)
            return yaml_document_get_node(document, pair->value);
    return NULL;
}

static size_t item_count(const yaml_node_t *list)
{
    if (list == NULL || list->type != YAML_SEQUENCE_NODE)
        return 0;
    return (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
}

static yaml_node_t *item_of(yaml_document_t *document, const yaml_node_t *list, size_t index)
{
    return index < item_count(list)
               ? yaml_document_get_node(document, list->data.sequence.items.start[index])
               : NULL;
}

int settings_line(struct settings_lines *lines, int profile, const char *outer, const char *key,
                  size_t index)
{
    yaml_document_t *document = &lines->document;
    const yaml_node_t *node = yaml_document_get_root_node(document);
    if (profile >= 0)
        node = item_of(document, value_of(document, node, "profiles"), (size_t)profile);
    if (outer != NULL)
        node = value_of(document, node, outer);
    node = value_of(document, node, key);
    const yaml_node_t *item = item_of(document, node, index);
    return line_of(item != NULL ? item : node);
}

/* --- keys --- */

struct reading {
    const char *file;
    yaml_document_t *document;
    struct tl_error *error;
};

static const cyaml_schema_field_t *field_of(const cyaml_schema_field_t *fields, const char *key)
{
    for (const cyaml_schema_field_t *field = fields; field->key != NULL; field++)
        if (strcmp(field->key, key) == 0)
            return field;
    return NULL;
}

static int unknown_key(const struct reading *reading, const yaml_node_t *key,
                       const cyaml_schema_field_t *fields)
{
    const char *names[64];
    char hint[128];
    size_t count = 0;
    for (; fields[count].key != NULL && count < 64; count++)
        names[count] = fields[count].key;
    return tl_fail(reading->error, TL_EXIT_USAGE, "%s, line %d: unknown key '%.60s'%s",
                   reading->file, line_of(key), text_of(key),
                   near_hint(hint, sizeof hint, text_of(key), names, count));
}

static int check_keys(const struct reading *reading, const yaml_node_t *mapping,
                      const cyaml_schema_field_t *fields);

/* What is below a key: lists and mappings of the schema. */
static int check_value(const struct reading *reading, const yaml_node_t *value,
                       const cyaml_schema_value_t *schema)
{
    if (schema->type == CYAML_MAPPING)
        return check_keys(reading, value, schema->mapping.fields);
    int result = 0;
    for (size_t i = 0; schema->type == CYAML_SEQUENCE && result == 0 && i < item_count(value); i++)
        result = check_value(reading, item_of(reading->document, value, i), schema->sequence.entry);
    return result;
}

static int check_keys(const struct reading *reading, const yaml_node_t *mapping,
                      const cyaml_schema_field_t *fields)
{
    if (mapping == NULL || mapping->type != YAML_MAPPING_NODE)
        return 0; /* the schema says what it is to be */
    for (const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = yaml_document_get_node(reading->document, pair->key);
        const yaml_node_t *value = yaml_document_get_node(reading->document, pair->value);
        const cyaml_schema_field_t *field = field_of(fields, text_of(key));
        if (field == NULL)
            return unknown_key(reading, key, fields);
        if (value != value_of(reading->document, mapping, text_of(key)))
            return tl_fail(reading->error, TL_EXIT_USAGE, "%s, line %d: '%s' for the second time",
                           reading->file, line_of(key), field->key);
        if (check_value(reading, value, &field->value) < 0)
            return -1;
    }
    return 0;
}

/* --- loading --- */

static int read_lines(const char *file, FILE *in, struct settings_lines *lines,
                      struct tl_error *error)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        memory_sure(NULL);
    yaml_parser_set_input_file(&parser, in);
    int result = 0;
    if (!yaml_parser_load(&parser, &lines->document))
        result =
            tl_fail(error, TL_EXIT_USAGE, "%s, line %zu: %s", file, parser.problem_mark.line + 1,
                    parser.problem != NULL ? parser.problem : "it is no YAML");
    yaml_parser_delete(&parser);
    return result;
}

/* What libcyaml has to say: its first line, and the first place it names. */
struct complaint {
    char text[256];
    int line;
};

static void listen(cyaml_log_t level, void *context, const char *format, va_list values)
{
    struct complaint *complaint = context;
    char text[256];
    (void)level;
    vsnprintf(text, sizeof text, format, values);
    text[strcspn(text, "\n")] = '\0';
    const char *place = strstr(text, "(line: ");
    if (place != NULL && complaint->line == 0)
        complaint->line = atoi(place + strlen("(line: "));
    if (complaint->text[0] == '\0')
        snprintf(complaint->text, sizeof complaint->text, "%s",
                 strncmp(text, "Load: ", 6) == 0 ? text + 6 : text);
}

static void *allocate(void *context, void *old, size_t size)
{
    (void)context;
    if (size > 0)
        return memory_resized(old, size);
    free(old);
    return NULL;
}

static cyaml_config_t settings_of(struct complaint *complaint)
{
    return (cyaml_config_t){.log_fn = listen,
                            .log_ctx = complaint,
                            .mem_fn = allocate,
                            .log_level = CYAML_LOG_ERROR,
                            .flags = CYAML_CFG_NO_ALIAS};
}

static int load(const char *file, struct settings_document **out, struct tl_error *error)
{
    struct complaint complaint = {.line = 0};
    cyaml_config_t config = settings_of(&complaint);
    cyaml_err_t code = cyaml_load_file(file, &config, &document_schema, (cyaml_data_t **)out, NULL);
    if (code == CYAML_OK)
        return 0;
    return tl_fail(error, TL_EXIT_USAGE, "%s, line %d: %s", file,
                   complaint.line > 0 ? complaint.line : 1,
                   complaint.text[0] != '\0' ? complaint.text : cyaml_strerror(code));
}

int settings_yaml_read(const char *file, struct settings_document **out,
                       struct settings_lines **lines, struct tl_error *error)
{
    FILE *in = files_open(file);
    *out = NULL;
    *lines = NULL;
    if (in == NULL)
        return tl_fail(error, TL_EXIT_USAGE, "%s cannot be read (%s)", file, strerror(errno));
    struct settings_lines *read = memory_zeroed(1, sizeof *read);
    int result = read_lines(file, in, read, error);
    fclose(in);
    if (result < 0) {
        free(read);
        return -1;
    }
    *lines = read;
    struct reading reading = {file, &read->document, error};
    result = check_keys(&reading, yaml_document_get_root_node(&read->document), document_fields);
    if (result == 0)
        result = load(file, out, error);
    if (result == 0 && *out == NULL)
        *out = memory_zeroed(1, sizeof **out);
    return result;
}

void settings_yaml_free(struct settings_document *document, struct settings_lines *lines)
{
    struct complaint complaint = {.line = 0};
    cyaml_config_t config = settings_of(&complaint);
    if (document != NULL)
        cyaml_free(&config, &document_schema, document, 0);
    if (lines != NULL) {
        yaml_document_delete(&lines->document);
        free(lines);
    }
}
