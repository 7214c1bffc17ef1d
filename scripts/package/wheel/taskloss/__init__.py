"""The program taskloss, installed as a Python package: `python -m taskloss`, or the command `taskloss`."""
