# Draws the picture again, in this folder, from the data beside it: gnuplot -d THIS_FILE
data = './exposure.tsv'
picture = './exposure.svg'
kind = 'svg'
panels = 15; series = 1; versions = 27
label_chars = 3; title_chars = 8; unmeasured = 0
trials = 1; jobs = 4
subject = 'Share of jobs exposed at each loop step of a01'; numbers = ''; narrow = 1

# Shares of jobs lost, or exposed, a row a case and a column an implementation.
#
# The lines above set: data, picture, kind (svg or png), panels, versions, label_chars, title_chars,
# trials, jobs, subject, numbers, narrow. All text comes out of the data file, and is never taken for markup.

set encoding utf8
set datafile separator "\t"
set datafile commentschars ""

# Columns of the data file.
ROW = 1; TITLE = 2; NAME = 4; X = 5; VERSION = 6; RATE = 7; STATE = 12; PRESSURE = 13; TEXT = 14

# Pixels. Many columns are narrow, without numbers, under upright names.
many = versions > 30 || narrow
cell = many ? 14 : 56; line = many ? 15 : 20
left = 24 + int(7.2 * title_chars)
slant = many ? 20 + int(7.6 * label_chars) : 26 + int(5.2 * label_chars)
top = 80 + slant; foot = 44
wide = left + cell * versions + 30 + (many ? 0 : int(5.2 * label_chars))
least = 24 + int(11 * (strlen(subject) + 36))
if (wide < (many ? 760 : 720)) { wide = many ? 760 : 720 }
if (wide < least) { wide = least }
high = top + line * panels + foot

if (kind eq 'png') {
    if (strstrt(GPVAL_TERMINALS, 'pngcairo') > 0) {
        set terminal pngcairo noenhanced size wide,high font 'sans,9' background '#ffffff'
    } else {
        set terminal png noenhanced truecolor size wide,high font 'sans,9' background '#ffffff'
    }
} else {
    set terminal svg noenhanced size wide,high font 'sans-serif,12' background '#ffffff'
}
set output picture

array labels[versions]
array titles[panels]
# A tic's label is a format: its per cent signs are doubled.
plain(s) = strstrt(s, '%') == 0 ? s : \
    s[1:strstrt(s, '%')] . '%' . plain(s[strstrt(s, '%')+1:strlen(s)])
stats data skip 1 using (pressure = stringcolumn(PRESSURE), guard = stringcolumn(NAME), \
    labels[int(column(X)) + 1] = stringcolumn(VERSION), \
    titles[int(column(ROW)) + 1] = stringcolumn(TITLE), 1) nooutput

set lmargin at screen 1.0 * left / wide
set rmargin at screen 1.0 * (left + cell * versions) / wide
set tmargin at screen 1 - 1.0 * top / high
set bmargin at screen 1.0 * foot / high
set border 0
set xrange [-0.5:versions-0.5]
set x2range [-0.5:versions-0.5]
set yrange [panels-0.5:-0.5]
unset xtics
if (many) {
    set x2tics scale 0 rotate by 90 left noenhanced textcolor rgb '#222222' offset 0,0.2
} else {
    set x2tics scale 0 rotate by 45 left noenhanced textcolor rgb '#222222' offset 0,-0.3
}
set ytics scale 0 noenhanced textcolor rgb '#222222'
set x2tics ('' 0)
set ytics ('' 0)
do for [i=1:versions] { set x2tics add (plain(labels[i]) i - 1) }
do for [i=1:panels] { set ytics add (plain(titles[i]) i - 1) }
unset key

# One hue family from pale to dark: its order shows in grey and to colour-blind eyes.
set palette defined (0 '#f6f1e3', 0.02 '#fbdca6', 0.35 '#f39a4f', 0.7 '#c43c39', 1 '#5b0f45')
set cbrange [0:1]
set cbtics ('0 %%' 0, '50 %%' 0.5, '100 %%' 1) scale 0.4 offset 0,0.4
set colorbox horizontal user origin 24.0 / wide, 26.0 / high size 160.0 / wide, 9.0 / high
set label 1 sprintf('%s (pressure: %s, guard: %s)', subject, pressure, guard) \
    at screen 16.0 / wide, screen 1 - 24.0 / high left font ',16' noenhanced textcolor rgb '#111111'
set label 2 sprintf('%d trial%s of %d jobs a cell%s', trials, trials == 1 ? '' : 's', jobs, \
    many || numbers eq '' ? '' : '; ' . numbers) \
    at screen 16.0 / wide, screen 1 - 46.0 / high left noenhanced textcolor rgb '#555555'
set label 3 (many ? 'striped' : '?') \
    . '   could not be measured        blank   does not apply, or was not asked for' \
    at screen 230.0 / wide, screen 26.0 / high left noenhanced textcolor rgb '#444444'

is(state) = stringcolumn(STATE) eq state
measured = 'measured'; unmeasured = 'could-not-measure'

# A gap between rows and, where columns are few, between columns; else between event loops.
set style fill solid 1.0 noborder
half = many ? 0.5 : 0.482
loop(name) = strstrt(name, '+') > 0 ? name[strstrt(name, '+'):strlen(name)] : ''
if (many) {
    do for [i=2:versions] {
        if (loop(labels[i]) ne loop(labels[i-1])) {
            set arrow from second i-1.5, graph 0 to second i-1.5, graph 1 nohead front lw 2 lc rgb '#ffffff'
        }
    }
}
number(state) = many ? 0 : is(state)
plot data skip 1 using (is(measured) ? column(X) : NaN):(column(ROW)):(half):(0.45):(column(RATE)) \
         axes x2y1 with boxxyerror lc palette z, \
     data skip 1 using (is(unmeasured) ? column(X) : NaN):(column(ROW)):(half):(0.45) \
         axes x2y1 with boxxyerror fs pattern 4 noborder fc rgb '#707070', \
     data skip 1 using (number(measured) && column(RATE) < 0.55 ? column(X) : NaN):(column(ROW)):TEXT \
         axes x2y1 with labels textcolor rgb '#3a3a3a' noenhanced, \
     data skip 1 using (number(measured) && column(RATE) >= 0.55 ? column(X) : NaN):(column(ROW)):TEXT \
         axes x2y1 with labels textcolor rgb '#ffffff' noenhanced, \
     data skip 1 using (number(unmeasured) ? column(X) : NaN):(column(ROW)):TEXT \
         axes x2y1 with labels textcolor rgb '#000000' noenhanced
unset output
