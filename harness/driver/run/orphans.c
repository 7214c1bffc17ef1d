/* A subreaper gets the orphans below it; libuv waits only for the children it started itself, so
 * the others are ours to find in /proc. A killed one's children come to us only when it is dead, so
 * it is looked again until there are none. */
#include "orphans.h"

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "list.h"

#define MOST_LOOKS 5000 /* a millisecond apart */

/* The parent of a process, or -1. Its name, in brackets, may hold anything. */
static pid_t parent_of(const char *process)
{
    char path[300], line[512];
    snprintf(path, sizeof path, "/proc/%s/stat", process);
    FILE *file = fopen(path, "re");
    size_t length = file != NULL ? fread(line, 1, sizeof line - 1, file) : 0;
    if (file != NULL)
        fclose(file);
    line[length] = '\0';
    const char *after_name = strrchr(line, ')');
    int parent = -1;
    if (after_name == NULL || sscanf(after_name + 1, " %*c %d", &parent) != 1)
        return -1;
    return parent;
}

/* The children of this process, dead ones too; to be freed. */
static pid_t *children(size_t *count)
{
    pid_t *list = NULL, self = getpid();
    DIR *folder = opendir("/proc");
    *count = 0;
    for (struct dirent *item; folder != NULL && (item = readdir(folder)) != NULL;)
        if (item->d_name[0] >= '1' && item->d_name[0] <= '9' && parent_of(item->d_name) == self) {
            pid_t *child = list_grow(&list, (*count)++, sizeof *child);
            *child = (pid_t)atol(item->d_name);
        }
    if (folder != NULL)
        closedir(folder);
    return list;
}

static bool is_among(const pid_t *list, size_t count, pid_t process)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == process)
            return true;
    return false;
}

void orphans_expect(struct orphans *orphans)
{
    orphans->ours = children(&orphans->count);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

/* How many there were. */
static size_t kill_strangers(const struct orphans *orphans, const pid_t *known, size_t known_count)
{
    size_t count, strangers = 0;
    pid_t *list = children(&count);
    for (size_t i = 0; i < count; i++) {
        if (is_among(orphans->ours, orphans->count, list[i]) ||
            is_among(known, known_count, list[i]))
            continue;
        strangers++;
        kill(list[i], SIGKILL);
        waitpid(list[i], NULL, WNOHANG | __WALL);
    }
    free(list);
    return strangers;
}

void orphans_end(const struct orphans *orphans, const pid_t *known, size_t known_count)
{
    static const struct timespec millisecond = {.tv_nsec = 1000000};
    for (int i = 0; i < MOST_LOOKS && kill_strangers(orphans, known, known_count) > 0; i++)
        nanosleep(&millisecond, NULL);
}

void orphans_free(struct orphans *orphans)
{
    prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
    free(orphans->ours);
    *orphans = (struct orphans){0};
}
