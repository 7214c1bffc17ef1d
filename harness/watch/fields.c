/* One piece of Python code makes what is looked at; nothing of it stays. */
#include "fields.h"

#include <stdio.h>
#include <string.h>

#include "interp.h"
#include "slots.h"

struct fields fields;

static const char source[] =
    "import sys, gc, atexit\n"
    "_asyncio = sys.modules['_asyncio']\n"
    "class Loop(object):\n"
    "    def get_debug(self): return False\n"
    "    def call_soon(self, *args, **kwargs): pass\n"
    "    def call_exception_handler(self, context): pass\n"
    "    def is_running(self): return False\n"
    "    def create_future(self): return _asyncio.Future(loop=self)\n"
    "loop = Loop()\n"
    "async def job(): pass\n"
    "coroutine, fresh, closed = job(), job(), job()\n"
    "closed.close()\n"
    "task = _asyncio.Task(coroutine, loop=loop)\n"
    "task._log_destroy_pending = False\n"
    "def below(types):\n"
    "    return [t for s in types for t in [s] + below(type.__subclasses__(s))]\n"
    "subclasses = below(type.__subclasses__(_asyncio.Task))\n"
    "future = _asyncio.Future\n"
    "get_running_loop = getattr(_asyncio, '_get_running_loop', None)\n"
    "callbacks, enable, disable, isenabled = gc.callbacks, gc.enable, gc.disable, gc.isenabled\n"
    "collect, freeze_count = gc.collect, getattr(gc, 'get_freeze_count', None)\n"
    "register = atexit.register\n"
    "task_size, coroutine_size = _asyncio.Task.__basicsize__, type(coroutine).__basicsize__\n"
    "home = sys.modules['asyncio'].__file__.rpartition('/')[0] + '/'\n";

static PyObject *made; /* the namespace, while it is needed */

static PyObject *of(const char *name)
{
    return py.PyDict_GetItemString(made, name);
}

static PyObject *keep(const char *name)
{
    PyObject *value = of(name);
    if (value == NULL || value == (PyObject *)py._Py_NoneStruct)
        return NULL;
    py.Py_IncRef(value);
    return value;
}

static int run(char *why, size_t size)
{
    enum { FILE_INPUT = 257 };
    PyObject *code = py.Py_CompileString(source, "<taskloss>", FILE_INPUT);
    made = interp.PyDict_New();
    PyObject *result = NULL;
    if (code != NULL && made != NULL &&
        interp.PyDict_SetItemString(made, "__builtins__", interp.PyEval_GetBuiltins()) == 0)
        result = py.PyEval_EvalCode(code, made, made);
    py.Py_DecRef(code);
    if (result != NULL) {
        py.Py_DecRef(result);
        return 0;
    }
    char line[200];
    python_error_line(line, sizeof line);
    snprintf(why, size, "cannot look at asyncio: %s", line);
    return -1;
}

/* ---- offsets ---- */

static size_t first_word(const void *object, size_t length, const void *wanted)
{
    for (size_t at = 2 * sizeof wanted; at + sizeof wanted <= length; at += sizeof wanted)
        if (slots_word(object, at) == wanted)
            return at;
    return 0;
}

/* From 3.11 on a byte is negative until the code has ended, then positive. */
static size_t find_done_byte(const char *fresh, const char *closed, size_t length)
{
    size_t found = 0;
    for (size_t at = 2 * sizeof(void *); at < length; at++) {
        signed char a = (signed char)fresh[at], b = (signed char)closed[at];
        if (a < -3 || a > -1 || b < 1 || b > 4)
            continue;
        if (found != 0)
            return 0;
        found = at;
    }
    return found;
}

/* Before, the pointer to the frame is NULL then: it is the first word that differs so. */
static size_t find_done_word(const void *fresh, const void *closed, size_t length)
{
    for (size_t at = 2 * sizeof(void *); at + sizeof(void *) <= length; at += sizeof(void *))
        if (slots_word(fresh, at) != NULL && slots_word(closed, at) == NULL)
            return at;
    return 0;
}

static void find_done(void)
{
    size_t length = (size_t)py.PyLong_AsLongLong(of("coroutine_size"));
    fields.done_is_byte = interp.PyFrame_GetLasti != NULL;
    fields.done = fields.done_is_byte
                      ? find_done_byte((char *)of("fresh"), (char *)of("closed"), length)
                      : find_done_word(of("fresh"), of("closed"), length);
}

int fields_is_suspended(PyObject *coroutine)
{
    if (fields.done == 0)
        return 1;
    if (fields.done_is_byte)
        return ((const signed char *)coroutine)[fields.done] < 0;
    return slots_word(coroutine, fields.done) != NULL;
}

static void close_coroutines(void)
{
    static const char *const names[] = {"coroutine", "fresh"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        py.Py_DecRef(python_call(of(names[i]), "close", NULL));
    py.PyErr_Clear();
}

int fields_find(char *why, size_t size)
{
    if (run(why, size) < 0)
        return -1;
    size_t length = (size_t)py.PyLong_AsLongLong(of("task_size"));
    fields.loop = first_word(of("task"), length, of("loop"));
    fields.coroutine = first_word(of("task"), length, of("coroutine"));
    find_done();
    fields.future = keep("future");
    fields.has_own_types = (py.PyType_GetFlags(fields.future) >> 9 & 1) != 0; /* a heap type */
    fields.task_subclasses = keep("subclasses");
    fields.get_running_loop = keep("get_running_loop");
    fields.gc_callbacks = keep("callbacks");
    fields.gc_enable = keep("enable");
    fields.gc_disable = keep("disable");
    fields.gc_collect = keep("collect");
    fields.gc_freeze_count = keep("freeze_count");
    fields.gc_isenabled = keep("isenabled");
    fields.atexit_register = keep("register");
    snprintf(fields.asyncio_home, sizeof fields.asyncio_home, "%s", interp_text(of("home")));
    close_coroutines();
    interp.PyDict_Clear(made);
    py.Py_DecRef(made);
    if (fields.loop != 0 && fields.coroutine != 0)
        return 0;
    snprintf(why, size, "calibration failed: a task's loop or coroutine was not found");
    return -1;
}

/* ---- states ---- */

int fields_is_pending(PyObject *task)
{
    int32_t state;
    memcpy(&state, (const char *)task + slots.state, sizeof state);
    return state == FUTURE_PENDING;
}

int fields_is_silenced(PyObject *task)
{
    PyObject *value = interp_attribute(task, "_log_destroy_pending");
    int result = value != NULL && py.PyObject_IsTrue(value) == 0;
    py.Py_DecRef(value);
    return result;
}

enum future_state fields_state(PyObject *future)
{
    int32_t state;
    if (!slots_has_type(future, fields.future, 0))
        return FUTURE_UNKNOWN;
    memcpy(&state, (const char *)future + slots.state, sizeof state);
    return state >= FUTURE_PENDING && state <= FUTURE_FINISHED ? (enum future_state)state
                                                               : FUTURE_UNKNOWN;
}
