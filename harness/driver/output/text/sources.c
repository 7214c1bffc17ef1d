/* Issues by their numbers, pages by their names. */
#include "sources.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define DIGITS          "0123456789"
#define OWNERS          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
#define NAME_MAX_LENGTH 60

/* X(what is written, page): longer ones before what they begin with. */
#define PAGES(X)                                                                                   \
    X("asyncio development", "https://docs.python.org/3/library/asyncio-dev.html")                 \
    X("asyncio task", "https://docs.python.org/3/library/asyncio-task.html")                       \
    X("mkennedy.codes", "https://mkennedy.codes/")                                                 \
    X("RUF006", "https://docs.astral.sh/ruff/rules/asyncio-dangling-task/")

/* X(beginning of a name, page that has such names as anchors), in the same order. */
#define OBJECTS(X)                                                                                 \
    X("asyncio.run", "runner")                                                                     \
    X("asyncio.Runner", "runner")                                                                  \
    X("asyncio.Queue", "queue")                                                                    \
    X("asyncio.Barrier", "sync")                                                                   \
    X("asyncio.Condition", "sync")                                                                 \
    X("asyncio.Event", "sync")                                                                     \
    X("asyncio.Lock", "sync")                                                                      \
    X("asyncio.Semaphore", "sync")                                                                 \
    X("asyncio.start_server", "stream")                                                            \
    X("asyncio.open_connection", "stream")                                                         \
    X("asyncio.", "task")                                                                          \
    X("loop.", "eventloop")

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static size_t page_at(const char *text, char *url)
{
    static const char *const pages[][2] = {
#define X(written, page) {written, page},
        PAGES(X)
#undef X
    };
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (begins(text, pages[i][0])) {
            snprintf(url, SOURCE_URL_MAX, "%s", pages[i][1]);
            return strlen(pages[i][0]);
        }
    return 0;
}

/* "asyncio.Queue.join", "loop.shutdown_asyncgens" */
static size_t object_at(const char *text, char *url)
{
    static const char *const objects[][2] = {
#define X(written, page) {written, page},
        OBJECTS(X)
#undef X
    };
    size_t length = strspn(text, OWNERS);
    while (length > 0 && text[length - 1] == '.')
        length--;
    if (length > NAME_MAX_LENGTH)
        return 0;
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++)
        if (begins(text, objects[i][0])) {
            snprintf(url, SOURCE_URL_MAX,
                     "https://docs.python.org/3/library/asyncio-%s.html#%s%.*s", objects[i][1],
                     begins(text, "loop.") ? "asyncio." : "", (int)length, text);
            return length;
        }
    return 0;
}

/* "gh-91887", "bpo-34638" */
static size_t number_at(const char *text, char *url)
{
    static const char *const trackers[][2] = {{"gh-", "https://github.com/python/cpython/issues/"},
                                              {"bpo-", "https://bugs.python.org/issue"}};
    for (size_t i = 0; i < sizeof trackers / sizeof trackers[0]; i++) {
        size_t before = strlen(trackers[i][0]);
        size_t digits = begins(text, trackers[i][0]) ? strspn(text + before, DIGITS) : 0;
        if (digits == 0 || digits > 9)
            continue;
        snprintf(url, SOURCE_URL_MAX, "%s%.*s", trackers[i][1], (int)digits, text + before);
        return before + digits;
    }
    return 0;
}

/* "pytest-dev/pytest-asyncio#203" */
static size_t issue_at(const char *text, char *url)
{
    size_t owner = strspn(text, OWNERS);
    if (owner == 0 || owner > NAME_MAX_LENGTH || text[owner] != '/')
        return 0;
    const char *project = text + owner + 1;
    size_t name = strspn(project, OWNERS);
    if (name == 0 || name > NAME_MAX_LENGTH || project[name] != '#')
        return 0;
    size_t digits = strspn(project + name + 1, DIGITS), whole = owner + 1 + name;
    if (digits == 0 || digits > 9)
        return 0;
    snprintf(url, SOURCE_URL_MAX, "https://github.com/%.*s/issues/%.*s", (int)whole, text,
             (int)digits, text + whole + 1);
    return whole + 1 + digits;
}

static size_t link_at(const char *text, char *url)
{
    size_t length = number_at(text, url);
    if (length == 0)
        length = issue_at(text, url);
    if (length == 0)
        length = page_at(text, url);
    return length > 0 ? length : object_at(text, url);
}

/* Only a word's beginning is looked at: "not-gh-1" is none. */
size_t source_next(const char **text, char url[static SOURCE_URL_MAX])
{
    const char *start = *text;
    url[0] = '\0';
    size_t length = link_at(start, url);
    while (length == 0 && **text != '\0') {
        char next[SOURCE_URL_MAX];
        *text += strspn(*text, OWNERS);
        *text += strcspn(*text, OWNERS);
        if (link_at(*text, next) > 0)
            break;
    }
    *text = length > 0 ? start + length : *text;
    return (size_t)(*text - start);
}
