"""Who holds whom, at one step of a trial: the objects around its jobs, as one JSON document.

look() takes the snapshot first: lists of objects and of what each refers to, as the collector sees
them. What it makes itself is not in it. Names are found afterwards, when it no longer matters what
that does to the objects: the trial ends with the look. Whether a job is exposed is not said here, but
handed in.

An object is a node; dicts, lists, cells, bound methods and their like are nodes that are only a part of
a link. A root is an object that a reader knows. An edge has a name and may be weak.
"""
import asyncio
import gc
import json
import sys
import threading
import types
import weakref

NODES_MAX = 6000
PLACES_MAX = 3
OWN_FILE = sys._getframe().f_code.co_filename
HARNESS_FILE = '<taskloss>'
LIBRARY = asyncio.__file__.rpartition('/')[0] + '/'

ATOMS = (str, bytes, bytearray, int, float, complex, type(None), types.CodeType, range, slice)
MEMBERS = (types.MemberDescriptorType, types.GetSetDescriptorType)
SUSPENDED = (types.CoroutineType, types.GeneratorType, types.AsyncGeneratorType)
METHODS = (types.MethodType, types.BuiltinMethodType)
CELL = type((lambda x: lambda: x)(0).__closure__[0])
PARTS = (dict, list, tuple, set, frozenset, CELL, weakref.ref) + METHODS
PART_NAMES = ('FutureIter', 'TaskWakeupMethWrapper', 'TaskStepMethWrapper', 'coroutine_wrapper', 'deque',
              'async_generator_asend', 'dict_values', 'dict_keys', 'mappingproxy', 'method-wrapper')
WORDS = {'_coro': 'coroutine', '_fut_waiter': 'waits for', '_result': 'result',
         '_exception': 'exception', '_context': 'context', 'cr_await': 'awaits',
         'gi_yieldfrom': 'awaits', 'ag_await': 'awaits', '__self__': '', 'cell_contents': '',
         '__closure__': '', '__func__': ' function', '_asyncio_awaited_by': 'awaited by'}

births = {}  # number of the task -> where it was made


def _text(text):
    return str(text).encode('utf-8', 'backslashreplace').decode()


def _place(code, line):
    return {'file': _text(code.co_filename), 'line': line or 0,
            'function': _text(getattr(code, 'co_qualname', code.co_name))}


def born(number):
    """Called as a task is made: the innermost callers that are the program's."""
    frame, own, inside = sys._getframe(1), [], None
    while frame is not None and len(own) < PLACES_MAX:
        code = frame.f_code
        if code.co_filename.startswith(LIBRARY):
            if own or code.co_name in ('_run', '_run_once', 'run_forever'):
                break
            inside = _place(code, frame.f_lineno)
        elif code.co_filename != HARNESS_FILE:
            own.append(_place(code, frame.f_lineno))
        elif own:
            break
        else:
            inside = None
        frame = frame.f_back
    births[number] = own or [inside] * (inside is not None)


# ---- the snapshot ----

class Snapshot(object):
    """Every object that exists, those that are older than the trial apart."""

    def __init__(self, given, unfreeze):
        own = {id(given)} | {id(item) for item in given}
        self.young = gc.get_objects()
        unfreeze()
        getattr(gc, 'unfreeze', int)()
        everything = gc.get_objects()
        known = {id(thing) for thing in self.young} | own
        self.old = [thing for thing in everything if id(thing) not in known and
                    thing is not self.young and thing is not known and thing is not own]
        self.young = [thing for thing in self.young if id(thing) not in own and
                      not (isinstance(thing, types.FrameType) and
                           thing.f_code.co_filename == OWN_FILE)]
        self.is_old = {id(thing) for thing in self.old}
        self.objects, self.referents, self.holders = {}, {}, {}
        for thing in self.young:
            self._add(thing)
        for thing in list(self.young):
            self._add_hidden(thing)
        for thing in self.old:
            for held in gc.get_referents(thing):
                if id(held) in self.objects:
                    self.objects.setdefault(id(thing), thing)
                    self.referents.setdefault(id(thing), []).append(held)
        for holder, referents in self.referents.items():
            for held in referents:
                self.holders.setdefault(id(held), set()).add(holder)

    def _add(self, thing):
        self.objects[id(thing)] = thing
        kind = type(thing)
        self.referents[id(thing)] = [held for held in gc.get_referents(thing) if held is not kind]

    def _add_hidden(self, thing):
        """What the collector does not list, but would traverse."""
        for held in self.referents[id(thing)]:
            if id(held) not in self.objects and id(held) not in self.is_old and \
                    not isinstance(held, ATOMS) and not isinstance(held, type) and \
                    not gc.is_tracked(held) and gc.get_referents(held):
                self._add(held)
                self._add_hidden(held)

    def link(self, holder, held):
        self.objects[id(holder)] = holder
        self.referents.setdefault(id(holder), []).append(held)
        self.holders.setdefault(id(held), set()).add(id(holder))


# ---- roots ----

def _module_dicts():
    return {id(vars(module)): name for name, module in list(sys.modules.items())
            if isinstance(module, types.ModuleType)}


class Roots(object):
    """Objects that a reader knows, by id: (rank, text). The search stops at them."""

    def __init__(self, snapshot):
        self.known = {}
        self.modules = _module_dicts()
        self.frames = []
        self.places = {}  # of old objects, by id
        self.snapshot = snapshot
        for thing in list(snapshot.objects.values()):
            self._see(thing)
        for frame in sys._current_frames().values():
            while frame is not None:
                self._see_frame(frame)
                frame = frame.f_back
        for thing in snapshot.old:
            if id(thing) in snapshot.referents:
                self.known.setdefault(id(thing), (9, None))
        for thing in snapshot.old:
            if isinstance(thing, set) and id(thing) in snapshot.referents and any(
                    isinstance(_target(held), asyncio.Future)
                    for held in snapshot.referents[id(thing)]):
                self._forget(thing)

    def _forget(self, registry):
        """asyncio's own weak sets of tasks know every task, and hold none."""
        self.known.pop(id(registry), None)
        for held in self.snapshot.referents.pop(id(registry), ()):
            self.snapshot.holders.get(id(held), set()).discard(id(registry))

    def _see(self, thing):
        kind = type(thing)
        if isinstance(thing, asyncio.AbstractEventLoop):
            self._see_loop(thing)
        elif kind.__module__.startswith('_taskloss') and kind.__name__ == 'Trial':
            self.known[id(thing)] = 2, "the trial's guard"
        elif id(thing) in self.modules:
            self.known[id(thing)] = 3, 'module %s' % self.modules[id(thing)]
        elif isinstance(thing, threading.Thread):
            self.known[id(thing)] = 4, 'thread %s' % thing.name

    def _see_loop(self, loop):
        self.known[id(loop)] = 0, 'the event loop'
        for name, words in (('_selector', 'selector'), ('_scheduled', 'timers'),
                            ('_ready', 'ready queue')):
            part = getattr(loop, name, None)
            if id(part) in self.snapshot.objects:
                self.known[id(part)] = 0, "the loop's %s" % words

    def _see_frame(self, frame):
        code = frame.f_code
        if code.co_filename == OWN_FILE:
            return
        self.frames.append(frame)
        if code.co_filename != HARNESS_FILE:
            self.known[id(frame)] = 5, 'running %s()' % getattr(code, 'co_qualname', code.co_name)
        for held in list(dict(frame.f_locals).values()):
            if id(held) not in self.snapshot.objects:
                continue
            if code.co_filename != HARNESS_FILE:
                self.snapshot.link(frame, held)
            if isinstance(held, asyncio.Future) and hasattr(held, '_coro'):
                self.known[id(held)] = 1, 'the main task'

    def name_old(self, thing):
        if id(thing) in self.modules:
            return 'module %s' % self.modules[id(thing)]
        if not self.places:
            self._place_old()
        place = self.places.get(id(thing))
        kind = type(thing).__name__
        return 'a %s of %s' % (kind, place) if place else 'an old %s' % kind

    def _place_old(self):
        """By the global that it is reached from, in a few steps."""
        for name, module in list(sys.modules.items()):
            if isinstance(module, types.ModuleType):
                for key, value in list(vars(module).items()):
                    self.places.setdefault(id(value), '%s.%s' % (name, key))
        for _ in range(3):
            for holder in self.snapshot.old:
                place = self.places.get(id(holder))
                if place is not None and not isinstance(holder, (type, types.ModuleType)):
                    for held in gc.get_referents(holder):
                        self.places.setdefault(id(held), place)


# ---- names of links ----

class Names(object):
    """What an object calls each of those it refers to: by its members, its __dict__, its items."""

    def __init__(self, snapshot, roots):
        self.snapshot = snapshot
        self.roots = roots
        self.attribute_dicts = set()
        self.item_names = {}  # id of a container -> names of its items, where it is not their place
        for thing in list(snapshot.objects.values()):
            attributes = self._attributes(thing)
            if attributes is not None:
                self.attribute_dicts.add(id(attributes))
            if isinstance(thing, types.FunctionType) and thing.__closure__:
                self.item_names[id(thing.__closure__)] = \
                    ['closure ' + name for name in thing.__code__.co_freevars]
        for thing in list(snapshot.objects.values()):
            if isinstance(thing, asyncio.Future):
                self._name(thing, {})  # for its list of callbacks

    def _attributes(self, thing):
        if isinstance(thing, (type, types.ModuleType, types.FunctionType)):
            return vars(thing) if not isinstance(thing, type) else None
        if isinstance(thing, weakref.ProxyTypes):
            return None
        try:
            found = object.__getattribute__(thing, '__dict__')
        except Exception:
            return None
        return found if type(found) is dict else None

    def of(self, holder):
        """{id of what is held: name}"""
        names = {}
        self._name(holder, names)
        for held in self.snapshot.referents[id(holder)]:
            names.setdefault(id(held), '' if _is_wrapper(holder) else ' holds')
        return names

    def _name(self, holder, names):
        if isinstance(holder, dict):
            self._name_dict(holder, names)
        elif isinstance(holder, (set, frozenset)):
            names.update((id(item), ' item') for item in self.snapshot.referents[id(holder)])
        elif isinstance(holder, (list, tuple)) or type(holder).__name__ == 'deque':
            self._name_items(holder, names)
        elif isinstance(holder, SUSPENDED):
            self._name_members(holder, names)
            self._name_locals(holder, names)
        elif isinstance(holder, types.FrameType):
            self._name_frame(holder, names)
        else:
            self._name_members(holder, names)
            self._name_attributes(holder, names)
            if isinstance(holder, asyncio.Future):
                self._name_callbacks(holder, names)
        if isinstance(holder, (dict, list, tuple, set)) and type(holder) not in PARTS:
            self._name_attributes(holder, names)

    def _name_dict(self, holder, names):
        shape = 'global %s' if id(holder) in self.roots.modules else \
            '.%s' if id(holder) in self.attribute_dicts else '[%s]'
        for key, value in list(dict.items(holder)):
            known = isinstance(key, (str, int, float, bytes)) or key is None
            word = '%.60s' % (_text(key) if isinstance(key, str) else repr(key)) if known else \
                type(key).__name__
            names.setdefault(id(value), shape % word)
            names.setdefault(id(key), ' key')

    def _name_items(self, holder, names):
        given = self.item_names.get(id(holder))
        fields = getattr(type(holder), '_fields', None) if isinstance(holder, tuple) else None
        if given is None and isinstance(fields, tuple):
            given = ['.%s' % field for field in fields]
        for index, item in enumerate(list(holder)):
            names.setdefault(id(item), given[index] if given and index < len(given)
                             else '' if given is not None else '[%d]' % index)

    def _name_members(self, holder, names):
        for kind in type(holder).__mro__:
            for name, member in list(vars(kind).items()):
                if not isinstance(member, MEMBERS) or name in ('__dict__', '_callbacks', '__class__'):
                    continue
                try:
                    value = member.__get__(holder, type(holder))
                except Exception:
                    continue
                names.setdefault(id(value), WORDS.get(name, '.' + name))
                if name == '_asyncio_awaited_by' and isinstance(value, (set, frozenset)):
                    names.update((id(item), WORDS[name]) for item in value)

    def _name_attributes(self, holder, names):
        attributes = self._attributes(holder)
        if attributes is None:
            return
        names.setdefault(id(attributes), '')
        for name, value in list(attributes.items()):
            names.setdefault(id(value), WORDS.get(name, '.%s' % _text(name)))

    def _name_callbacks(self, future, names):
        """The list itself is asyncio's own, and what it hands out a copy."""
        for callback in getattr(future, '_callbacks', None) or ():
            for part in callback if isinstance(callback, tuple) else (callback,):
                names[id(part)] = 'context' if type(part).__name__ == 'Context' else 'done callback'
        for held in self.snapshot.referents[id(future)]:
            if isinstance(held, list) and names.get(id(held), '._callbacks') == '._callbacks':
                names[id(held)] = 'done callback'
                self.item_names[id(held)] = []
                for item in held:
                    if isinstance(item, tuple):
                        self.item_names[id(item)] = []

    def _name_locals(self, holder, names):
        frame = next((frame for frame in (getattr(holder, name, None) for name in
                                          ('cr_frame', 'gi_frame', 'ag_frame')) if frame), None)
        if frame is not None:
            names[id(frame)] = ''
            self._name_frame(frame, names)
            for held in self.snapshot.referents[id(holder)]:
                names.setdefault(id(held), ' stack')
                if _is_harness(holder) and isinstance(held, SUSPENDED):
                    names[id(held)] = ''

    def _name_frame(self, frame, names):
        local = dict(frame.f_locals)
        for name, value in local.items():
            names[id(value)] = 'local %s' % name
        if frame.f_code.co_filename == HARNESS_FILE:
            for held in list(local.values()) + gc.get_referents(frame):
                if isinstance(held, SUSPENDED):
                    names[id(held)] = ''
        contents = {id(value): name for name, value in local.items()}
        for holder in (frame,):
            for held in self.snapshot.referents.get(id(holder), ()):
                if isinstance(held, CELL):
                    self._name_cell(held, contents, names)
        for held in list(gc.get_referents(frame)):
            if isinstance(held, CELL):
                self._name_cell(held, contents, names)

    def _name_cell(self, cell, contents, names):
        try:
            names.setdefault(id(cell), 'local %s' % contents[id(cell.cell_contents)])
        except (ValueError, KeyError):
            pass


# ---- what an object is ----

def _code_of(thing):
    for name in 'cr_code', 'gi_code', 'ag_code', '__code__', 'f_code':
        code = getattr(thing, name, None)
        if isinstance(code, types.CodeType):
            return code
    return None


def _line_of(thing):
    for name in 'cr_frame', 'gi_frame', 'ag_frame':
        frame = getattr(thing, name, None)
        if frame is not None:
            return frame.f_lineno
    return getattr(thing, 'f_lineno', None) or _code_of(thing).co_firstlineno


def _is_wrapper(thing):
    """It stands for what it holds."""
    return isinstance(thing, METHODS) or type(thing).__name__ in PART_NAMES


def _is_awaiting(thing):
    """An iterator that a coroutine waits by: it always holds what is waited for."""
    return type(thing).__name__ == 'FutureIter' or (
        isinstance(thing, types.GeneratorType) and thing.gi_code.co_name in ('__await__', '__iter__') and
        thing.gi_code.co_filename.startswith(LIBRARY + 'futures'))


def _is_harness(thing):
    return isinstance(thing, SUSPENDED) and _code_of(thing).co_filename == HARNESS_FILE


def _describe(thing, roots):
    node = {'type': _text(type(thing).__name__)}
    root = roots.known.get(id(thing))
    if root is not None:
        node['rank'], node['text'] = root[0], root[1] or roots.name_old(thing)
        if root[0] == 3 and thing.get('__spec__') is None and '__file__' in thing:
            node['own'] = True  # a case is no import's module
    elif isinstance(thing, asyncio.Future) and hasattr(thing, '_coro'):
        name = getattr(thing._coro, '__qualname__', None)
        node['text'] = '%s %s' % (node['type'], _text(name) + '()' if name else '')
    elif isinstance(thing, SUSPENDED + (types.FunctionType,)):
        node['text'] = _text(thing.__qualname__) + '()'
    elif isinstance(thing, type):
        node['text'] = 'class ' + _text(thing.__name__)
    elif isinstance(thing, types.ModuleType):
        node['text'] = 'module ' + _text(thing.__name__)
    else:
        node['text'] = node['type']
    if isinstance(thing, SUSPENDED + (types.FunctionType, types.FrameType)):
        node['file'], node['line'] = _text(_code_of(thing).co_filename), _line_of(thing)
    if root is None and (_is_harness(thing) or type(thing) in PARTS or node['type'] in PART_NAMES or _is_awaiting(thing) or
                         isinstance(thing, (types.FrameType, weakref.ref))):
        node['part'] = True
    if _is_awaiting(thing):
        node['awaiting'] = True
    return node


# ---- the part of the graph that is told of ----

def _target(thing):
    return weakref.ref.__call__(thing) if isinstance(thing, weakref.ref) else None


class Told(object):
    """What holds the jobs, however far away, and what they and the program reach, up to the roots."""

    def __init__(self, snapshot, roots, jobs):
        self.snapshot, self.roots = snapshot, roots
        self.order, self.index = [], {}
        self.weak = {}
        for thing in list(snapshot.objects.values()):
            target = _target(thing)
            if target is not None and id(target) in snapshot.objects:
                self.weak[id(thing)] = id(target)
                snapshot.holders.setdefault(id(target), set()).add(id(thing))
        tasks = [id(task) for task in jobs if id(task) in snapshot.objects]
        self._close(tasks, lambda at: self.snapshot.holders.get(at, ()))
        self._close(tasks, self._referents)
        self._close([at for at, root in roots.known.items() if root[0] in (1, 3) and at in
                     snapshot.objects and at not in snapshot.is_old], self._referents)

    def _referents(self, at):
        return [id(held) for held in self.snapshot.referents.get(at, ())
                if id(held) in self.snapshot.objects and not isinstance(held, type)]

    def _close(self, start, following):
        waiting, seen = list(start), set(start)
        first = set(start)
        for at in waiting:
            if len(self.order) >= NODES_MAX:
                return
            if at not in self.index:
                self.index[at] = len(self.order)
                self.order.append(at)
            if at in self.roots.known and at not in first:
                continue
            for other in following(at):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)

    def edges(self, names):
        for at in self.order:
            called = names.of(self.snapshot.objects[at]) if at in self.snapshot.referents else {}
            told = set()
            for held in self.snapshot.referents.get(at, ()):
                if id(held) in self.index and id(held) not in told:
                    told.add(id(held))
                    yield [self.index[at], self.index[id(held)], called.get(id(held), ' holds'), 0]
            if self.weak.get(at) in self.index:
                yield [self.index[at], self.index[self.weak[at]], '', 1]


# ---- jobs ----

def _inside(thing):
    """What an opaque awaitable wraps."""
    return next((held for held in gc.get_referents(thing) if isinstance(held, SUSPENDED)), None)


def _waiting(task):
    places, at = [], task._coro
    for _ in range(40):
        if at is None:
            break
        if not isinstance(at, SUSPENDED):
            at = _inside(at)
            continue
        if _is_awaiting(at):
            break
        frame = next((frame for frame in (getattr(at, name, None) for name in
                                          ('cr_frame', 'gi_frame', 'ag_frame')) if frame), None)
        if frame is None:
            break
        places.append(_place(frame.f_code, frame.f_lineno))
        at = next((getattr(at, name) for name in ('cr_await', 'gi_yieldfrom', 'ag_await')
                   if hasattr(at, name)), None)
    return places[::-1]


def _state(task, state):
    if task is None:
        return state.lower()
    if not task.done():
        return 'pending'
    return 'cancelled' if task.cancelled() else 'failed' if task._exception else 'finished'


def _job(number, task, state, exposed, told):
    waiter = getattr(task, '_fut_waiter', None)
    pending = task is not None and not task.done()
    return {'made': births.get(number, []), 'waiting': _waiting(task) if pending else [],
            'for': _text(type(waiter).__name__) if waiter is not None else '',
            'name': _text(getattr(getattr(task, '_coro', None), '__qualname__', '') or ''),
            'state': _state(task, state), 'exposed': exposed if pending else -1,
            'node': told.index.get(id(task), -1) if task is not None else -1}


def look(step, given, unfreeze):
    """`given`: for each job (number of its entry, the task or None, its state in the ledger,
    exposed: 1, 0 or -1 where it is not known)."""
    snapshot = Snapshot(given, unfreeze)
    roots = Roots(snapshot)
    told = Told(snapshot, roots, [item[1] for item in given if item[1] is not None])
    edges = list(told.edges(Names(snapshot, roots)))
    return json.dumps({
        'step': step, 'cut': len(told.order) >= NODES_MAX,
        'jobs': [_job(*(item + (told,))) for item in given],
        'nodes': [_describe(snapshot.objects[at], roots) for at in told.order],
        'edges': edges}, separators=(',', ':'))
