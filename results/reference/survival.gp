# Draws the picture again, in this folder, from the data beside it: gnuplot -d THIS_FILE
data = './survival.tsv'
picture = './survival.svg'
kind = 'svg'
axes = 2; groups = 3; pythons = 15; jobs = 6000; trials = 100
array longest[2] = [127, 3837]
alike = 10

# Share of unheld jobs that still exist: against loop steps, and against object allocations.
#
# The lines above set: data, picture, kind (svg or png), axes, groups, pythons, jobs, trials,
# longest, alike. All text comes out of the data file, and is never taken for markup.

set encoding utf8
set datafile separator "\t"
set datafile commentschars ""

# Columns of the data file.
AXIS = 1; UNIT = 2; TITLE = 3; KIND = 4; GROUP = 5; NAME = 6; MEDIAN = 7; TIME = 8; SHARE = 9
LOW = 10; HIGH = 11

# Okabe and Ito's colours, told apart by eyes of every kind; in grey the dashes tell.
array color[7] = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000']
array dashes[4] = [1, 2, 4, 3]

wide = 1120
# The key takes a line a group, in each panel.
top = 66; plot_high = 380; foot = 52; key_high = 24 + 20 * groups
high = top + plot_high + foot + key_high

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

array names[groups]
array medians[2 * groups]
array units[2]
# Where allocations are not counted, as on PyPy, a group has no line in their panel.
do for [i=1:2 * groups] { medians[i] = '' }
title = ''
stats data skip 1 using (title = stringcolumn(TITLE), units[int(column(AXIS)) + 1] = stringcolumn(UNIT), \
    stringcolumn(KIND) eq 'group' ? (names[int(column(GROUP)) + 1] = stringcolumn(NAME), \
    medians[int(column(AXIS)) * groups + int(column(GROUP)) + 1] = stringcolumn(MEDIAN), 1) : 1) nooutput

is(kind, axis, group) = stringcolumn(KIND) eq kind && column(AXIS) == axis && column(GROUP) == group

# Where there is no room for it, only the axis says what is counted.
median(a, g) = medians[a * groups + g + 1]
unit(a, g) = strlen(names[g + 1]) > 24 || median(a, g) eq 'not reached' ? '' : ' '.units[a + 1]

set multiplot
set border 3 lc rgb '#888888'
set tics nomirror out scale 0.5 textcolor rgb '#333333'
set grid ytics lc rgb '#e4e4e4' lt 1
set yrange [0:103]
set ytics 0,25,100 format '%.0f %%'
set style fill transparent solid 0.18 noborder

left = 62.0; gap = 30.0
each = axes == 2 ? (wide - 2 * left - gap) / 2 : wide - left - gap
set label 1 'Share of jobs that still exist, though nobody holds them' \
    at screen left/wide, screen 1 - 22.0/high left font ',17' noenhanced textcolor rgb '#111111'
set label 2 sprintf('%s; %d trials on each of %d Pythons; bands: 95 %% interval, clustered by trial', \
    title, trials, pythons) at screen left/wide, screen 1 - 46.0/high left noenhanced textcolor rgb '#555555'

do for [a=0:axes-1] {
    x0 = left + a * (each + left)
    set lmargin at screen x0/wide
    set rmargin at screen (x0 + each)/wide
    set tmargin at screen 1 - 1.0*top/high
    set bmargin at screen 1 - 1.0*(top + plot_high)/high
    set xrange [0:longest[a + 1] * 1.02]
    set xlabel units[a + 1].' since the job was made' noenhanced textcolor rgb '#333333'
    set xtics auto
    set key at screen x0/wide, screen (key_high - 4.0)/high left top vertical maxrows groups \
        Left reverse noenhanced samplen 2 textcolor rgb '#333333'
    set arrow 1 from 0,50 to longest[a + 1] * 1.02,50 nohead lc rgb '#999999' dt 3
    plot for [g=0:groups-1] data skip 1 using (is('group', a, g) ? column(TIME) : NaN):(column(LOW) * 100):(column(HIGH) * 100) \
             with filledcurves lc rgb color[g % 7 + 1] notitle, \
         for [g=0:groups-1] data skip 1 using (is('python', a, g) ? column(TIME) : NaN):(column(SHARE) * 100) \
             with lines lw 0.6 lc rgb color[g % 7 + 1] notitle, \
         for [g=0:groups-1] data skip 1 using (is('group', a, g) ? column(TIME) : NaN):(column(SHARE) * 100) \
             with lines lw 2.2 dt dashes[g % 4 + 1] lc rgb color[g % 7 + 1] \
             title median(a, g) eq '' ? '' : names[g + 1].': median '.median(a, g).unit(a, g)
    unset label 1
    unset label 2
}
unset multiplot
unset output
