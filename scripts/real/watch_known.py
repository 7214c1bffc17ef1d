"""Losses inside libraries that were reported: found on the reported line, and not where they are mended."""
import json
import os

import common

FOLDER = os.path.join(common.HERE, 'known')


def programs():
    with open(os.path.join(FOLDER, 'programs.json')) as file:
        return json.load(file)['programs']


def expected(known, python):
    version = tuple(int(word) for word in python['version'].rstrip('d').split('.'))
    if 'before' in known and version >= tuple(int(word) for word in known['before'].split('.')):
        return None
    return known['made']


def is_made_at(finding, place):
    file, _, function = place.partition(':')
    return any(frame['file'].endswith(file) and frame['function'].split('.')[-1] == function
               for frame in finding['made'])


def try_known(cache, python, known):
    place = common.Place(cache, python, 'known-' + known['name'].replace(' ', '-'))
    kept = {'name': known['name'], 'python': common.name_of(python), 'report': known['report'],
            'made': expected(known, python)}
    why = place.once(lambda: known['needs'] and place.install(known['needs']))
    if why:
        return dict(kept, why=why)
    scratch, note = os.path.join(place.folder, 'findings.json'), os.path.join(place.folder, 'destroyed')
    command = place.environment.program + ['-W', 'ignore', os.path.join(FOLDER, known['program'])]
    environment = dict(os.environ, **place.environment.variables)
    prefix = [common.libraries.find_taskloss(), 'watch', '--no-results', '--json', scratch, '--']
    kept['status'], kept['text'] = common.bounded(prefix + command, place.tests, environment)
    with open(scratch) as file:
        document = json.load(file)
    environment.update(common.plain_variables(note))
    common.bounded(command, place.tests, environment)
    destroyed = common.read_lines(note)
    kept.update(findings=document['findings'], totals=document['watch'])
    for finding in kept['findings']:
        finding['confirmed'] = common.is_destroyed(finding, destroyed)
    return kept


def is_right(kept):
    if kept['made'] is None:
        return not kept['findings']
    return any(is_made_at(finding, kept['made']) and finding['kind'] == 'would-be-lost' and finding['confirmed']
               for finding in kept['findings']) and all(finding['confirmed'] for finding in kept['findings'])


def show(kept):
    head = '%-16s %-8s' % (kept['name'], kept['python'])
    if 'why' in kept:
        common.say('%s could not be run: %s' % (head, kept['why']))
        return
    common.say('%s %s: %s%s' % (head, 'as reported' if is_right(kept) else 'WRONG', kept['made'] or 'none', ''.join(
        '\n    %s: %s, %s' % ('confirmed' if finding['confirmed'] else 'NOT CONFIRMED', finding['kind'],
                              common.place_of(finding)) for finding in kept['findings'])))


def run(cache, pythons, names):
    status = 0
    for known in programs():
        if names and known['name'] not in names:
            continue
        for python in pythons:
            kept = try_known(cache, python, known)
            show(kept)
            common.keep(cache, 'known', kept)
            status = max(status, 3 if 'why' in kept else 0 if is_right(kept) else 1)
    return status
