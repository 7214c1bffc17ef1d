/* taskloss get: what taskloss measures with, fetched into the cache by the scripts beside it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "memory.h"
#include "near.h"
#include "options.h"
#include "paths.h"
#include "text.h"

static const char *const subjects[] = {"pythons", "loops", "libraries"};

#define SUBJECT_COUNT (sizeof subjects / sizeof subjects[0])

struct arguments {
    const char *subject;
    struct tl_error *error;
};

static error_t parse(int key, char *word, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    char hint[80];
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    for (size_t i = 0; i < SUBJECT_COUNT; i++)
        if (strcmp(subjects[i], word) == 0)
            return arguments->subject = subjects[i], 0;
    tl_fail(arguments->error, TL_EXIT_USAGE, "get takes pythons, loops or libraries, not '%s'%s",
            word, near_hint(hint, sizeof hint, word, subjects, SUBJECT_COUNT));
    return EINVAL;
}

const struct argp argp_get = {
    .parser = parse,
    .args_doc = "pythons|loops|libraries [WORD...]",
    .doc =
        "Fetches Pythons of Debian's suites, or installs event loops or libraries for the Pythons "
        "that are found, into the cache folder; without root, and changing nothing else. The words "
        "behind say which; 'taskloss get pythons --help' and so on tell what there is.\v"
        "The exit status is 0 if all is there, 2 for bad usage, 3 if something could not be had."};

/* The script takes this process over; it starts this taskloss again to ask for the Pythons. */
static int start(const char *subject, char **words, struct tl_error *error)
{
    char *script = paths_get_script(subject, error), own[4096];
    if (script == NULL)
        return -1;
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    if (length > 0) {
        own[length] = '\0';
        setenv("TASKLOSS", own, 1);
    }
    char *name = text_make("taskloss get %s", subject);
    setenv("TASKLOSS_GET", name, 1);
    free(name);
    words[0] = script;
    execv(script, words);
    tl_fail(error, TL_EXIT_UNMEASURED, "%s cannot be started: %s", script, strerror(errno));
    free(script);
    return -1;
}

/* What stands behind the subject is the script's own. */
int cmd_get(int argc, char **argv, struct tl_error *error)
{
    struct arguments arguments = {.error = error};
    char *rest = argc > 2 && argv[1][0] != '-' ? argv[2] : NULL;
    if (rest != NULL)
        argv[2] = NULL;
    int result = options_parse(&argp_get, rest != NULL ? 2 : argc, argv, &arguments, error);
    if (rest != NULL)
        argv[2] = rest;
    if (result != 0)
        return result > 0 ? TL_EXIT_AS_EXPECTED : -1;
    if (arguments.subject == NULL)
        return tl_fail(error, TL_EXIT_USAGE, "get what? pythons, loops or libraries");
    return start(arguments.subject, argv + 1, error);
}
