"""Is the Python that started the one that was asked for?

Compared are folders as they really are, so that a link to the right one is right.
"""
import asyncio
import os
import sys


def _shown(path):
    return path.encode('utf-8', 'backslashreplace').decode().replace('\n', '\\n')


def _same(asked, got):
    return os.path.realpath(asked) == os.path.realpath(got)


def difference(home, stdlib):
    """One line, or '' if all is as asked; each folder may be None."""
    got = os.path.dirname(os.path.dirname(os.path.abspath(asyncio.__file__)))
    if stdlib is not None and not _same(stdlib, got):
        return ("asked for the standard library of %s, got asyncio from %s: "
                "name the Python by a folder that has its own, or mend this one"
                % (_shown(stdlib), _shown(got)))
    if home is None:
        return ''
    prefix, _, exec_prefix = home.partition(os.pathsep)
    for asked, got in (prefix, sys.prefix), (exec_prefix or prefix, sys.exec_prefix):
        if not _same(asked, got):
            return ("asked for the prefix %s, got %s: name the Python by the prefix it has, "
                    "or mend what leads it there" % (_shown(asked), _shown(got)))
    return ''
