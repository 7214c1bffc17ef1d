"""Does each link and picture of the Markdown files lead somewhere? links.py [FOLDER]

Relative links and pictures, by their file and, of a Markdown file, by the heading or id behind the #.
Prints what leads nowhere, a line each, and exits with 1; else 0. Addresses are not asked for.
"""
import os
import re
import sys

LINK = re.compile(r"\[(?:[^\]\\]|\\.)*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|(?:src|href)=\"([^\"]+)\"")


def prose(text):
    """Without what is shown as code."""
    text = re.sub(r"^(```+).*?^\1", "", text, flags=re.M | re.S)
    return re.sub(r"``.*?``|`[^`\n]*`", lambda code: "x" * len(code.group()), text)


def anchors(path):
    """As GitHub makes them of headings, and ids that are written out."""
    text = open(path, encoding="utf-8").read()
    found = set(re.findall(r"(?:id|name)=\"([^\"]+)\"", text))
    text = re.sub(r"^(```+).*?^\1", "", text, flags=re.M | re.S)
    for heading in re.findall(r"^#{1,6} +(.*?)[ #]*$", text, flags=re.M):
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        again = 0
        while name in found:
            again += 1
            name = "%s-%d" % (slug, again)
        found.add(name)
    return found


def faults(path):
    for links in LINK.findall(prose(open(path, encoding="utf-8").read())):
        link = links[0] or links[1]
        if re.match(r"[a-z][a-z+.-]*:", link):
            continue
        file, _, anchor = link.partition("#")
        target = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
        if not os.path.exists(target):
            yield "%s: there is no %s" % (path, link)
        elif anchor and target.endswith(".md") and anchor not in anchors(target):
            yield "%s: nothing is called #%s" % (path, anchor)


def pages(folder):
    for at, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name == ".github" or not
                      (name.startswith((".", "build")) or os.path.exists(os.path.join(at, name, "CMakeCache.txt")))]
        yield from (os.path.join(at, name) for name in files if name.endswith(".md"))


def main():
    found = [fault for page in sorted(pages(sys.argv[1])) for fault in faults(page)]
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)


main()
