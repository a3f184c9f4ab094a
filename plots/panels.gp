# panels.gp - a panel for each quantity, the same lines in all of them: over time (queues, threads), over
# a setting of a sweep, or over names (answer); 'figure' is the name of the data. Every [plot:*] of a
# scenario is drawn by it, too. Pale: 95% intervals.

file = figure . ".tsv"
heading = panels_heading
if (strlen(panels_note)) { caption = panels_note . "; " . caption }
is_names = x_scale eq "names"
legend_lines = lines > 1 ? lines : 0
several = panels > 2 && !is_names
columns = several ? 2 : 1
panel_rows = (panels + columns - 1) / columns
bar = lines == 1 ? 16 : lines == 2 ? 12 : 10
row_height = lines * bar + 8
panel = is_names ? x_ticks * row_height : is_text ? 150 : panels == 1 ? 260 : panels == 2 ? 180 : 124
foot = is_names ? 16 : 30
over = 58 + (legend_lines > 0 ? 8 + legend_line * legend_lines : 0)
head = is_names ? 26 : 30
height = over + (panels > 0 ? panel_rows * (head + panel + foot) : 200) + (is_names ? 50 : 62)
eval begin
top = over

is_bars = panels_kind eq "bars"
is_points = panels_kind eq "points"
is_coloured = panels_colours eq "names"
drawn = panels_kind eq "steps" ? "steps" : points_most < 40 && !is_text ? "linespoints pointtype 7 pointsize 0.4" : "lines"
tint(i) = colour(int(line_colour[i]))
dash(i) = dashes(int(line_dash[i]))
title_of(p) = panel_title[p] . (strlen(panel_unit[p]) ? " (" . panel_unit[p] . ")" : "")
has_value(p) = panel_max[p] == panel_max[p]

if (panels == 0) {
    nothing = strlen(panels_nothing) ? panels_nothing : "There is nothing to show."
    eval say_nothing
} else { if (is_names && is_text) {
    # Bars of characters in a table: a terminal shows them better than a drawing of boxes.
    many(n) = n <= 0 ? "" : "#" . many(n - 1)
    blanks = "                                                                                "
    filled(text, most) = fitted(text, most) . blanks[1:most - strlen(fitted(text, most))]
    widest = 4
    do for [i = 1:x_ticks] { widest = strlen(x_tick_text[i]) > widest ? strlen(x_tick_text[i]) : widest }
    widest = widest > 18 ? 18 : widest
    key_width = lines > 1 ? 11 : 0
    room = 79 - 2 - widest - 1 - key_width - 32
    set print "-"
    print "\n  " . fitted(heading, 76) . "\n  " . fitted(title_text, 76)
    do for [p = 1:panels] {
        print "\n  " . fitted(title_of(p), 76)
        if (!has_value(p)) { print "  " . fitted(panel_nothing[p], 76) } else {
            do for [i = 1:lines] {
                bar_of(v) = v == v && panel_max[p] > 0 ? many(int(v / panel_max[p] * room + 0.5)) : ""
                key = lines > 1 ? filled(line_text[i], 10) . " " : ""
                set table
                plot file index (p - 1) * lines + i - 1 using (" " . filled(x_tick_text[int(column(1))], widest) . " " . key . filled(bar_of(column(2)), room) . " " . fitted(stringcolumn(5), 30)) with table
                unset table
            }
        }
    }
    print "\n  " . fitted(caption, 76)
} else {
    set multiplot
    if (legend_lines > 0) {
        set lmargin at screen 0; set rmargin at screen 1; set tmargin at screen 1; set bmargin at screen 0
        set border 0; unset tics
        key_text(i) = (is_text ? " " : "") . fitted(line_text[i], 80)
        if (!is_names) { plot [0:1] [0:1] for [i = 1:lines] -1 with lines linewidth 2 linecolor rgb tint(i) dashtype dash(i) title key_text(i) }
        if (is_names && is_bars) { plot [0:1] [0:1] for [i = 1:lines] -1 with boxes linecolor rgb tint(i) fillstyle solid 0.75 noborder title key_text(i) }
        if (is_names && !is_bars) { plot [0:1] [0:1] for [i = 1:lines] -1 with points pointtype 7 pointsize 0.7 linecolor rgb tint(i) title key_text(i) }
        set border 3
        set ytics nomirror out scale 0.5 textcolor rgb ink
        set xtics nomirror out scale 0.5 textcolor rgb ink
    }
    if (legend_lines == 0) { # the titles need a plot to stand in
        set border 0; unset tics; unset key; set yrange [0:1]; set xrange [0:1]
        plot -1 notitle
        set border 3
        set ytics nomirror out scale 0.5 textcolor rgb ink
        set xtics nomirror out scale 0.5 textcolor rgb ink
    }
    unset key; unset label
    set autoscale
    small = font_of(0.85)
    set ytics font small
    set xtics font small
    characters = 0
    do for [p = 1:panels] {
        w = has_value(p) && panel_reach[p] > 0 ? width_of(step_of(panel_reach[p], 4)) : 1
        characters = w > characters ? w : characters
    }
    longest = 4
    do for [i = 1:x_ticks] { longest = strlen(x_tick_text[i]) > longest ? strlen(x_tick_text[i]) : longest }
    names_width = longest > 24 ? 24 : longest
    left = is_names ? 30 + 7.6 * names_width : 24 + 8 * (characters > 3 ? characters : 3)
    right = is_names ? 520 : 690
    # Columns far from each other: the numbers of the right one stand between.
    across = columns == 1 ? right - left : (690 - 2 * left + 8) / 2.0
    factor = x_scale eq "time" ? time_factor : 1
    if (x_scale eq "time") {
        set xrange [(range_from == range_from ? range_from : 0) * factor:(range_to == range_to ? range_to : duration_s) * factor]
    } else { if (is_names) {
        set xrange [*:*]
    } else {
        least = 1.0 * x_tick[1]; most = 1.0 * x_tick[1]
        do for [i = 1:x_ticks] {
            least = x_tick[i] < least ? 1.0 * x_tick[i] : least
            most = x_tick[i] > most ? 1.0 * x_tick[i] : most
        }
        if (x_scale eq "log") { set logscale x; set xrange [least * (least / most)**0.03:most * (most / least)**0.03 * (most > least ? 1 : 1.1)] }
        if (x_scale ne "log") { margin = most > least ? 0.03 * (most - least) : 1; set xrange [least - margin:most + margin] }
        letters = 0
        do for [i = 1:x_ticks] { letters = letters + strlen(x_tick_text[i]) + 2 }
        if (letters * 7 < across && (x_scale eq "log" || x_ticks * (longest + 2) * 7 < across)) {
            set xtics (); do for [i = 1:x_ticks] { set xtics add (x_tick_text[i] x_tick[i]) }
        } else { if (x_scale eq "log") { eval log_tics("x", log10(most / least) < 3.3) } }
    } }
    set errorbars 0.5
    do for [p = 1:panels] {
        place_row = (p - 1) / columns
        place_column = (p - 1) % columns
        y = top + place_row * (head + panel + foot) + head
        x = place_column == 0 ? left : 690 - across
        set lmargin at screen at_x(x)
        set rmargin at screen at_x(x + across)
        set tmargin at screen at_y(y)
        set bmargin at screen at_y(y + panel)
        first = (p - 1) * lines
        roof = has_value(p) && panel_reach[p] > 0 ? panel_reach[p] : 1
        is_log = values_scale eq "log" && has_value(p) && panel_min[p] == panel_min[p] && !is_names
        unset label; unset arrow; unset object
        set label 1 fitted(title_of(p), columns == 1 ? 80 : 38) at screen at_x(is_names ? 16 : x - (columns == 1 ? left - 16 : 0)), screen at_y(y - (is_text ? 17 : 13)) left textcolor rgb ink font font_of(0.95)
        if (!has_value(p)) { set label 2 fitted(panel_nothing[p], is_names || columns == 1 ? 60 : 34) at screen at_x(x + across / 2.0), screen at_y(y + panel / 2.0) center textcolor rgb grey }
        if (is_names) {
            set border 2
            unset xtics
            set yrange [x_ticks + 0.5:0.5]
            set xrange [0:1.02 * roof]
            unset ytics
            unset grid
            unset xlabel
            share = (1.0 * bar) / row_height
            centre(i) = column(1) + (i - 0.5 * (lines + 1)) * share
            low(i) = centre(i) - 0.46 * share
            high(i) = centre(i) + 0.46 * share
            # Where a name is a variant it has the variant's colour.
            hue(i) = rgb_of(is_coloured ? int(column(1)) : int(line_colour[i]))
            end(v) = v > roof ? roof : v
            do for [i = 1:x_ticks] { set label 10 + i fitted(x_tick_text[i], 24) at screen at_x(x - 8), first i right textcolor rgb ink font small }
            if (is_bars) {
                plot for [i = 1:lines] file index first + i - 1 using (column(2)):(centre(i)):(0):2:(low(i)):(high(i)):(hue(i)) with boxxyerror fillcolor rgb variable fillstyle solid 0.75 noborder notitle, \
                     for [i = 1:lines] file index first + i - 1 using 2:(centre(i)):3:(end(column(4))) with xerrorbars pointtype 7 pointsize 0.01 linewidth 1.2 linecolor rgb ink notitle, \
                     for [i = 1:lines] file index first + i - 1 using (1.02 * roof):(centre(i)):5 with labels left offset 1, 0 font font_of(lines > 1 ? 0.75 : 0.85) textcolor rgb ink notitle
            } else {
                plot for [i = 1:lines] file index first + i - 1 using 2:(centre(i)):3:(end(column(4))):(hue(i)) with xerrorbars pointtype 7 pointsize 0.7 linewidth 1.4 linecolor rgb variable notitle, \
                     for [i = 1:lines] file index first + i - 1 using (1.02 * roof):(centre(i)):5 with labels left offset 1, 0 font font_of(lines > 1 ? 0.75 : 0.85) textcolor rgb ink notitle
            }
        } else {
            unset logscale y
            if (is_log) {
                set logscale y
                floor_of = 0.7 * panel_min[p]
                set yrange [floor_of:1.4 * roof]
                eval log_tics("y", log10(roof / panel_min[p]) < 2.3)
            } else {
                floor_of = 0
                set yrange [0:end_of(roof)]
                set ytics step_of(roof, panel > 150 ? 5 : 4)
            }
            if (place_row == panel_rows - 1 || p + columns > panels) {
                set format x "%g"
                set xlabel x_scale eq "time" ? "simulated time (" . time_unit . ")" : x_name . (strlen(x_unit) ? " (" . x_unit . ")" : "") offset 0, 0.6 textcolor rgb ink
            } else {
                set format x ""
                unset xlabel
            }
            if (x_scale eq "time" && !is_text) {
                do for [m = 1:marks_of_kind[1]] { set arrow from first fault_s[m] * factor, graph 0 to first fault_s[m] * factor, graph 1 nohead dashtype 2 linewidth 1 linecolor rgb grey back }
                do for [m = 1:marks_of_kind[2]] { set arrow from first fault_end_s[m] * factor, graph 0 to first fault_end_s[m] * factor, graph 1 nohead dashtype 3 linewidth 1 linecolor rgb grey back }
            }
            low(v) = v < floor_of ? floor_of : v
            if (is_text) {
                plot for [i = 1:lines] file index first + i - 1 using (column(1) * factor):2 with lines linecolor rgb tint(i) dashtype dash(i) notitle
            } else { if (is_points) {
                plot for [i = 1:lines] file index first + i - 1 using (column(1) * factor):2:(low(column(3))):4 with yerrorbars pointtype 7 pointsize 0.6 linewidth 1 linecolor rgb tint(i) notitle
            } else { if (x_scale eq "time") {
                plot for [i = 1:lines] file index first + i - 1 using (column(1) * factor):(low(column(3))):4 with filledcurves fillcolor rgb tint(i) fillstyle transparent solid 0.22 noborder notitle, \
                     for [i = 1:lines] file index first + i - 1 using (column(1) * factor):2 with @drawn linewidth 1.6 linecolor rgb tint(i) dashtype dash(i) notitle
            } else {
                plot for [i = 1:lines] file index first + i - 1 using (column(1) * factor):2 with @drawn linewidth 2 linecolor rgb tint(i) dashtype dash(i) notitle, \
                     for [i = 1:lines] file index first + i - 1 using (column(1) * factor):2:(low(column(3))):4 with yerrorbars pointtype 7 pointsize 0.6 linewidth 1 linecolor rgb tint(i) notitle
            } } }
            x_is_log = x_scale eq "log"; y_is_log = is_log
            eval tell_axes
        }
    }
    unset multiplot
} }
