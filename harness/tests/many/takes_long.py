"""It takes a while, in which nothing happens.

id: many2
job: none
waited: all
guards: bare
source: own
"""
import subprocess


def program(trial):
    subprocess.call(['sleep', '2.3'])
    trial.note('waited', 1)
