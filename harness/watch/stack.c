/* Three frames of functions that call each other: a word that is right in all of them is it. */
#include "stack.h"

#include <stdint.h>
#include <string.h>

#include "interp.h"
#include "layout.h"

#define DEEPEST 24
#define WORD    sizeof(void *)

enum { FRAMES = 3, FRAME_WORDS = 12, THREAD_WORDS = 32, HIDDEN_MAX = 4 };

static struct {
    size_t object;                      /* in a frame object: where the frame is */
    size_t previous, code, instruction; /* in a frame */
    size_t first;                       /* in a code object: its instructions */
    size_t thread;                      /* in the state of a thread: the innermost frame, */
    size_t by;                          /* or what refers to it there */
    int is_direct;
} at;

static enum { UNKNOWN, FOUND, DIFFERS } knowledge;
static PyObject *hidden[HIDDEN_MAX]; /* code of the interpreter's own */
static unsigned hidden_count;

/* What the public functions say. */
static struct said {
    PyObject *frame, *code;
    int instruction;
} said[DEEPEST];
static unsigned said_count;

/* ---- reading ---- */

static uintptr_t number(const void *object, size_t offset)
{
    uintptr_t value;
    memcpy(&value, (const char *)object + offset, sizeof value);
    return value;
}

static const void *word(const void *object, size_t offset)
{
    return (const void *)number(object, offset); /* NOLINT */
}

static int is_hidden(const PyObject *code)
{
    for (unsigned i = 0; i < hidden_count; i++)
        if (hidden[i] == code)
            return 1;
    return 0;
}

/* The low bits are the interpreter's. Where C has called, there may be a frame of no code. */
static PyObject *code_of(const void *frame)
{
    PyObject *code = (PyObject *)(number(frame, at.code) & ~(uintptr_t)3); /* NOLINT */
    if (code == NULL || word(code, layout.type) != py.PyCode_Type || is_hidden(code))
        return NULL;
    return code;
}

static struct stack of_code(const void *frame)
{
    for (int i = 0; frame != NULL && i < DEEPEST; i++) {
        PyObject *code = code_of(frame);
        if (code != NULL) {
            uintptr_t instruction = number(frame, at.instruction) - (uintptr_t)code - at.first;
            return (struct stack){frame, code, (int)instruction};
        }
        frame = word(frame, at.previous);
    }
    return (struct stack){NULL, NULL, 0};
}

struct stack stack_back(const void *frame)
{
    return of_code(word(frame, at.previous));
}

struct stack stack_top(void)
{
    const void *top = word(interp.PyThreadState_Get(), at.thread);
    if (!at.is_direct && top != NULL)
        top = word(top, at.by);
    return of_code(top);
}

int stack_is_known(void)
{
    return knowledge == FOUND;
}

/* ---- finding ---- */

static void ask(void)
{
    PyObject *frame = interp.PyEval_GetFrame();
    py.Py_IncRef(frame);
    for (said_count = 0; frame != NULL && said_count < DEEPEST; said_count++) {
        PyObject *code = interp.PyFrame_GetCode(frame);
        said[said_count] = (struct said){frame, code, interp.PyFrame_GetLasti(frame)};
        frame = interp.PyFrame_GetBack(frame);
    }
    py.Py_DecRef(frame);
}

static void forget(void)
{
    for (unsigned i = 0; i < said_count; i++) {
        py.Py_DecRef(said[i].code);
        py.Py_DecRef(said[i].frame);
    }
    said_count = 0;
}

/* Frames lie on a stack of their own, near each other: no other words of the objects do. */
static int are_frames(size_t offset)
{
    enum { NEAR = 1 << 14, LOWEST = 1 << 16 };
    uintptr_t above = 0;
    for (int i = FRAMES - 1; i >= 0; i--) {
        uintptr_t frame = number(said[i].frame, offset);
        if (frame < LOWEST || frame % WORD != 0 ||
            (above != 0 && (frame <= above || frame - above > NEAR)))
            return 0;
        above = frame;
    }
    return 1;
}

static const void *frame_of(int index)
{
    return word(said[index].frame, at.object);
}

static int is_previous(size_t offset)
{
    return word(frame_of(0), offset) == frame_of(1) && word(frame_of(1), offset) == frame_of(2);
}

static int is_code(size_t offset)
{
    for (int i = 0; i < FRAMES; i++)
        if ((number(frame_of(i), offset) & ~(uintptr_t)3) != (uintptr_t)said[i].code)
            return 0;
    return 1;
}

static uintptr_t first_if(int index, size_t offset)
{
    return number(frame_of(index), offset) - (uintptr_t)said[index].code -
           (uintptr_t)said[index].instruction;
}

static int is_instruction(size_t offset)
{
    enum { CODE_MOST = 1024 };
    at.first = first_if(0, offset);
    return at.first > 0 && at.first < CODE_MOST && first_if(1, offset) == at.first &&
           first_if(2, offset) == at.first;
}

static int find(size_t *offset, size_t first, size_t words, int (*is_it)(size_t))
{
    for (size_t word = first; word < words; word++)
        if (is_it(word * WORD)) {
            *offset = word * WORD;
            return 0;
        }
    return -1;
}

static int is_innermost(size_t offset)
{
    return word(interp.PyThreadState_Get(), offset) == frame_of(0);
}

/* What refers to it is on the stack of C, above what is called now. */
static int is_by(size_t offset)
{
    enum { NEAR = 1 << 16 };
    uintptr_t by = number(interp.PyThreadState_Get(), offset), here = (uintptr_t)&by;
    if (by % WORD != 0 || by <= here || by - here > NEAR)
        return 0;
    for (at.by = 0; at.by <= WORD; at.by += WORD)
        if (word((const void *)by, at.by) == frame_of(0)) /* NOLINT */
            return 1;
    return 0;
}

static int find_thread(void)
{
    at.is_direct = find(&at.thread, 0, THREAD_WORDS, is_innermost) == 0;
    return at.is_direct ? 0 : find(&at.thread, 0, THREAD_WORDS, is_by);
}

static size_t words_of_frame_object(void)
{
    PyObject *size = interp_attribute(interp.PyFrame_Type, "__basicsize__");
    long long bytes = size != NULL ? py.PyLong_AsLongLong(size) : 0;
    py.Py_DecRef(size);
    return bytes > 0 ? (size_t)bytes / WORD : 0;
}

static int all_is_found(void)
{
    return said_count > FRAMES && find(&at.object, 2, words_of_frame_object(), are_frames) == 0 &&
           find(&at.previous, 0, FRAME_WORDS, is_previous) == 0 &&
           find(&at.code, 0, FRAME_WORDS, is_code) == 0 &&
           find(&at.instruction, 0, FRAME_WORDS, is_instruction) == 0 && find_thread() == 0;
}

/* ---- comparing ---- */

static int is_said(const PyObject *code)
{
    for (unsigned i = 0; i < said_count; i++)
        if (said[i].code == code)
            return 1;
    return 0;
}

static int is_same(const struct stack *stack, const struct said *as)
{
    return stack->code == as->code && stack->instruction == as->instruction;
}

static int is_stack_as_said(void)
{
    struct stack stack = stack_top();
    for (unsigned i = 0; i < said_count;) {
        if (stack.code != NULL && !is_said(stack.code) && hidden_count < HIDDEN_MAX) {
            py.Py_IncRef(stack.code);
            hidden[hidden_count++] = stack.code;
            stack = of_code(stack.frame);
        } else if (is_same(&stack, &said[i++]))
            stack = stack_back(stack.frame);
        else
            return 0;
    }
    return said_count == DEEPEST || stack.frame == NULL;
}

static PyObject *compare(PyObject *self, PyObject *args)
{
    (void)self;
    (void)args;
    ask();
    if (knowledge == UNKNOWN)
        knowledge = all_is_found() ? FOUND : DIFFERS;
    if (knowledge == FOUND && !is_stack_as_said())
        knowledge = DIFFERS;
    forget();
    py.Py_IncRef(py._Py_NoneStruct);
    return py._Py_NoneStruct;
}

static const char source[] = "def inner(a, b, c, d):\n"
                             "    e = compare()\n"
                             "    return e\n"
                             "def middle():\n"
                             "    x, y = 1, 2\n"
                             "    return inner(x, y, x, y)\n"
                             "def outer(*unused):\n"
                             "    return middle()\n"
                             "def generator():\n"
                             "    yield outer()\n"
                             "async def job():\n"
                             "    return outer()\n"
                             "async def waits():\n"
                             "    await job()\n"
                             "class Made(object):\n"
                             "    def __init__(self): outer()\n"
                             "    def __len__(self): return outer() or 1\n"
                             "def run():\n"
                             "    outer()\n"
                             "    for _ in generator(): pass\n"
                             "    list(map(outer, (1, 2)))\n"
                             "    sorted((1, 2), key=lambda x: outer() or x)\n"
                             "    len(Made())\n"
                             "    try: waits().send(None)\n"
                             "    except StopIteration: pass\n"
                             "run()\n";

void stack_install(void)
{
    enum { FILE_INPUT = 257 };
    static struct py_method_def definition = {"compare", compare, PY_METH_VARARGS, NULL};
    if (interp.PyFrame_GetLasti == NULL || interp.PyThreadState_Get == NULL)
        return;
    PyObject *code = py.Py_CompileString(source, "<taskloss>", FILE_INPUT);
    PyObject *names = interp.PyDict_New(), *result = NULL;
    PyObject *function = py.PyCFunction_NewEx(&definition, NULL, NULL);
    if (code != NULL && names != NULL && function != NULL &&
        interp.PyDict_SetItemString(names, "__builtins__", interp.PyEval_GetBuiltins()) == 0 &&
        interp.PyDict_SetItemString(names, "compare", function) == 0)
        result = py.PyEval_EvalCode(code, names, names);
    if (result == NULL)
        knowledge = DIFFERS;
    py.PyErr_Clear();
    py.Py_DecRef(result);
    py.Py_DecRef(function);
    if (names != NULL)
        interp.PyDict_Clear(names);
    py.Py_DecRef(names);
    py.Py_DecRef(code);
}
