/* Trial deletion twice at most: on what the tasks reach; then, to be exact, on everything. */
#include "oracle.h"

#include <stdio.h>
#include <string.h>

#include "graph.h"
#include "shapes_source.h"

static int works;
static uint32_t unsure;

static PyObject *type_of_loops(void)
{
    PyObject *asyncio = py.PyImport_ImportModule("asyncio");
    PyObject *type =
        asyncio != NULL ? py.PyObject_GetAttrString(asyncio, "AbstractEventLoop") : NULL;
    py.Py_DecRef(asyncio);
    return type;
}

int oracle_install(char *why, size_t size)
{
    PyObject *loops = type_of_loops();
    if (loops == NULL) {
        py.PyErr_Clear();
        snprintf(why, size, "asyncio has no AbstractEventLoop");
        return -1;
    }
    graph_prune(loops); /* everything of a program is reached from its loop */
    py.Py_DecRef(loops);
    works = graph_install(why, size) == 0;
    return works ? 0 : -1;
}

uint32_t oracle_unsure(void)
{
    return unsure;
}

int oracle_works(void)
{
    return works;
}

/* Sets the bits of the tasks that the judged graph has and does not hold; how many. */
static uint32_t mark(PyObject *const *tasks, uint32_t count, uint64_t *exposed)
{
    uint32_t marked = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t node = graph_find(tasks[i]);
        if (node == GRAPH_NONE || graph->nodes[node].held)
            continue;
        exposed[i / 64] |= UINT64_C(1) << i % 64;
        marked++;
    }
    return marked;
}

static void seed(PyObject *const *tasks, uint32_t count, const struct oracle_limits *limits)
{
    uint32_t batch = limits->batch != 0 && limits->batch < count ? limits->batch : count;
    for (uint32_t i = 0; i < batch; i++)
        graph_seed(tasks[(limits->first + i) % count]);
}

static int is_marked(const uint64_t *exposed, uint32_t i)
{
    return exposed[i / 64] >> i % 64 & 1;
}

static int is_alive(PyObject *task)
{
    uint32_t node = graph_find(task);
    return node != GRAPH_NONE && graph->nodes[node].held == GRAPH_ALIVE;
}

static int is_reached(PyObject *task)
{
    return graph_find(task) != GRAPH_NONE;
}

/* How many of the tasks that are not marked the live objects do not lead to; ends as soon as there
 * are none. */
static uint32_t follow_live(PyObject *const *tasks, uint32_t count, const uint64_t *exposed,
                            const struct oracle_limits *limits, int (*is_found)(PyObject *))
{
    enum { AT_ONCE = 32 };
    uint32_t sure = 0, left = 0;
    for (uint32_t root = 0; root < limits->live_count; root++) {
        graph_seed(limits->live[root]);
        for (int more = 1; more;) {
            more = graph_close_some(AT_ONCE);
            while (sure < count && (is_marked(exposed, sure) || is_found(tasks[sure])))
                sure++;
            if (sure == count)
                return 0;
        }
    }
    for (uint32_t i = sure; i < count; i++)
        left += !is_marked(exposed, i) && !is_found(tasks[i]);
    return left;
}

/* Most are found by going on from the judged graph; the rest is looked for anew, through types and
 * modules as well. */
static uint32_t count_unsure(PyObject *const *tasks, uint32_t count, const uint64_t *exposed,
                             const struct oracle_limits *limits)
{
    if (limits->live_count > 0) {
        graph_begin_alive();
        if (follow_live(tasks, count, exposed, limits, is_alive) == 0)
            return 0;
    }
    graph_begin_reach(limits->nodes);
    return follow_live(tasks, count, exposed, limits, is_reached);
}

static int look_at_everything(PyObject *const *tasks, uint32_t count, uint64_t *exposed)
{
    if (!graph_can_add_all())
        return -1;
    memset(exposed, 0, ORACLE_WORDS(count) * sizeof *exposed);
    graph_begin(0);
    graph_add_all();
    graph_close();
    graph_judge();
    return graph->cut ? -1 : (int)mark(tasks, count, exposed);
}

/* What is reached from the tasks; then, if some are held and may be so by garbage, everything. */
int oracle_look(PyObject *const *tasks, uint32_t count, uint64_t *exposed,
                const struct oracle_limits *limits)
{
    memset(exposed, 0, ORACLE_WORDS(count) * sizeof *exposed);
    graph_begin(limits->nodes);
    if (count == 0)
        return 0;
    seed(tasks, count, limits);
    graph_close();
    graph_judge();
    if (graph->cut)
        return -1;
    uint32_t marked = mark(tasks, count, exposed);
    unsure = 0;
    if (marked == count || (!limits->exact && limits->live_count == 0) ||
        (unsure = count_unsure(tasks, count, exposed, limits)) == 0 || !limits->exact)
        return (int)marked;
    unsure = 0;
    return look_at_everything(tasks, count, exposed);
}

/* ---- the proof ---- */

enum { PROVED_MAX = 1024 };

static PyObject *argument(PyObject *args, ptrdiff_t index)
{
    return py.PyTuple_GetItem(args, index);
}

static uint32_t take_addresses(PyObject *list, PyObject **tasks)
{
    ptrdiff_t count = py.PyList_Size(list);
    if (count > PROVED_MAX)
        count = PROVED_MAX;
    for (ptrdiff_t i = 0; i < count; i++) {
        long long address = py.PyLong_AsLongLong(py.PyList_GetItem(list, i));
        memcpy(&tasks[i], &address, sizeof tasks[i]);
    }
    return (uint32_t)count;
}

PyObject *oracle_look_from_python(PyObject *self, PyObject *args)
{
    static PyObject *tasks[PROVED_MAX];
    uint64_t exposed[ORACLE_WORDS(PROVED_MAX)];
    PyObject *list = argument(args, 0), *exact = argument(args, 1);
    (void)self;
    if (list == NULL || exact == NULL)
        return NULL;
    struct oracle_limits limits = {.exact = py.PyObject_IsTrue(exact) == 1};
    uint32_t count = take_addresses(list, tasks);
    int found = oracle_look(tasks, count, exposed, &limits);
    PyObject *result = found >= 0 ? py.PyList_New(0) : py._Py_NoneStruct;
    if (found < 0)
        py.Py_IncRef(result);
    for (uint32_t i = 0; found > 0 && i < count; i++) {
        if (!(exposed[i / 64] >> i % 64 & 1))
            continue;
        PyObject *index = py.PyLong_FromLongLong(i);
        py.PyList_Append(result, index);
        py.Py_DecRef(index);
    }
    return result;
}

static int run_shapes(char *why, size_t size)
{
    static struct py_method_def look = {"look", oracle_look_from_python, PY_METH_VARARGS, NULL};
    PyObject *module = py.PyImport_AddModule("_taskloss_shapes");
    PyObject *function = module != NULL ? py.PyCFunction_NewEx(&look, NULL, NULL) : NULL;
    if (function == NULL || py.PyObject_SetAttrString(module, "look", function) < 0)
        return -1;
    py.Py_DecRef(function);
    module = python_run("_taskloss_shapes", "<shapes>", shapes_source);
    PyObject *args = py.PyTuple_New(1);
    py.PyTuple_SetItem(args, 0, py.PyLong_FromLongLong(graph_can_add_all()));
    PyObject *result = module != NULL ? python_call(module, "prove", args) : NULL;
    const char *text = result != NULL ? py.PyUnicode_AsUTF8(result) : NULL;
    if (text != NULL)
        snprintf(why, size, "%s", text);
    py.Py_DecRef(result);
    return text != NULL ? 0 : -1;
}

int oracle_prove(char *why, size_t size)
{
    why[0] = '\0';
    if (run_shapes(why, size) < 0)
        python_error_line(why, size);
    works = works && why[0] == '\0';
    return works ? 0 : -1;
}
