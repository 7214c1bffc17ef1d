# Draws the picture again, in this folder, from the data beside it: gnuplot -d THIS_FILE
data = './rate.tsv'
picture = './rate.svg'
kind = 'svg'
panels = 12; series = 2; versions = 15; rows = 22
label_chars = 8; title_chars = 30; unmeasured = 0; unfit = 4
stretches = 4
trials = 40; jobs = 4
subject = 'Share of jobs lost'; numbers = 'numbers are per cent'; narrow = 0; findings = 0
claim = 'From 3.12 on asyncio may forget a task nobody keeps; 3.11 and before hold it'
claimed_by = 'blog mkennedy.codes'

# Share of jobs lost, a panel a case, headed by what its job awaits.
#
# The lines above set: data, picture, kind (svg or png), panels, series, versions, label_chars,
# unmeasured, unfit, stretches, trials, jobs, claim, claimed_by. Texts come out of the data file or
# are quoted, and are never taken for markup.

set encoding utf8
set datafile separator "\t"
set datafile commentschars ""

# Columns of the data file.
PANEL = 1; TITLE = 2; SERIES = 3; NAME = 4; X = 5; VERSION = 6; RATE = 7; LOW = 8; HIGH = 9
STATE = 12; PRESSURE = 13; AWAITS = 17; STRETCH = 18; CLAIMED = 19; UNFIT = 20

# Okabe and Ito's colours, told apart by eyes of every kind; shapes differ as well.
array color[7] = ['#D55E00', '#0072B2', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000']
array shape[7] = [7, 4, 9, 11, 13, 5, 8]
# A size in pixels of the SVG: a PNG's are points.
sized(n) = sprintf(',%g', kind eq 'png' ? 0.75 * n : n)
size11 = sized(11); size12 = sized(12); size15 = sized(15); size18 = sized(18)

# Pixels: two panels beside each other, on a picture that a phone still shows legibly.
left = 58.0; between = 62.0; right = 66.0; head = 42; small = 104; gap = 12
across = panels > 1 && versions <= 16 ? 2 : 1
wide = across == 2 ? 700 : 17 * versions + left + right > 700 ? 17 * versions + left + right : 700
each = across == 2 ? (wide - 2 * left - right - between) / 2 : wide - left - right
rows = (panels + across - 1) / across
foot = 22 + 8 * (label_chars > 24 ? 24 : label_chars)
claim_lines = claim eq '' ? 0 : 3
notes = (unfit > 0) + (unmeasured > 0)
top = 62 + 16 * claim_lines
# In one long column the names of the versions stand under every fourth panel.
feet(p) = across == 1 ? int(p / 4) * foot : 0
high = top + rows * (head + small + gap) + feet(panels - 1) + foot + 16 * notes + 10

if (kind eq 'png') {
    if (strstrt(GPVAL_TERMINALS, 'pngcairo') > 0) {
        set terminal pngcairo noenhanced size wide,high font 'sans,10' background '#ffffff'
    } else {
        set terminal png noenhanced truecolor size wide,high font 'sans,10' background '#ffffff'
    }
} else {
    set terminal svg noenhanced size wide,high font 'sans-serif,13' background '#ffffff'
}
set output picture

stats data skip 1 every ::0::0 using (pressure = stringcolumn(PRESSURE), 1) nooutput
array names[series]
array labels[versions]
array titles[panels]
array awaits[panels]
array unfits[panels]
array ends[series]
array lies[series]
do for [p=1:panels] { unfits[p] = '' }
# A tic's label is a format: its per cent signs are doubled.
plain(s) = strstrt(s, '%') == 0 ? s : \
    s[1:strstrt(s, '%')] . '%' . plain(s[strstrt(s, '%')+1:strlen(s)])
stats data skip 1 using (names[int(column(SERIES))] = stringcolumn(NAME), \
    labels[int(column(X)) + 1] = stringcolumn(VERSION), \
    titles[int(column(PANEL)) + 1] = stringcolumn(TITLE), \
    awaits[int(column(PANEL)) + 1] = stringcolumn(AWAITS), 1) nooutput
stats data skip 1 using (column(UNFIT) == 1 && column(X) == 0 ? \
    (unfits[int(column(PANEL)) + 1] = unfits[int(column(PANEL)) + 1] . ', no ' . stringcolumn(NAME) . ' form', 1) : 1) nooutput

shown(p, s) = column(PANEL) == p && column(SERIES) == s && stringcolumn(STATE) eq 'measured'
hidden(p, s) = column(PANEL) == p && column(SERIES) == s && stringcolumn(STATE) eq 'could-not-measure'
apart = versions > 1 ? 0.24 : 0.08
place(s) = column(X) + (s - (series + 1) / 2.0) * apart

set multiplot
set border 3 lc rgb '#888888'
set tics nomirror out scale 0.5 textcolor rgb '#333333'
set grid ytics lc rgb '#e4e4e4' lt 1
set xrange [-0.6:versions-0.4]
set yrange [-9:109]
set ytics 0,50,100 format '%.0f %%'
set xtics rotate by 90 right noenhanced font size12
set errorbars (versions > 20 ? 0.6 : 1)
unset key

# Breaks a text into lines of so many letters, at spaces.
cut(s, n) = strlen(s) <= n ? strlen(s) : last_space(s, n)
last_space(s, n) = n <= 1 ? strlen(s) : (s[n:n] eq ' ' ? n : last_space(s, n - 1))
rest(s, n) = cut(s, n) >= strlen(s) ? '' : s[cut(s, n)+1:strlen(s)]

set label 1 'Share of jobs lost, by what the job awaits' \
    at screen 14.0/wide, screen 1-22.0/high left font size18 noenhanced textcolor rgb '#111111'
set label 2 sprintf('%d trial%s of %d jobs a case and guard; pressure: %s%s', trials, trials == 1 ? '' : 's', jobs, \
    pressure, trials == 1 ? '' : '; bars: 95 % intervals, by trial') \
    at screen 14.0/wide, screen 1-44.0/high left noenhanced font size12 textcolor rgb '#444444'
line_chars = int((wide - 60) / 7.0)
if (claim ne '') {
    said = sprintf('Claimed (%s): %s', claimed_by, claim)
    first = said[1:cut(said, line_chars)]; more = rest(said, line_chars)
    second = strlen(more) > line_chars ? more[1:line_chars-1] . '…' : more
    set object 1 rectangle from screen 14.0/wide, screen 1-71.0/high to screen 32.0/wide, screen 1-55.0/high \
        fc rgb '#dcdcdc' fs solid 1.0 noborder
    set label 4 'where it is claimed that a job is lost; elsewhere, that none is' \
        at screen 40.0/wide, screen 1-63.0/high left noenhanced font size12 textcolor rgb '#333333'
    set label 5 first at screen 14.0/wide, screen 1-80.0/high left noenhanced font size12 textcolor rgb '#333333'
    set label 6 second at screen 14.0/wide, screen 1-95.0/high left noenhanced font size12 textcolor rgb '#333333'
}
if (unmeasured > 0) {
    set label 7 '×  could not be measured' at screen 14.0/wide, screen 14.0/high left noenhanced font size12 textcolor rgb '#444444'
}
if (unfit > 0) {
    set label 8 '“no … form”: the case makes its tasks itself, so that this guard does not fit it' \
        at screen 14.0/wide, screen (unmeasured > 0 ? 30.0 : 14.0)/high left noenhanced font size12 textcolor rgb '#444444'
}

do for [p=0:panels-1] {
    col = p % across; row = p / across
    x0 = left + col * (each + between + left)
    y0 = top + row * (head + small + gap) + feet(p) + head
    set lmargin at screen x0/wide
    set rmargin at screen (x0 + each)/wide
    set tmargin at screen 1 - 1.0*y0/high
    set bmargin at screen 1 - 1.0*(y0 + small)/high
    set label 3 (awaits[p + 1] eq '' ? titles[p + 1] : awaits[p + 1]) at screen x0/wide, screen 1 - (y0 - 27.0)/high left noenhanced \
        font size15 textcolor rgb '#111111'
    below = (awaits[p + 1] eq '' ? '' : titles[p + 1]) . unfits[p + 1]
    set label 9 (awaits[p + 1] eq '' && below ne '' ? below[3:strlen(below)] : below) at screen x0/wide, screen 1 - (y0 - 9.0)/high left noenhanced \
        font size11 textcolor rgb '#555555'
    labelled = p + across >= panels || (across == 1 && p % 4 == 3)
    set xtics ('' 0)
    do for [v=1:versions] { set xtics add ((labelled ? plain(labels[v]) : '') v - 1) }

    # Names stand at the right end of their lines; those that would lie on each other move apart.
    do for [s=1:series] {
        ends[s] = NaN
        stats data skip 1 using (shown(p, s) ? (ends[s] = column(RATE) * 100, 1) : 1) nooutput
        lies[s] = ends[s]
    }
    do for [turn=1:24] { do for [s=1:series-1] { do for [o=s+1:series] {
        far = lies[s] - lies[o]
        if (abs(far) < 17) {
            move = far >= 0 ? 1.0 : -1.0
            lies[s] = lies[s] + move; lies[o] = lies[o] - move
        }
    } } }
    do for [s=1:series] {
        if (ends[s] == ends[s]) {
            set label 20+s names[s] at first versions-0.4, first lies[s] left offset 0.6,0 noenhanced \
                font size12 textcolor rgb color[(s - 1) % 7 + 1]
        } else { unset label 20+s }
    }
    plot data skip 1 using (column(PANEL) == p && column(CLAIMED) == 1 ? column(X) : NaN):(50):(0.5):(59) \
             with boxxyerror fc rgb '#e3e3e3' fs solid 1.0 noborder, \
         for [s=1:series] for [g=1:stretches] data skip 1 using \
             (shown(p, s) && column(STRETCH) == g ? place(s) : NaN):(column(RATE) * 100) \
             with lines lw 1 lc rgb color[(s - 1) % 7 + 1], \
         for [s=1:series] data skip 1 using (shown(p, s) && valid(LOW) ? place(s) : NaN):(column(RATE) * 100):\
             (column(LOW) * 100):(column(HIGH) * 100) with yerrorbars lw 1.2 \
             pt shape[(s - 1) % 7 + 1] ps 0.05 lc rgb color[(s - 1) % 7 + 1], \
         for [s=1:series] data skip 1 using (shown(p, s) ? place(s) : NaN):(column(RATE) * 100) \
             with points lw 1.2 pt shape[(s - 1) % 7 + 1] ps 0.6 lc rgb color[(s - 1) % 7 + 1], \
         for [s=1:series] data skip 1 using (hidden(p, s) ? place(s) : NaN):(0) with points pt 2 \
             ps 0.9 lw 1.6 lc rgb '#666666'
    unset object 1
    unset label 1; unset label 2; unset label 4; unset label 5; unset label 6; unset label 7; unset label 8
}
unset multiplot
unset output
