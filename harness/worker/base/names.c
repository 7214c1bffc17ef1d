/* Qualified names: escaped, and compared part by part from the end. */
#include "names.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define LONGEST_CHARACTER 8 /* \uNNNN and a NUL, in bytes */
#define NAME_MAX_SHOWN    512

/* The character that begins at `at` and its length; 0 and 1 for a byte that is no UTF-8. */
static uint32_t decode(const unsigned char *at, size_t *length)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    *length = at[0] < 0x80 ? 1 : at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    uint32_t character = *length == 1 ? at[0] : at[0] & (0xffu >> (*length + 1));
    for (size_t i = 1; i < *length; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            *length = 1;
            return 0;
        }
        character = character << 6 | (at[i] & 0x3fu);
    }
    if (character >= least[*length] && character <= 0x10ffff && (at[0] < 0x80 || at[0] >= 0xc2))
        return character;
    *length = 1;
    return 0;
}

/* Beyond ASCII: what has no picture of its own, or turns the text around it. */
static int is_unseen(uint32_t character)
{
    static const struct {
        uint32_t from, to;
    } spans[] = {{0, 0xa0},          {0xad, 0xad},     {0x61c, 0x61c},   {0x180e, 0x180e},
                 {0x2000, 0x200f},   {0x2028, 0x202f}, {0x205f, 0x206f}, {0x3000, 0x3000},
                 {0xd800, 0xf8ff},   {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xfff0, 0xffff},
                 {0xe0000, 0x10ffff}};
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        if (character >= spans[i].from && character <= spans[i].to)
            return 1;
    return 0;
}

static int is_plain(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("_.<>", byte) != NULL);
}

/* Shows one character; how many bytes of the name it took. */
static size_t show(const unsigned char *at, char out[static LONGEST_CHARACTER + 4])
{
    size_t length;
    uint32_t character = decode(at, &length);
    if (is_plain(*at) || (*at >= 0x80 && !is_unseen(character)))
        snprintf(out, LONGEST_CHARACTER, "%.*s", (int)length, (const char *)at);
    else if (character > 0xffff)
        snprintf(out, LONGEST_CHARACTER + 4, "\\U%08x", (unsigned)character);
    else if (character > 0xff)
        snprintf(out, LONGEST_CHARACTER, "\\u%04x", (unsigned)character);
    else
        snprintf(out, LONGEST_CHARACTER, "\\x%02x", length == 1 ? *at : (unsigned)character);
    return length;
}

int names_show(const char *name, char *shown, size_t size)
{
    size_t used = 0;
    for (const char *at = name; *at != '\0';) {
        char character[LONGEST_CHARACTER + 4];
        at += show((const unsigned char *)at, character);
        size_t length = strlen(character);
        if (used + length >= size) {
            shown[used] = '\0';
            return 0;
        }
        memcpy(shown + used, character, length);
        used += length;
    }
    shown[used] = '\0';
    return 1;
}

/* Does `text` end with `part`, and is that all of it, or what follows a '.'? */
static int ends_with(const char *text, size_t length, const char *part, size_t part_length)
{
    return part_length > 0 && part_length <= length &&
           memcmp(text + length - part_length, part, part_length) == 0 &&
           (part_length == length || text[length - part_length - 1] == '.');
}

static int fits(const char *name, size_t length, const char *qualname, const char *module)
{
    size_t own = strlen(qualname);
    if (!ends_with(name, length, qualname, own))
        return 0;
    return length == own ||
           (module != NULL && ends_with(module, strlen(module), name, length - own - 1));
}

int names_fit(const char *names, const char *qualname, const char *module)
{
    char own[NAME_MAX_SHOWN], its[NAME_MAX_SHOWN];
    if (names[0] == '\0' || !names_show(qualname, own, sizeof own))
        return 0;
    int known = module != NULL && names_show(module, its, sizeof its);
    for (const char *at = names; *(at += strspn(at, " ")) != '\0'; at += strcspn(at, " "))
        if (fits(at, strcspn(at, " "), own, known ? its : NULL))
            return 1;
    return 0;
}

int names_ask_module(const char *names, const char *qualname)
{
    char own[NAME_MAX_SHOWN];
    if (names[0] == '\0' || !names_show(qualname, own, sizeof own))
        return 0;
    for (const char *at = names; *(at += strspn(at, " ")) != '\0'; at += strcspn(at, " "))
        if (ends_with(at, strcspn(at, " "), own, strlen(own)))
            return 1;
    return 0;
}
