/* Draws a picture with gnuplot, and leaves its data and script beside it. */
#include "gnuplot.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "replace.h"
#include "text.h"
#include "utf8.h"

void plot_put_field(FILE *out, const char *text, size_t width)
{
    char *field = utf8_clean(text);
    for (char *c = field; c != NULL && *c != '\0'; c++)
        if (*c == '"')
            *c = '\'';
        else if (strncmp(c, "]]>", 3) == 0) /* would end a CDATA section of gnuplot's SVG */
            *c = ')';
    utf8_put(out, field == NULL ? "" : field, width, 0);
    free(field);
    putc('\t', out);
}

enum part { PART_PICTURE, PART_DATA, PART_SCRIPT, PART_COUNT };

/* DIRECTORY/STEM.KIND, and the two beside it. */
struct names {
    char *paths[PART_COUNT], *inner[PART_COUNT]; /* inner: as the script calls them */
    const char *kind;                            /* "svg" or "png" */
};

static const char *kind_of(const char *base)
{
    const char *dot = strrchr(base, '.');
    if (dot == NULL || dot == base)
        return NULL;
    return strcmp(dot, ".svg") == 0 ? "svg" : strcmp(dot, ".png") == 0 ? "png" : NULL;
}

static int names_fill(struct names *names, const char *path, struct tl_error *error)
{
    const char *slash = strrchr(path, '/'), *base = slash == NULL ? path : slash + 1;
    *names = (struct names){.kind = kind_of(base)};
    for (const char *c = path; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return tl_fail(error, TL_EXIT_USAGE, "control characters in the name of the picture");
    if (names->kind == NULL)
        return tl_fail(error, TL_EXIT_USAGE,
                       "%s: a picture is NAME.svg, NAME.png, or - for the terminal", path);
    const char *const extensions[] = {names->kind, "tsv", "gp"};
    for (size_t i = 0; i < PART_COUNT; i++) {
        names->paths[i] = text_make("%.*s%s", (int)(strlen(path) - 3), path, extensions[i]);
        /* "./" keeps '<' and '|' at its start from meaning a command. */
        names->inner[i] = text_make("./%.*s%s", (int)(strlen(base) - 3), base, extensions[i]);
    }
    return 0;
}

static void names_free(struct names *names)
{
    for (size_t i = 0; i < PART_COUNT; i++) {
        free(names->paths[i]);
        free(names->inner[i]);
    }
}

/* Fills the three files; none is in its place yet. */
static int fill(struct replace files[static PART_COUNT], const struct names *names,
                const struct plot_source *source, struct tl_error *error)
{
    char *picture;
    size_t size = 0;
    if (drawing_make(source, names->kind, &picture, &size, error) != 0)
        return -1;
    fwrite(picture, 1, size, files[PART_PICTURE].out);
    free(picture);
    source->put_data(files[PART_DATA].out, source->data);
    drawing_put_script(files[PART_SCRIPT].out, source, names->inner[PART_DATA],
                       names->inner[PART_PICTURE], names->kind);
    return drawing_copy_script(files[PART_SCRIPT].out, source, error);
}

int plot_picture(const struct plot_source *source, const char *path, struct tl_error *error)
{
    struct names names;
    struct replace files[PART_COUNT];
    size_t begun = 0;
    int result = names_fill(&names, path, error);
    while (result == 0 && begun < PART_COUNT)
        if ((result = replace_begin(&files[begun], names.paths[begun], error)) == 0)
            begun++;
    if (result == 0)
        result = fill(files, &names, source, error);
    for (size_t i = 0; i < begun; i++) {
        struct tl_error ignored;
        if (replace_end(&files[i], result == 0, result == 0 ? error : &ignored) != 0)
            result = -1;
    }
    names_free(&names);
    return result;
}
