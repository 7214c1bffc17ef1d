/* A datagram holds whole lines behind a key that only watched processes know. */
#include "mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "memory.h"
#include "text.h"
#include "watching.h"

#define MOST (1u << 18) /* bytes of one datagram */

struct mailbox {
    char address[2 * WATCHING_MAIL_PART + 1]; /* the socket's name, then the key */
    int file, box, end;
    pthread_t thread;
    char *room;
    unsigned long long unkept, process; /* datagrams; of which process the first was */
    int why;
};

/* ---- taking ---- */

static void note_unkept(struct mailbox *mailbox, const char *lines, size_t length, int why)
{
    static const char key[] = "\"pid\":";
    const char *pid = memmem(lines, length, key, sizeof key - 1);
    if (mailbox->unkept++ > 0)
        return;
    mailbox->why = why;
    mailbox->process = pid != NULL ? strtoull(pid + sizeof key - 1, NULL, 10) : 0;
}

static void keep_lines(struct mailbox *mailbox, const char *lines, size_t length)
{
    ssize_t written;
    do
        written = write(mailbox->file, lines, length);
    while (written < 0 && errno == EINTR);
    if (written != (ssize_t)length)
        note_unkept(mailbox, lines, length, written < 0 ? errno : ENOSPC);
}

/* Until nothing more has come. */
static void take_all(struct mailbox *mailbox)
{
    const char *key = mailbox->address + WATCHING_MAIL_PART;
    for (;;) {
        ssize_t length = recv(mailbox->box, mailbox->room, MOST, MSG_DONTWAIT);
        if (length < 0 && errno != EINTR)
            return;
        if (length <= WATCHING_MAIL_PART || memcmp(mailbox->room, key, WATCHING_MAIL_PART) != 0)
            continue;
        mailbox->room[length] = '\0';
        keep_lines(mailbox, mailbox->room + WATCHING_MAIL_PART,
                   (size_t)length - WATCHING_MAIL_PART);
    }
}

static void *serve(void *of_thread)
{
    struct mailbox *mailbox = of_thread;
    struct pollfd ready[] = {{.fd = mailbox->box, .events = POLLIN},
                             {.fd = mailbox->end, .events = POLLIN}};
    do {
        poll(ready, 2, -1);
        take_all(mailbox);
    } while (ready[1].revents == 0);
    return NULL;
}

/* ---- opening ---- */

static bool choose_address(char *address)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[WATCHING_MAIL_PART];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return false;
    for (size_t i = 0; i < sizeof bytes; i++) {
        address[2 * i] = digits[bytes[i] >> 4];
        address[2 * i + 1] = digits[bytes[i] & 15];
    }
    return true;
}

static bool bind_box(const struct mailbox *mailbox)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path + 1, mailbox->address, WATCHING_MAIL_PART);
    return mailbox->box >= 0 &&
           bind(mailbox->box, (struct sockaddr *)&address,
                offsetof(struct sockaddr_un, sun_path) + 1 + WATCHING_MAIL_PART) == 0;
}

/* Signals are for the main thread. */
static bool begin_thread(struct mailbox *mailbox)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&mailbox->thread, NULL, serve, mailbox);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed == 0;
}

static void free_mailbox(struct mailbox *mailbox)
{
    const int fds[] = {mailbox->file, mailbox->box, mailbox->end};
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    free(mailbox->room);
    free(mailbox);
}

struct mailbox *mailbox_open(const char *file)
{
    struct mailbox *mailbox = memory_zeroed(1, sizeof *mailbox);
    mailbox->room = memory_zeroed(MOST + 1, 1);
    mailbox->file = open(file, O_WRONLY | O_APPEND | O_CLOEXEC);
    mailbox->box = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    mailbox->end = eventfd(0, EFD_CLOEXEC);
    if (mailbox->file >= 0 && mailbox->end >= 0 && choose_address(mailbox->address) &&
        bind_box(mailbox) && begin_thread(mailbox))
        return mailbox;
    free_mailbox(mailbox);
    return NULL;
}

const char *mailbox_address(const struct mailbox *mailbox)
{
    return mailbox != NULL ? mailbox->address : "";
}

/* ---- closing ---- */

static char *say_unkept(const struct mailbox *mailbox)
{
    if (mailbox->unkept == 0)
        return NULL;
    return text_make("what process %llu told could not be kept: %s (%llu times in all processes); "
                     "the report may lack findings",
                     mailbox->process, strerror(mailbox->why), mailbox->unkept);
}

char *mailbox_close(struct mailbox *mailbox)
{
    if (mailbox == NULL)
        return NULL;
    eventfd_write(mailbox->end, 1);
    pthread_join(mailbox->thread, NULL);
    char *line = say_unkept(mailbox);
    free_mailbox(mailbox);
    return line;
}
