"""A case file, imported anew for each trial."""
import os
import sys
import types

import _taskloss


class CaseError(Exception):
    """The case file breaks the contract."""
    __module__ = 'builtins'  # shown by its bare name


def as_utf8(text):
    """Whatever it holds: surrogates and zeros as escapes."""
    return text.encode('utf-8', 'backslashreplace').decode().replace('\0', '\\x00')


def told_whole(what, text):
    """A text that must not be changed on its way."""
    if not isinstance(text, str) or text == '' or as_utf8(text) != text:
        raise CaseError('%s is no text: %r' % (what, text))
    return text


class Case:
    """A case file. Imported once in the zygote, so that what it imports is there; then once more in each
    trial, so that its globals, and the sockets and files it opens, are the trial's own."""

    def __init__(self, path):
        with open(path, 'rb') as file:
            self.code = compile(file.read(), path, 'exec', dont_inherit=True)
        self.path = path
        self.name = os.path.splitext(os.path.basename(path))[0]

    def fresh(self):
        module = types.ModuleType(self.name)
        module.__file__ = self.path
        sys.modules[self.name] = module
        exec(self.code, module.__dict__)
        return module


def load(path):
    case = Case(path)
    sys.path.insert(0, os.path.dirname(path))
    module = case.fresh()
    for job_code in _codes_named_job(case.code):
        _taskloss.job_function(job_code, '')
    if not any(callable(getattr(module, shape, None)) for shape in ('program', 'main', 'job')):
        raise CaseError('it defines none of job, main and program')
    return case


def _codes_named_job(code):
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            if constant.co_name == 'job':
                yield constant
            yield from _codes_named_job(constant)
