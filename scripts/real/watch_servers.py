"""Servers under load, with handlers that drop jobs: is each found that can be lost, and no other?

The jobs are in servers/jobs.py. Each server also runs unwatched, collecting all the time, and asyncio
tells which jobs were destroyed.
"""
import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time

import common

APPS = os.path.join(common.HERE, 'servers')
NEEDS = ['fastapi', 'uvicorn', 'uvloop', 'httptools', 'gunicorn', 'hypercorn', 'aiohttp', 'httpx', 'redis']
ASGI = ['fastapi_app:app', '--log-level', 'warning']
SERVERS = {
    'uvicorn': ['-m', 'uvicorn', '--loop', 'asyncio', '--port', '{port}'] + ASGI,
    'uvicorn, uvloop': ['-m', 'uvicorn', '--loop', 'uvloop', '--port', '{port}'] + ASGI,
    'uvicorn, 2 workers': ['-m', 'uvicorn', '--loop', 'asyncio', '--workers', '2', '--port', '{port}'] + ASGI,
    'uvicorn, uvloop, 2 workers': ['-m', 'uvicorn', '--loop', 'uvloop', '--workers', '2', '--port', '{port}'] + ASGI,
    'gunicorn, uvicorn workers': ['-m', 'gunicorn', '-w', '2', '-k', 'uvicorn.workers.UvicornWorker',
                                  '-b', '127.0.0.1:{port}', '--log-level', 'warning', 'fastapi_app:app'],
    'gunicorn, aiohttp workers': ['-m', 'gunicorn', '-w', '2', '-k', 'aiohttp.GunicornWebWorker',
                                  '-b', '127.0.0.1:{port}', '--log-level', 'warning', 'aiohttp_app:app'],
    'hypercorn': ['-m', 'hypercorn', '-b', '127.0.0.1:{port}', '--log-level', 'warning', 'asgi_app:app'],
    'hypercorn, uvloop': ['-m', 'hypercorn', '-k', 'uvloop', '-b', '127.0.0.1:{port}', '--log-level', 'warning',
                          'asgi_app:app'],
    'aiohttp': ['aiohttp_app.py', '{port}'],
}
MANY = 8, 10   # clients; how often each asks for all jobs
FEW = 2, 3     # where all is slow, as it collects all the time
TRIES = 3      # of the plain Python
SETTLE = 3     # seconds for the last jobs to end


def job_names():
    with open(os.path.join(APPS, 'jobs.py')) as file:
        heads = [line.split()[2] for line in file if line.startswith('async def ')]
    return sorted(head.partition('(')[0] for head in heads if head.startswith(('lost_', 'safe_')))


# ---- load ----

def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


def is_up(port, process):
    for _ in range(600):
        if process.poll() is not None:
            return False
        try:
            socket.create_connection(('127.0.0.1', port), 1).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


def client(port, names, rounds, answered):
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=30)
    for _ in range(rounds):
        for name in names:
            connection.request('GET', '/start/' + name)
            response = connection.getresponse()
            response.read()
            answered[response.status] = answered.get(response.status, 0) + 1
    connection.close()


def put_load_on(port, names, clients, rounds):
    answered = {}
    threads = [threading.Thread(target=client, args=(port, names, rounds, answered)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answered


# ---- one server ----

def serve(place, words, names, prefix, variables, clients, rounds):
    """Its exit status, what it answered, and what it printed; None if it never came up."""
    port = free_port()
    command = list(prefix) + place.environment.program + [word.format(port=port) for word in words]
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE='1', PYTHONWARNINGS='ignore')
    environment.update(place.environment.variables, **variables)
    log = os.path.join(place.folder, 'server.log')
    with open(log, 'wb') as out:
        process = subprocess.Popen(command, cwd=APPS, env=environment, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        up = is_up(port, process)
        answered = put_load_on(port, names, clients, rounds) if up else {}
        time.sleep(SETTLE)
        process.send_signal(signal.SIGTERM)
        try:
            status = process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            status = process.wait()
    return (status, answered) if up else None


def destroyed_plainly(place, words, names):
    note = os.path.join(place.folder, 'destroyed')
    variables = dict(common.plain_variables(note, APPS), TASKLOSS_PLAIN_THREAD='1')
    serve(place, words, names, [], variables, *FEW)
    text = ''.join(map(json.dumps, common.read_lines(note)))
    return {name for name in names if name in text}


def found_by_watch(place, words, names):
    """The jobs found, by kind; the totals; status and answers."""
    file = os.path.join(place.folder, 'findings.json')
    prefix = [common.libraries.find_taskloss(), 'watch', '--no-results', '--json', file, '--']
    done = serve(place, words, names, prefix, {'PYTHONPATH': APPS}, *MANY)
    if done is None:
        return None
    with open(file) as text:
        document = json.load(text)
    found = {}
    for finding in document['findings']:
        own = finding['waiting'][-1]['function'] if finding['waiting'] else 'elsewhere'
        maker = finding['made'][0]['function'] if finding['made'] else ''
        if own not in names and maker in names:
            own = maker  # a task that the job made: shield()'s, say
        found.setdefault(own, {'kinds': set(), 'count': 0, 'made': finding['made'][:1]})
        found[own]['kinds'].add(finding['kind'])
        found[own]['count'] += finding['count']
    return found, document['watch'], done


def try_server(place, name, names):
    kept = {'name': name, 'python': common.name_of(place.python)}
    seen = found_by_watch(place, SERVERS[name], names)
    if seen is None:
        return dict(kept, why='it did not come up')
    found, totals, (status, answered) = seen
    plain = set()
    for _ in range(TRIES):  # whether a collection comes at the right moment is chance
        asked = sorted(set(names) - plain if plain else names)
        if not plain or set(found) - plain:
            plain |= destroyed_plainly(place, SERVERS[name], asked)
    kept.update(status=status, answered=answered, totals=totals, destroyed=sorted(plain), found={
        job: dict(what, kinds=sorted(what['kinds'])) for job, what in found.items()})
    kept['missed'] = sorted(job for job in names if job.startswith('lost_') and job not in found)
    kept['false'] = sorted(job for job in found if not job.startswith('lost_'))
    kept['unconfirmed'] = sorted(job for job in found if job not in plain)
    return kept


def is_right(kept):
    return not kept['missed'] and not kept['false'] and not kept['unconfirmed'] and \
        set(kept['answered']) == {200}


def show(kept):
    head = '%-28s %-8s' % (kept['name'], kept['python'])
    if 'why' in kept:
        common.say('%s could not be run: %s' % (head, kept['why']))
        return
    common.say('%s %s requests, %d processes, %d tasks, %d of them exposed; found %d jobs, confirmed %d%s' % (
        head, kept['answered'], kept['totals']['processes'], kept['totals']['tasks'], kept['totals']['exposed'],
        len(kept['found']), len(set(kept['found']) & set(kept['destroyed'])),
        ''.join('\n    %s: %s' % (word, ', '.join(kept[word])) for word in ('missed', 'false', 'unconfirmed')
                if kept[word])))


def run(cache, pythons, servers):
    names, status = job_names(), 0
    for name in servers:
        if name not in SERVERS:
            common.stop(2, "no such server: '%s'; there are %s" % (name, '; '.join(SERVERS)))
    for python in pythons:
        place = common.Place(cache, python, 'servers')
        why = place.once(lambda: place.install(NEEDS))
        for name in servers or SERVERS:
            kept = {'name': name, 'python': common.name_of(python), 'why': why} if why else try_server(place, name,
                                                                                                       names)
            show(kept)
            common.keep(cache, 'server', kept)
            status = max(status, 3 if 'why' in kept else 0 if is_right(kept) else 1)
    return status
