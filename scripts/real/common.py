"""What the parts of scripts/watch-real share: environments, bounded runs, what is kept of what was seen."""
import hashlib
import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
HERE = os.path.join(ROOT, 'scripts', 'real')
SECONDS = 580  # for one run


def load(script):
    loader = importlib.machinery.SourceFileLoader(script.replace('-', '_'), os.path.join(ROOT, 'scripts', script))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


libraries = load('get-libraries')


def stop(status, text):
    print('watch-real: ' + text, file=sys.stderr)
    sys.exit(status)


def say(text):
    print(text, flush=True)


def name_of(python):
    return python['implementation'].split(' ')[0]


def last(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else 'nothing printed'


class Place:
    """An environment for one Python and one purpose, and a folder beside it."""

    def __init__(self, cache, python, name):
        self.name, self.python, self.cache = name, python, cache
        self.folder = os.path.join(cache, name_of(python), name)
        self.tests = os.path.join(self.folder, 'tests')
        os.makedirs(self.folder, exist_ok=True)
        self.environment = self.make_environment()

    def make_environment(self):
        folder = os.path.join(self.folder, 'environment')
        if libraries.is_fetched(self.python):
            return libraries.Copy(self.python, folder, libraries.fetch_pip(os.path.dirname(self.cache), {}))
        return libraries.Environment(self.python, folder)

    def once(self, install):
        """Makes the environment and calls install(), if that has not succeeded before; '' or why it does not."""
        ready = os.path.join(self.folder, 'ready')
        if os.path.exists(ready):
            return ''
        os.makedirs(self.tests, exist_ok=True)
        why = self.environment.make() or install() or ''
        if not why:
            with open(ready, 'w'):
                pass
        return why

    def install(self, words):
        done = self.environment.pip('install', '--quiet', '--prefer-binary', *words)
        return libraries.last_line(done) if done.returncode != 0 else ''


def bounded(command, folder, environment):
    """Exit status and text; after SECONDS it is killed. What it leaves running goes with it: a test of asyncio's
    own forks a child that never ends."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        try:
            process.wait(timeout=SECONDS)
            late = b''
        except subprocess.TimeoutExpired:
            late = b'\n(killed)'
        try:
            os.killpg(process.pid, 9)
        except ProcessLookupError:
            pass
        process.wait()
        output.seek(0)
        return process.returncode, (output.read() + late).decode(errors='replace')


# ---- what a plain Python says ----

def plain_variables(note, *folders):
    """The environment in which a plain Python collects all the time and notes what is destroyed."""
    if os.path.exists(note):
        os.remove(note)
    return {'TASKLOSS_PLAIN': note,
            'PYTHONPATH': os.pathsep.join([os.path.join(HERE, 'plain')] + [name for name in folders if name])}


def read_lines(file):
    if not os.path.exists(file):
        return []
    with open(file) as lines:
        return [json.loads(line) for line in lines if line.strip()]


def is_destroyed(finding, destroyed):
    """Is the coroutine of a finding among those that a plain Python destroyed?"""
    own = finding['waiting'][-1] if finding['waiting'] else {'file': '?', 'function': '?'}
    return any(os.path.basename(entry['file']) == os.path.basename(own['file']) and
               entry['function'].split('.')[-1] == own['function'].split('.')[-1]
               if 'file' in entry else own['function'] in entry['text'] for entry in destroyed)


# ---- what is kept ----

def build():
    """Which build of the preloaded library this is."""
    folder = os.path.dirname(os.path.realpath(libraries.find_taskloss()))
    for path in ('harness/watch/libtaskloss-watch.so', '../libexec/taskloss/libtaskloss-watch.so'):
        if os.path.exists(os.path.join(folder, path)):
            with open(os.path.join(folder, path), 'rb') as file:
                return hashlib.sha256(file.read()).hexdigest()[:12]
    return '?'


def keep(cache, kind, kept):
    kept = dict(kept, build=build())
    folder = os.path.join(cache, 'seen')
    os.makedirs(folder, exist_ok=True)
    name = '%s-%s-%s.json' % (kind, kept['name'].replace(' ', '_'), kept['python'])
    with open(os.path.join(folder, name), 'w') as file:
        json.dump(kept, file, indent=1)


def all_kept(cache, kind):
    folder = os.path.join(cache, 'seen')
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    kept = []
    for name in names:
        if name.startswith(kind + '-'):
            with open(os.path.join(folder, name)) as file:
                kept.append(json.load(file))
    return kept


def place_of(finding):
    made = finding['made'][0] if finding['made'] else {'file': '?', 'line': 0, 'function': '?'}
    return '%s:%d in %s' % (made['file'].split('site-packages/')[-1].split('/lib/')[-1], made['line'],
                            made['function'])
