/* A list of children is read whole before any of them is asked. */
#include "below.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEPTH_MAX 16

ssize_t below_read(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t length = 0, got;
    while ((size_t)length < size - 1 &&
           (got = read(fd, text + length, size - 1 - (size_t)length)) > 0)
        length += got;
    close(fd);
    text[length] = '\0';
    return length;
}

/* 'Z' where it has ended. */
static char state_of(pid_t process)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    if (below_read(path, text, sizeof text) <= 0)
        return 'Z';
    const char *after_name = strrchr(text, ')');
    return after_name == NULL || after_name[2] == 'X' ? 'Z' : after_name[2];
}

static int visit(const struct below *below, pid_t process, int depth);

/* The children that one thread made; those of them that live, and what is below them. */
static int visit_children(const struct below *below, const char *path, int depth)
{
    char text[16384];
    if (below_read(path, text, sizeof text) <= 0)
        return 0;
    for (char *at = text, *end; *at != '\0'; at = end) {
        pid_t child = (pid_t)strtol(at, &end, 10);
        if (end == at)
            break;
        int counts = child > 0 && child != below->except[0] && child != below->except[1];
        char state = counts ? state_of(child) : 'Z';
        if (state != 'Z' &&
            (below->each(child, state, below->context) || visit(below, child, depth + 1)))
            return 1;
    }
    return 0;
}

static int visit(const struct below *below, pid_t process, int depth)
{
    char path[300];
    snprintf(path, sizeof path, "/proc/%d/task", (int)process);
    DIR *folder = depth < DEPTH_MAX ? opendir(path) : NULL;
    int stopped = 0;
    for (struct dirent *item; folder != NULL && !stopped && (item = readdir(folder)) != NULL;) {
        if (item->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "/proc/%d/task/%s/children", (int)process, item->d_name);
        stopped = visit_children(below, path, depth);
    }
    if (folder != NULL)
        closedir(folder);
    return stopped;
}

int below_visit(const struct below *below, pid_t process)
{
    return visit(below, process, 0);
}

int below_children(const struct below *below, const char *path)
{
    return visit_children(below, path, DEPTH_MAX);
}
