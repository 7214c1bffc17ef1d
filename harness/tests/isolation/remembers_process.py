"""What it leaves in a file tells a later trial whether that is the same process: by fork never.

id: remembers
job: none
guards: bare
source: own
"""
import os

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'processes')


def program(trial):
    with open(FILE, 'a+') as file:
        file.seek(0)
        trial.note('was_here', '%d ' % os.getpid() in file.read())
        file.write('%d ' % os.getpid())
