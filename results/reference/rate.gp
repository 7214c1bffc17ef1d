# Draws the picture again, in this folder, from the data beside it: gnuplot -d THIS_FILE
data = './rate.tsv'
picture = './rate.png'
kind = 'png'
panels = 13; series = 2; versions = 14
label_chars = 8; title_chars = 44; unmeasured = 0
trials = 40; jobs = 4

# Share of jobs lost per implementation: all cases together on top, then a panel a case.
#
# The lines above set: data, picture, kind (svg or png), panels, series, versions, label_chars,
# unmeasured, trials, jobs. All text comes out of the data file, and is never taken for markup.

set encoding utf8
set datafile separator "\t"
set datafile commentschars ""

# Columns of the data file.
PANEL = 1; TITLE = 2; SERIES = 3; NAME = 4; X = 5; VERSION = 6; RATE = 7; LOW = 8; HIGH = 9
STATE = 12; PRESSURE = 13

# Okabe and Ito's colours, told apart by eyes of every kind; shapes differ as well.
array color[7] = ['#D55E00', '#0072B2', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000']
array shape[7] = [7, 4, 9, 11, 13, 5, 8]

# Pixels.
across = panels - 1 < 3 ? (panels > 1 ? panels - 1 : 1) : 3
rows = (panels - 2 + across) / across
left = 62.0; top = series > 3 ? 112 : 84; big = 250; small = 112; head = 38
foot = 30 + 7 * (label_chars > 16 ? 16 : label_chars)
needed = 46 * versions + 140
wide = needed > 1120 ? needed : 1120
high = top + big + foot + rows * (small + head) + (rows > 0 ? foot : 0) + 8

if (kind eq 'png') {
    if (strstrt(GPVAL_TERMINALS, 'pngcairo') > 0) {
        set terminal pngcairo noenhanced size wide,high font 'sans,10' background '#ffffff'
    } else {
        set terminal png noenhanced truecolor size wide,high font 'sans,10' background '#ffffff'
    }
} else {
    set terminal svg noenhanced size wide,high font 'sans-serif,12' background '#ffffff'
}
set output picture

stats data skip 1 every ::0::0 using (pressure = stringcolumn(PRESSURE), 1) nooutput
array names[series]
array labels[versions]
array titles[panels]
# A tic's label is a format: its per cent signs are doubled.
plain(s) = strstrt(s, '%') == 0 ? s : \
    s[1:strstrt(s, '%')] . '%' . plain(s[strstrt(s, '%')+1:strlen(s)])
stats data skip 1 using (names[int(column(SERIES))] = stringcolumn(NAME), \
    labels[int(column(X)) + 1] = stringcolumn(VERSION), \
    titles[int(column(PANEL)) + 1] = stringcolumn(TITLE), 1) nooutput

shown(p, s) = column(PANEL) == p && column(SERIES) == s && stringcolumn(STATE) eq 'measured'
hidden(p, s) = column(PANEL) == p && column(SERIES) == s && stringcolumn(STATE) eq 'could-not-measure'
place(s) = column(X) + (s - (series + 1) / 2.0) * 0.16

set multiplot
set border 3 lc rgb '#888888'
set tics nomirror out scale 0.5 textcolor rgb '#333333'
set grid ytics lc rgb '#e4e4e4' lt 1
set xrange [-0.6:versions-0.4]
set yrange [-4:104]
set ytics 0,50,100 format '%.0f %%'
set xtics rotate by 45 right noenhanced
set errorbars 2

set label 1 sprintf('Share of jobs lost, by Python (pressure: %s)', pressure) \
    at screen left/wide, screen 1-24.0/high left font ',17' noenhanced textcolor rgb '#111111'
set label 2 sprintf('%d trial%s of %d jobs for each case and guard%s', trials, trials == 1 ? '' : 's', jobs, \
    trials == 1 ? '' : '; bars: 95 % interval, clustered by trial') at screen left/wide, screen 1-48.0/high left noenhanced textcolor rgb '#555555'

do for [p=0:panels-1] {
    n = p - 1
    if (p == 0) {
        set lmargin at screen left/wide
        set rmargin at screen 1 - 20.0/wide
        set tmargin at screen 1 - 1.0*top/high
        set bmargin at screen 1 - 1.0*(top + big)/high
        set key at screen 1 - 20.0/wide, screen 1 - (series > 3 ? 60.0 : 24.0)/high right top horizontal noenhanced \
            samplen 2 textcolor rgb '#333333'
        set ytics 0,25,100
    } else {
        col = n % across; row = n / across
        each = (wide - left - 20.0 - (across - 1) * (left - 8.0)) / across
        x0 = left + col * (each + left - 8)
        y0 = top + big + foot + row * (small + head) + head
        set lmargin at screen x0/wide
        set rmargin at screen (x0 + each)/wide
        set tmargin at screen 1 - 1.0*y0/high
        set bmargin at screen 1 - 1.0*(y0 + small)/high
        unset key
        unset label 1
        unset label 2
        set ytics 0,50,100
    }
    set label 3 titles[p + 1] at graph 0, graph 1 offset 0,0.6 left noenhanced \
        font (p == 0 ? ',13' : ',11') textcolor rgb '#111111'
    labelled = p == 0 || n + across >= panels - 1
    set xtics ('' 0)
    do for [v=1:versions] { set xtics add ((labelled ? plain(labels[v]) : '') v - 1) }
    plot for [s=1:series] data skip 1 using (shown(p, s) ? place(s) : NaN):(column(RATE) * 100) \
             with lines lw 1 lc rgb color[(s - 1) % 7 + 1] notitle, \
         for [s=1:series] data skip 1 using (shown(p, s) && valid(LOW) ? place(s) : NaN):(column(RATE) * 100):\
             (column(LOW) * 100):(column(HIGH) * 100) with yerrorbars lw 1.4 \
             pt shape[(s - 1) % 7 + 1] ps 0 lc rgb color[(s - 1) % 7 + 1] notitle, \
         for [s=1:series] data skip 1 using (shown(p, s) ? place(s) : NaN):(column(RATE) * 100) \
             with points lw 1.4 pt shape[(s - 1) % 7 + 1] ps (p == 0 ? 0.9 : 0.6) \
             lc rgb color[(s - 1) % 7 + 1] title names[s], \
         for [s=1:series] data skip 1 using (hidden(p, s) ? place(s) : NaN):(0) with points pt 2 \
             ps 0.9 lw 1.6 lc rgb '#777777' title (s == 1 && unmeasured > 0 ? 'could not be measured' : '')
}
unset multiplot
unset output
