# heat.gp - p95 of the latency and throughput over two settings, a row of two panels for each variant.
# The darker, the slower, and the more. The scales are the same for all variants, that of the latency in
# ratios where it spans decades. What is not there is a point that was left out.

heading = "p95 of the latency, and throughput, over " . x_name . " and " . y_name
legend_lines = 0
longest = 1
do for [i = 1:y_ticks] { longest = strlen(y_tick_text[i]) > longest ? strlen(y_tick_text[i]) : longest }
row_names = longest > 14 ? 14 : longest
left = 46 + 8 * row_names
between = 26
across = (690.0 - left - between) / 2
column_width = across / x_ticks
row_height = y_ticks > 10 ? 300.0 / y_ticks : 30
panel = row_height * y_ticks
head = 26
longest = 1
do for [i = 1:x_ticks] { longest = strlen(x_tick_text[i]) > longest ? strlen(x_tick_text[i]) : longest }
every_column = 1
while (x_scale ne "names" && every_column * column_width < 7.5 * (longest + 1)) { every_column = every_column + 1 }
letters = x_scale ne "names" || column_width > 7.5 * longest ? longest : column_width > 22 ? int(column_width / 7.5) : 2
every_row = 1
while (every_row * row_height < 16) { every_row = every_row + 1 }
height = 60 + variants * (head + panel + 52) + 34
eval begin

factor = factor_of(p95_max)
is_log = p95_max > 30 * p95_min
# From 0 to 1.
rank(v, metric) = v != v ? v : metric == 2 ? (ok_max > 0 ? 1.0 * v / ok_max : 0) : \
    p95_max <= p95_min ? 0 : is_log ? log(v / p95_min) / log(p95_max / p95_min) : (v - p95_min) / (p95_max - p95_min)
mix(from, to, s) = int(from + (to - from) * s + 0.5)
orange(s) = 65536 * mix(255, 165, s) + 256 * mix(246, 60, s) + mix(235, 0, s)
blue(s) = 65536 * mix(245, 0, s) + 256 * mix(249, 74, s) + mix(255, 140, s)
tint(s, metric) = s != s ? 0xf4f4f4 : metric == 1 ? orange(s) : blue(s)
# As far from the colour of the cell as can be: at least 4 to 1.
shade(s) = s > 0.75 ? 0xffffff : 0x111111
value_of(v, metric) = column(1 + 2 * v + (metric == 2))
plain(n) = n >= 99.5 ? sprintf("%.0f", n) : n >= 9.95 ? sprintf("%.1f", n) : n >= 0.0995 ? sprintf("%.2f", n) : sprintf("%.2g", n)
number(x, metric) = x != x ? "–" : plain(metric == 1 ? x * factor : x)
has_numbers = row_height >= 18 && column_width >= 32

if (is_text) {
    line(v) = v > variants ? "" : sprintf("%11s%9s", number(value_of(v, 1), 1), number(value_of(v, 2), 2)) . line(v + 1)
    all = ""
    do for [v = 1:variants] { all = all . sprintf("%20s", fitted(name[v], 19)) }
    units = ""
    do for [v = 1:variants] { units = units . sprintf("%11s%9s", "p95 (" . unit_of(p95_max) . ")", "ok/s") }
    set print "-"
    print "\n  " . fitted(heading, 76) . "\n  " . fitted(title_text, 76) . "\n"
    print sprintf(" %-13s %-13s%s", fitted(x_name, 13), fitted(y_name, 13), all)
    print sprintf(" %-13s %-13s%s", "", "", units)
    set table
    plot "heat.tsv" using (sprintf("%-13s %-13s%s", fitted(x_tick_text[int(column(1))], 12), fitted(y_tick_text[int(column(2))], 12), line(1))) with table
    unset table
    print "\n  " . fitted(caption, 76)
} else {
    set multiplot
    unset key; unset grid; unset tics
    set border 0
    set xrange [0.5:x_ticks + 0.5]
    set yrange [0.5:y_ticks + 0.5]
    do for [v = 1:variants] {
        do for [metric = 1:2] {
            x0 = left + (metric - 1) * (across + between)
            y0 = 60 + (v - 1) * (head + panel + 52) + head
            set lmargin at screen at_x(x0)
            set rmargin at screen at_x(x0 + across)
            set tmargin at screen at_y(y0)
            set bmargin at screen at_y(y0 + panel)
            set label 1 (metric == 1 ? fitted(name[v], 20) . ": p95 (" . unit_of(p95_max) . ")" : "ok per second") at screen at_x(x0), screen at_y(y0 - 12) left textcolor rgb ink font font_of(0.95)
            do for [i = 1:x_ticks] {
                if ((i - 1) % every_column == 0) { set label 10 + i fitted(x_tick_text[i], letters) at screen at_x(x0 + (i - 0.5) * column_width), screen at_y(y0 + panel + 11) center textcolor rgb ink font font_of(0.8) }
            }
            set label 2 x_name . (strlen(x_unit) ? " (" . x_unit . ")" : "") at screen at_x(x0 + across / 2), screen at_y(y0 + panel + 28) center textcolor rgb ink font font_of(0.85)
            do for [i = 1:metric == 1 ? y_ticks : 0] {
                if ((i - 1) % every_row == 0) { set label 100 + i fitted(y_tick_text[i], 14) at screen at_x(left - 7), screen at_y(y0 + panel - (i - 0.5) * row_height) right textcolor rgb ink font font_of(0.8) }
            }
            if (metric == 1) { set label 3 y_name . (strlen(y_unit) ? " (" . y_unit . ")" : "") at screen at_x(20), screen at_y(y0 + panel / 2) center rotate by 90 textcolor rgb ink font font_of(0.85) }
            plot "heat.tsv" using 1:2:(column(1) - 0.48):(column(1) + 0.48):(column(2) - 0.46):(column(2) + 0.46):(tint(rank(value_of(v, metric), metric), metric)) with boxxyerror fillcolor rgb variable fillstyle solid noborder notitle, \
                 "heat.tsv" using 1:(has_numbers ? column(2) : -1):(number(value_of(v, metric), metric)):(shade(rank(value_of(v, metric), metric))) with labels center font font_of(0.8) textcolor rgb variable notitle
            unset label
        }
    }
    unset multiplot
}
