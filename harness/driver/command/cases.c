/* taskloss cases: the cases and guards, or single cases in full. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "case_list.h"
#include "cases.h"
#include "commands.h"
#include "memory.h"
#include "options.h"
#include "paths.h"

struct request {
    const char **names;
    size_t count;
    bool json;
};

static const struct argp_option option_table[] = {{"json", 'J', NULL, 0, "one JSON document", 0},
                                                  {0}};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    if (key == 'J')
        request->json = true;
    else if (key == ARGP_KEY_ARG)
        request->names[request->count++] = text;
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

const struct argp argp_cases = {
    .options = option_table,
    .parser = parse,
    .args_doc = "[CASE|FILE]...",
    .doc = "Lists the cases and the guards; with a CASE (its id, its name, a pattern, or a file) "
           "prints it in full."};

static int load(struct tl_cases *cases, const struct request *request, struct tl_error *error)
{
    char *folder = paths_cases(error);
    if (folder == NULL)
        return -1;
    int result = cases_load(cases, folder, error);
    free(folder);
    return result < 0 ? -1 : cases_select(cases, request->names, request->count, error);
}

static int print(const struct tl_cases *cases, const struct request *request,
                 struct tl_error *error)
{
    if (request->json)
        return case_list_json(cases, stdout, error);
    if (request->count == 0)
        case_list_print(cases, stdout);
    int result = 0;
    for (size_t i = 0; request->count > 0 && result == 0 && i < cases->count; i++) {
        if (i > 0)
            putchar('\n');
        result = case_list_print_one(&cases->items[i], stdout, error);
    }
    return result;
}

int cmd_cases(int argc, char **argv, struct tl_error *error)
{
    struct request request = {.names = memory_zeroed((size_t)argc, sizeof *request.names)};
    struct tl_cases cases = {0};
    int result = options_parse(&argp_cases, argc, argv, &request, error);
    if (result == 0)
        result = load(&cases, &request, error);
    if (result == 0)
        result = print(&cases, &request, error);
    cases_free(&cases);
    free(request.names);
    return result < 0 ? -1 : TL_EXIT_AS_EXPECTED;
}
