"""What watching costs: pairs in turn, unwatched and watched, and the median of the pairs' ratios."""
import os
import socket
import statistics
import subprocess
import threading
import time

import common
import watch_suites

PAIRS = 7
SERVERS, BURSTS = 5, 12  # two servers, side by side, each anew so often; so many bursts of requests to each
BURST_SECONDS, CLIENTS = 0.25, 4
FOLDER = os.path.join(common.HERE, 'cost')
SUITES = ['async-lru', 'janus', 'aiojobs']


def in_turn(count):
    """Which of a pair comes first, and which then: the other way round each time."""
    for number in range(count):
        yield (False, True) if number % 2 else (True, False)


def in_pairs(measure):
    """The unwatched value and the watched one, of some pairs."""
    pairs = []
    for order in in_turn(PAIRS):
        values = {is_watched: measure(prefix(is_watched)) for is_watched in order}
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


class On:
    """On one processor: what is started meanwhile stays there."""

    def __init__(self, number):
        self.all = os.sched_getaffinity(0)
        self.one = {sorted(self.all)[number % len(self.all)]}

    def __enter__(self):
        os.sched_setaffinity(0, self.one)

    def __exit__(self, *_):
        os.sched_setaffinity(0, self.all)


class EchoServer:
    def __init__(self, place, loop, words):
        with On(0):
            self.start(place, loop, words)

    def start(self, place, loop, words):
        self.process = subprocess.Popen(words + place.environment.program + [os.path.join(FOLDER, 'echo.py'), loop],
                                        env=variables(place), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        self.port = int(self.process.stdout.readline())

    def computed(self):
        self.process.stdin.write(b'\n')
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def microseconds_a_request(self):
        """By time that the server computes: what clients on the same machine do does not count."""
        began, counts, end = self.computed(), [], time.monotonic() + BURST_SECONDS
        threads = [threading.Thread(target=echo_client, args=(self.port, end, counts)) for _ in range(CLIENTS)]
        with On(1):
            for thread in threads:
                thread.start()
        for thread in threads:
            thread.join()
        return (self.computed() - began) * 1e6 / sum(counts)

    def end(self):
        self.process.communicate()


def pairs_of_bursts(place, loop):
    """Two servers at a time, of which one is busy: what else the machine does meets both alike. The first bursts,
    in which looking is free, do not count."""
    pairs = []
    for order in in_turn(SERVERS):
        servers = {is_watched: EchoServer(place, loop, prefix(is_watched)) for is_watched in order}
        for number, order in enumerate(in_turn(BURSTS + 1)):
            values = {is_watched: servers[is_watched].microseconds_a_request() for is_watched in order}
            if number > 0:
                pairs.append((values[False], values[True]))
        for server in servers.values():
            server.end()
    return pairs


# ---- what is said ----

def summed_up(name, python, unit, pairs):
    ratios = sorted(watched / bare for bare, watched in pairs)
    quarter = len(ratios) // 4
    return {'name': name, 'python': common.name_of(python), 'unit': unit, 'pairs': pairs,
            'unwatched': statistics.median(pair[0] for pair in pairs),
            'watched': statistics.median(pair[1] for pair in pairs),
            'more': statistics.median(watched - bare for bare, watched in pairs),
            'ratio': statistics.median(ratios), 'low': ratios[quarter], 'high': ratios[-1 - quarter]}


def show(kept):
    common.say('%-22s %-8s unwatched %.4g, watched %.4g %s; ratio %.3f (half of %d pairs: %.3f to %.3f)' % (
        kept['name'], kept['python'], kept['unwatched'], kept['watched'], kept['unit'], kept['ratio'],
        len(kept['pairs']), kept['low'], kept['high']))


def measures(cache, python):
    """Rows: name, unit, and what gives the pairs."""
    suites = watch_suites.all_suites()
    place = common.Place(cache, python, 'cost')
    why = place.once(lambda: place.install(['uvloop']))
    yield 'making a task', 'ns a task', lambda: in_pairs(nanoseconds_a_task(place))
    yield 'echo server', 'µs of the server a request', lambda: pairs_of_bursts(place, 'asyncio')
    if not why:
        yield 'echo server, uvloop', 'µs of the server a request', lambda: pairs_of_bursts(place, 'uvloop')
    for name in SUITES:
        place = watch_suites.Place(cache, python, name, suites[name])
        if not place.prepare():
            yield 'suite of ' + name, 's computed', lambda place=place: in_pairs(seconds_of_suite(place))


def run(cache, pythons, names):
    for python in pythons:
        for name, unit, pairs in measures(cache, python):
            if names and name not in names:
                continue
            kept = summed_up(name, python, unit, pairs())
            show(kept)
            common.keep(cache, 'cost', kept)
    return 0
