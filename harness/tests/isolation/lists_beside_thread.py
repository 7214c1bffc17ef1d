"""A thread waits, and it is looked at whether time may pass: what that opens is in no list of descriptors.

id: lists_more
job: none
varied: none
unwinder: all
guards: bare
source: own
"""
import os
import threading
import time

done = threading.Event()


def work():
    while not done.is_set():
        time.sleep(0.001)


def program(trial):
    with open("/proc/self/maps") as maps:
        trial.note("unwinder", "/libgcc_s" in maps.read())  # else it is loaded as the thread ends
    thread = threading.Thread(target=work)
    thread.start()
    counts = {len(os.listdir("/proc/self/fd")) for _ in range(5000)}
    done.set()
    thread.join()
    trial.note("varied", len(counts) - 1)
