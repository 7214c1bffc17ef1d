/* Code objects by address, in a hash table that only grows. */
#include "places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp.h"
#include "stack.h"

#define CODES_MAX (1u << 17)

enum origin { OF_PROGRAM, OF_ASYNCIO, OF_LOOP }; /* OF_LOOP: below it nothing made the task */

struct code {
    PyObject *object;
    char *file, *function;
    enum origin origin;
};

static struct code *codes; /* [0] is none */
static uint32_t code_count, code_size;
static uint32_t *table, table_size;
static char home[1024];
static PyObject *name_filename, *name_qualname, *name_name, *name_code, *name_back;

void places_install(const char *asyncio_home)
{
    snprintf(home, sizeof home, "%s", asyncio_home);
    name_filename = py.PyUnicode_InternFromString("co_filename");
    name_qualname = py.PyUnicode_InternFromString("co_qualname");
    name_name = py.PyUnicode_InternFromString("co_name");
    name_code = py.PyUnicode_InternFromString("f_code");
    name_back = py.PyUnicode_InternFromString("f_back");
}

static uint32_t hash_of(const void *address)
{
    return (uint32_t)(((uintptr_t)address >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
}

/* ---- what a code object is ---- */

static char *text_of(PyObject *object, PyObject *first, PyObject *second)
{
    PyObject *value = py.PyObject_GetAttr(object, first);
    if (value == NULL && second != NULL) {
        py.PyErr_Clear();
        value = py.PyObject_GetAttr(object, second);
    }
    char *copy = strdup(interp_text(value));
    py.Py_DecRef(value);
    py.PyErr_Clear();
    return copy;
}

/* Functions that run callbacks: what is below them in the stack did not make the task. */
static int runs_callbacks(const char *function)
{
    static const char *const names[] = {"_run", "_run_once", "run_forever", "run_until_complete",
                                        "run"};
    const char *dot = strrchr(function, '.');
    const char *last = dot != NULL ? dot + 1 : function;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(last, names[i]) == 0)
            return 1;
    return 0;
}

static enum origin origin_of(const char *file, const char *function)
{
    if (strncmp(file, home, strlen(home)) != 0 && strstr(file, "/uvloop/") == NULL)
        return OF_PROGRAM;
    return runs_callbacks(function) ? OF_LOOP : OF_ASYNCIO;
}

/* ---- the table ---- */

static int grow_codes(void)
{
    uint32_t size = code_size != 0 ? code_size * 2 : 256;
    struct code *more = realloc(codes, size * sizeof *codes);
    if (more != NULL)
        codes = more;
    uint32_t *fresh = more != NULL ? calloc((size_t)size * 2, sizeof *fresh) : NULL;
    if (fresh == NULL)
        return -1;
    for (uint32_t i = 1; i < code_count; i++) {
        uint32_t at = hash_of(codes[i].object) & (size * 2 - 1);
        while (fresh[at] != 0)
            at = (at + 1) & (size * 2 - 1);
        fresh[at] = i;
    }
    free(table);
    table = fresh;
    table_size = size * 2;
    code_size = size;
    code_count += code_count == 0;
    return 0;
}

static uint32_t add_code(PyObject *object, uint32_t slot)
{
    char *file = text_of(object, name_filename, NULL);
    char *function = text_of(object, name_qualname, name_name);
    if (file == NULL || function == NULL)
        return 0;
    py.Py_IncRef(object);
    codes[code_count] = (struct code){object, file, function, origin_of(file, function)};
    table[slot] = code_count;
    return code_count++;
}

static uint32_t code_number(PyObject *object)
{
    if (code_count == code_size && (code_count >= CODES_MAX || grow_codes() < 0))
        return 0;
    uint32_t at = hash_of(object) & (table_size - 1);
    while (table[at] != 0) {
        if (codes[table[at]].object == object)
            return table[at];
        at = (at + 1) & (table_size - 1);
    }
    return add_code(object, at);
}

/* ---- frames ---- */

static PyObject *code_of(PyObject *frame)
{
    return interp.PyFrame_GetCode != NULL ? interp.PyFrame_GetCode(frame)
                                          : py.PyObject_GetAttr(frame, name_code);
}

/* Steals `frame`. */
static PyObject *back_of(PyObject *frame)
{
    PyObject *back = interp.PyFrame_GetBack != NULL ? interp.PyFrame_GetBack(frame)
                                                    : py.PyObject_GetAttr(frame, name_back);
    py.Py_DecRef(frame);
    if (back != (PyObject *)py._Py_NoneStruct)
        return back;
    py.Py_DecRef(back);
    return NULL;
}

struct place places_of_frame(PyObject *frame)
{
    PyObject *code = code_of(frame);
    struct place place = {code != NULL ? code_number(code) : 0, 0};
    place.at = interp.PyFrame_GetLasti != NULL ? interp.PyFrame_GetLasti(frame)
                                               : interp.PyFrame_GetLineNumber(frame);
    py.Py_DecRef(code);
    return place;
}

/* One of the two: as the interpreter has it, or an object. */
struct walk {
    struct stack at;
    PyObject *frame;
};

static struct walk begin_walk(void)
{
    if (stack_is_known())
        return (struct walk){stack_top(), NULL};
    PyObject *frame = interp.PyEval_GetFrame();
    py.Py_IncRef(frame);
    return (struct walk){{NULL, NULL, 0}, frame};
}

static int is_at_end(const struct walk *walk)
{
    return walk->at.frame == NULL && walk->frame == NULL;
}

static struct place place_of_walk(const struct walk *walk)
{
    if (walk->at.frame == NULL)
        return places_of_frame(walk->frame);
    return (struct place){code_number(walk->at.code), walk->at.instruction};
}

static void go_back(struct walk *walk)
{
    if (walk->at.frame != NULL)
        walk->at = stack_back(walk->at.frame);
    else
        walk->frame = back_of(walk->frame);
}

unsigned places_here(struct place *places, unsigned most)
{
    enum { DEEPEST = 16 };
    unsigned count = 0;
    struct place inside = {0, 0}; /* the last of asyncio's own */
    struct walk walk = begin_walk();
    for (int depth = 0; !is_at_end(&walk) && count < most && depth < DEEPEST; depth++) {
        struct place place = place_of_walk(&walk);
        enum origin origin = place.code != 0 ? codes[place.code].origin : OF_PROGRAM;
        if (origin == OF_PROGRAM)
            places[count++] = place;
        else if (count > 0 || origin == OF_LOOP)
            break;
        else
            inside = place;
        if (count == most)
            break;
        go_back(&walk);
    }
    py.Py_DecRef(walk.frame);
    if (count == 0 && inside.code != 0)
        places[count++] = inside;
    return count;
}

/* ---- as text ---- */

int32_t places_line(struct place place)
{
    if (place.code == 0)
        return 0;
    return interp.PyFrame_GetLasti != NULL
               ? interp.PyCode_Addr2Line(codes[place.code].object, place.at)
               : place.at;
}

void places_write(struct event *event, const char *key, const struct place *places, unsigned count)
{
    event_open(event, key, '[');
    for (unsigned i = 0; i < count; i++) {
        int32_t line = places_line(places[i]);
        event_open(event, NULL, '{');
        event_text(event, "file", places[i].code != 0 ? codes[places[i].code].file : "?");
        event_number(event, "line", line > 0 ? (unsigned)line : 0);
        event_text(event, "function", places[i].code != 0 ? codes[places[i].code].function : "?");
        event_close(event, '}');
    }
    event_close(event, ']');
}

uint64_t places_hash(const struct place *places, unsigned count)
{
    uint64_t hash = count;
    for (unsigned i = 0; i < count; i++)
        hash = (hash ^ places[i].code ^ (uint64_t)(uint32_t)places[i].at << 32) *
               UINT64_C(0x9E3779B97F4A7C15);
    return hash;
}
