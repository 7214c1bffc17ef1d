/* A JSON writer for one flat line. */
#include "events.h"

#include <string.h>
#include <unistd.h>

#include "delivery.h"

#define RESERVE 2048 /* for closing what was opened, keys and numbers */

static void put(struct event *event, const char *text, size_t length)
{
    if (event->length + length > event->size)
        return;
    memcpy(event->text + event->length, text, length);
    event->length += length;
}

static void put_word(struct event *event, const char *text)
{
    put(event, text, strlen(text));
}

/* How many bytes the character at `text` has; 0: it is no valid UTF-8. */
static size_t character(const unsigned char *text)
{
    size_t length = text[0] < 0x80   ? 1
                    : text[0] < 0xc2 ? 0
                    : text[0] < 0xe0 ? 2
                    : text[0] < 0xf0 ? 3
                    : text[0] < 0xf5 ? 4
                                     : 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    if (length == 3 && ((text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] > 0x9f)))
        return 0;
    if (length == 4 && ((text[0] == 0xf0 && text[1] < 0x90) || (text[0] == 0xf4 && text[1] > 0x8f)))
        return 0;
    return length;
}

static void put_control(struct event *event, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    char escape[] = "\\u0000";
    escape[4] = digits[c >> 4];
    escape[5] = digits[c & 15];
    put_word(event, escape);
}

static void put_string(struct event *event, const char *text)
{
    put(event, "\"", 1);
    for (size_t length; *text != '\0' && event->length + RESERVE < event->size; text += length) {
        const unsigned char *at = (const unsigned char *)text;
        length = character(at);
        if (length == 0) {
            put_word(event, "\\ufffd");
            length = 1;
        } else if (*at < 0x20 || *at == 0x7f)
            put_control(event, *at);
        else if (*at == '"' || *at == '\\') {
            put(event, "\\", 1);
            put(event, text, 1);
        } else
            put(event, text, length);
    }
    put(event, "\"", 1);
}

static void put_key(struct event *event, const char *key)
{
    if (event->comma)
        put(event, ",", 1);
    event->comma = 1;
    if (key == NULL)
        return;
    put_string(event, key);
    put(event, ":", 1);
}

void event_begin(struct event *event, char *room, size_t size, const char *name)
{
    *event = (struct event){.text = room, .size = size};
    put(event, "{", 1);
    event_text(event, "event", name);
    event_number(event, "pid", (unsigned long long)getpid());
}

void event_text(struct event *event, const char *key, const char *value)
{
    put_key(event, key);
    put_string(event, value);
}

void event_number(struct event *event, const char *key, unsigned long long value)
{
    char digits[24];
    size_t at = sizeof digits;
    put_key(event, key);
    do
        digits[--at] = (char)('0' + value % 10);
    while ((value /= 10) != 0);
    put(event, digits + at, sizeof digits - at);
}

void event_open(struct event *event, const char *key, char bracket)
{
    put_key(event, key);
    put(event, &bracket, 1);
    event->comma = 0;
}

void event_close(struct event *event, char bracket)
{
    put(event, &bracket, 1);
    event->comma = 1;
}

void event_write(struct event *event)
{
    put(event, "}\n", 2);
    delivery_write(event->text, event->length);
}
