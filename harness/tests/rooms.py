"""Reads every #include "..." of harness/ and says which of them the rooms do not allow.

    rooms.py SOURCE

The rooms, and what each names, are taken from the CMakeLists.txt files: room(), and where a target
says so itself, target_link_libraries() and -iquote. A file may include headers of its own room, of
those its room names, and of those that these name. No files, no modules and no folders include each
other in a circle. Status 1: something does, a line each.
"""
import collections
import pathlib
import re
import sys

COMMAND = re.compile(r"(\w+)\s*\(((?:[^()\"]|\"[^\"]*\"|\([^()]*\))*)\)")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]*)"', re.MULTILINE)
IQUOTE = re.compile(r'"SHELL:-iquote \$\{CMAKE_CURRENT_SOURCE_DIR\}/?([^"]*)"')


class Room:
    def __init__(self, name):
        self.name = name
        self.folders = []  # its own one first
        self.named = []


def commands(file):
    """Each command of a CMakeLists.txt, with its words."""
    text = re.sub(r"#.*", "", file.read_text())
    for name, words in COMMAND.findall(text):
        yield name, words.split(), words


def add_words(room, words):
    room.named += [word for word in words if word not in ("PUBLIC", "PRIVATE", "INTERFACE")]


def read_file(file, rooms, own):
    """`own` gets the files that an executable has for itself, each with it: it sees what that does.
    """
    here, variables = file.parent, {}
    for name, words, text in commands(file):
        if name == "set":
            variables["${" + words[0] + "}"] = words[1:]
        elif name == "add_executable":
            sources = [source for word in words[1:] for source in variables.get(word, [word])]
            own.update({here / source: rooms[words[0]] for source in sources})
        elif name == "room" and "${CMAKE_CURRENT_SOURCE_DIR}" not in text:
            room = rooms[words[0]]
            room.folders.insert(0, here / words[1])
            room.named += words[2:]
        elif name == "target_link_libraries":
            add_words(rooms[words[0]], words[1:])
        elif name == "target_compile_options":
            for folder in IQUOTE.findall(text):
                rooms[words[0]].folders.append(here / folder)


class Rooms(dict):
    def __missing__(self, name):
        self[name] = Room(name)
        return self[name]


def read_rooms(source):
    rooms, own = Rooms(), {}
    for file in [source / "CMakeLists.txt", *sorted((source / "harness").rglob("CMakeLists.txt"))]:
        if "tests" not in file.relative_to(source).parts:
            read_file(file, rooms, own)
    return dict(rooms), own


def seen_by(room, rooms):
    """It and the rooms it sees, the nearest first."""
    seen = [room]
    for one in seen:
        seen += [rooms[name] for name in one.named if name in rooms and rooms[name] not in seen]
    return seen


def is_embedded(folder, name):
    """A header that the build makes: jobs_source.h of jobs.py, page_css.h of page.css."""
    stem, _, kind = name.removesuffix(".h").rpartition("_")
    return (folder / f"{stem}.{'py' if kind == 'source' else kind}").exists()


class Reader:
    def __init__(self, source):
        self.source = source
        self.rooms, self.own = read_rooms(source)
        self.room_of = {folder: room for room in self.rooms.values() for folder in room.folders}
        self.faults = []
        self.files = collections.defaultdict(set)  # file -> files
        self.modules = collections.defaultdict(set)  # a header and its source are one
        self.folders = collections.defaultdict(set)

    def short(self, path):
        return str(path.relative_to(self.source))

    def fault(self, text):
        self.faults.append(text)

    def room(self, file):
        return self.own.get(file, self.room_of[file.parent])

    def headers(self, file, name):
        """Those of this name that `file` sees, the compiler's choice first."""
        folders = [folder for room in seen_by(self.room(file), self.rooms)
                   for folder in room.folders]
        if file.parent in folders:
            folders.remove(file.parent)
        return [path for path in (folder / name for folder in [file.parent, *folders])
                if path.exists()]

    def read_include(self, file, name):
        found = self.headers(file, name)
        if "/" in name:
            self.fault(f"{self.short(file)} includes {name}: by a path")
        elif not found and not is_embedded(file.parent, name):
            self.fault(f"{self.short(file)} includes {name}, which room "
                       f"{self.room(file).name} does not see")
        elif found:
            self.files[file].add(found[0])
            if found[0].with_suffix("") != file.with_suffix(""):
                self.modules[file.with_suffix("")].add(found[0].with_suffix(""))
            if found[0].parent != file.parent:
                self.folders[file.parent].add(found[0].parent)

    def read(self):
        for file in sorted((self.source / "harness").rglob("*.[ch]")):
            if "tests" in file.relative_to(self.source).parts:
                continue
            if file.parent not in self.room_of:
                self.fault(f"{self.short(file)} is in no room")
                continue
            for name in INCLUDE.findall(file.read_text()):
                self.read_include(file, name)
        for graph in (self.files, self.modules, self.folders):
            for circle in circles(graph):
                self.fault("a circle: " + " -> ".join(self.short(one) for one in circle))
        return self.faults


def circles(graph):
    """One path for each circle that a walk meets."""
    done, found = set(), []

    def walk(node, path):
        if node in path:
            found.append(path[path.index(node):] + [node])
            return
        if node in done:
            return
        for following in sorted(graph.get(node, ())):
            walk(following, path + [node])
        done.add(node)

    for node in sorted(graph):
        walk(node, [])
    return found


def main():
    reader = Reader(pathlib.Path(sys.argv[1]).resolve())
    faults = reader.read()
    for fault in faults:
        print(fault)
    print(f"{sum(map(len, reader.files.values()))} includes in {len(reader.files)} files of "
          f"{len(set(reader.room_of.values()))} rooms: {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
