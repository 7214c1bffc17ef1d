/* Runs the real taskloss with real Pythons and reads the JSON it prints. */
#ifndef TASKLOSS_RUN_JSON_H
#define TASKLOSS_RUN_JSON_H

#include <check.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The Pythons a test runs on where its words name none: all of this machine, or those that the
 * environment has in TASKLOSS_TEST_PYTHONS, ' ' between. */
static int add_pythons(char **argv, int count)
{
    static char text[256];
    const char *few = getenv("TASKLOSS_TEST_PYTHONS");
    char *rest = text;
    for (int i = 1; i < count; i++)
        if (strncmp(argv[i], "--python", 8) == 0 || strcmp(argv[i], "-p") == 0)
            return count;
    snprintf(text, sizeof text, "%s", few != NULL ? few : "");
    for (char *word; (word = strsep(&rest, " ")) != NULL && count < 48;)
        if (word[0] != '\0') {
            argv[count++] = (char *)"--python";
            argv[count++] = word;
        }
    return count;
}

/* `words`: the command line without "taskloss", NULL-terminated; results go to a folder of their
 * own. The document (to be json_decref'ed), and its exit status in `status`. */
static json_t *run_json(const char *const *words, int *status)
{
    char folder[] = "/tmp/taskloss-test-XXXXXX", path[64];
    char *argv[64] = {(char *)"taskloss"};
    int count = 1;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/out", folder);
    while (words[count - 1] != NULL && count < 28) {
        argv[count] = (char *)(uintptr_t)words[count - 1];
        count++;
    }
    count = add_pythons(argv, count);
    argv[count++] = (char *)"--json";
    argv[count++] = (char *)"--results";
    argv[count] = folder;
    pid_t child = fork();
    if (child == 0) {
        if (getenv("TASKLOSS_TEST_PYTHONS") != NULL) /* of which pyenv has none */
            setenv("PYENV_ROOT", folder, 1);
        int out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600),
            null = open("/dev/null", O_WRONLY);
        if (dup2(out, STDOUT_FILENO) >= 0 && dup2(null, STDERR_FILENO) >= 0)
            execv(TASKLOSS_BINARY_DIR "/taskloss", argv);
        _exit(98);
    }
    ck_assert_int_eq(waitpid(child, status, 0), child);
    ck_assert(WIFEXITED(*status));
    *status = WEXITSTATUS(*status);
    json_error_t error;
    json_t *document = json_load_file(path, 0, &error);
    char command[96];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
    ck_assert_msg(document != NULL, "no JSON: %s", error.text);
    return document;
}

#endif
