/* The heatmap, drawn by gnuplot into a temporary folder and made fit to stand within a page. */
#include <errno.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "html.h"
#include "paths.h"
#include "plot.h"
#include "text.h"

/* --- the SVG --- */

/* What an SVG viewer assumes anyway, or what is said once at the root: half of the file. */
static const struct {
    const char *name, *value;
} idle[] = {{"stroke-linecap", "butt"},
            {"stroke-linejoin", "miter"},
            {"stroke-width", "1.00"},
            {"font-family", "sans-serif"},
            {"font-size", "12.00"}};

static void drop_idle(xmlNodePtr node)
{
    for (size_t i = 0; i < sizeof idle / sizeof idle[0]; i++) {
        xmlChar *value = xmlGetNoNsProp(node, BAD_CAST idle[i].name);
        if (value != NULL && strcmp((const char *)value, idle[i].value) == 0)
            xmlUnsetProp(node, BAD_CAST idle[i].name);
        xmlFree(value);
    }
}

static bool is_named(xmlNodePtr node, const char *name)
{
    return strcmp((const char *)node->name, name) == 0;
}

/* Groups that draw nothing, comments, and what could run. */
static bool is_useless(xmlNodePtr node)
{
    if (node->type != XML_ELEMENT_NODE)
        return node->type != XML_TEXT_NODE;
    return is_named(node, "script") || is_named(node, "desc") || is_named(node, "title") ||
           (is_named(node, "g") && node->children == NULL);
}

static void tidy(xmlNodePtr node)
{
    for (xmlNodePtr child = node->children, next; child != NULL; child = next) {
        next = child->next;
        if (child->type == XML_ELEMENT_NODE)
            tidy(child);
        if (is_useless(child)) {
            xmlUnlinkNode(child);
            xmlFreeNode(child);
        }
    }
    if (is_named(node, "g") || is_named(node, "text"))
        drop_idle(node);
}

/* As it is written within HTML: no XML declaration. */
static char *dump(xmlDocPtr document)
{
    xmlNodePtr root = xmlDocGetRootElement(document);
    xmlBufferPtr buffer = xmlBufferCreate();
    if (root == NULL || buffer == NULL || !is_named(root, "svg")) {
        xmlBufferFree(buffer);
        return NULL;
    }
    tidy(root);
    xmlSetProp(root, BAD_CAST "font-family", BAD_CAST "sans-serif");
    xmlSetProp(root, BAD_CAST "font-size", BAD_CAST "12");
    xmlSetProp(root, BAD_CAST "role", BAD_CAST "img");
    xmlSetProp(root, BAD_CAST "aria-label",
               BAD_CAST "Heatmap of the share of jobs lost; its numbers are in the matrix");
    xmlOutputBufferPtr out =
        xmlOutputBufferCreateBuffer(buffer, xmlFindCharEncodingHandler("ASCII"));
    xmlNodeDumpOutput(out, document, root, 0, 0, "ASCII");
    xmlOutputBufferClose(out);
    char *text = strdup((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

static void take_picture(struct html_picture *out, const char *file)
{
    xmlDocPtr document = xmlReadFile(file, NULL,
                                     XML_PARSE_NONET | XML_PARSE_NOBLANKS | XML_PARSE_NOERROR |
                                         XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    if (document != NULL)
        out->svg = dump(document);
    if (out->svg == NULL)
        out->why_none = text_make("what gnuplot drew is no SVG");
    xmlFreeDoc(document);
}

/* --- drawing --- */

static void draw(struct html_picture *out, const struct tl_results *results, const char *folder)
{
    struct tl_error error;
    char *file = text_make("%s/heatmap.svg", folder), *scripts = paths_plot_scripts(&error);
    struct plot_options options = {.kind = PLOT_HEATMAP, .scripts = scripts};
    if (scripts == NULL || plot_file(results, &options, file, &error) != 0)
        out->why_none = text_make("%s", error.text);
    else
        take_picture(out, file);
    free(scripts);
    free(file);
}

static void remove_folder(const char *folder)
{
    static const char *const names[] = {"svg", "tsv", "gp"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *file = text_make("%s/heatmap.%s", folder, names[i]);
        unlink(file);
        free(file);
    }
    rmdir(folder);
}

void html_picture_draw(struct html_picture *out, const struct tl_results *results)
{
    const char *parent = getenv("TMPDIR");
    char *folder = text_make("%s/taskloss-page-XXXXXX", parent != NULL ? parent : "/tmp");
    *out = (struct html_picture){0};
    if (mkdtemp(folder) == NULL) {
        out->why_none = text_make("no temporary folder %s (%s)", folder, strerror(errno));
    } else {
        draw(out, results, folder);
        remove_folder(folder);
    }
    free(folder);
}

void html_picture_free(struct html_picture *picture)
{
    free(picture->svg);
    free(picture->why_none);
    *picture = (struct html_picture){0};
}
