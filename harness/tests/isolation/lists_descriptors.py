"""It counts the descriptors that it has, as a list of them tells.

id: lists
job: none
guards: bare
source: own
"""
import os


def program(trial):
    for folder in '/proc/self/fd', '/dev/fd':
        trial.note('listed', len(os.listdir(folder)) + len(list(os.scandir(folder))))
