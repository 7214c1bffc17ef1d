"""What is measured. Each part gives samples by name: numbers of things run in turn."""
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from subjects import CASES, HERE, ROOT

TRIAL = os.path.join(CASES, 'event_in_weak_registry.py')
FRONT = os.path.join(CASES, 'future_of_nobody.py')
MANY = os.path.join(ROOT, 'harness', 'tests', 'many', 'kept_but_some.py')


def median(values):
    return statistics.median(values) if values else None


def together(above, below):
    """Ratios of two lists of samples that were taken in turn."""
    return [a / b for a, b in zip(above, below) if a and b]


# ---- a trial alone ----

def lines_of(subject):
    output = subprocess.run(subject.worker + ['--bench', TRIAL], stdout=subprocess.PIPE, check=True).stdout
    for line in output.decode().splitlines():
        yield {key: int(value) for key, value in (word.split('=') for word in line.split())}


def trial_alone(subject, options):
    """Of each round the medians, and one plain process for each of seven."""
    out = {'hooks': [], 'fork / bare fork': [], 'snapshot / bare fork': [], 'fresh / fork': [], 'fresh / snapshot': []}
    for _ in range(options.rounds):
        lines = list(lines_of(subject))
        fork, snapshot, bare = (median([line[key] for line in lines if line.get(key, -1) >= 0])
                                for key in ('trial_us', 'snapshot_us', 'fork_us'))
        fresh = median([taken * 1e6 for taken in (subject.time([os.path.join(HERE, 'trial.py'), TRIAL])
                                                  for _ in range(7)) if taken]) if subject.plain() else None
        out['hooks'] += [median([line['hooked_us'] / line['unhooked_us'] for line in lines if 'hooked_us' in line])]
        for name, above, below in (('fork / bare fork', fork, bare), ('snapshot / bare fork', snapshot, bare),
                                   ('fresh / fork', fresh, fork), ('fresh / snapshot', fresh, snapshot)):
            out[name] += [above / below] if above and below else []
        out.setdefault('snapshot_us', []).append(snapshot or fork)
    return out


# ---- pytest: what one more test takes ----

def time_of_test(subject, folder, *words):
    few, many = 5, 45
    taken = [subject.time(['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-k', 'not no_trial', *words,
                           os.path.join(HERE, 'test_trial.py')],
                          PYTHONPATH=folder, BENCH_CASE=TRIAL, BENCH_TESTS=str(count), PYTHONDONTWRITEBYTECODE='1')
             for count in (few, many)]
    return (taken[1] - taken[0]) / (many - few) if all(taken) and taken[1] > taken[0] else None


def against_pytest(subject, options, alone):
    folder = subject.pytest() if subject.plain() else None
    out = {'pytest --forked / snapshot': [], 'pytest / snapshot': []}
    for us in alone['snapshot_us'] if folder else []:
        for name, words in (('pytest --forked / snapshot', ['--forked']), ('pytest / snapshot', [])):
            taken = time_of_test(subject, folder, *words)
            out[name] += [taken * 1e6 / us] if taken else []
    return out


# ---- through the front door ----

def run(options, subject, words, command='run'):
    """Seconds, and the seconds of each trial with its control, which neither the start nor the store is in."""
    with tempfile.TemporaryDirectory() as results:
        began = time.perf_counter()
        done = subprocess.run([options.taskloss, command, '-q', '--results', results, '--python', subject.path,
                               '--isolation', 'snapshot', *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE)
        taken = time.perf_counter() - began
        if done.returncode not in (0, 1, 3):
            sys.exit('bench: %s: %s' % (' '.join(words), done.stderr.decode(errors='replace').strip()))
        database = sqlite3.connect(os.path.join(results, 'taskloss.sqlite'))
        trials = [us / 1e6 for us, in database.execute('SELECT wall_us FROM trials ORDER BY id')]
        database.close()
    return taken, trials


def front_door(subject, options):
    """How many fresh processes take as long as a thousand trials take each, of a thousand."""
    out = {'fresh / trial of a run': []}
    for _ in range(options.rounds if subject.plain() else 0):
        taken, trials = run(options, subject, [FRONT, '--guard', 'bare', '--trials', str(options.trials), '-j1'])
        fresh = median([one for one in (subject.time([os.path.join(HERE, 'trial.py'), FRONT]) for _ in range(7))
                        if one])
        out['fresh / trial of a run'] += [fresh * len(trials) / taken] if fresh and trials else []
    return out


def oracle(subject, options):
    out = {'oracle': []}
    words = [TRIAL, '--guard', 'bare', '--trials', '60', '-j1', '--pressure', 'step']
    for _ in range(options.rounds):
        looks, none = (run(options, subject, words + ['--oracle', where])[1] for where in ('control', 'off'))
        out['oracle'] += [median(looks) / median(none)]
    return out


def workers(subject, options):
    """Trials a second, of eight cells."""
    cells = ['a31', 'a33', 'b01', 'b02', 'e17', 'e19', 'a29', 'a30']
    out = {}
    for _ in range(options.rounds):
        for count in (1, 2, 4):
            taken, trials = run(options, subject, [*cells, '--guard', 'bare', '--trials', str(options.trials // 8),
                                                   '-j%d' % count])
            out.setdefault('trials/s -j%d' % count, []).append(len(trials) / taken)
    return out


# ---- a whole check ----

def programs(subject, options):
    """The files of the cases that it can run, as check has them; a share of them where that is enough."""
    listed = subprocess.run([options.taskloss, 'run', '--list', '--python', subject.path, '--guard', 'bare,set'],
                            stdout=subprocess.PIPE).stdout.decode().split('\n')
    ids = sorted({line.split(' ')[1] for line in listed if line})[::options.each]
    cases = json.loads(subprocess.run([options.taskloss, 'cases', '--json'], stdout=subprocess.PIPE).stdout.decode())
    files = {case['id']: case['file'] for case in cases['cases']}
    return ids, [files[one] for one in ids]


def check(subject, options):
    """Against one plain process for each of its trials and controls, that runs the program once."""
    ids, files = programs(subject, options)
    with open(os.path.join(ROOT, 'harness', 'driver', 'command', 'case_program.py')) as file:
        program = file.read()
    taken, trials = run(options, subject, [*ids, '-j1'], 'check')
    began = time.perf_counter()
    for path in files:
        subprocess.run(subject.plain() + ['-c', program, path, '4'], env=subject.environment(), timeout=60,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    each = (time.perf_counter() - began) / len(files)
    return {'processes / check': [2 * len(trials) * each / taken], 'check, s': [taken]}


# ---- many jobs ----

def peak_mb():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def many_jobs(subject, options, count):
    """Seconds of a trial with its control, and the MiB that the larger of both had at its peak."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _, trials = run(options, subject, [MANY, '--guard', 'bare', '--jobs', str(count), '--memory', '8192',
                                               '-j1', '--pressure', 'step=9', '--isolation', 'fork'])
            os.write(writer, json.dumps([count, trials[0] if trials else None, peak_mb()]).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        text = told.read()
    os.waitpid(child, 0)
    return json.loads(text)
