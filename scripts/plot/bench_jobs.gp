# Time and memory of one trial, against how many jobs it starts. `data`, `picture`: files, set before.
set encoding utf8
set terminal svg size 640,380 font 'sans,12' background '#ffffff' noenhanced
set output picture
set datafile separator "\t"
set datafile columnheaders
set logscale xy
set format x '10^{%L}'
set terminal svg size 640,380 font 'sans,12' background '#ffffff' enhanced
set xlabel 'jobs of a trial'
set grid linecolor '#dddddd' linetype 1
set border 3
set tics nomirror scale 0.5
set key top left reverse Left samplen 2
plot data using 2:3 with linespoints pointtype 7 linecolor rgb '#0072B2' title 'seconds, with its control', \
    '' using 2:4 with linespoints pointtype 5 linecolor rgb '#D55E00' title 'MiB at its peak'
