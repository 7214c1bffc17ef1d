"""Compares two PNG files as one sees them: compare.py A B. 0: alike; 1: they differ, and where.

Fonts and gnuplot's versions draw a letter a little otherwise. So both are looked at through squares
of 12 by 12 pixels: an average that differs much, in more than a few squares, is a difference. Of a
long picture the top is looked at.
"""
import struct
import sys
import zlib

SQUARE = 12
MUCH = 40  # of 255
FEW = 0.01
TOP = 600  # lines


def unfilter(data, width, height, step):
    lines, before, at = [], bytearray(width * step), 0
    for _ in range(height):
        kind, line = data[at], bytearray(data[at + 1:at + 1 + width * step])
        at += 1 + width * step
        for i in range(len(line)):
            left = line[i - step] if i >= step else 0
            up, corner = before[i], before[i - step] if i >= step else 0
            if kind == 1:
                line[i] = (line[i] + left) & 255
            elif kind == 2:
                line[i] = (line[i] + up) & 255
            elif kind == 3:
                line[i] = (line[i] + (left + up) // 2) & 255
            elif kind == 4:
                guess = left + up - corner
                a, b, c = abs(guess - left), abs(guess - up), abs(guess - corner)
                line[i] = (line[i] + (left if a <= b and a <= c else up if b <= c else corner)) & 255
        lines.append(line)
        before = line
    return lines


def read(path):
    """Its size and its lines, a triple of bytes a pixel."""
    data = open(path, "rb").read()
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        sys.exit("%s is no PNG" % path)
    at, body, palette = 8, b"", None
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at:at + 8])
        part = data[at + 8:at + 8 + length]
        if name == b"IHDR":
            width, height, depth, color = struct.unpack(">IIBB", part[:10])
        elif name == b"PLTE":
            palette = part
        elif name == b"IDAT":
            body += part
        at += 12 + length
    if depth != 8 or color not in (2, 3, 6):
        sys.exit("%s: a PNG of %d bits and kind %d" % (path, depth, color))
    step = {2: 3, 3: 1, 6: 4}[color]
    seen = min(height, TOP)
    data = zlib.decompressobj().decompress(body, seen * (1 + width * step))
    lines = unfilter(data, width, seen, step)
    if color == 3:
        lines = [b"".join(palette[3 * i:3 * i + 3] for i in line) for line in lines]
        step = 3
    return width, height, lines, step


def squares(picture):
    width, _, lines, step = picture
    for top in range(0, len(lines) - SQUARE + 1, SQUARE):
        rows = lines[top:top + SQUARE]
        for left in range(0, width - SQUARE + 1, SQUARE):
            cut = [row[left * step:(left + SQUARE) * step] for row in rows]
            yield left, top, [sum(sum(row[c::step]) for row in cut) / SQUARE ** 2 for c in range(3)]


def main():
    a, b = read(sys.argv[1]), read(sys.argv[2])
    if a[:2] != b[:2]:
        sys.exit("%s is %d x %d, %s %d x %d" % (sys.argv[1], a[0], a[1], sys.argv[2], b[0], b[1]))
    pairs = list(zip(squares(a), squares(b)))
    other = [x[:2] for x, y in pairs if max(abs(i - j) for i, j in zip(x[2], y[2])) > MUCH]
    if len(other) > FEW * len(pairs):
        sys.exit("%s and %s differ in %d of %d squares, first at %d, %d"
                 % (sys.argv[1], sys.argv[2], len(other), len(pairs), *other[0]))


main()
