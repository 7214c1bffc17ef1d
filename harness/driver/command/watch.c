/* taskloss watch: a program of the user's, unchanged, and the jobs that it would lose. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "allowed.h"
#include "color.h"
#include "commands.h"
#include "events_file.h"
#include "files.h"
#include "launch.h"
#include "leavings.h"
#include "mailbox.h"
#include "paths.h"
#include "program.h"
#include "replace.h"
#include "shell.h"
#include "text.h"
#include "utf8.h"
#include "watch_arguments.h"
#include "watch_cases.h"
#include "watch_formats.h"
#include "watch_record.h"
#include "watched.h"

/* ---- live lines ---- */

struct live {
    const char *file, *folder;
    long offset;
    unsigned told;
};

static void say_site(const struct live *live, const struct events_site *site)
{
    const struct watched_frame *at = site->made.count > 0 ? &site->made.items[0] : NULL;
    utf8_print(stderr, "taskloss watch: %s:%llu in %s: %s",
               at != NULL ? watched_below(at->file, live->folder) : "?",
               at != NULL ? (unsigned long long)at->line : 0, at != NULL ? at->function : "?",
               site->sort == WATCHING_SORT_JOB ? "a task that nobody holds"
                                               : events_sorts[site->sort]);
}

/* Whole lines that were written since the last time. */
static void tell_live(void *of_tick)
{
    struct live *live = of_tick;
    FILE *in = fopen(live->file, "re");
    if (in == NULL || fseek(in, live->offset, SEEK_SET) != 0) {
        if (in != NULL)
            fclose(in);
        return;
    }
    char *line = NULL;
    size_t size = 0;
    for (ssize_t length; (length = getline(&line, &size, in)) > 0 && line[length - 1] == '\n';) {
        struct events events = {0};
        events_take(&events, line, (size_t)length);
        if (events.site_count > 0 && events.sites[0].is_told)
            say_site(live, &events.sites[0]);
        events_free(&events);
        live->offset += length;
    }
    free(line);
    fclose(in);
}

/* ---- running ---- */

/* The file that the user asked for, emptied; it is read again, so it has to be a regular one. */
static char *own_events(const char *file, struct tl_error *error)
{
    FILE *out = fopen(file, "we");
    char *path = out != NULL ? realpath(file, NULL) : NULL;
    if (out == NULL || fclose(out) != 0 || path == NULL)
        tl_fail(error, TL_EXIT_UNMEASURED, "cannot make a file for events: %s", strerror(errno));
    else if (!files_is_file(path))
        tl_fail(error, TL_EXIT_USAGE, "%s is no regular file", file);
    else
        return path;
    free(path);
    return NULL;
}

/* A new one, which goes with this process. */
static char *temporary_events(struct tl_error *error)
{
    const char *folder = getenv("TMPDIR");
    sigset_t before;
    char *path =
        text_make("%s/taskloss-watch-XXXXXX", folder != NULL && folder[0] == '/' ? folder : "/tmp");
    leavings_hold(&before);
    int fd = mkostemp(path, O_CLOEXEC), why = errno;
    if (fd >= 0) {
        leavings_file(path);
        close(fd);
    }
    leavings_release(&before);
    if (fd >= 0)
        return path;
    tl_fail(error, TL_EXIT_UNMEASURED, "cannot make a file for events: %s", strerror(why));
    free(path);
    return NULL;
}

/* Where the events are written to, or were: to be freed. */
static char *events_path(const struct watch_arguments *arguments, struct tl_error *error)
{
    if (arguments->from != NULL)
        return text_make("%s", arguments->from);
    return arguments->events != NULL ? own_events(arguments->events, error)
                                     : temporary_events(error);
}

#define LINGER_S 1 /* what helps a program, as multiprocessing's tracker, ends at once */

/* One watch. */
struct session {
    struct watch_arguments *arguments;
    char *command;        /* the whole command line; taken by what is kept */
    char *file, *library; /* of events; to be preloaded */
    char folder[PATH_MAX];
    struct watch_keep keep;
    struct mailbox *mailbox; /* while the program runs */
    char *unkept;            /* what was told and could not be kept; NULL: nothing */
    int64_t run;             /* the keep's; 0: it is not kept */
    int status;              /* the program's */
    bool left;               /* processes that it started still run */
};

static int start(struct session *session, struct tl_error *error)
{
    const struct watch_arguments *arguments = session->arguments;
    struct live live = {.file = session->file, .folder = session->folder};
    char *settings =
        launch_settings(arguments->mode, arguments->permille, arguments->frames, arguments->also,
                        session->file, mailbox_address(session->mailbox));
    struct launch launch = {.argv = arguments->program,
                            .library = session->library,
                            .settings = settings,
                            .linger_s = arguments->wait ? LAUNCH_ALWAYS : LINGER_S,
                            .tick = arguments->verbose ? tell_live : NULL,
                            .of_tick = &live};
    int result = launch_run(&launch, &session->status, &session->left, error);
    session->unkept = mailbox_close(session->mailbox);
    session->mailbox = NULL;
    if (result == 0 && arguments->verbose)
        tell_live(&live);
    free(settings);
    return result;
}

/* A folder that was not asked for may be one that cannot be written to. */
static int keep(struct session *session, struct tl_error *error)
{
    const struct watch_arguments *arguments = session->arguments;
    const struct tl_watch watch = {.folder = session->folder,
                                   .events = session->file,
                                   .mode = arguments->mode,
                                   .also = arguments->also};
    const char *results = arguments->results != NULL ? arguments->results : "results";
    if (arguments->no_results)
        return 0;
    char *command = session->command;
    session->command = NULL;
    if (watch_keep_begin(&session->keep, results, command, &watch, error) == 0) {
        session->run = session->keep.run.id;
        return 0;
    }
    if (arguments->results != NULL)
        return -1;
    utf8_print(stderr, "taskloss watch: what is found will not be kept: %s", error->text);
    return 0;
}

/* ---- reporting ---- */

enum format { FORMAT_JSON, FORMAT_SARIF, FORMAT_JUNIT, FORMAT_XUNIT2 };

static int write_file(const char *path, const struct watched *watched, const char *folder,
                      enum format format, struct tl_error *error)
{
    struct replace file;
    if (path == NULL)
        return 0;
    if (replace_begin(&file, path, error) != 0)
        return -1;
    int result = format == FORMAT_JSON    ? output_watch_json(watched, file.out, error)
                 : format == FORMAT_SARIF ? output_watch_sarif(watched, folder, file.out, error)
                 : format == FORMAT_JUNIT ? output_watch_junit(watched, folder, file.out, error)
                                          : output_watch_xunit2(watched, folder, file.out, error);
    return replace_end(&file, result == 0, error) != 0 ? -1 : result;
}

static int write_files(const struct watch_arguments *arguments, const struct watched *watched,
                       const char *folder, struct tl_error *error)
{
    int result = write_file(arguments->json, watched, folder, FORMAT_JSON, error);
    if (write_file(arguments->sarif, watched, folder, FORMAT_SARIF, error) != 0)
        result = -1;
    if (write_file(arguments->junit, watched, folder, FORMAT_JUNIT, error) != 0)
        result = -1;
    if (write_file(arguments->xunit2, watched, folder, FORMAT_XUNIT2, error) != 0)
        result = -1;
    return result;
}

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] != '\0';
}

static bool is_orphaned(const struct watched *watched)
{
    for (size_t i = 0; i < watched->count; i++)
        if (watched->findings[i].kind == WATCHED_ORPHANED && watched->findings[i].accepted == NULL)
            return true;
    return false;
}

static enum tl_exit verdict(const struct watch_arguments *arguments, const struct watched *watched)
{
    char *nothing = watched_nothing(watched);
    enum tl_exit exit = TL_EXIT_AS_EXPECTED;
    if (nothing != NULL) {
        utf8_print(stderr, "taskloss watch: nothing could be watched: %s%s", nothing,
                   program_is_static(arguments->program[0])
                       ? " (it is a static program: only what it starts could be watched)"
                       : "");
        exit = TL_EXIT_UNMEASURED;
    } else if (watched_fails(watched) || (arguments->strict && is_orphaned(watched)))
        exit = TL_EXIT_UNEXPECTED;
    free(nothing);
    return exit;
}

static void accept(struct watch_arguments *arguments, struct watched *watched)
{
    char today[16];
    time_t now = time(NULL);
    strftime(today, sizeof today, "%Y-%m-%d", gmtime(&now));
    allowed_apply(&arguments->allowed, watched, today);
}

static void tell(const struct session *session, const struct watched *watched)
{
    const struct watch_arguments *arguments = session->arguments;
    struct watch_style style = {
        .folder = session->folder, .color = color_wanted(stderr), .most = 20};
    char *nothing = watched_nothing(watched);
    if (nothing == NULL)
        output_watch_text(watched, &arguments->allowed, &style, stderr);
    free(nothing);
    if (arguments->github || is_set("GITHUB_ACTIONS"))
        output_watch_github(watched, session->folder, stderr);
    if (session->left)
        utf8_print(stderr,
                   "taskloss watch: processes that the program left still run, and are not in this "
                   "report: --wait waits for them, 'taskloss watch --from %s' shows them later",
                   session->file);
    if (watched->count > 0 && session->run != 0)
        utf8_print(stderr, "taskloss watch: kept as run %lld: see 'taskloss report --run %lld'",
                   (long long)session->run, (long long)session->run);
}

static int end_keep(struct session *session, const struct watched *watched)
{
    struct tl_error error;
    if (watch_keep_end(&session->keep, session->status, watched, &error) == 0)
        return 0;
    utf8_print(stderr, "taskloss watch: what was found is not kept: %s", error.text);
    return (int)TL_EXIT_UNMEASURED;
}

static int report(struct session *session, struct tl_error *error)
{
    struct watch_arguments *arguments = session->arguments;
    struct watched watched;
    if (watched_read(&watched, session->file, arguments->mode != WATCHING_RESCUE, error) != 0)
        return -1;
    accept(arguments, &watched);
    int kept = end_keep(session, &watched);
    int result = write_files(arguments, &watched, session->folder, error);
    tell(session, &watched);
    if (result == 0)
        result = (int)verdict(arguments, &watched);
    if (session->unkept != NULL)
        utf8_print(stderr, "taskloss watch: %s", session->unkept);
    if (session->unkept != NULL && result == 0)
        result = (int)TL_EXIT_UNMEASURED;
    watched_free(&watched);
    return result == 0 ? kept : result;
}

/* Our own file, when nobody writes to it any more. */
static void forget_events(const struct session *session)
{
    const struct watch_arguments *arguments = session->arguments;
    if (arguments->from == NULL && arguments->events == NULL && session->file != NULL &&
        !session->left)
        unlink(session->file);
    if (session->file != NULL)
        leavings_forget_file(session->file);
}

/* What could not be started has been watched: nothing of it. */
static int run_program(struct session *session, struct tl_error *error)
{
    const struct watched nothing = {0};
    session->library = paths_watch_library(error);
    if (session->library == NULL || program_check(session->arguments->program[0], error) != 0 ||
        keep(session, error) != 0)
        return -1;
    session->mailbox = mailbox_open(session->file);
    if (start(session, error) == 0)
        return 0;
    end_keep(session, &nothing);
    return -1;
}

/* The program's own status, but where it is 0. */
static int watch(struct session *session, struct tl_error *error)
{
    const struct watch_arguments *arguments = session->arguments;
    if (arguments->from == NULL && run_program(session, error) != 0)
        return -1;
    int result = report(session, error), status = session->status;
    if (result < 0) {
        if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
            error->exit = (enum tl_exit)WEXITSTATUS(status);
        return -1;
    }
    fflush(NULL);
    forget_events(session);
    launch_end_as(status);
    return WIFEXITED(status) && WEXITSTATUS(status) != 0 ? WEXITSTATUS(status) : result;
}

static int watch_program(struct watch_arguments *arguments, int argc, char **argv,
                         struct tl_error *error)
{
    struct session session = {.arguments = arguments, .command = shell_quote(argc, argv)};
    session.file = events_path(arguments, error);
    if (getcwd(session.folder, sizeof session.folder) == NULL)
        session.folder[0] = '\0';
    int result = session.file != NULL ? watch(&session, error) : -1;
    forget_events(&session);
    watch_keep_end(&session.keep, 0, NULL, error);
    free(session.command);
    free(session.unkept);
    free(session.library);
    free(session.file);
    return result;
}

int cmd_watch(int argc, char **argv, struct tl_error *error)
{
    struct watch_arguments arguments = {.permille = 30, .frames = 3, .error = error};
    int result = watch_arguments_read(&arguments, argc, argv);
    if (result == 0 && arguments.cases.count > 0)
        result = watch_cases(&arguments, argc, argv, error);
    else if (result == 0)
        result = watch_program(&arguments, argc, argv, error);
    else if (result > 0)
        result = TL_EXIT_AS_EXPECTED;
    watch_arguments_free(&arguments);
    return result;
}
