/* The part of Python's object graph that some objects reach, seen by tp_traverse alone.
 *
 * One graph a process, made anew by graph_begin(). Its memory is its own, in a region of addresses
 * where nothing of Python's would be. To look runs no Python code, allocates nothing from Python
 * and changes no count; it needs the GIL. Layouts are found at start by looking at objects made for
 * it, never assumed.
 *
 * Nodes are objects that the collector could collect. What is no node counts as a holder from
 * outside: untracked and immortal objects, frozen ones, and, in a graph that starts from seeds,
 * those noted by graph_note_old(), types, modules and their dicts, code, and the types of
 * graph_prune(). So a graph from seeds never takes a held object for one that is not, but garbage
 * outside of it that points in looks like a holder. A graph of everything (graph_add_all) has no
 * such garbage.
 */
#ifndef TASKLOSS_GRAPH_H
#define TASKLOSS_GRAPH_H

#include <stddef.h>
#include <stdint.h>

#include "python.h"

#define GRAPH_NONE UINT32_MAX

/* How a node is held: reached from outside; and that from something that is alive for certain. */
#define GRAPH_HELD  1u
#define GRAPH_ALIVE 2u

struct graph_node {
    PyObject *object;
    uint32_t inside;            /* how many references to it come from nodes */
    uint32_t first_edge, edges; /* graph.edges[first_edge...]: the nodes it refers to */
    uint32_t held;              /* after graph_judge(): 0, or as above */
};

struct graph {
    struct graph_node *nodes;
    uint32_t *edges;
    uint32_t node_count, edge_count;
    uint32_t underflows; /* nodes with fewer references than come from nodes: taken as held */
    int cut;             /* a limit, or memory, ended it early: nothing can be said of it */
};

/* The last one made; valid until graph_begin(). */
extern const struct graph *const graph;

/* Finds the layouts and maps the memory. Needs the GIL; runs Python code. Once a process. 0, or -1
 * with one line in `why`. */
int graph_install(char *why, size_t size);

/* Objects of this type and its subtypes are never nodes of a graph from seeds. Keeps a reference.
 */
void graph_prune(PyObject *type);

/* Everything that exists now is old, and counts as held from outside in graphs from seeds.
 * `frozen`: any object that gc.freeze() has moved to the list of its own, or NULL. */
void graph_note_old(PyObject *frozen);

/* Nothing is old any more. */
void graph_forget_old(void);

/* Can graph_add_all() find every object that the collector would look at? */
int graph_can_add_all(void);

/* A new list of the types that exist and are not frozen, found without a touch to any. NULL: with
 * an exception, or where graph_can_add_all() is 0. */
PyObject *graph_list_types(void);

/* A new, empty graph of at most that many nodes; 0: as many as memory holds. */
void graph_begin(uint32_t most_nodes);

/* The same, where everything that is not old can be a node: what some objects keep alive. It is not
 * for graph_judge(). */
void graph_begin_reach(uint32_t most_nodes);

/* Goes on from a judged graph, whose nodes stay: what is seeded and followed now is alive, and so
 * is what it reaches; but of types and modules that a judged node refers to, no more is followed.
 */
void graph_begin_alive(void);

/* Adds one object, if it can be a node. */
void graph_seed(PyObject *object);

/* Adds everything that a full collection would look at now. */
void graph_add_all(void);

/* Follows all references, adding what the nodes reach (unless graph_add_all() had it all). */
void graph_close(void);

/* Follows those of the next `most` nodes, in the order in which they were found. 1 as long as there
 * is more to do. */
int graph_close_some(uint32_t most);

/* Marks the nodes that are held from outside, directly or by such a node. */
void graph_judge(void);

/* The index of the object's node; GRAPH_NONE. */
uint32_t graph_find(PyObject *object);

/* The type of an object, borrowed. */
PyObject *graph_type(PyObject *object);

#endif
