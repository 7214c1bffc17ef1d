"""Starts the program in place of this Python."""
import os
import sys


def main():
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'bin', 'taskloss')
    os.execv(program, [program] + sys.argv[1:])


if __name__ == '__main__':
    main()
