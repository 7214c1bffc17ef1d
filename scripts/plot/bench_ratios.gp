# What a trial costs, against other ways to have a process, or none, for each test. `data`, `picture`:
# files, set before.
set encoding utf8
set terminal svg size 760,560 font 'sans,12' background '#ffffff' noenhanced
set output picture
set datafile separator "\t"
set datafile columnheaders
set logscale x
set format x '%g'
set yrange [*:*] reverse
set offsets 0, 0, 0.7, 0.7
set grid x linecolor '#dddddd' linetype 1
set border 1
set tics nomirror scale 0.5
set key above left reverse Left samplen 1 maxrows 4
set xlabel 'ratio: median, least and greatest of the rounds'
# Okabe and Ito's colours, told apart by eyes of every kind; shapes differ as well.
plot data using 5:($0 - 0.24):6:7:ytic(1) with xerrorbars pointtype 7 pointsize 0.7 linecolor rgb '#0072B2' \
        title 'a fresh python process / a trial by snapshot', \
    '' using 14:($0 - 0.08):15:16 with xerrorbars pointtype 5 pointsize 0.7 linecolor rgb '#009E73' \
        title 'pytest --forked / a trial by snapshot', \
    '' using 17:($0 + 0.08):18:19 with xerrorbars pointtype 13 pointsize 0.9 linecolor rgb '#E69F00' \
        title 'pytest in process / a trial by snapshot', \
    '' using 11:($0 + 0.24):12:13 with xerrorbars pointtype 9 pointsize 0.8 linecolor rgb '#D55E00' \
        title 'a trial by snapshot / a bare fork and exit', \
    '' using 20:($0 + 0.36):21:22 with xerrorbars pointtype 4 pointsize 0.7 linecolor rgb '#CC79A7' \
        title 'a fresh python process / a trial of a run'
