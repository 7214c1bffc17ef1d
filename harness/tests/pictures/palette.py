"""Are the colours of the plots and the page told apart by eyes of every kind, and in grey? palette.py [SCRIPT...]

The colours are those of the arrays in the scripts of gnuplot and of the variables in the page's style.
What an eye without one kind of cone sees is reckoned after Machado, Oliveira and Fernandes (2009), a
difference by CIE76. Two that look alike in grey need a second sign: another mark, another dash, or
letters in the cell. 0: all are apart; 1: which are not.
"""
import itertools
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.011820, 0.042940, 0.968881)),
}
APART = 10  # a difference of 2 can be seen where two colours touch
GREY = 8    # of 100, in lightness


def linear(color):
    parts = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)] if len(color) == 7 else \
            [int(part * 2, 16) / 255 for part in color[1:]]
    return [part / 12.92 if part <= .04045 else ((part + .055) / 1.055) ** 2.4 for part in parts]


def lab(light):
    def root(t):
        return t ** (1 / 3) if t > .008856 else 7.787 * t + 16 / 116
    r, g, b = (min(1, max(0, part)) for part in light)
    x = root((.4124 * r + .3576 * g + .1805 * b) / .9505)
    y = root(.2126 * r + .7152 * g + .0722 * b)
    z = root((.0193 * r + .1192 * g + .9505 * b) / 1.089)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(color, eye):
    light = linear(color)
    return lab([sum(k * part for k, part in zip(row, light)) for row in EYES[eye]])


def far(a, b, eye):
    return sum((x - y) ** 2 for x, y in zip(seen(a, eye), seen(b, eye))) ** .5


def alike(names, colors, signs):
    """What cannot be told apart, a line each: by colour, or in grey by lightness or a sign."""
    for (one, a, sign), (other, b, another) in itertools.combinations(zip(names, colors, signs), 2):
        for eye in EYES:
            if far(a, b, eye) < APART:
                yield "%s and %s, %s: only %.1f apart" % (one, other, eye, far(a, b, eye))
        if sign == another and abs(seen(a, "normal")[0] - seen(b, "normal")[0]) < GREY:
            yield "%s and %s, in grey: nothing else tells them apart" % (one, other)


def array(text, name):
    return [re.findall(r"'([^']*)'", body) or body.split(", ")
            for body in re.findall(r"array %s\[\w+\] = \[(.*)\]" % name, text)]


def of_script(text):
    """Each set of colours that one picture has: their names, themselves, and what else tells them apart."""
    for colors in array(text, "color"):
        signs = (array(text, "shape") or array(text, "dashes"))[0]
        yield colors, colors, [signs[i % len(signs)] for i in range(len(colors))]
    yield from zip(array(text, "names"), array(text, "fills"), array(text, "letters"))


# What a cell of the matrix may say, in words or letters; "s0" is where nothing was found.
FINDINGS = ("s0", "or", "st", "br", "le", "si", "s5")


def of_style(text):
    light, dark = text.split("@media (prefers-color-scheme: dark)", 1)
    for scheme in (light, dark):
        yield FINDINGS, [re.search(r"--%s: (#\w+);" % name, scheme).group(1) for name in FINDINGS], FINDINGS


def main():
    plots = os.path.join(ROOT, "scripts", "plot")
    files = sys.argv[1:] or [os.path.join(plots, name) for name in ("rate.gp", "survival.gp", "heatmap.gp")] + [
        os.path.join(ROOT, "harness", "driver", "output", "page", "page.css")]
    faults = 0
    for file in files:
        text = open(file, encoding="utf-8").read()
        sets = list((of_style if file.endswith(".css") else of_script)(text))
        if not sets:
            sys.exit("%s: no colours were found" % file)
        for names, colors, signs in sets:
            for fault in alike(names, colors, signs):
                print("%s: %s" % (os.path.basename(file), fault))
                faults += 1
    sys.exit(1 if faults else 0)


main()
