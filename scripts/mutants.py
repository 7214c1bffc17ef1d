#!/usr/bin/env python3
"""What `taskloss check` and CPython's own test_asyncio find of small changes planted into asyncio.

Usage: scripts/mutants.py --python FOLDER [OPTION...], or scripts/mutants, which brings all that is needed.

The changes are drawn by a seed from the statements of asyncio that concern how tasks live, wake, end and
are cleaned up. Each is made in a copy of the interpreter, which runs the cases that reach the statement
until one of them shows something else than its head says.
"""
import argparse
import ast
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
SECONDS_FOR_TESTS = 120
CASES_AT_ONCE = 24  # whose statements are remembered together: a run that is broken off loses only these

# The files that are changed, and the modules of test_asyncio that fit them, the quick ones first.
FILES = {
    'tasks': 'waitfor timeouts tasks eager_task_factory',
    'futures': 'futures2 futures',
    'locks': 'locks',
    'queues': 'queues',
    'streams': 'streams',
    'taskgroups': 'taskgroups',
    'timeouts': 'timeouts waitfor',
    'runners': 'runners',
    'base_events': 'base_events server sock_lowlevel events',
    'selector_events': 'selector_events buffered_proto streams sock_lowlevel events',
    'base_subprocess': 'subprocess',
    'unix_events': 'unix_events subprocess events',
    'staggered': 'staggered',
    'sslproto': 'sslproto ssl',
}

# A statement that says one of these concerns a lifetime.
WORDS = re.compile(
    r'callback|waiter|wake|handle|timer|timeout|task|cancel|exc\b|exception|close|closing|remove|discard|'
    r'\badd\b|append|pop|set_result|release|notify|abort|detach|attach|reader|writer|weak|selfpipe|signal|'
    r'unregister|clear|shutdown|lost|pause|resume|drain|schedul|stop|eof|kill|wait|getter|putter|join|future|'
    r'\bfut\b|unfinished|finished|\block|call_soon|call_later|call_at|running|raise|error|_loop = None', re.I)
NOT_WORDS = re.compile(r'logger\.(debug|info)|warnings\.|_source_traceback|_debug|get_debug|_repr|isinstance|'
                       r'raise (Value|Type)Error')
NOT_PLACES = re.compile(r'repr|debug|format|_check_|^(Base|Abstract|Safe|Fast|MultiLoop)ChildWatcher')


# ---- what could be changed ----

class Mutant:
    """One change: the text between two places of a file becomes another."""

    def __init__(self, module, where, node, kind, start, end, text, said):
        self.module, self.where, self.kind, self.said = module, where, kind, said
        self.line, self.start, self.end, self.text = node.lineno, start, end, text
        self.hits = node

    def name(self):
        return '%s.py:%d %s' % (self.module, self.line, self.where)

    def key(self):
        return '%s %s %s' % (self.module, self.where, self.said)

    def in_python_class(self):
        """Hidden by the C accelerator, but for the pure-Python tasks and futures."""
        return self.module in ('tasks', 'futures') and self.where.split('.')[0] in ('Task', 'Future')


class Finder(ast.NodeVisitor):
    """All changes of a file."""

    def __init__(self, module, source):
        self.module, self.source, self.found, self.path = module, source, [], []
        self.starts = [0]
        for line in source.splitlines(True):
            self.starts.append(self.starts[-1] + len(line))
        self.visit(ast.parse(source))

    def at(self, line, column):
        text = self.source[self.starts[line - 1]:self.starts[line]]
        return self.starts[line - 1] + len(text.encode()[:column].decode())

    def span(self, node):
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def text_of(self, node):
        return ' '.join(ast.unparse(node).split())

    def add(self, node, kind, place, text, said):
        start, end = self.span(place)
        self.found.append(Mutant(self.module, '.'.join(self.path), node, kind, start, end, text, said))

    def inside(self, node):
        self.path.append(node.name)
        if not NOT_PLACES.search(node.name):
            self.generic_visit(node)
        self.path.pop()

    visit_ClassDef = visit_FunctionDef = visit_AsyncFunctionDef = inside

    def visit_If(self, node):
        test = self.text_of(node.test)
        if 'platform' in test or '_debug' in test:
            for other in node.orelse:
                self.visit(other)
            return
        if self.path and self.concerns(node, test + ' ' + self.text_of(node.body[0])):
            self.add(node, 'never', node.test, 'False', 'if %s: never' % test)
        self.generic_visit(node)

    def visit_ExceptHandler(self, node):
        body = ' '.join(self.text_of(statement) for statement in node.body)
        if self.path and not all(isinstance(statement, ast.Pass) for statement in node.body) and \
                self.concerns(node, 'exception ' + body):
            first, last = self.span(node.body[0])[0], self.span(node.body[-1])[1]
            self.found.append(Mutant(self.module, '.'.join(self.path), node.body[0], 'swallowed', first, last,
                                     'pass', 'except %s: swallowed' % (self.text_of(node.type)
                                                                       if node.type else '')))
        self.generic_visit(node)

    def visit_Call(self, node):
        text = self.text_of(node)
        for weak, strong in ('weakref.WeakSet()', 'set()'), ('weakref.WeakKeyDictionary()', '{}'), \
                ('weakref.WeakValueDictionary()', '{}'):
            if text == weak:
                self.add(self.statement, 'strong', node, strong, '%s made %s' % (weak, strong))
        if text.startswith('weakref.ref(') and len(node.args) == 1:
            self.add(self.statement, 'strong', node, '(lambda kept: lambda: kept)(%s)' %
                     self.text_of(node.args[0]), '%s made strong' % text)
        if text == 'set()' and isinstance(self.statement, (ast.Assign, ast.AnnAssign)) and \
                'self.' in self.text_of(self.statement):
            self.add(self.statement, 'weak', node, '__import__("weakref").WeakSet()',
                     '%s made weak' % self.text_of(self.statement))
        self.generic_visit(node)

    def visit(self, node):
        if isinstance(node, ast.stmt):
            self.statement = node
            if self.path and self.may_go(node):
                self.add(node, 'deleted', node, 'pass', '%s deleted' % self.text_of(node))
                self.found[-1].hits = node
        super().visit(node)

    def may_go(self, node):
        """Whether this statement can be left out, and the rest still makes sense."""
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) for target in targets) or getattr(node, 'value', 1) is None:
                return False
        elif isinstance(node, ast.Expr):
            if isinstance(node.value, ast.Constant):
                return False
        elif not isinstance(node, (ast.Delete, ast.Raise)):
            return False
        return self.concerns(node, self.text_of(node))

    def concerns(self, node, text):
        line = self.source[self.starts[node.lineno - 1]:self.at(node.lineno, node.col_offset)]
        return WORDS.search(text) and not NOT_WORDS.search(text) and \
            (not line.strip() or isinstance(node, ast.If))


def applied(source, mutant):
    return source[:mutant.start] + mutant.text + source[mutant.end:]


def candidates(sources):
    found = []
    for module in FILES:
        found += Finder(module, sources[module]).found
    for number, mutant in enumerate(found):
        mutant.number = number
    return found


def drawn(found, seed):
    """All of them in an order that takes the files in turn."""
    chance = random.Random(seed)
    by_file = {module: [mutant for mutant in found if mutant.module == module] for module in FILES}
    for mutants in by_file.values():
        chance.shuffle(mutants)
    while any(by_file.values()):
        for module in FILES:
            if by_file[module]:
                yield by_file[module].pop()


# ---- the interpreter to change ----

def run(command, seconds, **options):
    """Output and exit status; None for a command that had to be killed. No child of it is left."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               errors='replace', stdin=subprocess.DEVNULL, start_new_session=True, **options)
    try:
        output, _ = process.communicate(timeout=seconds)
        return output, process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()
        return '', None


class Copy:
    """A copy of an interpreter, made of hard links but for its asyncio: what scripts/get-pythons fetched, or
    a prefix with a shared libpython."""

    def __init__(self, original, folder, tests):
        self.folder = os.path.join(folder, 'python')
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(folder, exist_ok=True)
        if subprocess.call(['cp', '-al', original, self.folder], stderr=subprocess.DEVNULL):
            shutil.rmtree(self.folder, ignore_errors=True)
            subprocess.check_call(['cp', '-a', original, self.folder])
        is_root = os.path.exists(os.path.join(self.folder, 'ld.so'))
        self.home = os.path.join(self.folder, 'usr') if is_root else self.folder
        library = [name for name in os.listdir(os.path.join(self.home, 'lib'))
                   if re.fullmatch(r'python3\.\d+', name) and
                   os.path.exists(os.path.join(self.home, 'lib', name, 'asyncio'))]
        self.version = library[0][len('python'):]
        self.asyncio = os.path.join(self.home, 'lib', library[0], 'asyncio')
        self.sources = {}
        self._own(original)
        if tests:
            subprocess.check_call(['cp', '-a', tests + '/.', os.path.join(self.home, 'lib', library[0], 'test')])
        self.spec, self.python = (self._root if is_root else self._prefix)()
        self.tests = os.path.exists(os.path.join(self.home, 'lib', library[0], 'test', 'test_asyncio'))

    def _own(self, original):
        """Its asyncio is its own, and has nothing compiled: a .pyc may be valid whatever the source says."""
        original = os.path.join(original, os.path.relpath(self.asyncio, self.folder))
        shutil.rmtree(self.asyncio)
        shutil.copytree(original, self.asyncio, ignore=shutil.ignore_patterns('__pycache__'))
        for module in FILES:
            with open(os.path.join(self.asyncio, module + '.py'), encoding='utf-8') as file:
                self.sources[module] = file.read()

    def _root(self):
        """taskloss knows such a folder. `python` starts it with its own loader."""
        libraries = [os.path.join(self.home, 'lib', name) for name in os.listdir(os.path.join(self.home, 'lib'))
                     if name.endswith('-linux-gnu')]
        python = os.path.join(self.folder, 'python')
        with open(python, 'w', encoding='utf-8') as file:
            file.write('#!/bin/sh\nPYTHONHOME=%s; export PYTHONHOME\n'
                       'exec %s/ld.so --argv0 "$0" --library-path %s %s/bin/python%s "$@"\n' %
                       (self.home, self.folder, ':'.join(libraries), self.home, self.version))
        os.chmod(python, 0o755)
        return self.folder, python

    def _prefix(self):
        """taskloss takes the library: what the program says of its paths is the original's."""
        library = [name for name in os.listdir(os.path.join(self.home, 'lib'))
                   if name.startswith('libpython' + self.version) and '.so.' in name]
        python = os.path.join(self.folder, 'python')
        with open(python, 'w', encoding='utf-8') as file:
            file.write('#!/bin/sh\nPYTHONHOME=%s; export PYTHONHOME\nexec %s/bin/python%s "$@"\n' %
                       (self.home, self.home, self.version))
        os.chmod(python, 0o755)
        return os.path.join(self.home, 'lib', library[0]), python

    def write(self, module, text):
        path = os.path.join(self.asyncio, module + '.py')
        with open(path + '.new', 'w', encoding='utf-8') as file:
            file.write(text)
        os.replace(path + '.new', path)

    def restore(self):
        for module, source in self.sources.items():
            self.write(module, source)

    def works(self):
        """Imported, and able to sleep: else any test names the change at once."""
        code = 'import asyncio, asyncio.staggered, asyncio.sslproto\nasyncio.run(asyncio.sleep(0.01))\n' \
            'assert asyncio.__file__.startswith(%r)' % self.folder
        return run([self.python, '-c', code], 10, env=dict(os.environ, PYTHONDONTWRITEBYTECODE='1'))[1] == 0


# ---- taskloss ----

class Check:
    """`taskloss check` on the copy: it looks for no other Python here."""

    def __init__(self, taskloss, copy, folder):
        self.taskloss, self.copy, self.folder = taskloss, copy, folder
        self.environment = dict(os.environ, HOME='/nonexistent', PATH='/usr/bin:/bin',
                                TASKLOSS_CACHE=os.path.join(folder, 'no-pythons'),
                                TASKLOSS_CASES=os.environ.get('TASKLOSS_CASES', os.path.join(ROOT, 'cases')))
        self.cases = self.environment['TASKLOSS_CASES']

    def all_cases(self):
        return sorted(name[:-3] for name in os.listdir(self.cases)
                      if name.endswith('.py') and not name.startswith('_'))

    def named(self, cases, kind):
        """As of the call, but it ends with the first difference. What could not be measured ends it as
        well: then the others are asked once more, as one of them may show a difference."""
        difference, trouble = self(cases, kind, more=['--fail-fast'])
        return (difference, trouble) if difference or not trouble else self(cases, kind)

    def __call__(self, cases, kind='', deadline=5, more=()):
        """(difference, what could not be measured), each a line of text or None."""
        results = os.path.join(self.folder, 'results')
        shutil.rmtree(results, ignore_errors=True)
        output, status = run(['nice', self.taskloss, 'check', '--json', '--results', results, '--deadline',
                              str(deadline), '--python', self.copy.spec + kind] + list(more) +
                             [os.path.join(self.cases, case + '.py') for case in cases], 600,
                             env=self.environment)
        try:
            document = json.loads(output[output.index('{\n'):output.rindex('}') + 1])
        except ValueError:
            return None, 'no answer: %s' % (output.strip().splitlines() or [status])[-1]
        shutil.rmtree(results, ignore_errors=True)
        return first_difference(document), first_unmeasured(document)


UNMEASURED = 'could-not-measure'


def first_difference(document):
    for found in document['differences']:
        if found['verdict'] != UNMEASURED:
            cell = next((cell for cell in document['cells'] if cell['case'] == found['case']), {})
            return found['case'], found['name'], cell.get('title', ''), found['text']
    return None


def first_unmeasured(document):
    for found in document['differences']:
        if found['verdict'] == UNMEASURED:
            return '%s: %s' % (found['name'], found['text'])
    return None


# ---- which case reaches which statement ----

HITS = '''import os, sys
_seen, _late, _pid, _case = set(), [], 0, None
def _case_of_trial():
    for frame in sys._current_frames().values():
        while frame is not None:
            case = frame.f_locals.get('case') if frame.f_code.co_name == 'run' else None
            if hasattr(case, 'path'):
                return case.path
            frame = frame.f_back
def hit(number):
    global _pid, _case
    if _pid != os.getpid():
        _pid, _case = os.getpid(), None
        _seen.clear()
        _late.clear()
    if number not in _seen:
        _seen.add(number)
        _case = _case or _case_of_trial()
        _late.append('%%s %%d\\n' %% (os.path.basename(_case or '-'), number))
        try:
            file = os.open(%r, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError:  # a case that has no descriptor left: with the next one
            return
        os.write(file, ''.join(_late).encode())
        os.close(file)
        _late.clear()
'''


def instrumented(source, mutants):
    """The file with a call of hit() where each change would be made."""
    inserts = []
    for mutant in mutants:
        call = '_reached(%d)' % mutant.number
        if mutant.kind == 'never':
            inserts += [(mutant.start, '(%s or (' % call), (mutant.end, '))')]
            continue
        line = mutant.line_start
        indent = re.match(r'[ \t]*', source[line:]).group()
        inserts.append((line, indent + call + '\n'))
    for place, text in sorted(inserts, key=lambda item: item[0], reverse=True):
        source = source[:place] + text + source[place:]
    future = source.find('from __future__')
    place = source.find('\n', future) + 1 if future >= 0 else re.match(r'\s*("""(.|\n)*?"""\n)?', source).end()
    return source[:place] + 'from asyncio._hits import hit as _reached\n' + source[place:]


class Reach:
    """Which cases run the statement of which change, with plain and with pure-Python tasks."""

    def __init__(self, check, found, folder):
        self.check, self.found, self.folder = check, found, folder
        self.path = os.path.join(folder, 'hits')
        self.cases = {}

    def measure(self, say):
        copy = self.check.copy
        with open(os.path.join(copy.asyncio, '_hits.py'), 'w', encoding='utf-8') as file:
            file.write(HITS % self.path)
        for module in FILES:
            source = copy.sources[module]
            mine = [mutant for mutant in self.found if mutant.module == module]
            for mutant in mine:
                mutant.line_start = source.rfind('\n', 0, mutant.start) + 1
                if mutant.kind in ('strong', 'weak', 'deleted', 'swallowed'):
                    mutant.line_start = source_line(source, mutant.hits.lineno)
            copy.write(module, instrumented(source, mine))
        for kind in '', '+pytask':
            self._run_new_cases(kind)
            for case in self.check.all_cases():
                with open(self._remembered(case, kind), encoding='utf-8') as file:
                    self.cases[case + kind] = set(map(int, file.read().split()))
        copy.restore()
        os.remove(os.path.join(copy.asyncio, '_hits.py'))
        say('%d of %d statements are reached by a case' %
            (len(set().union(*self.cases.values())), len(self.found)))

    def _remembered(self, case, kind):
        return os.path.join(self.folder, 'reach', self.digest(case) + kind)

    def _run_new_cases(self, kind):
        """What earlier runs measured of the same cases and the same asyncio is still there."""
        new = [case for case in self.check.all_cases() if not os.path.exists(self._remembered(case, kind))]
        os.makedirs(os.path.join(self.folder, 'reach'), exist_ok=True)
        for first in range(0, len(new), CASES_AT_ONCE):
            self._run(new[first:first + CASES_AT_ONCE], kind)

    def _run(self, cases, kind):
        hits = {case: set() for case in cases}
        with open(self.path, 'w', encoding='utf-8'):
            pass
        self.check(cases, kind, deadline=20)
        with open(self.path, encoding='utf-8') as file:
            for line in file:
                case, number = line.split()
                hits.get(case[:-3], set()).add(number)
        for case in cases:
            with open(self._remembered(case, kind), 'w', encoding='utf-8') as file:
                file.write(' '.join(sorted(hits[case])))

    def digest(self, case):
        digest = hashlib.sha256()
        for module in FILES:
            digest.update(self.check.copy.sources[module].encode())
        digest.update(str([(mutant.number, mutant.start) for mutant in self.found]).encode())
        with open(os.path.join(self.check.cases, case + '.py'), 'rb') as file:
            digest.update(file.read())
        return case + '-' + digest.hexdigest()[:16]

    def of(self, mutant, kind):
        """The cases that reach it, those first that seem to be about it: that reach little else, and say
        its words."""
        words = set(re.findall(r'[a-z]{3,}', mutant.where.lower() + ' ' + mutant.said.lower()))
        words.discard('self')

        def about(case):
            with open(os.path.join(self.check.cases, case + '.py'), encoding='utf-8') as file:
                said = set(re.findall(r'[a-z]{3,}', file.read().lower()))
            return -len(words & said), len(self.cases[case + kind])
        return sorted((case for case in self.check.all_cases() if mutant.number in self.cases[case + kind]),
                      key=about)


def source_line(source, number):
    return len(''.join(source.splitlines(True)[:number - 1]))


def kinds_of(mutant):
    if mutant.in_python_class():
        return ['+pytask']
    return ['', '+pytask'] if mutant.module in ('tasks', 'futures') else ['']


def ask_check(check, reach, mutant, silent):
    """What check says of the mutant, and after how many cases; not those again that are known to be silent."""
    unmeasured, reached = None, 0
    for kind in kinds_of(mutant):
        cases = reach.of(mutant, kind)
        reached += len(cases)
        cases = [case for case in cases if reach.digest(case) + kind not in silent]
        for first, last in (0, 6), (6, 30), (30, 1000):
            if cases[first:last]:
                difference, trouble = check.named(cases[first:last], kind)
                unmeasured = unmeasured or trouble
                if difference:
                    return difference, None, reached
    return None, unmeasured, reached


# ---- test_asyncio ----

RUNNER = '''
import sys, unittest, faulthandler
module, known = sys.argv[1], set(sys.argv[2:])
def tests(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite): yield from tests(test)
        elif test.id() not in known: yield test
suite = unittest.defaultTestLoader.loadTestsFromName('test.test_asyncio.test_' + module)
result = unittest.TextTestRunner(failfast=not known.isdisjoint({'--failfast'}), verbosity=0).run(
    unittest.TestSuite(tests(suite)))
bad = result.failures + result.errors
for test, _ in bad: print('BAD', test.id())
for test in result.unexpectedSuccesses: print('BAD', test.id())
sys.stdout.flush()
sys.stdout.close()
import os
os._exit(1 if bad else 0)
'''


HANGS = ' hangs'


class Tests:
    """CPython's own tests of asyncio, but for those that fail on the unchanged copy."""

    def __init__(self, copy, folder):
        self.copy, self.folder, self.known = copy, folder, {}

    def _run(self, module, *arguments):
        output, status = run(['nice', self.copy.python, '-c', RUNNER, module, *arguments], SECONDS_FOR_TESTS,
                             cwd=self.folder, env=dict(os.environ, PYTHONDONTWRITEBYTECODE='1'))
        bad = re.findall(r'^BAD (.*)$', output, re.M)
        if not bad and status != 0:
            bad = ['%s%s' % (module, HANGS if status is None else ' ends with status %d' % status)]
        return bad

    def _new(self, name):
        return [test for test in self._run(name, '--failfast', *self.known[name])
                if test not in self.known[name]]

    def __call__(self, module):
        """The first test that names the change, or None."""
        for name in FILES[module].split():
            if name not in self.known:
                changed = open(os.path.join(self.copy.asyncio, module + '.py'), encoding='utf-8').read()
                self.copy.restore()
                self.known[name] = self._run(name)
                self.copy.write(module, changed)
            bad = self._new(name)
            if bad and bad[0].endswith(HANGS):  # a matter of the machine's load, once
                bad = self._new(name)
            if bad:
                return bad[0].replace('test.test_asyncio.', '')
        return None


# ---- the proof that the copy is what runs ----

PLANTED = 'tasks', '    finally:\n        h.cancel()', '    finally:\n        pass', 'sleep_cancelled'


def prove(check):
    """An obvious change must be named, and the unchanged copy must be as every head says."""
    module, was, becomes, case = PLANTED
    source = check.copy.sources[module]
    if was not in source:
        sys.exit('mutants: tasks.py has no %r to plant the proof in' % was)
    check.copy.write(module, source.replace(was, becomes))
    difference, trouble = check([case])
    check.copy.restore()
    if not difference:
        sys.exit('mutants: a planted change is not seen (%s): not the copy is what runs' % trouble)
    difference, trouble = check([case])
    if difference or trouble:
        sys.exit('mutants: the unchanged copy is not as expected: %s' % (difference or trouble,))


def unchanged(check, reach, mark):
    """What of it is not as the heads say. Cases that an earlier run has found so are not asked again."""
    path, bad = os.path.join(reach.folder, 'unchanged-' + mark[:16]), []
    known = set(open(path, encoding='utf-8').read().split()) if os.path.exists(path) else set()
    for kind in '', '+pytask':
        cases = [case for case in check.all_cases() if reach.digest(case) + kind not in known]
        for first in range(0, len(cases), CASES_AT_ONCE):
            some = cases[first:first + CASES_AT_ONCE]
            said = [str(said) for said in check(some, kind, deadline=30) if said]
            bad += said
            if not said:
                with open(path, 'a', encoding='utf-8') as file:
                    file.writelines('%s\n' % (reach.digest(case) + kind) for case in some)
    return bad


# ---- what is written ----

def reasons():
    """Why a change is not named, as far as somebody has looked: MODULE WHERE SAID, a tab, the reason."""
    path = os.path.join(ROOT, 'scripts', 'mutants.tsv')
    if not os.path.exists(path):
        return {}
    with open(path, encoding='utf-8') as file:
        return dict(line.rstrip('\n').split('\t', 1) for line in file if '\t' in line and line[0] != '#')


def cell(text):
    return text.replace('|', '\\|').replace('\n', ' ')


def code(text):
    return '`%s`' % cell(text if len(text) < 90 else text[:87] + '...').replace('`', "'")


def report(rows, about, known):
    either = [row for row in rows if row['check'] or row['tests']]
    named = [row for row in either if row['check']]
    print('# What `check` names of changes in asyncio')
    print()
    print('Made by `%s`: %s.' % (about['command'], about['how']))
    print()
    all_asked = all(row['asked'] for row in rows)
    columns = [('live', lambda row: True), ('either names', lambda row: row['check'] or row['tests']),
               ('check', lambda row: row['check'])]
    columns += [('test_asyncio', lambda row: row['tests']),
                ('check only', lambda row: row['check'] and not row['tests'])] if all_asked else [
        ('test_asyncio only', lambda row: row['tests'] and not row['check'])]
    print('| file | %s |' % ' | '.join(name for name, _ in columns))
    print('|---' * (1 + len(columns)) + '|')
    for module in list(FILES) + ['all']:
        mine = [row for row in rows if module in (row['module'], 'all')]
        if mine:
            print('| %s | %s |' % (module, ' | '.join(str(sum(bool(is_so(row)) for row in mine))
                                                     for _, is_so in columns)))
    print()
    asked = [row for row in rows if row['asked']]
    print('`check` names %d of the %d that %s (%.0f %%), each by a case whose head expects something else. '
          'It takes %.1f s a change in the middle (median), test_asyncio %.1f s.' % (
              len(named), len(either), 'either names' if asked else 'it names', 100 * len(named) / max(1, len(either)),
              median([row['check_s'] for row in rows]), median([row['tests_s'] for row in asked])))
    print()
    print_rows('Named by `check`', [row for row in rows if row['check']])
    print_missed('Named by test_asyncio only', [row for row in either if not row['check']], known)
    print_missed('Named by neither', [row for row in rows if not row['check'] and not row['tests']], known)


def median(numbers):
    return sorted(numbers)[len(numbers) // 2] if numbers else 0


def print_rows(title, rows):
    print('## %s: %d' % (title, len(rows)))
    print()
    print('| where | change | by | s | test_asyncio | s |')
    print('|---|---|---|---|---|---|')
    for row in rows:
        case, name, what, behaviour = row['check']
        print('| %s | %s | [%s](../cases/%s.py): %s | %.1f | %s | %s |' % (
            cell(row['name']), code(row['said']), name, name, cell(what.rstrip('.')), row['check_s'],
            tested(row), '%.1f' % row['tests_s'] if row['asked'] else ''))
    print()


def tested(row):
    return '' if not row['asked'] else code(row['tests'].split('.')[-1]) if row['tests'] else 'no'


def print_missed(title, rows, known):
    print('## %s: %d' % (title, len(rows)))
    print()
    if not rows:
        return
    print('| where | change | why not | test_asyncio | s |')
    print('|---|---|---|---|---|')
    for row in rows:
        why = known.get(row['key']) or row['trouble'] and 'could not measure: ' + row['trouble'] or \
            ('%d cases reach it, and none shows a difference' % row['reached'] if row['reached'] else
             'no case reaches it')
        print('| %s | %s | %s | %s | %s |' % (cell(row['name']), code(row['said']), cell(why), tested(row),
                                             '%.1f' % row['tests_s'] if row['asked'] else ''))
    print()


# ---- start ----

def options():
    parser = argparse.ArgumentParser(prog='scripts/mutants', description=__doc__.split('\n\n')[2])
    parser.add_argument('--python', required=True, help='a folder of scripts/get-pythons, or a prefix')
    parser.add_argument('--count', type=int, default=140, help='how many live changes (140)')
    parser.add_argument('--seed', type=int, default=1, help='which are drawn (1)')
    parser.add_argument('--module', action='append', help='only changes of this file of asyncio; repeatable')
    parser.add_argument('--only', metavar='TEXT', default='',
                        help='only changes of which "FILE.py:LINE PLACE: CHANGE" contains it')
    parser.add_argument('--tests', default='all', choices=['all', 'missed', 'none'],
                        help='the changes that test_asyncio is given (all)')
    parser.add_argument('--test-suite', help='the folder `test` of that version, if the Python has none')
    parser.add_argument('--work', default=os.path.join(ROOT, 'build', 'mutants'), help='for copies and results')
    parser.add_argument('--list', action='store_true', help='only say what would be drawn, and what reaches it')
    parser.add_argument('--output', '-o', help='where the report is written')
    return parser.parse_args()


def judge(mutant, check, reach, tests, which, before):
    """Its row; of one that was judged before, when there were other cases, only those are asked."""
    row = dict(module=mutant.module, name=mutant.name(), said=mutant.said, key=mutant.key(), tests=None,
               tests_s=0, asked=False)
    row.update({key: before[key] for key in ('tests', 'tests_s', 'asked') if key in before})
    began = time.monotonic()
    silent = set() if before.get('check') else set(before.get('silent', ()))
    row['check'], row['trouble'], row['reached'] = ask_check(check, reach, mutant, silent)
    row['check_s'] = time.monotonic() - began + (before['check_s'] if silent else 0)
    row['silent'] = [] if row['check'] or row['trouble'] else judged_by(mutant, reach)
    row['named_by'] = reach.digest(row['check'][1]) if row['check'] else None
    if tests and not row['asked'] and (which == 'all' or which == 'missed' and not row['check']):
        began = time.monotonic()
        row['tests'], row['asked'] = tests(mutant.module), True
        row['tests_s'] = time.monotonic() - began
    return row


def judged_by(mutant, reach):
    return sorted(reach.digest(case) + kind for kind in kinds_of(mutant) for case in reach.of(mutant, kind))


def still_holds(row, mutant, reach):
    """The case that named it is as it was; or none did, and there is no other than those that were asked."""
    if row['check']:
        name = row['check'][1]
        return name in reach.check.all_cases() and reach.digest(name) == row['named_by']
    return not row['trouble'] and row['silent'] == judged_by(mutant, reach)


def stamp(check, which):
    """Another one where something else was asked, or by something else."""
    digest = hashlib.sha256(('%s %s' % (which, copy_version(check.copy))).encode())
    build = os.path.dirname(check.taskloss)
    for path in check.taskloss, os.path.join(build, 'harness', 'worker', 'taskloss-worker'):
        if os.path.exists(path):
            with open(path, 'rb') as file:
                digest.update(file.read())
    return digest.hexdigest()


class Judged:
    """The changes that were judged, by this run or by one before it: one that was broken off, or had other
    cases."""

    def __init__(self, path, mark):
        self.path, self.mark, self.rows = path, mark, {}
        if os.path.exists(path):
            with open(path, encoding='utf-8') as file:
                known = json.load(file)
            if isinstance(known, dict) and known['stamp'] == mark:
                self.rows = {(row['name'], row['said']): row for row in known['rows']}

    def of(self, mutant):
        return self.rows.get((mutant.name(), mutant.said), {})

    def add(self, row):
        self.rows[row['name'], row['said']] = row
        with open(self.path + '.new', 'w', encoding='utf-8') as file:
            json.dump(dict(stamp=self.mark, rows=list(self.rows.values())), file, indent=1)
        os.replace(self.path + '.new', self.path)
        return row


def say_row(say, number, row):
    say('%d %s: %s: %s; %s' % (number, row['name'], row['said'],
                               ' '.join(row['check'][1:2] + row['check'][3:]) if row['check'] else
                               'check: no (%d cases; %s)' % (row['reached'], row['trouble']),
                               row['tests'] if row['asked'] else '-'))


def main():
    given = options()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background, also by what is started
    taskloss = os.path.realpath(os.environ.get('TASKLOSS', os.path.join(ROOT, 'build', 'taskloss')))
    began = time.monotonic()

    def say(text):
        print('%6.0f s  %s' % (time.monotonic() - began, text), file=sys.stderr, flush=True)

    work = os.path.realpath(given.work)
    copy = Copy(os.path.realpath(given.python), work, given.test_suite)
    check = Check(taskloss, copy, work)
    found = candidates(copy.sources)
    prove(check)
    say('a planted change is named: the copy is what runs')
    reach = Reach(check, found, work)
    reach.measure(say)
    pool = [mutant for mutant in drawn(found, given.seed) if
            (not given.module or mutant.module in given.module) and
            given.only in '%s: %s' % (mutant.name(), mutant.said)]
    if given.list:
        for mutant in pool[:given.count]:
            print('%s: %s: %s' % (mutant.name(), mutant.said, ' '.join(
                (reach.of(mutant, '+pytask' if mutant.in_python_class() else '') or ['-'])[:8])))
        return
    mark = stamp(check, given.tests)
    bad = unchanged(check, reach, stamp(check, 'unchanged'))
    for line in bad:
        say('the unchanged copy: ' + line)
    if bad:
        sys.exit(3)
    say('the unchanged copy is as all heads say')
    tests = Tests(copy, work) if given.tests != 'none' and copy.tests else None
    done = Judged(os.path.join(work, 'rows-%d.json' % given.seed), mark)
    rows, dead, broken_off = [], 0, False
    try:
        for mutant in pool:
            if len(rows) == given.count:
                break
            copy.write(mutant.module, applied(copy.sources[mutant.module], mutant))
            if not copy.works():
                dead += 1
            else:
                row = done.of(mutant)
                if not row or not still_holds(row, mutant, reach):
                    row = done.add(judge(mutant, check, reach, tests, given.tests, row))
                rows.append(row)
                say_row(say, len(rows), rows[-1])
            copy.restore()
    except KeyboardInterrupt:
        broken_off = True
        copy.restore()
    about = dict(command='scripts/mutants ' + ' '.join(
        '--%s %s' % (name, getattr(given, name)) for name in ('seed', 'count', 'tests')),
        how='of %d changes in %d files of asyncio %s, %d live ones drawn by seed %d, evenly over the files '
            '(%d more left asyncio unusable)%s' % (
                len(found), len(FILES), copy_version(copy), len(rows), given.seed, dead,
                '; broken off before the %d that were asked for' % given.count if broken_off else ''))
    if given.output:
        sys.stdout = open(given.output, 'w', encoding='utf-8')
    report(rows, about, reasons())
    sys.exit(130 if broken_off else 0)


def copy_version(copy):
    return run([copy.python, '-c', 'import platform; print(platform.python_version())'], 10)[0].strip()


if __name__ == '__main__':
    main()
