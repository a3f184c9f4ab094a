# stages.gp - where the time of a mean ok request goes: a bar for each stage of the path and variant,
# the part that is waiting pale, the part that is service full. The bars of a variant add up to
# its mean latency.

heading = "Where the time goes"
legend_lines = variants > 2 ? variants : 2
bar = variants == 1 ? 16 : variants == 2 ? 12 : 11
height = 74 + legend_line * legend_lines + stages_rows * (variants * bar + 8) + 84 + (stages_rows == 0 ? 200 : 0)
eval begin

if (stages_rows == 0) {
    nothing = "No request ended ok: there is no time to break down."
    eval say_nothing
} else {
    longest_s = 0
    do for [i = 1:variants] {
        stats "stages.tsv" using (column(2 * i + 1) + column(2 * i + 2)) nooutput
        longest_s = STATS_max > longest_s ? STATS_max : longest_s
    }
    factor = factor_of(longest_s)
    step = (1.0 * bar) / (variants * bar + 8)
    in_all(i) = latency_mean[i] > 0 ? ": in all " . latency_text[i] : ""
    decimals = longest_s * factor >= 100 ? 1 : longest_s * factor >= 10 ? 2 : 3
    amount(v) = v >= 0.001 * longest_s * factor ? sprintf("%." . decimals . "f", v) : ""
    waiting(i) = column(2 * i + 1) * factor
    both(i) = (column(2 * i + 1) + column(2 * i + 2)) * factor
    centre(i) = column(1) + (i - 0.5 * (variants + 1)) * step
    if (is_text) {
        # Bars of characters in a table: a terminal shows them better than a drawing of boxes.
        many(c, n) = n <= 0 ? "" : c . many(c, n - 1)
        characters(v) = int(v / (longest_s * factor) * 40 + 0.5)
        bar_of(i) = many(".", characters(waiting(i))) . many("#", characters(both(i)) - characters(waiting(i)))
        line(i) = sprintf("%s%-15s%-10s%s %s\n", i == 1 ? "" : " ", i == 1 ? fitted(stringcolumn(2), 14) : "", fitted(name[i], 9), bar_of(i), amount(both(i)))
        lines(i) = i > variants ? "" : line(i) . lines(i + 1)
        set print "-"
        print "\n  " . heading . "\n  " . fitted(title_text, 76)
        print "\n  . waiting   # service   (" . unit_of(longest_s) . ", mean per ok request)\n"
        set table
        plot "stages.tsv" using (lines(1)) with table
        unset table
        print "  " . fitted(caption, 76)
    } else {
        set lmargin at screen at_x(128)
        set rmargin at screen at_x(650)
        set border 2
        set xrange [0:longest_s * factor * 1.02]
        set yrange [stages_rows + 0.5:0.5]
        set xlabel "mean per ok request (" . unit_of(longest_s) . ")" offset 0, 0.4 textcolor rgb ink
        unset ytics
        set grid noytics xtics
        set key maxcols auto maxrows legend_lines
        low(i) = centre(i) - 0.46 * step
        high(i) = centre(i) + 0.46 * step
        plot for [i = 1:variants] "stages.tsv" using (waiting(i)):(centre(i)):(waiting(i)):(both(i)):(low(i)):(high(i)) with boxxyerror fillcolor rgb colour(i) fillstyle solid noborder title key_of(i) . in_all(i), \
             for [i = 1:variants] "stages.tsv" using (0):(centre(i)):(0):(waiting(i)):(low(i)):(high(i)) with boxxyerror fillcolor rgb colour(i) fillstyle transparent solid 0.35 border linecolor rgb colour(i) notitle, \
             for [i = 1:variants] "stages.tsv" using (both(i)):(centre(i)):(amount(both(i))) with labels left offset 0.4, 0 font font_of(0.75) textcolor rgb ink notitle, \
             "stages.tsv" using (0):1:(fitted(stringcolumn(2), 14)) with labels right offset -0.8, 0 textcolor rgb ink notitle, \
             for [i = 2:variants == 1 ? 2 : 1] keyentry with lines linecolor rgb "#ffffff" title " ", \
             keyentry with boxes fillcolor rgb grey fillstyle solid noborder title "full: service", \
             keyentry with boxes fillcolor rgb grey fillstyle transparent solid 0.35 border linecolor rgb grey title "pale: waiting"
    }
}
