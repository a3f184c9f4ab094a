# knee.gp - latency and throughput over a setting that was stepped through, with 95% intervals: where
# does the one begin to rise and the other to fall behind? A colour for each variant and dashes for
# combinations of the other settings, or colours for these where there is one variant alone. 'figure'
# is the name of the data: knee-load.

file = figure . ".tsv"
heading = "Latency and throughput over " . x_name
legend_lines = lines + (theories > 0)
panel = is_text ? 130 : 140
gap = is_text ? 44 : 26
legend_height = is_text ? 70 + legend_line * legend_lines : 66 + 19 * legend_lines
height = legend_height + 3 * panel + 2 * gap + 84
if (strlen(note)) { caption = note . "; " . caption }
eval begin
top = legend_height

is_names = x_scale eq "names"
several = 0
do for [i = 1:lines] { if (line_dash[i] > 1) { several = 1 } }
number_of(i) = variants > 1 ? int(line_variant[i]) : int(line_dash[i])
tint(i) = colour(number_of(i))
dash(i) = several ? dashes(int(line_dash[i])) : dashes(int(line_variant[i]))
mark(i) = int(word("7 5 9 13 11 15", 1 + (number_of(i) - 1) % 6)) - (variants > 1 && int(line_dash[i]) % 2 == 0)
title_of(i) = (is_text ? " " : "") . (variants > 1 || !several ? fitted(name[int(line_variant[i])], 24) : "") . (variants > 1 && strlen(line_text[i]) ? ", " : "") . fitted(line_text[i], 50)

# The axis: the values themselves where there is room for them.
least = 1.0 * x_tick[1]; most = 1.0 * x_tick[1]; longest = 1; letters = 0
do for [i = 1:x_ticks] {
    least = x_tick[i] < least ? 1.0 * x_tick[i] : least
    most = x_tick[i] > most ? 1.0 * x_tick[i] : most
    longest = strlen(x_tick_text[i]) > longest ? strlen(x_tick_text[i]) : longest
    letters = letters + strlen(x_tick_text[i]) + 2
}
has_room = letters * 8 < 590 && (x_scale ne "linear" || x_ticks * (longest + 2) * 8 < 590)
is_turned = is_names && !has_room
if (is_turned) { height = height + 4.4 * (longest > 24 ? 24 : longest); eval begin; top = legend_height }
axis = "set xtics scale 0.5; " . (is_names || has_room ? "set xtics (); do for [i = 1:x_ticks] { set xtics add (fitted(x_tick_text[i], 24) x_tick[i]) }" : x_scale eq "log" ? "eval log_tics('x', log10(most / least) < 3.3)" : "set xtics autofreq")

# Side by side where there is no line to follow.
beside(x, i) = is_names ? x + 0.5 * (i - (lines + 1) / 2.0) / lines : x
exact = theories == 0 ? "" : "for [i = 1:theories] file index lines + i - 1 using (column(1)):(column(1 + q) * factor) with lines linewidth 1.4 linecolor rgb ink dashtype 3 notitle,"
intervals = is_text ? "" : ", for [i = 1:lines] file index i - 1 using (beside(column(1), i)):(column(k) * factor):(column(k + 1) != column(k + 1) ? column(k) * factor : column(k + 1) * factor < floor_of ? floor_of : column(k + 1) * factor):(column(k + 2) != column(k + 2) ? column(k) * factor : column(k + 2) * factor) with yerrorbars linewidth 1 linecolor rgb tint(i) pointtype mark(i) pointsize 0.6 notitle"
drawn = is_names ? "points" : "linespoints dashtype dash(i)"

theory_key = (is_text ? " " : "") . theory
set multiplot
set lmargin at screen 0; set rmargin at screen 1; set tmargin at screen 1; set bmargin at screen 0
set border 0
unset tics
plot [0:1] [0:1] for [i = 1:lines] -1 with @drawn linewidth 2 linecolor rgb tint(i) pointtype mark(i) pointsize 0.6 title title_of(i), \
     for [i = 1:theories > 0] -1 with lines linewidth 1.4 linecolor rgb ink dashtype 3 title theory_key
unset key; unset label
set border 3
set xtics nomirror out scale 0.5 textcolor rgb ink
set ytics nomirror out scale 0.5 textcolor rgb ink
set autoscale y
if (is_names) {
    set xrange [0.5:x_ticks + 0.5]
} else { if (x_scale eq "log") {
    set logscale x
    set xrange [least * (least / most)**0.03:most * (most / least)**0.03]
} else {
    margin = most > least ? 0.03 * (most - least) : 1
    set xrange [least - margin:most + margin]
} }
eval axis
set errorbars 0.5
left = 98
set lmargin at screen at_x(left)
set rmargin at screen at_x(690)

# Latencies that span decades are drawn in decades; an interval that would dwarf what is in it
# is cut off.
column_of(panel_number) = 2 + 3 * (panel_number - 1)
do for [q = 1:3] {
    largest = q == 1 ? mean_max : q == 2 ? p95_max : ok_max
    smallest = q == 1 ? mean_min : q == 2 ? p95_min : ok_min
    reach = q == 1 ? mean_high_max : q == 2 ? p95_high_max : ok_high_max
    reach = reach != reach || reach < largest ? largest : reach > 1.6 * largest ? 1.6 * largest : reach
    factor = q < 3 ? factor_of(largest) : 1
    is_log = q < 3 && (mean_max > 30 * mean_min || p95_max > 30 * p95_min)
    y0 = top + (q - 1) * (panel + gap)
    set tmargin at screen at_y(y0)
    set bmargin at screen at_y(y0 + panel)
    unset label
    unset logscale y
    if (largest != largest) {
        set label 2 "no request ended ok" at graph 0.5, graph 0.5 center textcolor rgb grey
        set yrange [0:1]
        floor_of = 0
    } else { if (is_log) {
        set logscale y
        floor_of = 0.7 * smallest * factor
        set yrange [floor_of:1.4 * reach * factor]
        eval log_tics("y", log10(largest / smallest) < 2.3)
    } else {
        floor_of = 0
        set yrange [0:end_of(reach * factor)]
        set ytics step_of(reach * factor, 5)
    } }
    heading_y = q == 1 ? "mean latency (" . unit_of(largest) . ")" : q == 2 ? "p95 latency (" . unit_of(largest) . ")" : "ok per second"
    if (is_text) { set label 1 heading_y at screen at_x(left), screen at_y(y0 - 20) left } else { eval y_title(1, heading_y, y0, y0 + panel) }
    if (q < 3) { set format x "" } else {
        set format x "%g"
        set xlabel x_name . (strlen(x_unit) ? " (" . x_unit . ")" : "") offset 0, (is_turned ? 0 : 0.4) textcolor rgb ink
        if (is_turned) { set xtics rotate by 35 right }
    }
    if (q < 3 && (is_names || has_room)) { set xtics (); do for [i = 1:x_ticks] { set xtics add ("" x_tick[i]) } } else { eval axis }
    k = column_of(q)
    plot @exact \
         for [i = 1:lines] file index i - 1 using (beside(column(1), i)):(column(k) * factor) with @drawn linewidth 2 linecolor rgb tint(i) pointtype mark(i) pointsize 0.6 notitle @intervals
    x_is_log = x_scale eq "log"; y_is_log = is_log
    if (!is_names && largest == largest) { eval tell_axes }
}
unset multiplot
