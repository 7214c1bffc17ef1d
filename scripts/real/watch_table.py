"""results/watch.md, of what the other parts have seen."""
import os

import common
import watch_known
import watch_servers
import watch_suites

HEAD = """# Real programs under `taskloss watch`

Written by `scripts/watch-real table` of what `scripts/watch-real suites`, `servers`, `known` and `cost` saw on
one machine. A finding is *confirmed* where the same program, unwatched, on a plain Python that collects all the
time, destroys a task of the same coroutine: asyncio itself says "Task was destroyed but it is pending!".
"""


MARKS = {}  # of builds of the library: what stands behind a name


def table(heads, rows):
    lines = ['| ' + ' | '.join(heads) + ' |', '|' + '---|' * len(heads)]
    lines += ['| ' + ' | '.join(str(cell).replace('|', '\\|').replace('\n', ' ') for cell in row) + ' |' for row in rows]
    return '\n'.join(lines) + '\n'


def order(kept):
    return [kept['name'], [int(word) for word in kept['python'].rstrip('d').split('.')]]


def mark_builds(cache):
    """Rows of any other build of the library than the most frequent get a sign."""
    seen = [kept.get('build', '?') for kind in ('suite', 'server', 'known', 'cost')
            for kept in common.all_kept(cache, kind) if 'why' not in kept]
    first = max(set(seen) - {'?'}, key=seen.count, default='?')
    MARKS.update({build: ' †' for build in seen if build != first})
    return '† seen with another build of the library than the others.\n' if MARKS else ''


def marked(kept):
    return kept['name'] + MARKS.get(kept.get('build', '?'), '')


def confirmed(findings):
    return sum(finding['confirmed'] for finding in findings)


# ---- suites ----

def part_of(kept):
    words = [word.split('/')[-1] for word in kept['run']]
    if kept['name'] == watch_suites.ASYNCIO:
        return '%d modules of `test.test_asyncio`' % len(words)
    return '' if words in (['tests'], ['unittests']) else '`%s`' % ' '.join(words)


def suite_row(kept):
    totals, findings = kept['totals'], kept['findings']
    return [marked(kept), kept['version'], kept['python'], watch_suites.words(kept['plain']),
            'the same' if kept['watched'] == kept['plain'] else watch_suites.words(kept['watched']),
            len(kept['differ']), totals['loops'], totals['tasks'],
            len(findings) if totals['loops'] or findings else 'no loop was seen', confirmed(findings)]


def suites(cache):
    all_kept = sorted(common.all_kept(cache, 'suite'), key=order)
    ran = [kept for kept in all_kept if 'why' not in kept]
    text = ['## Test suites\n',
            'Each suite ran once unwatched and once watched; a test that came out differently ran again alone, '
            '%d times each way: *differ* counts those that still did. Where no loop was seen, `watch` exits with '
            '3: that is no finding of nothing.\n' % watch_suites.TIMES,
            table(['suite', 'version', 'Python', 'unwatched', 'watched', 'differ', 'loops', 'tasks', 'findings',
                   'confirmed'], map(suite_row, ran))]
    parts = {kept['name'] + (' on ' + kept['python'] if kept['name'] == watch_suites.ASYNCIO else ''): part_of(kept)
             for kept in ran if part_of(kept)}
    text += ['Of these, a part ran:\n' if parts else '']
    text += ['- %s: %s' % item for item in parts.items()]
    text += ['- %s on %s without %s, which did not come to their end' % (kept['name'], kept['python'],
                                                                       ', '.join(kept['unmade']))
             for kept in ran if kept.get('unmade')]
    text += ['']
    whys = {name: ' (%s)' % suite['differs'] for name, suite in watch_suites.all_suites().items() if 'differs' in suite}
    text += ['- %s on %s: test %s differs%s' % (kept['name'], kept['python'], name, whys.get(kept['name'], ''))
             for kept in ran for name in kept['differ']]
    text += ['- %s on %s: %s, made at %s, %s' % (
        kept['name'], kept['python'], finding['kind'], common.place_of(finding),
        'confirmed' if finding['confirmed'] else 'not confirmed') for kept in ran for finding in kept['findings']]
    text += ['- %s on %s could not be run: %s' % (kept['name'], kept['python'], kept['why'])
             for kept in all_kept if 'why' in kept]
    return text


# ---- servers ----

def server_row(kept):
    totals = kept['totals']
    return [marked(kept), kept['python'], sum(kept['answered'].values()), totals['processes'], totals['tasks'],
            totals['exposed'], len(kept['found']), len(kept['missed']), len(kept['false']), len(kept['unconfirmed'])]


def servers(cache):
    ran = [kept for kept in sorted(common.all_kept(cache, 'server'), key=order) if 'why' not in kept]
    names = watch_servers.job_names()
    lost = [name for name in names if name.startswith('lost_')]
    return ['\n## Servers under load\n',
            'Their handlers drop %d kinds of jobs that can be lost (%s) and %d that look alike and cannot be (%s; '
            'FastAPI\'s BackgroundTasks too): `scripts/real/servers/jobs.py`. *Missed*: can be lost, and was not found. '
            '*False*: found, and cannot be lost ("elsewhere": it was destroyed, and where it waited is not known). Whether a '
            'plain collection meets a job is chance: *not confirmed* is not refuted.\n' % (
                len(lost), ', '.join(name[5:] for name in lost), len(names) - len(lost),
                ', '.join(name[5:] for name in names if name not in lost)),
            table(['server', 'Python', 'requests', 'processes', 'tasks', 'held by nobody', 'jobs found', 'missed',
                   'false', 'not confirmed'], map(server_row, ran))] + [
                '- %s on %s: %s' % (kept['name'], kept['python'], ', '.join(
                    '%s %s' % (word, job) for word in ('false', 'unconfirmed') for job in kept[word]))
                for kept in ran if kept['false'] or kept['unconfirmed']]


# ---- reported losses ----

def known_row(kept):
    places = sorted({common.place_of(finding) for finding in kept['findings']})
    return ['[%s](%s)' % (marked(kept), kept['report']), kept['python'], kept['made'] or 'mended: none',
            '; '.join(places) or 'none', 'yes' if watch_known.is_right(kept) else 'NO']


def known(cache):
    ran = [kept for kept in sorted(common.all_kept(cache, 'known'), key=order) if 'why' not in kept]
    return ['\n## Losses that were reported\n',
            'Programs that meet them: `scripts/real/known/`. *Reported* is where the report says that the task is made.\n',
            table(['library', 'Python', 'reported', 'found, made at', 'as it should be'], map(known_row, ran))]


# ---- cost ----

def cost_row(kept):
    return [marked(kept), kept['python'], '%.4g' % kept['unwatched'], '%.4g' % kept['watched'], kept['unit'],
            '%+.1f %%' % ((kept['ratio'] - 1) * 100),
            '%+.1f to %+.1f %%' % ((kept['low'] - 1) * 100, (kept['high'] - 1) * 100)]


def cost(cache):
    ran = sorted(common.all_kept(cache, 'cost'), key=order)
    return ['\n## What watching costs\n',
            'Pairs in turn, unwatched and watched; the median of their ratios, and the range that holds half '
            'of them: where that is wide, the machine was not quiet, and the figure is no measurement.\n',
            table(['what', 'Python', 'unwatched', 'watched', 'unit', 'more', 'range'], map(cost_row, ran))]


def write(cache):
    text = [HEAD, mark_builds(cache)] + suites(cache) + servers(cache) + known(cache) + cost(cache)
    path = os.path.join(common.ROOT, 'results', 'watch.md')
    with open(path, 'w') as file:
        file.write('\n'.join(text))
    common.say(path)
    return 0
