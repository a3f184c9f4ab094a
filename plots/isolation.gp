# isolation.gp - who is hurt by which fault: a matrix for each variant, side by side. A row is a fault, a
# column an application, a cell the share of the application's requests since the fault's first
# occurrence that it failed or delayed. The cells of applications that the fault names are framed.

heading = "Requests that each fault failed or delayed (%)" . (isolation_apps < isolation_apps_in_all ? sprintf(", the first %d of %d applications", isolation_apps, isolation_apps_in_all) : "")
legend_lines = 0
abreast = variants < 3 ? variants : 3
panel_rows = (variants + abreast - 1) / abreast
cell = 40
longest = 4
do for [a = 1:isolation_apps] { longest = strlen(isolation_app[a]) > longest ? strlen(isolation_app[a]) : longest }
names = longest > 14 ? 14 : longest
longest = 4
do for [f = 1:isolation_faults] { longest = strlen(isolation_fault[f]) > longest ? strlen(isolation_fault[f]) : longest }
row_names = longest > 16 ? 16 : longest
left = 30 + 8 * row_names
across = (690.0 - left - 14 * (abreast - 1)) / abreast
column_width = across / isolation_apps
is_turned = column_width < 8 * names
if (is_turned) { across = across - 4.2 * names / abreast; column_width = across / isolation_apps }
head = is_turned ? 5.8 * names : 22
panel = isolation_faults * cell
height = 70 + panel_rows * (24 + head + panel + 16) + 34
if (!is_text) { caption = "framed: applications that the fault names" . (column_width < 60 ? "; " : "; [ ]: 95%; ") . caption }
eval begin

share(v) = column(3 + 3 * v)
# The eye tells small shares from none: the colour follows the square root.
mix(from, to, s) = int(from + (to - from) * sqrt(s) + 0.5)
tint(s) = s != s ? 0xf4f4f4 : 65536 * mix(255, 0, s) + 256 * mix(255, 74, s) + mix(255, 140, s)
# As far from the colour of the cell as can be: at least 4 to 1.
shade(s) = s > 0.52 ? 0xffffff : 0x111111
# As strings: a NaN in the place of a label brings gnuplot down.
low(v) = stringcolumn(4 + 3 * v)
high(v) = stringcolumn(5 + 3 * v)
has_interval(v) = column_width >= 60 && low(v) ne "NaN" && low(v) ne high(v) && real(high(v)) >= 0.0005
between(v) = has_interval(v) ? "\n[" . number(real(low(v)) < 0 ? 0 : real(low(v))) . ", " . number(real(high(v))) . "]" : ""
number(s) = s != s ? "–" : s == 0 ? "0" : s < 0.0005 ? "<0.1" : s < 0.0995 ? sprintf("%.1f", 100 * s) : sprintf("%.0f", 100 * s)

if (is_text) {
    line(v) = v > variants ? "" : sprintf("%10s", number(share(v))) . line(v + 1)
    all = ""
    do for [v = 1:variants] { all = all . sprintf("%10s", fitted(name[v], 9)) }
    set print "-"
    print "\n  " . heading . "\n  " . fitted(title_text, 76) . "\n"
    print sprintf(" %-18s %-16s%s", "fault", "application", all)
    set table
    plot "isolation.tsv" using (sprintf("%-18s %-16s%s", fitted(stringcolumn(3), 17), fitted(stringcolumn(4), 14) . (column(5) == 1 ? " *" : ""), line(1))) with table
    unset table
    print "\n  * named by the fault\n  " . fitted(caption, 76)
} else {
    set multiplot
    unset key; unset grid; unset tics
    set border 0
    set xrange [0.5:isolation_apps + 0.5]
    set yrange [isolation_faults + 0.5:0.5]
    do for [v = 1:variants] {
        place_column = (v - 1) % abreast
        x = left + place_column * (across + 14)
        y = 70 + (v - 1) / abreast * (24 + head + panel + 16) + 24 + head
        set lmargin at screen at_x(x)
        set rmargin at screen at_x(x + across)
        set tmargin at screen at_y(y)
        set bmargin at screen at_y(y + panel)
        set label 1 fitted(name[v], int(across / 8.5)) at screen at_x(x + across / 2), screen at_y(y - head - 12) center textcolor rgb ink font font_of(0.95)
        do for [a = 1:isolation_apps] {
            if (is_turned) {
                set label 1 + a fitted(isolation_app[a], 14) at screen at_x(x + (a - 0.5) * column_width), screen at_y(y - 5) left rotate by 50 textcolor rgb ink font font_of(0.8)
            } else {
                set label 1 + a fitted(isolation_app[a], 14) at screen at_x(x + (a - 0.5) * column_width), screen at_y(y - 11) center textcolor rgb ink font font_of(0.8)
            }
        }
        do for [f = 1:place_column == 0 ? isolation_faults : 0] {
            set label 100 + f fitted(isolation_fault[f], 16) at screen at_x(left - 10), screen at_y(y + (f - 0.5) * cell) right textcolor rgb ink font font_of(0.85)
        }
        plot "isolation.tsv" using 2:1:(column(2) - 0.48):(column(2) + 0.48):(column(1) - 0.46):(column(1) + 0.46):(tint(share(v))) with boxxyerror fillcolor rgb variable fillstyle solid noborder notitle, \
             "isolation.tsv" using (column(5) == 1 ? column(2) : NaN):1:(column(2) - 0.48):(column(2) + 0.48):(column(1) - 0.46):(column(1) + 0.46) with boxxyerror fillcolor rgb ink fillstyle empty border linewidth 1.6 notitle, \
             "isolation.tsv" using 2:(column(1) - (has_interval(v) ? 0.12 : 0)):(number(share(v)) . between(v)):(shade(share(v))) with labels center font font_of(0.75) textcolor rgb variable notitle
        unset label
    }
    unset multiplot
}
