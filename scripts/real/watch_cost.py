"""What watching costs: pairs in turn, unwatched and watched, and the median of the pairs' ratios."""
import json
import os
import re
import socket
import statistics
import subprocess
import threading
import time

import common
import watch_suites

PAIRS = 7
FOLDER = os.path.join(common.HERE, 'cost')
SUITES = ['async-lru', 'janus']


def in_pairs(measure):
    """The ratios watched to unwatched of some pairs, each in the other order than the last."""
    pairs = []
    for number in range(PAIRS):
        values = {}
        for is_watched in (False, True) if number % 2 else (True, False):
            values[is_watched] = measure(prefix(is_watched))
        pairs.append((values[False], values[True]))
    return pairs


def prefix(is_watched):
    return [common.libraries.find_taskloss(), 'watch', '--no-results', '--'] if is_watched else []


def variables(place):
    return dict(os.environ, **place.environment.variables)


# ---- what is measured ----

def seconds_of_suite(place):
    def measure(words):
        began = os.times()
        watch_suites.Run(place, words)
        ended = os.times()
        return ended.children_user + ended.children_system - began.children_user - began.children_system
    return measure


def nanoseconds_a_task(place):
    def measure(words):
        done = subprocess.run(words + place.environment.program + [os.path.join(FOLDER, 'make_tasks.py')],
                              env=variables(place), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return float(done.stdout)
    return measure


def echo_client(port, end, counts):
    done = 0
    with socket.create_connection(('127.0.0.1', port)) as connection:
        while time.monotonic() < end:
            connection.sendall(b'hello, server\n')
            connection.recv(100)
            done += 1
    counts.append(done)


def microseconds_a_request(place, loop):
    """By time that the server computes: what clients on the same machine do does not count."""
    def measure(words):
        process = subprocess.Popen(words + place.environment.program + [os.path.join(FOLDER, 'echo.py'), loop],
                                   env=variables(place), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        port, counts = int(process.stdout.readline()), []
        threads = [threading.Thread(target=echo_client, args=(port, time.monotonic() + 3, counts))
                   for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        out = process.communicate(b'end\n')[0]
        return float(re.search(rb'[\d.]+', out).group()) * 1e6 / sum(counts)
    return measure


# ---- what is said ----

def summed_up(name, python, unit, pairs):
    ratios = sorted(watched / bare for bare, watched in pairs)
    return {'name': name, 'python': common.name_of(python), 'unit': unit, 'pairs': pairs,
            'unwatched': statistics.median(pair[0] for pair in pairs),
            'watched': statistics.median(pair[1] for pair in pairs),
            'more': statistics.median(watched - bare for bare, watched in pairs),
            'ratio': statistics.median(ratios), 'low': ratios[1], 'high': ratios[-2]}


def show(kept):
    common.say('%-22s %-8s unwatched %.4g, watched %.4g %s; ratio %.3f (%.3f to %.3f)' % (
        kept['name'], kept['python'], kept['unwatched'], kept['watched'], kept['unit'], kept['ratio'], kept['low'],
        kept['high']))


def measures(cache, python):
    """Rows: name, unit, measure; or why there is none."""
    suites = watch_suites.all_suites()
    place = common.Place(cache, python, 'cost')
    why = place.once(lambda: place.install(['uvloop']))
    yield 'making a task', 'ns a task', nanoseconds_a_task(place)
    yield 'echo server', 'µs of the server a request', microseconds_a_request(place, 'asyncio')
    if not why:
        yield 'echo server, uvloop', 'µs of the server a request', microseconds_a_request(place, 'uvloop')
    for name in SUITES:
        place = watch_suites.Place(cache, python, name, suites[name])
        if not place.prepare():
            yield 'suite of ' + name, 's computed', seconds_of_suite(place)


def run(cache, pythons, names):
    for python in pythons:
        for name, unit, measure in measures(cache, python):
            if names and name not in names:
                continue
            kept = summed_up(name, python, unit, in_pairs(measure))
            show(kept)
            common.keep(cache, 'cost', kept)
    return 0
