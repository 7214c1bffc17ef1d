/* The heatmap, drawn by gnuplot and made fit to stand within a page. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "page.h"
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

/* --- boxes of one colour become one path --- */

struct box {
    double left, right, top, bottom;
};

/* The colour's boxes so far; neighbours in a row are one. */
struct fill {
    xmlChar *name;
    xmlNodePtr node; /* the first of them, which is to be the path */
    struct box last;
    xmlBufferPtr path;
};

struct fills {
    struct fill *items;
    size_t count, room;
};

/* False: the polygon is no upright box. */
static bool read_box(xmlNodePtr node, struct box *out)
{
    xmlChar *points = xmlGetNoNsProp(node, BAD_CAST "points");
    double x[4], y[4];
    char rest;
    bool is_box =
        points != NULL && sscanf((const char *)points, "%lf,%lf %lf,%lf %lf,%lf %lf,%lf %c", &x[0],
                                 &y[0], &x[1], &y[1], &x[2], &y[2], &x[3], &y[3], &rest) == 8;
    xmlFree(points);
    if (!is_box || fabs(x[0] - x[3]) > 0.05 || fabs(x[1] - x[2]) > 0.05 ||
        fabs(y[0] - y[1]) > 0.05 || fabs(y[2] - y[3]) > 0.05)
        return false;
    *out = (struct box){fmin(x[0], x[1]), fmax(x[0], x[1]), fmin(y[0], y[2]), fmax(y[0], y[2])};
    return true;
}

static void put_box(const struct fill *fill)
{
    const struct box *box = &fill->last;
    double left = round(box->left * 10) / 10, width = round(box->right * 10) / 10 - left;
    double top = round(box->top * 10) / 10, height = round(box->bottom * 10) / 10 - top;
    char text[128];
    snprintf(text, sizeof text, "M%.6g %.6gh%.6gv%.6gh-%.6gz", left, top, width, height, width);
    xmlBufferCat(fill->path, BAD_CAST text);
}

/* The colour's place; NULL: there is no memory. Takes `name`. */
static struct fill *find_fill(struct fills *fills, xmlChar *name, bool *is_new)
{
    for (size_t i = 0; i < fills->count; i++)
        if (xmlStrEqual(fills->items[i].name, name)) {
            xmlFree(name);
            return &fills->items[i];
        }
    if (fills->count == fills->room) {
        size_t room = 2 * fills->room + 16;
        struct fill *items = reallocarray(fills->items, room, sizeof *items);
        if (items == NULL) {
            xmlFree(name);
            return NULL;
        }
        fills->items = items;
        fills->room = room;
    }
    fills->items[fills->count] = (struct fill){.name = name, .path = xmlBufferCreate()};
    *is_new = true;
    return &fills->items[fills->count++];
}

/* Takes a box into its colour's path, if it is one; true: the node is of no further use. */
static bool take_box(struct fills *fills, xmlNodePtr node)
{
    struct box box;
    bool is_new = false;
    xmlChar *name = xmlGetNoNsProp(node, BAD_CAST "fill");
    struct fill *fill = NULL;
    if (name == NULL || !read_box(node, &box))
        xmlFree(name);
    else
        fill = find_fill(fills, name, &is_new);
    if (fill == NULL)
        return false;
    if (is_new) {
        fill->node = node;
        fill->last = box;
        return false;
    }
    if (fabs(box.top - fill->last.top) < 0.05 && fabs(box.bottom - fill->last.bottom) < 0.05 &&
        fabs(box.left - fill->last.right) < 0.05) {
        fill->last.right = box.right;
        return true;
    }
    put_box(fill);
    fill->last = box;
    return true;
}

static void take_boxes(struct fills *fills, xmlNodePtr node)
{
    for (xmlNodePtr child = node->children, next; child != NULL; child = next) {
        next = child->next;
        if (child->type != XML_ELEMENT_NODE || is_named(child, "defs"))
            continue;
        take_boxes(fills, child);
        if (is_named(child, "polygon") && take_box(fills, child)) {
            xmlUnlinkNode(child);
            xmlFreeNode(child);
        }
    }
}

static void finish_fill(struct fill *fill)
{
    put_box(fill);
    xmlNodeSetName(fill->node, BAD_CAST "path");
    xmlUnsetProp(fill->node, BAD_CAST "points");
    xmlSetProp(fill->node, BAD_CAST "d", xmlBufferContent(fill->path));
    xmlBufferFree(fill->path);
    xmlFree(fill->name);
}

/* Boxes of different colours must not overlap: those of a heatmap do not. */
static void join_boxes(xmlNodePtr root)
{
    struct fills fills = {0};
    take_boxes(&fills, root);
    for (size_t i = 0; i < fills.count; i++)
        finish_fill(&fills.items[i]);
    free(fills.items);
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
    join_boxes(root);
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
    char *text = memory_text((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

static void take_picture(struct html_picture *out, const char *svg, size_t size)
{
    xmlDocPtr document =
        size > INT_MAX ? NULL
                       : xmlReadMemory(svg, (int)size, NULL, NULL,
                                       XML_PARSE_NONET | XML_PARSE_NOBLANKS | XML_PARSE_NOERROR |
                                           XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    if (document != NULL)
        out->svg = dump(document);
    if (out->svg == NULL)
        out->why_none = text_make("what gnuplot drew is no SVG");
    xmlFreeDoc(document);
}

void html_picture_draw(struct html_picture *out, const struct tl_results *results)
{
    struct tl_error error;
    char *scripts = paths_plot_scripts(&error), *svg = NULL;
    size_t size = 0;
    struct plot_options options = {.kind = PLOT_HEATMAP, .scripts = scripts};
    *out = (struct html_picture){0};
    if (scripts == NULL || plot_svg(results, &options, &svg, &size, &error) != 0)
        out->why_none = text_make("%s", error.text);
    else
        take_picture(out, svg, size);
    free(svg);
    free(scripts);
}

void html_picture_free(struct html_picture *picture)
{
    free(picture->svg);
    free(picture->why_none);
    *picture = (struct html_picture){0};
}
