# tornado.gp - what assumed costs do to a difference: a panel for each metric of a comparison, a row
# for each cost, two bars from the difference as it is to what it is with the cost at 0.3 (above) and
# at 3 times (below), with intervals. Where the verdict becomes another, that one stands beside the bar.

heading = "How far differences hang on assumed costs, each varied alone" . (tornado_panels < tornado_panels_in_all ? sprintf(", the first %d of %d", tornado_panels, tornado_panels_in_all) : "")
legend_lines = 1
row = 26
head = 24
foot = 40
panels_high = 0
do for [p = 1:tornado_panels] { panels_high = panels_high + head + row * tornado_rows[p] + foot }
height = 70 + legend_line * legend_lines + panels_high + 30 + (tornado_panels == 0 ? 200 : 0)
eval begin

if (tornado_panels == 0) {
    nothing = "No assumed cost moves a difference on which there is a verdict."
    eval say_nothing
} else { if (is_text) {
    verdict(c) = stringcolumn(c) eq "-" ? "" : " " . stringcolumn(c)
    cell(d, v) = sprintf("%10.4g%-9s", column(d), verdict(v))
    set print "-"
    print "\n  " . heading . "\n  " . fitted(title_text, 76)
    do for [p = 1:tornado_panels] {
        print "\n  " . tornado_title[p] . (tornado_unit[p] eq "-" ? "" : " (" . tornado_unit[p] . ")")
        print sprintf("  %-24s%10s%9s%10s%9s%10s", "", "x 0.3", "", "as it is", "", "x 3")
        set table
        plot "tornado.tsv" index p - 1 using (sprintf(" %-24s%s%10.4g%9s%s", fitted(stringcolumn(3), 23), cell(4, 13), column(10), "", cell(7, 14))) with table
        unset table
    }
    print "\n  " . fitted(caption, 76)
} else {
    set multiplot
    set border 1
    unset ytics
    set grid noytics xtics
    low_colour = colour(6)
    high_colour = colour(2)
    y = 70 + legend_line * legend_lines
    do for [p = 1:tornado_panels] {
        y = y + head
        set lmargin at screen at_x(170)
        set rmargin at screen at_x(610)
        set tmargin at screen at_y(y)
        set bmargin at screen at_y(y + row * tornado_rows[p])
        set xrange [*:*] # stats obeys the ranges
        set yrange [*:*]
        from = 1e300
        to = -1e300
        do for [c in "5 6 8 9 11 12"] {
            stats "tornado.tsv" index p - 1 using (column(int(c))) nooutput
            from = STATS_min < from ? STATS_min : from
            to = STATS_max > to ? STATS_max : to
        }
        stats "tornado.tsv" index p - 1 using 10 nooutput
        base = STATS_min
        span = to > from ? to - from : 1
        # 0, where a verdict turns, belongs into the panel unless it is far off
        from = from > 0 && from < span ? 0 : from
        to = to < 0 && -to < span ? 0 : to
        span = to > from ? to - from : 1
        set xrange [from - 0.03 * span:to + 0.03 * span]
        set yrange [tornado_rows[p] + 0.5:0.5]
        small = font_of(0.85)
        set xtics step_of(span, 6) font small offset 0, 0.35
        set label 1 fitted(tornado_title[p], 70) . (tornado_unit[p] eq "-" ? "" : " (" . tornado_unit[p] . ")") at screen at_x(16), screen at_y(y - 10) left textcolor rgb ink font font_of(0.95)
        unset arrow
        set arrow 1 from base, graph 0 to base, graph 1 nohead linewidth 1.2 linecolor rgb ink dashtype 2 front
        if (from <= 0 && to >= 0) { set arrow 2 from 0, graph 0 to 0, graph 1 nohead linewidth 1.2 linecolor rgb ink back }
        if (p == 1) { set key at screen at_x(6), screen at_y(56) left top maxcols auto maxrows 1 } else { unset key }
        flip(c) = stringcolumn(c) eq "-" ? "" : "→ " . stringcolumn(c)
        plot "tornado.tsv" index p - 1 using 4:2:(base < column(4) ? base : column(4)):(base < column(4) ? column(4) : base):(column(2) - 0.36):(column(2) - 0.02) with boxxyerror fillcolor rgb low_colour fillstyle solid noborder title "cost × 0.3", \
             "" index p - 1 using 7:2:(base < column(7) ? base : column(7)):(base < column(7) ? column(7) : base):(column(2) + 0.02):(column(2) + 0.36) with boxxyerror fillcolor rgb high_colour fillstyle solid noborder title "cost × 3", \
             keyentry with lines linewidth 1.2 linecolor rgb ink dashtype 2 title "as it is", \
             "" index p - 1 using 4:(column(2) - 0.19):5:6 with xerrorbars pointtype 7 pointsize 0.01 linewidth 1 linecolor rgb ink notitle, \
             "" index p - 1 using 7:(column(2) + 0.19):8:9 with xerrorbars pointtype 7 pointsize 0.01 linewidth 1 linecolor rgb ink notitle, \
             "" index p - 1 using (from - 0.03 * span):2:(fitted(stringcolumn(3), 20)) with labels right offset -0.8, 0 font font_of(0.85) textcolor rgb ink notitle, \
             "" index p - 1 using (to + 0.03 * span):(column(2) - 0.19):(flip(13)) with labels left offset 0.6, 0 font font_of(0.8) textcolor rgb ink notitle, \
             "" index p - 1 using (to + 0.03 * span):(column(2) + 0.19):(flip(14)) with labels left offset 0.6, 0 font font_of(0.8) textcolor rgb ink notitle
        unset label
        y = y + row * tornado_rows[p] + foot
    }
    unset multiplot
} }
