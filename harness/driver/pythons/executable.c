/* A script's name tells what is in it, so that one that is there is never written again. */
#include "executable.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "binary.h"
#include "files.h"
#include "hash.h"
#include "memory.h"
#include "paths.h"
#include "replace.h"
#include "text.h"

/* As any sh reads it: shell.h's way with control characters is not known to all. */
static void put_quoted(FILE *out, const char *word)
{
    putc('\'', out);
    for (; *word != '\0'; word++)
        if (*word == '\'')
            fputs("'\\''", out);
        else
            putc(*word, out);
    putc('\'', out);
}

static void put_word(FILE *out, const char *before, const char *word)
{
    fputs(before, out);
    put_quoted(out, word);
}

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return text_make("%.*s", slash != NULL ? (int)(slash - path) : 0, path);
}

static char *script_for(const struct tl_python *python)
{
    char *text = NULL, *folder = folder_of(python->libpython);
    size_t size = 0;
    FILE *out = memory_sure(open_memstream(&text, &size));
    fputs("#!/bin/sh\n", out);
    if (python->loader != NULL) {
        put_word(out, "PYTHONHOME=", python->home);
        put_word(out, " exec ", python->loader);
        put_word(out, " --argv0 \"$0\" --library-path ", python->library_path);
    } else {
        put_word(out, "LD_LIBRARY_PATH=", folder);
        fputs(" exec", out);
    }
    put_word(out, " ", python->executable);
    fputs(" \"$@\"\n", out);
    fclose(out);
    free(folder);
    return text;
}

static int write_script(const char *path, const char *text)
{
    struct replace replace;
    struct tl_error error;
    if (replace_begin(&replace, path, &error) != 0)
        return -1;
    fputs(text, replace.out);
    if (replace_end(&replace, 1, &error) != 0)
        return -1;
    return chmod(path, 0755);
}

static char *place_for(const struct tl_python *python, const char *text)
{
    struct tl_error error;
    char *cache = paths_cache(&error);
    if (cache == NULL)
        return NULL;
    const char *name = strrchr(python->executable, '/') + 1;
    char *folder = text_make("%s/start/%016" PRIx64, cache, hash_text(text)), *path = NULL;
    if (access(folder, W_OK) == 0 || files_make_folder(folder, &error) == 0)
        path = text_make("%s/%s", folder, name);
    free(folder);
    free(cache);
    return path;
}

char *executable_for(const struct tl_python *python)
{
    if (python->executable == NULL || access(python->executable, X_OK) != 0)
        return NULL;
    if (python->loader == NULL && binary_finds(python->executable, python->libpython))
        return text_make("%s", python->executable);
    char *text = script_for(python), *path = place_for(python, text);
    if (path != NULL && access(path, X_OK) != 0 && write_script(path, text) != 0) {
        free(path);
        path = NULL;
    }
    free(text);
    return path;
}
