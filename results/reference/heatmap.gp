# Draws the picture again, in this folder, from the data beside it: gnuplot -d THIS_FILE
data = './heatmap.tsv'
picture = './heatmap.svg'
kind = 'svg'
panels = 222; series = 1; versions = 15; rows = 241
label_chars = 8; title_chars = 36; unmeasured = 0; unfit = 0
stretches = 4
trials = 1; jobs = 4
subject = 'What becomes of jobs, by what they await'; numbers = 'numbers are per cent'; narrow = 0; findings = 1
claim = ''
claimed_by = ''

# What becomes of jobs, or how far they are exposed: a row a case and a column an implementation.
#
# The lines above set: data, picture, kind (svg or png), rows, versions, label_chars, title_chars,
# trials, jobs, subject, numbers, narrow, findings. All text comes out of the data file, and is never
# taken for markup.

set encoding utf8
set datafile separator "\t"
set datafile commentschars ""

# Columns of the data file.
TITLE = 2; NAME = 4; X = 5; VERSION = 6; RATE = 7; STATE = 12; PRESSURE = 13; TEXT = 14
FINDING = 15; ROW = 16

# Pixels. Many columns are narrow, without numbers, under upright names.
many = versions > 30 || narrow
cell = many ? 14 : findings ? 66 : 56; line = many ? 15 : 20
left = 24 + int(7.4 * title_chars)
slant = many ? 20 + int(7.6 * label_chars) : 26 + int(5.2 * label_chars)
legend = findings ? 62 : 0
top = 80 + slant + legend; foot = 44
wide = left + cell * versions + 30 + (many ? 0 : int(5.2 * label_chars))
least = 24 + int(11 * (strlen(subject) + 36))
if (wide < (many || findings ? 760 : 720)) { wide = many || findings ? 760 : 720 }
if (wide < least) { wide = least }
high = top + line * rows + foot

if (kind eq 'png') {
    if (strstrt(GPVAL_TERMINALS, 'pngcairo') > 0) {
        set terminal pngcairo noenhanced size wide,high font 'sans,9' background '#ffffff'
    } else {
        set terminal png noenhanced truecolor size wide,high font 'sans,9' background '#ffffff'
    }
} else {
    set terminal svg noenhanced size wide,high font 'sans-serif,12' background '#ffffff'
}
tiny = kind eq 'png' ? ',7' : ',9'; heading = many && kind eq 'png' ? ',10' : ',13'
set output picture

array labels[versions]
array titles[rows]
array heads[rows]
do for [i=1:rows] { titles[i] = ''; heads[i] = 0 }
# A tic's label is a format: its per cent signs are doubled.
plain(s) = strstrt(s, '%') == 0 ? s : \
    s[1:strstrt(s, '%')] . '%' . plain(s[strstrt(s, '%')+1:strlen(s)])
stats data skip 1 using (pressure = stringcolumn(PRESSURE), guard = stringcolumn(NAME), \
    labels[int(column(X)) + 1] = stringcolumn(VERSION), \
    titles[int(column(ROW)) + 1] = stringcolumn(TITLE), \
    heads[int(column(ROW)) + 1] = (stringcolumn(STATE) eq 'heading' ? 1 : 0), 1) nooutput

set lmargin at screen 1.0 * left / wide
set rmargin at screen 1.0 * (left + cell * versions) / wide
set tmargin at screen 1 - 1.0 * top / high
set bmargin at screen 1.0 * foot / high
set border 0
set xrange [-0.5:versions-0.5]
set x2range [-0.5:versions-0.5]
set yrange [rows-0.5:-0.5]
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
do for [i=1:rows] { if (!heads[i]) { set ytics add (plain(titles[i]) i - 1) } }
unset key

# One hue family from pale to dark for shares: its order shows in grey and to colour-blind eyes. The
# other findings have colours of their own, and their names in the cells, or letters of them.
set palette defined (0 '#fdeccb', 0.02 '#fbdca6', 0.35 '#f39a4f', 0.7 '#c43c39', 1 '#5b0f45')
set cbrange [0:1]
if (findings) {
    unset colorbox
} else {
    set cbtics ('0 %%' 0, '50 %%' 0.5, '100 %%' 1) scale 0.4 offset 0,0.4
    set colorbox horizontal user origin 24.0 / wide, 26.0 / high size 160.0 / wide, 9.0 / high
}
# Where jobs are cancelled, they may also go on, and leave something behind.
cancels = strstrt(pressure, 'cancel') == 1
KINDS = cancels ? 9 : 7
if (cancels) {
    array names[KINDS] = ['none', 'orphaned', 'stalled', 'broken', 'leaked', 'silent', 'leaves', 'uncancelled', 'lost']
    array fills[KINDS] = ['#f4f1e8', '#9fd0ee', '#2d6ca8', '#7fb0a0', '#2b7a5d', '#ad99dc', '#d8c48f', '#a8577e', '#5b0f45']
    array inks[KINDS] = ['#8a8577', '#10344e', '#ffffff', '#0e2a22', '#ffffff', '#2a2440', '#3a2f0e', '#ffffff', '#ffffff']
    array letters[KINDS] = ['', 'or', 'st', 'br', 'le', 'si', 'lv', 'uc', '']
    array says[KINDS] = ['nothing found', 'orphaned: nobody could have woken it', \
        'stalled: waits for ever', 'broken: fails', 'leaked: ended, still alive', 'silent: failed, nobody told', \
        'leaves something behind', 'uncancelled: finished all the same', 'lost']
} else {
    array names[KINDS] = ['none', 'orphaned', 'stalled', 'broken', 'leaked', 'silent', 'lost']
    array fills[KINDS] = ['#f4f1e8', '#9fd0ee', '#2d6ca8', '#7fb0a0', '#2b7a5d', '#ad99dc', '#5b0f45']
    array inks[KINDS] = ['#8a8577', '#10344e', '#ffffff', '#0e2a22', '#ffffff', '#2a2440', '#ffffff']
    array letters[KINDS] = ['', 'or', 'st', 'br', 'le', 'si', '']
    array says[KINDS] = ['nothing found', 'orphaned: nobody could have woken it', \
        'stalled: waits for what was lost', 'broken: fails for what was lost', \
        'leaked: ended, still alive', 'silent: failed, nobody told', 'lost (its share; paler: less)']
}

set label 1 sprintf('%s (pressure: %s, guard: %s)', subject, pressure, guard) \
    at screen 16.0 / wide, screen 1 - 24.0 / high left font ',16' noenhanced textcolor rgb '#111111'
set label 2 sprintf('%d trial%s of %d jobs a cell%s', trials, trials == 1 ? '' : 's', jobs, \
    many || numbers eq '' ? '' : '; ' . numbers) \
    at screen 16.0 / wide, screen 1 - 46.0 / high left noenhanced textcolor rgb '#555555'
set label 3 (many ? 'striped' : '?') \
    . '   could not be measured        blank   does not apply, or was not asked for' \
    at screen (findings ? 16.0 : 230.0) / wide, screen 26.0 / high left noenhanced textcolor rgb '#444444'
if (findings) {
    do for [k=1:KINDS] {
        x0 = 16.0 + 245 * ((KINDS - k) % 3); y0 = 64.0 + 18 * ((KINDS - k) / 3)
        set object 10+k rectangle from screen x0/wide, screen 1-(y0+6)/high \
            to screen (x0+22)/wide, screen 1-(y0-7)/high fc rgb fills[k] fs solid 1.0 border lc rgb '#999999'
        if (many) {
            set label 30+k letters[k] at screen (x0+11)/wide, screen 1-y0/high center front noenhanced font tiny textcolor rgb inks[k]
        }
        set label 10+k says[k] at screen (x0+28)/wide, screen 1-y0/high left noenhanced textcolor rgb '#333333'
    }
}

# What the job awaits heads its rows; where the names of the columns are out of sight, they stand
# there again.
since = 0
do for [i=1:rows] {
    since = since + 1
    if (heads[i]) {
        set label 100+i titles[i] at screen 16.0/wide, first i-1 left noenhanced font heading textcolor rgb '#111111'
        if (since > 16 && i > 1 && !many) {
            since = 0
            do for [v=1:versions] {
                set label 1000+i*versions+v labels[v] at second v-1, first i-1 center noenhanced font ',10' textcolor rgb '#333333'
            }
        }
    }
}

is(state) = stringcolumn(STATE) eq state
finds(name) = stringcolumn(FINDING) eq name
measured = 'measured'; unmeasured = 'could-not-measure'
hatched(any) = is(unmeasured) || (is(measured) && finds('unmeasured'))
isshare(any) = is(measured) && (finds('lost') || finds('share'))

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
plot for [k=1:KINDS-1] data skip 1 using (is(measured) && finds(names[k]) ? column(X) : NaN):(column(ROW)):(half):(0.45) \
         axes x2y1 with boxxyerror fc rgb fills[k], \
     data skip 1 using (isshare(0) ? column(X) : NaN):(column(ROW)):(half):(0.45):(column(RATE)) \
         axes x2y1 with boxxyerror lc palette z, \
     data skip 1 using (hatched(0) ? column(X) : NaN):(column(ROW)):(half):(0.45) \
         axes x2y1 with boxxyerror fs pattern 4 noborder fc rgb '#707070', \
     for [k=1:KINDS-1] data skip 1 using (number(measured) && finds(names[k]) ? column(X) : NaN):(column(ROW)):TEXT \
         axes x2y1 with labels textcolor rgb inks[k] noenhanced, \
     for [k=1:KINDS-1] data skip 1 using (many && findings && is(measured) && finds(names[k]) ? column(X) : NaN):(column(ROW)):(letters[k]) \
         axes x2y1 with labels textcolor rgb inks[k] font tiny noenhanced, \
     data skip 1 using (number(measured) && isshare(0) && column(RATE) < 0.55 ? column(X) : NaN):(column(ROW)):TEXT \
         axes x2y1 with labels textcolor rgb '#3a3a3a' noenhanced, \
     data skip 1 using (number(measured) && isshare(0) && column(RATE) >= 0.55 ? column(X) : NaN):(column(ROW)):TEXT \
         axes x2y1 with labels textcolor rgb '#ffffff' noenhanced, \
     data skip 1 using (!many && hatched(0) ? column(X) : NaN):(column(ROW)):TEXT \
         axes x2y1 with labels textcolor rgb '#000000' noenhanced
unset output
