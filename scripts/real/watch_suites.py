"""Test suites, unwatched and watched: what differs, what was found, and whether a plain Python agrees."""
import glob
import json
import os
import re
import shutil
import tarfile
import xml.etree.ElementTree

import common
from common import libraries

TIMES = 3  # how often a test that came out differently is run again, alone, each way
ASYNCIO = 'test_asyncio'
PYTEST = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-o', 'addopts=', '-W', 'ignore', '--timeout', '60',
          '--continue-on-collection-errors', '-o', 'junit_family=xunit2']


def all_suites():
    with open(os.path.join(common.HERE, 'suites.json')) as file:
        suites = json.load(file)['suites']
    suites[ASYNCIO] = {'needs': [], 'unittest': ['test.test_asyncio']}
    return suites


# ---- what is installed ----

class Place(common.Place):
    """A suite's environment for one Python, and the folder that its tests run in."""

    def __init__(self, cache, python, name, suite):
        super().__init__(cache, python, name)
        self.suite = suite

    def prepare(self):
        """'' or why the suite cannot be run."""
        return self.once(self.install_tests_of_python if self.name == ASYNCIO else self.install_suite)

    def install_tests_of_python(self):
        """A fetched Python comes without: Debian has them in a package, by the way that it was fetched."""
        if not libraries.is_fetched(self.python):
            return ''
        minor = '.'.join(self.python['version'].split('.')[:2])
        package = 'libpython%s-testsuite' % minor
        apt = sorted(glob.glob(os.path.join(os.path.dirname(self.cache), 'apt', '*', 'apt.conf')))
        for conf in apt:
            libraries.run(['sh', '-c', 'cd "$0" && apt-get -q -c "$1" download "$2"', self.folder, conf, package])
            for file in glob.glob(os.path.join(self.folder, '%s_%s-*.deb' % (package, self.python['version']))):
                return '' if libraries.run(['dpkg-deb', '-x', file, self.environment.folder]).returncode == 0 else \
                    'dpkg-deb cannot unpack ' + file
        return 'no %s of version %s' % (package, self.python['version'])

    def install_suite(self):
        pinned = self.suite.get('version')
        words = [self.name + ('==' + pinned if pinned else ''), 'pytest', 'pytest-timeout'] + self.suite['needs']
        why = self.install(words) and self.install_one_by_one(words)
        if why or 'unittest' in self.suite:
            return why
        return self.unpack(self.version())

    def install_one_by_one(self, words):
        """What a suite needs beside pytest may be left out: its tests then say what is missing."""
        why = self.install(words[:3])
        for word in words[3:]:
            self.install(['--only-binary', ':all:', word])
        return why

    def version(self):
        if self.name == ASYNCIO:
            return self.python['version']
        return libraries.versions(self.environment).get(self.name.lower(), '?')

    def unpack(self, version):
        sdists = os.path.join(self.cache, 'sdists')
        pattern = os.path.join(sdists, '%s-%s.tar.gz' % (re.sub('[-_.]', '?', self.name), version))
        if not glob.glob(pattern):
            self.environment.pip('download', '--quiet', '--no-deps', '--no-binary', ':all:', '--dest', sdists,
                                 '%s==%s' % (self.name, version))
        found = glob.glob(pattern)
        if not found:
            return 'no sdist of version ' + version
        with tarfile.open(found[0]) as archive:
            archive.extractall(self.tests, filter='data')
        top = os.path.join(self.tests, os.listdir(self.tests)[0])
        for name in os.listdir(top):
            os.rename(os.path.join(top, name), os.path.join(self.tests, name))
        for name in self.suite.get('remove', []):
            shutil.rmtree(os.path.join(self.tests, name), ignore_errors=True)
        return ''


# ---- one run ----

class Run:
    """A run of some tests; how it ended, and what became of each test."""

    def __init__(self, place, prefix=(), variables=None, only=()):
        self.place, self.file = place, os.path.join(place.folder, 'outcomes')
        if os.path.exists(self.file):
            os.remove(self.file)
        command = list(prefix) + place.environment.program + self.words(list(only))
        environment = dict(os.environ, PYTHONDONTWRITEBYTECODE='1', CI='1')
        environment.update(place.environment.variables, **(variables or {}))
        self.status, self.text = common.bounded(command, place.tests, environment)
        self.outcomes = self.read() if os.path.exists(self.file) else {}

    def words(self, only):
        suite = self.place.suite
        if 'unittest' in suite:
            return [os.path.join(common.HERE, 'outcomes.py'), self.file] + (only or suite['unittest'])
        words = [word for name in suite.get('plugins', []) for word in ('-p', name)]
        if any(word.startswith(('pytest-asyncio', 'pytest-aiohttp')) for word in suite['needs']):
            words += ['-o', 'asyncio_mode=' + suite.get('mode', 'auto')]
        return PYTEST + ['--junitxml', self.file] + words + (only or suite['run'])

    def read(self):
        if 'unittest' in self.place.suite:
            with open(self.file) as file:
                return json.load(file)
        outcomes = {}
        for case in xml.etree.ElementTree.parse(self.file).iter('testcase'):
            words = [child.tag for child in case if child.tag in ('failure', 'error', 'skipped')]
            name = case.get('classname', '') + '::' + case.get('name', '')
            outcomes[name] = {'failure': 'failed', 'error': 'error', 'skipped': 'skipped'}[words[0]] if words else \
                outcomes.get(name, 'passed')
        return outcomes

    def count(self):
        values = list(self.outcomes.values())
        return {word: values.count(word) for word in ('passed', 'failed', 'error', 'skipped') if word in values}

    def keep_text(self, name):
        with open(os.path.join(self.place.folder, name + '.log'), 'w') as file:
            file.write(self.text)
        return self


def watched(place, file, only=(), options=()):
    prefix = [libraries.find_taskloss(), 'watch', '--no-results', '--json', file] + list(options) + ['--']
    return Run(place, prefix, only=only)


# ---- what differs ----

def selector(place, name):
    """What a runner is told to run this test alone; None where that cannot be told."""
    if 'unittest' in place.suite:
        return [name]
    module, _, test = name.partition('::')
    words = module.split('.')
    for count in range(len(words), 0, -1):
        path = '/'.join(words[:count]) + '.py'
        if os.path.exists(os.path.join(place.tests, path)):
            return ['::'.join([path] + words[count:] + [test])]
    return None


def differs_alone(place, name, scratch):
    """Does a test come out differently, time after time, when it is watched?"""
    only = selector(place, name)
    if only is None:
        return True
    plain = [Run(place, only=only).outcomes.get(name) for _ in range(TIMES)]
    under = [watched(place, scratch, only).outcomes.get(name) for _ in range(TIMES)]
    return sorted(map(str, plain)) != sorted(map(str, under))


def differences(place, plain, under, scratch):
    """Those that differ in one run each, and of them those that do so again and again."""
    names = sorted(name for name in set(plain) | set(under) if plain.get(name) != under.get(name))
    if len(names) > 40:
        return names, names
    return names, [name for name in names if differs_alone(place, name, scratch)]


# ---- what was found ----

def confirm(place, findings):
    """Which findings a plain Python, collecting at each step, destroys too: theirs get "confirmed"."""
    note = os.path.join(place.folder, 'destroyed')
    tests = sorted({test for finding in findings for test in finding.get('tests', []) if test})
    Run(place, variables=common.plain_variables(note, place.environment.variables.get('PYTHONPATH')), only=tests)
    destroyed = common.read_lines(note)
    for finding in findings:
        finding['confirmed'] = common.is_destroyed(finding, destroyed)


def try_suite(cache, python, name, suite):
    """What a suite gave, as what is kept of it."""
    place = Place(cache, python, name, suite)
    kept = {'name': name, 'python': common.name_of(python)}
    why = place.prepare()
    if why:
        return dict(kept, why=why)
    scratch = os.path.join(place.folder, 'findings.json')
    plain = Run(place).keep_text('plain')
    if not plain.outcomes:
        return dict(kept, version=place.version(), why='its runner made no report: ' + common.last(plain.text))
    under = watched(place, scratch).keep_text('watched')
    with open(scratch) as file:
        document = json.load(file)
    kept.update(version=place.version(), run=suite.get('run') or suite['unittest'], plain=plain.count(),
                watched=under.count(), statuses=[plain.status, under.status], totals=document['watch'],
                findings=document['findings'])
    kept['once'], kept['differ'] = differences(place, plain.outcomes, under.outcomes, scratch)
    if kept['findings']:
        confirm(place, kept['findings'])
    return kept


# ---- a module at a time, where the whole takes long: asyncio's own, and what is asked for by name ----

def modules(place):
    code = ("import os, test.test_asyncio as package; print(*sorted(name[:-3] for name in "
            "os.listdir(package.__path__[0]) if name.startswith('test_') and name.endswith('.py')))")
    status, text = common.bounded(place.environment.program + ['-c', code], place.tests,
                                  dict(os.environ, **place.environment.variables))
    return [name for name in text.split() if 'windows' not in name and 'proactor' not in name] if status == 0 else []


def add_counts(one, other):
    return {word: one.get(word, 0) + other.get(word, 0) for word in ('passed', 'failed', 'error', 'skipped')
            if word in one or word in other}


def add(whole, part):
    """A module's part, to what is kept of those before it."""
    totals = {word: value if isinstance(value, list) else value + whole['totals'][word]
              for word, value in part['totals'].items()}
    run = whole['run'] + [word for word in part['run'] if word not in whole['run']]
    return dict(whole, run=run, plain=add_counts(whole['plain'], part['plain']),
                watched=add_counts(whole['watched'], part['watched']), totals=totals,
                statuses=[max(pair) for pair in zip(whole['statuses'], part['statuses'])],
                **{word: whole[word] + part[word] for word in ('findings', 'once', 'differ')})


def part_of(suite, name, part):
    """The suite with this module alone; what follows the first option goes with each."""
    if name == ASYNCIO:
        return {'needs': [], 'unittest': ['test.test_asyncio.' + part]}
    if 'unittest' in suite:
        return dict(suite, unittest=[part])
    options = [number for number, word in enumerate(suite['run']) if word.startswith('-')]
    return dict(suite, run=[part] + (suite['run'][options[0]:] if options else []))


def try_in_parts(cache, python, name, suite, parts):
    """All modules anew; or those beside the ones that are kept. Each is shown as it ends, and kept."""
    place = Place(cache, python, name, suite)
    earlier = [kept for kept in common.all_kept(cache, 'suite') if parts and 'why' not in kept and
               (kept['name'], kept['python']) == (name, common.name_of(python))]
    whole = earlier[0] if earlier else None
    unmade = [part for part in (whole or {}).get('unmade', []) if part not in parts]
    place.prepare()
    for part in parts or modules(place):
        kept = try_suite(cache, python, name, part_of(suite, name, part))
        show(dict(kept, name=part))
        if 'why' in kept:
            unmade.append(part)
        elif whole is None or kept['run'][0] not in whole['run']:
            whole = kept if whole is None else add(whole, kept)
        if whole is not None:
            common.keep(cache, 'suite', dict(whole, unmade=unmade))
    return dict(whole, unmade=unmade) if whole else {'name': name, 'python': common.name_of(python),
                                                     'why': 'no module of it could be run'}


def words(counts):
    return ', '.join('%d %s' % (count, word) for word, count in counts.items()) or 'nothing'


def show(kept):
    head = '%-14s %-8s' % (kept['name'], kept['python'])
    if 'why' in kept:
        common.say('%s could not be run: %s' % (head, kept['why']))
        return
    totals = kept['totals']
    lines = ['%s: %s, %s (%s)' % ('confirmed' if finding['confirmed'] else 'NOT CONFIRMED', finding['kind'],
                                  common.place_of(finding), ', '.join(finding.get('tests', [])[:2]))
             for finding in kept['findings']]
    lines += ['DIFFERS: ' + name for name in kept['differ']]
    lines += ['differed once: ' + name for name in kept['once'] if name not in kept['differ']]
    common.say('%s %s: unwatched %s, watched %s; %d loops, %d tasks, %d findings%s' % (
        head, kept['version'], words(kept['plain']), words(kept['watched']), totals['loops'], totals['tasks'],
        len(kept['findings']), ''.join('\n    ' + line for line in lines)))


def is_right(kept):
    return not kept['differ'] and all(finding['confirmed'] for finding in kept['findings'])


def run(cache, pythons, names):
    suites = all_suites()
    status = 0
    for name in names or suites:
        name, _, parts = name.partition(':')
        if name not in suites:
            common.stop(2, "no such suite: '%s'; there are %s" % (name, ', '.join(suites)))
        for python in pythons:
            kept = try_in_parts(cache, python, name, suites[name], parts.split(',') if parts else []) \
                if parts or name == ASYNCIO else try_suite(cache, python, name, suites[name])
            show(kept)
            common.keep(cache, 'suite', kept)
            status = max(status, 3 if 'why' in kept else 0 if is_right(kept) else 1)
    return status
