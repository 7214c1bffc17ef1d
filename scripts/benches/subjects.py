"""The Pythons that are measured, and how each is started without taskloss."""
import json
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CASES = os.path.join(ROOT, 'cases')
PYTESTS = ['pytest<9', 'pytest<8']  # pytest-forked works with few of its versions


def cache_folder():
    for variable, rest in (('TASKLOSS_CACHE', ''), ('XDG_CACHE_HOME', 'taskloss'), ('HOME', '.cache/taskloss')):
        value = os.environ.get(variable, '')
        if value.startswith('/'):
            return os.path.join(value, rest).rstrip('/')
    sys.exit('bench: no HOME: set TASKLOSS_CACHE to a folder for what is fetched')


class Subject:
    """One Python."""

    def __init__(self, found):
        self.name = found['implementation']
        self.version = found['version']
        self.worker = found['worker']
        self.path = found['path']
        self.is_debug = 'debug' in found['build']
        self.minor = '.'.join(self.version.split('.')[:2])

    def plain(self):
        """The command that starts this very Python; None if it has no program."""
        names = [os.path.basename(word) for word in self.worker]
        path = self.path
        if os.path.isdir(path):
            path = os.path.join(path, 'usr', 'bin', 'python' + self.minor + ('d' if self.is_debug else ''))
        loader = self.worker[:names.index('taskloss-worker')]
        return loader + [path] if os.access(path, os.X_OK) else None

    def environment(self, **more):
        environment = {key: value for key, value in os.environ.items() if not key.startswith('PYTHON')}
        command = self.plain()
        if '--home' in self.worker and command[0] != command[-1]:
            environment['PYTHONHOME'] = self.worker[self.worker.index('--home') + 1]
        environment.update(more)
        return environment

    def time(self, words, **more):
        """Seconds that its process takes; None where it fails."""
        began = time.perf_counter()
        done = subprocess.run(self.plain() + words, env=self.environment(**more), stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - began if done.returncode == 0 else None

    def pytest(self):
        """A folder with a pytest whose plugin pytest-forked works on it; None where none can be had."""
        for spec in PYTESTS:
            folder = os.path.join(cache_folder(), 'bench', '%s %s' % (self.minor, spec))
            if not os.path.isdir(os.path.join(folder, 'pytest_forked')):
                self.install(folder, [spec, 'pytest-forked'])
            if self.time(['-m', 'pytest', '--forked', '-p', 'no:cacheprovider', '-k', 'no_trial',
                          os.path.join(HERE, 'test_trial.py')], PYTHONPATH=folder) is not None:
                return folder
        return None

    def install(self, folder, what):
        """By its own pip, else by this machine's, which does not know what an older Python lacks."""
        words = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '--target', folder]
        if self.time(words + what) is None:
            what = what + (['exceptiongroup', 'tomli'] if tuple(map(int, self.minor.split('.'))) < (3, 11) else [])
            subprocess.run(['python3'] + words + ['--python-version', self.minor, '--only-binary=:all:',
                                                  '--implementation', 'py', '--abi', 'none'] + what,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def find(program, versions):
    try:
        output = subprocess.run([program, 'pythons', '--json'], stdout=subprocess.PIPE).stdout
    except OSError as error:
        sys.exit('bench: cannot run %s: %s; build it first (scripts/test or cmake)' % (program, error))
    for found in json.loads(output.decode())['implementations']:
        named = found['usable'] and (not versions or found['implementation'] in versions)
        if named and found['implementation'].startswith('pypy'):
            print('%s: not measured: it runs here without its JIT' % found['implementation'], file=sys.stderr)
        elif named and ' ' not in found['implementation']:
            yield Subject(found)
