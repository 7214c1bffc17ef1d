"""How long a browser takes to show a page. Usage: cost.py [ROUNDS] PAGE...

Of each page, the medians of the rounds (3): when something was first seen and when all was there, in
milliseconds after the page was asked for; the processor time that took; elements and texts; cells of
matrices that had to be drawn. Times are of this machine and what else runs on it.
"""
import os
import statistics
import sys

import chromium

COLUMNS = ("seen", "loaded", "cpu", "nodes", "drawn")
TIMES = "(n => [performance.getEntriesByType('paint').map(p => p.startTime)[0] || 0, n.loadEventEnd])" \
        "(performance.getEntriesByType('navigation')[0])"
DRAWN = "Array.from(document.querySelectorAll('.matrix td'))" \
        ".filter(c => (c.firstChild || c).checkVisibility && (c.firstChild || c)" \
        ".checkVisibility({contentVisibilityAuto: true})).length"


def once(browser, page):
    tab = browser.tab()
    tab.size(1280, 900)
    tab.call("Performance.enable", timeDomain="threadTicks")
    tab.open("file://" + os.path.abspath(page))
    metrics = {row["name"]: row["value"] for row in tab.call("Performance.getMetrics")["metrics"]}
    tab.run("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    seen, loaded = tab.run(TIMES)
    drawn = tab.run(DRAWN)
    tab.close()
    return seen, loaded, 1000 * metrics["TaskDuration"], metrics["Nodes"], drawn


def main():
    rounds, pages = (int(sys.argv[1]), sys.argv[2:]) if sys.argv[1].isdigit() else (3, sys.argv[1:])
    browser = chromium.Browser()
    try:
        print("".join("%8s" % name for name in COLUMNS) + "  page")
        for page in pages:
            medians = map(statistics.median, zip(*[once(browser, page) for _ in range(rounds)]))
            print("".join("%8.0f" % value for value in medians) + "  " + page)
    finally:
        browser.close()


main()
