/* A map on the terminal: equal neighbours share a column, rows of one pattern a line. */
#include "map.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "outcome.h"
#include "utf8.h"

struct map {
    const struct plot_data *data;
    enum plot_kind kind;
    size_t *columns, column_count; /* the first version of each */
    size_t label, column;          /* widths */
    size_t *lines;                 /* see find_lines */
    char (*shown)[16];
};

static void text_of(char text[static 16], const struct map *map, size_t panel, size_t version)
{
    const struct pool_point *point = plot_point(map->data, panel, 0, version);
    enum outcome outcome =
        plot_point_state(point) == PLOT_STATE_MEASURED && map->kind == PLOT_HEATMAP
            ? outcome_of(point)
            : OUTCOME_NONE;
    plot_point_text(text, point);
    if (outcome == OUTCOME_UNMEASURED)
        strcpy(text, "?");
    else if (outcome != OUTCOME_NONE && outcome != OUTCOME_LOST)
        snprintf(text, 16, "%s", outcomes[outcome].name);
    else if (plot_point_state(point) == PLOT_STATE_ABSENT)
        strcpy(text, "-");
}

static bool same_cell(const struct map *map, size_t panel, size_t a, size_t other, size_t b)
{
    char one[16], two[16];
    text_of(one, map, panel, a);
    text_of(two, map, other, b);
    return strcmp(one, two) == 0;
}

static bool same_column(const struct map *map, size_t a, size_t b)
{
    const struct plot_data *data = map->data;
    bool same = implementation_same_suffix(data->versions[a]->implementation,
                                           data->versions[b]->implementation);
    for (size_t p = 0; same && p < data->panel_count; p++)
        same = same_cell(map, p, a, p, b);
    return same;
}

/* Which rows share a line: those that say the same wherever both apply. `lines` has for each row
 * the first of its line; what a line shows is what any of its rows says. */
static bool agree(const struct map *map, size_t line, size_t row)
{
    for (size_t v = 0; v < map->data->version_count; v++) {
        const char *shown = map->shown[line * map->data->version_count + v];
        char text[16];
        text_of(text, map, row, v);
        if (strcmp(shown, text) != 0 && strcmp(shown, "-") != 0 && strcmp(text, "-") != 0)
            return false;
    }
    return true;
}

static void take_row(struct map *map, size_t line, size_t row)
{
    for (size_t v = 0; v < map->data->version_count; v++) {
        char text[16];
        text_of(text, map, row, v);
        if (line == row || strcmp(text, "-") != 0)
            strcpy(map->shown[line * map->data->version_count + v], text);
    }
    map->lines[row] = line;
}

static void find_lines(struct map *map)
{
    for (size_t row = 0; row < map->data->panel_count; row++) {
        size_t line = 0;
        while (line < row && !(map->lines[line] == line && agree(map, line, row)))
            line++;
        take_row(map, line, row);
    }
}

static bool same_row(const struct map *map, size_t a, size_t b)
{
    return map->lines[a] == map->lines[b];
}

static void find_columns(struct map *map)
{
    for (size_t v = 0; v < map->data->version_count; v++)
        if (v == 0 || !same_column(map, v - 1, v))
            map->columns[map->column_count++] = v;
}

static void put_map_head(FILE *out, const struct map *map, size_t from, size_t to)
{
    utf8_put(out, "", map->label, 1);
    for (size_t i = from; i < to; i++) {
        size_t next = i + 1 < map->column_count ? map->columns[i + 1] : map->data->version_count;
        const char *name = map->data->versions[map->columns[i]]->implementation->name;
        size_t room = map->column - 2, used = utf8_width(name) < room ? utf8_width(name) : room;
        fprintf(out, "%*s", (int)(map->column - 1 - used), "");
        utf8_put(out, name, room, 0);
        putc(next - map->columns[i] > 1 ? '+' : ' ', out);
    }
    putc('\n', out);
}

/* "a02 a03 a08 and 97 more", or a lone case with its name. */
static void put_label(FILE *out, const struct map *map, size_t panel)
{
    const struct plot_data *data = map->data;
    char text[160];
    size_t used = 0, named = 0, count = 0;
    for (size_t p = panel; p < data->panel_count; p++)
        count += same_row(map, panel, p);
    if (count == 1) {
        utf8_put(out, data->panels[panel].title, map->label, 1);
        return;
    }
    for (size_t p = panel; p < data->panel_count; p++) {
        size_t length = strlen(data->panels[p].the_case->case_id) + 1;
        if (!same_row(map, panel, p) || used + length + sizeof "and 999 more" > map->label ||
            used + length > sizeof text)
            continue;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s ",
                                 data->panels[p].the_case->case_id);
        named++;
    }
    if (count > named)
        snprintf(text + used, sizeof text - used, named > 0 ? "and %zu more" : "%zu cases",
                 count - named);
    utf8_put(out, text, map->label, 1);
}

static void put_map_row(FILE *out, const struct map *map, size_t panel, size_t from, size_t to)
{
    put_label(out, map, panel);
    for (size_t i = from; i < to; i++)
        fprintf(out, "%*s ", (int)map->column - 1,
                map->shown[panel * map->data->version_count + map->columns[i]]);
    putc('\n', out);
}

static void put_columns(FILE *out, const struct map *map)
{
    put_map_head(out, map, 0, map->column_count);
    for (size_t p = 0; p < map->data->panel_count; p++)
        if (map->lines[p] == p)
            put_map_row(out, map, p, 0, map->column_count);
    fputs("+: and those after it; ?: could not be measured\n"
          "-: does not apply, or was not asked for\n",
          out);
}

/* ---- columns that do not fit side by side: stretches of versions ---- */

static const char *shown_at(const struct map *map, size_t panel, size_t version)
{
    return map->shown[panel * map->data->version_count + version];
}

static size_t end_of_stretch(const struct map *map, size_t panel, size_t from)
{
    const struct plot_data *data = map->data;
    size_t to = from + 1;
    while (to < data->version_count &&
           strcmp(shown_at(map, panel, from), shown_at(map, panel, to)) == 0 &&
           implementation_same_suffix(data->versions[from]->implementation,
                                      data->versions[to]->implementation))
        to++;
    return to;
}

/* The versions of one event loop and kinds. */
struct block {
    const char *suffix; /* of their names */
    char *text;         /* its stretches: "0 on 3.6.15..3.7.16, 100 on 3.8.18..3.15.2"; "": none */
};

static char *block_text(const struct map *map, size_t panel, size_t from, size_t end)
{
    char *text = NULL, versions[PLOT_VERSIONS_MAX];
    size_t size;
    FILE *out = memory_sure(open_memstream(&text, &size));
    const char *between = "";
    for (size_t to; from < end; from = to) {
        to = end_of_stretch(map, panel, from);
        if (strcmp(shown_at(map, panel, from), "-") == 0)
            continue;
        plot_versions_text(versions, map->data, from, to);
        fprintf(out, "%s%s on %s", between, shown_at(map, panel, from), versions);
        between = ", ";
    }
    fclose(out);
    return memory_sure(text);
}

static const char *suffix_at(const struct map *map, size_t version)
{
    return map->data->versions[version]->implementation->suffix;
}

static size_t find_blocks(struct block *blocks, const struct map *map, size_t panel)
{
    size_t count = 0, versions = map->data->version_count;
    for (size_t from = 0, to; from < versions; from = to) {
        for (to = from + 1; to < versions && strcmp(suffix_at(map, from), suffix_at(map, to)) == 0;)
            to++;
        blocks[count++] = (struct block){suffix_at(map, from), block_text(map, panel, from, to)};
    }
    return count;
}

/* Writes a text that is parted by ", ", on as many lines as it takes. */
static void put_wrapped(FILE *out, const struct map *map, char *text, size_t width)
{
    size_t used = map->label;
    for (char *item; (item = strsep(&text, ",")) != NULL;) {
        item += strspn(item, " ");
        size_t length = utf8_width(item) + 2;
        if (used > map->label && used + length > width) {
            fprintf(out, "\n%*s", (int)map->label, "");
            used = map->label;
        }
        fputs(used > map->label ? ", " : "  ", out);
        utf8_put_all(out, item);
        used += length;
    }
    putc('\n', out);
}

/* Those that say the same as the first: "asyncio, uvloop: 0 on 3.6.15..3.7.16, 100 on ...". Of a
 * lone one its name says nothing. */
static char *blocks_text(const struct block *blocks, size_t count, bool lone)
{
    char *text = NULL;
    size_t size;
    FILE *out = memory_sure(open_memstream(&text, &size));
    const char *between = "";
    for (size_t i = 0; i < count && !lone; i++) {
        if (strcmp(blocks[i].text, blocks[0].text) != 0)
            continue;
        fprintf(out, "%s%s", between,
                blocks[i].suffix[0] != '\0' ? blocks[i].suffix + 1 : "asyncio");
        between = ", ";
    }
    fprintf(out, "%s%s", lone ? "" : ": ", blocks[0].text);
    fclose(out);
    return memory_sure(text);
}

static bool is_told(const struct block *blocks, size_t at)
{
    bool told = blocks[at].text[0] == '\0';
    for (size_t i = 0; i < at; i++)
        told |= strcmp(blocks[i].text, blocks[at].text) == 0;
    return told;
}

static void put_stretches(FILE *out, const struct map *map, size_t panel, size_t width)
{
    struct block *blocks = memory_zeroed(map->data->version_count + 1, sizeof *blocks);
    size_t count = find_blocks(blocks, map, panel), lines = 0;
    put_label(out, map, panel);
    for (size_t i = 0; i < count; i++) {
        if (is_told(blocks, i))
            continue;
        char *text = blocks_text(blocks + i, count - i, count == 1);
        if (lines++ > 0)
            fprintf(out, "%*s", (int)map->label, "");
        put_wrapped(out, map, text, width);
        free(text);
    }
    if (lines == 0)
        putc('\n', out);
    for (size_t i = 0; i < count; i++)
        free(blocks[i].text);
    free(blocks);
}

static void put_all_stretches(FILE *out, struct map *map, size_t width)
{
    map->label = map->label < width / 3 ? map->label : width / 3;
    for (size_t p = 0; p < map->data->panel_count; p++)
        if (map->lines[p] == p)
            put_stretches(out, map, p, width);
    fputs("?: could not be measured\n", out);
}

size_t map_widest(const struct plot_data *data, bool titles, size_t limit)
{
    size_t most = 5, count = titles ? data->panel_count : data->version_count;
    for (size_t i = 0; i < count; i++) {
        size_t width =
            utf8_width(titles ? data->panels[i].title : data->versions[i]->implementation->name);
        most = width > most ? width : most;
    }
    return most < limit ? most : limit;
}

void map_put(FILE *out, const struct plot_data *data, enum plot_kind kind, size_t width)
{
    struct map map = {.data = data, .kind = kind};
    map.columns = memory_zeroed(data->version_count, sizeof *map.columns);
    map.lines = memory_zeroed(data->panel_count, sizeof *map.lines);
    map.shown = memory_zeroed(data->panel_count * data->version_count, sizeof *map.shown);
    find_columns(&map);
    find_lines(&map);
    map.column = map_widest(data, false, 24) + 2 < 10 ? 10 : map_widest(data, false, 24) + 2;
    size_t wanted = map_widest(data, true, 44), least = wanted < 22 ? wanted : 22;
    size_t columns = map.column * map.column_count;
    map.label = width > least + columns ? width - columns : least;
    map.label = map.label > wanted ? wanted : map.label;
    if (map.label + columns <= width)
        put_columns(out, &map);
    else
        put_all_stretches(out, &map, width);
    free(map.columns);
    free(map.lines);
    free(map.shown);
}
