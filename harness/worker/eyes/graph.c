/* Nodes in the order in which they are found, edges in the order in which they are traversed.
 *
 * An address is looked up in a hash table whose cells carry the number of the graph they belong to,
 * so that beginning a new graph clears nothing. Cost is linear in the nodes and edges of this graph
 * alone.
 */
#include "graph.h"

#include <stdio.h>
#include <string.h>

#include "borrowed.h"
#include "layout.h"
#include "region.h"

typedef int (*visit_function)(PyObject *, void *);
typedef int (*traverse_function)(PyObject *, visit_function, void *);

#define TYPES          512u /* a cache: a power of two */
#define PRUNED_MAX     16u
#define LISTS_MAX      3u
#define FLAG_HEAP_TYPE (1ul << 9) /* Py_TPFLAGS_..., fixed by the stable ABI */
#define FLAG_HAVE_GC   (1ul << 14)
#define FLAG_TYPES     (1ul << 31) /* of a type whose objects are types */
#define MODULE_SIZE    4           /* a dict of fewer items is no module's */
#define PAGE_BITS      12
#define REPEATED_MAX   64u /* in one frame; more end the graph */
#define NEIGHBOURS     8   /* so many in a row that are old by their address are old */
#define NO_SOURCE      GRAPH_NONE

struct cell {
    PyObject *object;
    uint32_t index; /* of its node; GRAPH_NONE: it is none */
    uint32_t graph; /* the number of the graph this cell belongs to */
};

struct type_entry {
    PyObject *type;
    traverse_function traverse;
    uint32_t graph;
    uint8_t collected, pruned, is_type, is_dict, borrows;
};

/* Which of a page's addresses were objects: a bit for each multiple of 16. */
struct old_page {
    uintptr_t page; /* its number; 0: an empty slot */
    uint64_t bits[4];
};

static struct graph the;
const struct graph *const graph = &the;

static struct region nodes, edges, cells, stack, old;
static uint32_t cell_count, cells_used, number, most_nodes;
static uint32_t old_slots, old_pages;
static uint32_t traversed; /* so many nodes have been */
static uint32_t judged;    /* the nodes before this one have been judged, where the mode is ALIVE */
static enum { FROM_SEEDS, REACH, ALIVE, EVERYTHING } mode;
static struct type_entry types[TYPES];
static PyObject *pruned[PRUNED_MAX];
static unsigned pruned_count;
static const char *lists[LISTS_MAX];
static unsigned list_count;
static PyObject *builtins_name, *loader_name;

static uintptr_t word(const void *at, size_t offset)
{
    uintptr_t value;
    memcpy(&value, (const char *)at + offset, sizeof value);
    return value;
}

static uint32_t hash_of(const void *address)
{
    return (uint32_t)(((uintptr_t)address >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
}

PyObject *graph_type(PyObject *object)
{
    return (PyObject *)word(object, layout.type); /* NOLINT */
}

/* Negative: immortal. */
static int32_t references(PyObject *object)
{
    int32_t count;
    memcpy(&count, (const char *)object + layout.references, sizeof count);
    return count;
}

static int is_tracked(PyObject *object)
{
    uintptr_t state = word((const char *)object - layout.head, layout.head_state);
    return layout.head_state == 0 ? state != 0 : (intptr_t)state >> 1 != -2;
}

/* ---- old objects ---- */

static struct old_page *old_slot(uintptr_t page)
{
    struct old_page *slots = (struct old_page *)(void *)old.base;
    uint32_t at = (uint32_t)(page * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (old_slots - 1);
    while (slots[at].page != 0 && slots[at].page != page)
        at = (at + 1) & (old_slots - 1);
    return &slots[at];
}

static int was_there(uintptr_t address)
{
    const struct old_page *slot = old_slot(address >> PAGE_BITS);
    unsigned bit = address >> 4 & 255;
    return slot->page != 0 && (slot->bits[bit / 64] >> bit % 64 & 1);
}

static uintptr_t next_of(uintptr_t head)
{
    return LAYOUT_LINK(word((const void *)head, 0)); /* NOLINT */
}

/* Where an old object was freed, a new one may be: new ones follow it in its list sooner or later,
 * and never follow a frozen one. */
static int is_old(PyObject *object)
{
    uintptr_t at = (uintptr_t)object;
    if (old_slots == 0)
        return 0;
    for (int i = 0; i < NEIGHBOURS; i++) {
        if (!was_there(at))
            return 0;
        at = next_of(at - layout.head) + layout.head;
    }
    return 1;
}

/* An empty slot is always left. */
static int note_old(uintptr_t address)
{
    struct old_page *slot = old_slot(address >> PAGE_BITS);
    unsigned bit = address >> 4 & 255;
    if (slot->page == 0 && ++old_pages > old_slots / 2)
        return -1;
    slot->page = address >> PAGE_BITS;
    slot->bits[bit / 64] |= UINT64_C(1) << bit % 64;
    return 0;
}

/* `first` itself may be a list's head, which is no object; noting it, or not, does no harm: nobody
 * asks for it, but for is_old(), which shall not run on from the young to the old. */
static int note_list(uintptr_t first, int skip_first)
{
    for (uintptr_t at = skip_first ? next_of(first) : first;;) {
        if (skip_first && at == first)
            return 0;
        if (note_old(at + layout.head) < 0)
            return -1;
        at = next_of(at);
        if (at == first)
            return 0;
    }
}

static int note_all(PyObject *frozen)
{
    int result = 0;
    memset(old.base, 0, old.size);
    old_pages = 0;
    if (frozen != NULL)
        return note_list((uintptr_t)frozen - layout.head, 0);
    for (unsigned i = 0; i < list_count && result == 0; i++)
        result = note_list((uintptr_t)lists[i], 1);
    return result;
}

void graph_note_old(PyObject *frozen)
{
    for (uint32_t slots = 4096;; slots *= 2) {
        old_slots = 0;
        if (region_reach(&old, slots * sizeof(struct old_page)) < 0)
            return;
        old_slots = slots;
        if (note_all(frozen) == 0)
            return;
    }
}

void graph_forget_old(void)
{
    old_slots = 0;
}

/* ---- cells ---- */

static void put_cell(PyObject *object, uint32_t index)
{
    struct cell *all = (struct cell *)(void *)cells.base;
    uint32_t at = hash_of(object) & (cell_count - 1);
    while (all[at].graph == number)
        at = (at + 1) & (cell_count - 1);
    all[at] = (struct cell){object, index, number};
    cells_used++;
}

/* What many objects refer to, as the function of a callback, is asked about once. */
static void note_none(PyObject *object)
{
    if (cells_used < cell_count / 2)
        put_cell(object, GRAPH_NONE);
}

/* ---- what can be a node ---- */

static int is_subtype_of_pruned(PyObject *type)
{
    for (unsigned i = 0; i < pruned_count; i++)
        if (type == pruned[i] || py.PyType_IsSubtype(type, pruned[i]))
            return 1;
    return 0;
}

static const struct type_entry *type_entry(PyObject *type)
{
    struct type_entry *entry = &types[hash_of(type) & (TYPES - 1)];
    if (entry->type == type && entry->graph == number)
        return entry;
    void *traverse = (void *)word(type, layout.tp_traverse); /* NOLINT */
    entry->type = type;
    entry->graph = number;
    memcpy(&entry->traverse, &traverse, sizeof traverse);
    entry->collected = traverse != NULL && (py.PyType_GetFlags(type) & FLAG_HAVE_GC);
    entry->pruned = entry->collected && is_subtype_of_pruned(type);
    entry->is_type = type == py.PyType_Type || py.PyType_IsSubtype(type, py.PyType_Type);
    entry->borrows = (uint8_t)borrowed_possible(type);
    entry->is_dict = type == py.PyDict_Type;
    return entry;
}

/* Everything of a program is reached from the dict of any of its modules. */
static int is_dict_of_module(PyObject *dict)
{
    return py.PyDict_Size(dict) >= MODULE_SIZE && (py.PyDict_GetItem(dict, builtins_name) != NULL ||
                                                   py.PyDict_GetItem(dict, loader_name) != NULL);
}

/* Types that are no heap types are in no list, and cannot be traversed. */
static int is_static_type(PyObject *object, const struct type_entry *type)
{
    return type->is_type && !(py.PyType_GetFlags(object) & FLAG_HEAP_TYPE);
}

static int can_be_node(PyObject *object)
{
    const struct type_entry *type = type_entry(graph_type(object));
    if (!type->collected || references(object) < 0 || !is_tracked(object))
        return 0;
    if (is_old(object)) {
        note_none(object);
        return 0;
    }
    if (mode == REACH || mode == ALIVE)
        return !is_static_type(object, type);
    return !type->pruned && !(type->is_dict && is_dict_of_module(object));
}

/* ---- nodes and edges ---- */

/* The cells of the region's new half, and of its old one, are of no graph. */
static int grow_cells(void)
{
    if (region_reach(&cells, (size_t)cell_count * 2 * sizeof(struct cell)) < 0)
        return -1;
    cell_count *= 2;
    memset(cells.base, 0, cell_count * sizeof(struct cell));
    cells_used = 0;
    for (uint32_t i = 0; i < the.node_count; i++)
        put_cell(the.nodes[i].object, i);
    return 0;
}

static uint32_t add_node(PyObject *object)
{
    uint32_t index = the.node_count;
    if (index >= most_nodes || (cells_used >= cell_count / 2 && grow_cells() < 0) ||
        region_reach(&nodes, (index + 1) * sizeof *the.nodes) < 0) {
        the.cut = 1;
        return GRAPH_NONE;
    }
    the.nodes[index] = (struct graph_node){.object = object};
    the.node_count++;
    put_cell(object, index);
    return index;
}

static const struct cell *find_cell(PyObject *object)
{
    const struct cell *all = (const struct cell *)(const void *)cells.base;
    uint32_t at = hash_of(object) & (cell_count - 1);
    while (all[at].graph == number && all[at].object != object)
        at = (at + 1) & (cell_count - 1);
    return &all[at];
}

uint32_t graph_find(PyObject *object)
{
    const struct cell *cell = find_cell(object);
    return cell->graph == number ? cell->index : GRAPH_NONE;
}

/* The node of an object, which is made if it can be one. */
static uint32_t reach(PyObject *object)
{
    const struct cell *cell = find_cell(object);
    if (cell->graph == number)
        return cell->index;
    return mode == EVERYTHING || !can_be_node(object) ? GRAPH_NONE : add_node(object);
}

static uint32_t hold(uint32_t index, uint32_t held, uint32_t top)
{
    the.nodes[index].held = held;
    ((uint32_t *)(void *)stack.base)[top] = index;
    return top + 1;
}

/* Gives `held` to all that the `top` nodes of the stack hold, and that has less. */
static void hold_what_follows(uint32_t held, uint32_t top)
{
    while (top > 0) {
        const struct graph_node *node = &the.nodes[((uint32_t *)(void *)stack.base)[--top]];
        for (uint32_t i = 0; i < node->edges; i++) {
            uint32_t to = the.edges[node->first_edge + i];
            if (the.nodes[to].held < held)
                top = hold(to, held, top);
        }
    }
}

/* What follows a judged node is known by its edges: it is not traversed again. */
static int visit_alive(PyObject *object)
{
    uint32_t index = reach(object);
    if (index == GRAPH_NONE || the.nodes[index].held == GRAPH_ALIVE)
        return the.cut;
    if (index < judged)
        hold_what_follows(GRAPH_ALIVE, hold(index, GRAPH_ALIVE, 0));
    else
        the.nodes[index].held = GRAPH_ALIVE;
    return 0;
}

static int visit(PyObject *object, void *unused)
{
    (void)unused;
    if (mode == ALIVE)
        return visit_alive(object);
    uint32_t index = reach(object);
    if (index == GRAPH_NONE)
        return the.cut;
    the.nodes[index].inside++;
    if (region_reach(&edges, (the.edge_count + 1) * sizeof *the.edges) < 0)
        return the.cut = 1;
    the.edges[the.edge_count++] = index;
    return 0;
}

/* ---- making a graph ---- */

void graph_begin(uint32_t most)
{
    if (++number == 0) {
        memset(cells.base, 0, cells.size);
        memset(types, 0, sizeof types);
        number = 1;
    }
    most_nodes = most != 0 && most < GRAPH_NONE / 4 ? most : GRAPH_NONE / 4;
    mode = FROM_SEEDS;
    traversed = cells_used = 0;
    the.node_count = the.edge_count = the.underflows = 0;
    the.cut = 0;
}

void graph_begin_reach(uint32_t most)
{
    graph_begin(most);
    mode = REACH;
}

void graph_begin_alive(void)
{
    mode = ALIVE;
    judged = traversed = the.node_count;
}

void graph_seed(PyObject *object)
{
    if (mode == ALIVE)
        visit_alive(object);
    else
        reach(object);
}

void graph_add_all(void)
{
    mode = EVERYTHING;
    for (unsigned i = 0; i < list_count; i++)
        for (uintptr_t at = LAYOUT_LINK(word(lists[i], 0)); at != (uintptr_t)lists[i];
             at = LAYOUT_LINK(word((const void *)at, 0)))               /* NOLINT */
            if (add_node((PyObject *)(at + layout.head)) == GRAPH_NONE) /* NOLINT */
                return;
}

/* The nodes that edges first... lead to more than once; how many. `held` serves as a mark, and is 0
 * again afterwards. */
static unsigned find_repeated(uint32_t first, uint32_t *repeated)
{
    unsigned count = 0;
    for (uint32_t i = first; i < the.edge_count; i++) {
        uint32_t *mark = &the.nodes[the.edges[i]].held;
        if (++*mark != 2)
            continue;
        if (count < REPEATED_MAX)
            repeated[count++] = the.edges[i];
        else
            the.cut = 1;
    }
    for (uint32_t i = first; i < the.edge_count; i++)
        the.nodes[the.edges[i]].held = 0;
    return count;
}

/* Takes from the counts what a frame only borrows. */
static void correct(PyObject *object, traverse_function traverse, uint32_t first)
{
    uint32_t repeated[REPEATED_MAX], counts[REPEATED_MAX];
    PyObject *targets[REPEATED_MAX];
    unsigned count = find_repeated(first, repeated);
    for (unsigned i = 0; i < count; i++)
        targets[i] = the.nodes[repeated[i]].object;
    if (count > 0)
        borrowed_count(object, traverse, targets, counts, count);
    for (unsigned i = 0; i < count; i++) {
        uint32_t visits = 0;
        for (uint32_t edge = first; edge < the.edge_count; edge++)
            visits += the.edges[edge] == repeated[i];
        the.nodes[repeated[i]].inside -= visits - counts[i];
    }
}

static void traverse(uint32_t index)
{
    PyObject *object = the.nodes[index].object;
    const struct type_entry type = *type_entry(graph_type(object));
    uint32_t first = the.edge_count;
    type.traverse(object, visit, NULL);
    the.nodes[index].first_edge = first;
    the.nodes[index].edges = the.edge_count - first;
    if (type.borrows && mode != REACH && mode != ALIVE && !the.cut)
        correct(object, type.traverse, first);
}

int graph_close_some(uint32_t most)
{
    for (; most > 0 && traversed < the.node_count && !the.cut; most--)
        traverse(traversed++);
    return traversed < the.node_count && !the.cut;
}

void graph_close(void)
{
    graph_close_some(GRAPH_NONE);
}

/* Immortal, or more references than come from nodes. Fewer cannot be: something was counted twice,
 * and to take it for held is the safe side. */
static int is_held_from_outside(const struct graph_node *node)
{
    int32_t count = references(node->object);
    the.underflows += count >= 0 && (uint32_t)count < node->inside;
    return count < 0 || (uint32_t)count != node->inside;
}

void graph_judge(void)
{
    uint32_t top = 0;
    if (region_reach(&stack, the.node_count * sizeof(uint32_t)) < 0)
        the.cut = 1;
    for (uint32_t i = 0; i < the.node_count && !the.cut; i++)
        if (is_held_from_outside(&the.nodes[i]))
            top = hold(i, GRAPH_HELD, top);
    hold_what_follows(GRAPH_HELD, top);
}

/* ---- installing ---- */

void graph_prune(PyObject *type)
{
    if (pruned_count >= PRUNED_MAX)
        return;
    py.Py_IncRef(type);
    pruned[pruned_count++] = type;
}

int graph_can_add_all(void)
{
    return list_count > 0;
}

static int is_type(PyObject *object)
{
    PyObject *its = graph_type(object);
    return its == py.PyType_Type || (py.PyType_GetFlags(its) & FLAG_TYPES) != 0;
}

static int append_types(PyObject *found, uintptr_t head)
{
    int result = 0;
    for (uintptr_t at = next_of(head); at != head && result == 0; at = next_of(at)) {
        PyObject *object = (PyObject *)(at + layout.head); /* NOLINT */
        if (is_type(object))
            result = py.PyList_Append(found, object);
    }
    return result;
}

PyObject *graph_list_types(void)
{
    PyObject *found = list_count > 0 ? py.PyList_New(0) : NULL;
    int result = found != NULL ? 0 : -1;
    for (unsigned i = 0; i < list_count && result == 0; i++)
        result = append_types(found, (uintptr_t)lists[i]);
    if (result == 0)
        return found;
    py.Py_DecRef(found);
    return NULL;
}

int graph_install(char *why, size_t size)
{
    enum { CELLS = 4096 };
    if (layout_find(why, size) < 0 || borrowed_install(why, size) < 0)
        return -1;
    if (region_reach(&nodes, 1) < 0 || region_reach(&edges, 1) < 0 || region_reach(&stack, 1) < 0 ||
        region_reach(&old, 1) < 0 || region_reach(&cells, CELLS * sizeof(struct cell)) < 0) {
        snprintf(why, size, "cannot map memory for the graph");
        return -1;
    }
    the.nodes = (struct graph_node *)(void *)nodes.base;
    the.edges = (uint32_t *)(void *)edges.base;
    cell_count = CELLS;
    builtins_name = py.PyUnicode_InternFromString("__builtins__");
    loader_name = py.PyUnicode_InternFromString("__loader__");
    graph_prune(py.PyType_Type);
    graph_prune(py.PyModule_Type);
    graph_prune(py.PyCode_Type);
    list_count = layout_find_lists(lists, LISTS_MAX);
    return 0;
}
