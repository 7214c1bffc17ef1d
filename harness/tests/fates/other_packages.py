"""How many folders of packages are looked at that are not the virtual environment's.

id: packages
guards: bare
job: none
"""
import os
import sys


def program(trial):
    folders = [path for path in sys.path if os.path.basename(path) in ('site-packages', 'dist-packages')]
    trial.note('others', sum('/venv/' not in path for path in folders))
