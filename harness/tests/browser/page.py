"""Opens a conformance page in a browser and does what a reader does. Usage: page.py PAGE [AXE]

The page makes no request but the one for itself, says nothing on the console, and can be filtered,
sorted and walked through by keys alone; Back gives the focus back; in both colour schemes and on a
phone each text can be read (by axe-core, whose file AXE is, and by a check of our own).
"""
import os
import sys
import time

import chromium

failures = []


def expect(what, seen, wanted=True):
    if seen != wanted:
        failures.append("%s: %r, not %r" % (what, seen, wanted))


def wait_for(tab, what, script):
    until = time.monotonic() + (1 if failures else 10)
    while not tab.run(script):
        if time.monotonic() > until:
            failures.append("%s: never %s" % (what, script))
            return
        time.sleep(0.02)


ROWS = "all('table.matrix')[0].querySelectorAll('tbody tr:not(.a)')"
VISIBLE = "Array.from(%s).filter(shown)" % ROWS
FOCUSED = "document.activeElement.closest('td,th') && document.activeElement.closest('td,th').textContent"


def filters(tab):
    everything = tab.run(ROWS + ".length")
    expect("all rows are shown at first", tab.run(VISIBLE + ".length"), everything)
    tab.key("/", "/")
    expect("/ leads to the filter", tab.run("document.activeElement.id"), "words")
    tab.run("document.activeElement.value = 'a31'; document.activeElement.dispatchEvent(new Event('input'))")
    expect("one case is left", tab.run(VISIBLE + ".map(row => row.cells[0].textContent)"),
           ["a31 event_in_weak_registry"])
    expect("so in the list of cases", tab.run("all('details.case').filter(shown).length"), 1)
    tab.key("Escape")
    expect("Escape empties the filter", tab.run(VISIBLE + ".length"), everything)
    for kind, cells in (("lost", ".s1, .s2, .s3, .s4, .s5"), ("or", ".or")):
        tab.run("one('#filters select').value = '%s';"
                "one('#filters select').dispatchEvent(new Event('input'))" % kind)
        found = "Array.from(%s).filter(row => one('%s', row)).length" % (ROWS, cells)
        expect("the rows that are left are those with a cell " + cells,
               tab.run(VISIBLE + ".filter(row => one('%s', row)).length" % cells), tab.run(found))
        expect("and no others", tab.run(VISIBLE + ".length"), tab.run(found))
        expect("and some are", tab.run(found + " > 0"))
    tab.run("one('#filters select').value = ''; one('#filters select').dispatchEvent(new Event('input'))")
    columns = "Array.from(heads(one('table.matrix'))).slice(1)"
    last = tab.run("(c => c.title || c.textContent)(%s.pop())" % columns)
    tab.run("const i = all('#filters input')[1]; i.value = '%s'; i.dispatchEvent(new Event('input'))" % last)
    expect("one column is left", tab.run(columns + ".filter(shown).map(c => c.title || c.textContent)"), [last])
    tab.run("{ const i = all('#filters input')[1]; i.value = ''; i.dispatchEvent(new Event('input')) }")
    expect("all columns are back", tab.run(columns + ".every(shown)"))


def sorting(tab):
    column = "Array.from(one('table.matrix').tBodies, body => Array.from(body.rows)" \
             ".filter(row => row.className !== 'a').map(row => value(row, 1)))"
    before = tab.run(column)
    for way, turn in (("ascending", False), ("descending", True)):
        tab.run("heads(one('table.matrix'))[1].querySelector('button').click()")
        expect("the head says so", tab.run("heads(one('table.matrix'))[1].getAttribute('aria-sort')"), way)
        expect("each group is sorted " + way, tab.run(
            column + ".every(group => group.every((v, i) => i === 0 || (%d) * order(group[i - 1], v) <= 0))"
            % (-1 if turn else 1)))
    expect("no row is lost", sorted(map(sorted, tab.run(column))), sorted(map(sorted, before)))
    expect("headings stay on top", tab.run(
        "all('tr.a', one('table.matrix')).every(row => row.previousElementSibling === null)"))


def keys(tab):
    tab.run("one('table.matrix tbody a').focus()")
    start = tab.run(FOCUSED)
    tab.key("ArrowRight")
    expect("right leads to a cell", tab.run("document.activeElement.closest('td') !== null"))
    tab.key("ArrowDown")
    tab.key("ArrowUp")
    tab.key("ArrowLeft")
    expect("and back", tab.run(FOCUSED), start)
    tab.key("End")
    tab.key("Home")
    expect("so do End and Home", tab.run(FOCUSED), start)
    expect("one stop for Tab in a matrix",
           tab.run("one('table.matrix').querySelectorAll('tbody a[tabindex=\"0\"]').length"), 1)


def back(tab):
    for target in ("td", "th"):
        tab.run("one('table.matrix tbody %s a').focus()" % target)
        before = tab.run("document.activeElement.hash")
        tab.key("Enter", "\r")
        wait_for(tab, "the link leads there", "location.hash === '%s'" % before)
        wait_for(tab, "what it leads to has the focus", "document.activeElement !== document.body &&"
                 "document.activeElement.closest('%s') !== null" % before)
        tab.run("history.back()")
        wait_for(tab, "Back gives the focus back",
                 "document.activeElement.hash === '%s' && document.activeElement.closest('.matrix') !== null"
                 % before)


def commands(tab):
    tab.run("all('details').forEach(d => { d.open = true })")
    wait_for(tab, "a line has the commands of its implementations",
             "Array.from(all('tr[id]')).every(row => one('.repeat pre', row).textContent.includes('taskloss run'))")
    expect("no line is without one", tab.run("all('.repeat pre b').length"), 0)
    tab.run("all('details').forEach((d, i) => { d.open = i === 0 })")


# The ratio of WCAG 2 between a text and what is drawn behind it, where that is plain.
CONTRAST = """(() => {
  const parts = color => (color.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const color = parts(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const element of document.querySelectorAll('body *')) {
    if (!element.checkVisibility() || element.closest('svg, script')) continue;
    if (!Array.from(element.childNodes).some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(parts(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.push(`${element.outerHTML.slice(0, 80)} ${ratio.toFixed(2)}`);
  }
  return bad.slice(0, 5);
})()"""
VIOLATIONS = "axe.run(document, {resultTypes: ['violations'], iframes: false}).then(result =>" \
             "result.violations.map(v => `${v.id}: ${v.nodes.length}, as ${v.nodes[0].html.slice(0, 120)}`))"


def legible(tab, axe, scheme):
    tab.scheme(scheme)
    expect("contrast, " + scheme, tab.run(CONTRAST), [])
    if axe:
        tab.run(axe + ";0")
        expect("axe-core, " + scheme, tab.run(VIOLATIONS), [])


# What is behind a closed <details> is there for who searches in the page, prints or has no script.
CLOSED = "all('details.case').filter(d => one('table.sortable th button', d)).length === all('details.case').length"
READABLE = "(document.querySelectorAll('details').forEach(d => { d.open = true })," \
           "Array.from(document.querySelectorAll('tr[id], pre, .matrix tbody tr')).every(e => e.checkVisibility()))"


def closed_parts(tab, page):
    tab.open(page + "?")
    wait_for(tab, "closed parts are made at leisure", CLOSED + " && all('noscript.later').length === 0")
    line = tab.run("one('.matrix tbody td a').hash.slice(1)")
    tab.open("%s?again#%s" % (page, line))
    wait_for(tab, "a link from elsewhere leads to its line", "document.activeElement.id === '%s'" % line)
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    tab.open(page + "?")
    expect("without a script nothing is made", tab.run("document.querySelectorAll('button').length"), 0)
    expect("and all can be read", tab.run(READABLE))
    tab.call("Emulation.setScriptExecutionDisabled", value=False)


def phone(tab):
    tab.size(390, 800)
    expect("a phone need not scroll sideways",
           tab.run("document.scrollingElement.scrollWidth <= innerWidth"))
    tab.size(1280, 900)


def walk(tab, axe, page):
    for part in (filters, sorting, keys, back, commands, phone):
        part(tab)
    for scheme in ("light", "dark"):
        legible(tab, axe, scheme)
    closed_parts(tab, page)


def main():
    page = "file://" + os.path.abspath(sys.argv[1])
    axe = open(sys.argv[2], encoding="utf-8").read() if len(sys.argv) > 2 else None
    browser = chromium.Browser()
    try:
        tab = browser.tab()
        tab.size(1280, 900)
        tab.open(page)
        walk(tab, axe, page)
        expect("nothing on the console", tab.complaints, [])
        expect("no request but for the page", [url for url in tab.requests if not url.startswith(page)], [])
    finally:
        browser.close()
    for failure in failures:
        print("page.py: %s" % failure)
    sys.exit(1 if failures else 0)


main()
