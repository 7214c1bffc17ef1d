/* The address of visit_decref() is what a type of ours is given when it is traversed. */
#include "borrowed.h"

#include <stdio.h>
#include <string.h>

#include "layout.h"

typedef int (*visit_function)(PyObject *, void *);
typedef int (*traverse_function)(PyObject *, visit_function, void *);

#define COLLECTING 2u /* in the head's second word, below the count of references */
#define SHIFT      2
#define MANY       ((uintptr_t)1 << 20)
#define TARGETS    64u

static visit_function visit_decref; /* NULL: there are no borrowed references */
static traverse_function plain_traverse;
static PyObject *frame_types[4];

static const char source[] = "import gc, sys, types\n"
                             "class Probe(object):\n"
                             "    pass\n"
                             "def generator(x):\n"
                             "    yield x, x, (yield x)\n"
                             "probe, target = Probe(), Probe()\n"
                             "suspended = generator(target)\n"
                             "next(suspended)\n"
                             "frame_type = type((lambda: sys._getframe())())\n"
                             "async_generator = types.AsyncGeneratorType\n";

static uintptr_t *head_of(PyObject *object)
{
    return (uintptr_t *)(void *)((char *)object - layout.head);
}

void borrowed_count(PyObject *from, traverse_function traverse, PyObject *const *targets,
                    uint32_t *counts, unsigned count)
{
    uintptr_t saved[TARGETS];
    for (unsigned i = 0; i < count; i++) {
        saved[i] = head_of(targets[i])[1];
        head_of(targets[i])[1] = MANY << SHIFT | COLLECTING;
    }
    traverse(from, visit_decref, from);
    for (unsigned i = 0; i < count; i++) {
        counts[i] = (uint32_t)(MANY - (head_of(targets[i])[1] >> SHIFT));
        head_of(targets[i])[1] = saved[i];
    }
}

int borrowed_possible(PyObject *type)
{
    return visit_decref != NULL && (type == frame_types[0] || type == frame_types[1] ||
                                    type == frame_types[2] || type == frame_types[3]);
}

/* ---- finding visit_decref() ---- */

static PyObject *module;

static PyObject *made(const char *name)
{
    PyObject *value = py.PyObject_GetAttrString(module, name);
    py.Py_DecRef(value); /* the module keeps it */
    return value;
}

static void set_traverse(traverse_function traverse)
{
    memcpy((char *)made("Probe") + layout.tp_traverse, &traverse, sizeof traverse);
}

/* The collector's first passes hand over other things than the object itself. The original looks
 * for the base's function by its own in the type: it has to be there meanwhile. */
static int spy(PyObject *object, visit_function visit, void *argument)
{
    if (argument == object && visit_decref == NULL)
        visit_decref = visit;
    set_traverse(plain_traverse);
    int result = plain_traverse(object, visit, argument);
    set_traverse(spy);
    return result;
}

static void find_visitor(void)
{
    memcpy(&plain_traverse, (char *)made("Probe") + layout.tp_traverse, sizeof plain_traverse);
    set_traverse(spy);
    py.Py_DecRef(python_call(made("gc"), "collect", NULL));
    set_traverse(plain_traverse);
}

static int count_visit(PyObject *object, void *counted)
{
    *(uint32_t *)counted += object == made("target");
    return 0;
}

static traverse_function traverse_of(PyObject *object)
{
    traverse_function traverse;
    PyObject *type = py.PyObject_Type(object);
    memcpy(&traverse, (char *)type + layout.tp_traverse, sizeof traverse);
    py.Py_DecRef(type);
    return traverse;
}

/* The suspended generator refers to its argument four times; how often is that counted? */
static uint32_t references_of_target(void)
{
    int32_t count;
    memcpy(&count, (char *)made("target") + layout.references, sizeof count);
    return (uint32_t)count - 1; /* the module's */
}

int borrowed_install(char *why, size_t size)
{
    uint32_t visited = 0, counted = 0;
    module = python_run("_taskloss_borrowed", "<borrowed>", source);
    PyObject *generator = module != NULL ? made("suspended") : NULL, *target;
    if (generator == NULL) {
        python_error_line(why, size);
        return -1;
    }
    traverse_of(generator)(generator, count_visit, &visited);
    if (visited <= references_of_target()) /* a frame object in between: none */
        return 0;
    find_visitor();
    target = made("target");
    if (visit_decref != NULL)
        borrowed_count(generator, traverse_of(generator), &target, &counted, 1);
    if (counted != references_of_target()) {
        visit_decref = NULL;
        snprintf(why, size, "references that are borrowed cannot be told from others");
        return -1;
    }
    frame_types[0] = py.PyGen_Type;
    frame_types[1] = py.PyCoro_Type;
    frame_types[2] = made("async_generator");
    frame_types[3] = made("frame_type");
    return 0;
}
