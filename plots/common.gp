# common.gp - one look for all figures.
#
# Loaded after settings.gp (title_text, caption, variants, name[] ..) and before a figure. By hand,
# in the folder of a result's figures:
#     gnuplot settings.gp common.gp latency.gp > latency.svg
#     gnuplot -e "format = 'pdf'" settings.gp common.gp latency.gp > latency.pdf
#
# A figure is 720 units wide (16 cm, half a page of A4) and as high as its figure sets in 'height';
# all places are given in these units from the top left, by at_x() and at_y(). Variants are told
# apart by colour, by dashes and by the order of the legend; the colours are those of Okabe and
# Ito's palette that stand out from white, which colour-blind readers can tell apart, too.

if (!exists("format")) format = "svg"
is_text = format eq "dumb"
set encoding utf8
set datafile separator "\t"

# Text is about 9 points high when the figure is half a page wide, in every format.
sans = "DejaVu Sans,Verdana,Arial,sans-serif"
terminal(height) = \
    is_text ? sprintf("set terminal dumb noenhanced %s size 79,%d", exists("has_colour") && has_colour ? "ansi256" : "mono", height / 17) : \
    format eq "png" ? sprintf("set terminal pngcairo noenhanced size 1440,%d font 'DejaVu Sans,21' linewidth 2 pointscale 2", 2 * height) : \
    format eq "pdf" ? sprintf("set terminal pdfcairo noenhanced size 16cm,%.3fcm font 'DejaVu Sans,8.5' linewidth 1.2 pointscale 0.7", height / 45.0) : \
    sprintf("set terminal svg noenhanced size 720,%d font '%s,14' background 'white'", height, sans)
font_of(share) = \
    is_text ? "" : format eq "png" ? sprintf(",%.0f", 21 * share) : \
    format eq "pdf" ? sprintf(",%.1f", 8.5 * share) : sprintf(",%.0f", 14 * share)

at_x(x) = x / 720.0
at_y(y) = 1 - y / (1.0 * height)

colours = "#0072b2 #d55e00 #009e73 #cc79a7 #e69f00 #56b4e9 #000000"
colour(i) = word(colours, 1 + (i - 1) % words(colours))
rgb_of(i) = int(real("0x" . colour(i)[2:7])) # the same as a number, for 'rgb variable'
dashes(i) = 1 + (i - 1) % 5
# Short gaps: a peak of one point must not fall into one.
set dashtype 2 (12, 4)
set dashtype 3 (3, 3)
set dashtype 4 (12, 3, 3, 3)
set dashtype 5 (6, 4)
set minussign
ink = "#333333"
faint = "#d8d8d8"
grey = "#666666"

# A text that is too long for its place ends in an ellipsis.
fitted(text, most) = strlen(text) > most ? text[1:most - 1] . "…" : text

# What stands in a legend for a variant.
key_of(i) = (is_text ? " " : "") . fitted(name[i], 40)

# How a line over time is drawn, as @over_time: with few points, these are shown, too.
over_time = exists("throughput_rows") && throughput_rows < 40 ? "linespoints pointtype 7 pointsize 0.4" : "lines"

legend_line = 23

# The terminal, the title, what was asked, and where it comes from; then the legend has its place,
# one line for each of 'legend_lines', and the drawing begins at 'top'.
begin = "eval terminal(height); " . \
    "set label 1001 heading at screen at_x(16), screen at_y(20) left textcolor rgb ink font font_of(1.15); " . \
    "set label 1002 fitted(title_text, is_text ? 76 : 84) at screen at_x(16), screen at_y(42) left textcolor rgb grey font font_of(0.9); " . \
    "set label 1003 fitted(caption, is_text ? 76 : 108) at screen at_x(704), screen at_y(height - 12) right textcolor rgb grey font font_of(0.78); " . \
    "top = 70 + legend_line * legend_lines; bottom = height - 84; " . \
    "set key at screen at_x(is_text ? 16 : 6), screen at_y(56) left top Left reverse vertical maxcols 1 samplen 2.5 spacing 1.1 textcolor rgb ink; " . \
    "if (is_text) { set key samplen 1 spacing 1 width 1 }; " . \
    "set lmargin at screen at_x(78); set rmargin at screen at_x(690); " . \
    "set tmargin at screen at_y(top); set bmargin at screen at_y(bottom)"

set border 3 linewidth 0.8 linecolor rgb ink
set tics nomirror out scale 0.5 textcolor rgb ink
set grid linetype 1 linewidth 0.6 linecolor rgb faint
set style fill noborder
if (is_text) unset grid

# The title of a y axis stays where it is however long the numbers are; in characters it cannot be
# turned, and the numbers have to speak for themselves.
y_title(tag, text, from, to) = is_text ? sprintf("set ylabel '%s'", text) : \
    sprintf("set label %d '%s' at screen %.6f, screen %.6f center rotate by 90 textcolor rgb ink", tag, text, at_x(20), at_y((from + to) / 2.0))

# Steps of 1, 2 or 5 that part an axis into about 'parts', and the end of the axis.
power(raw) = 10.0**floor(log10(raw))
rounded(f) = f <= 1.3 ? 1 : f <= 3.2 ? 2 : f <= 7 ? 5 : 10
step_of(largest, parts) = largest > 0 ? power(1.0 * largest / parts) * rounded(1.0 * largest / parts / power(1.0 * largest / parts)) : 1
end_of(largest) = largest > 0 ? 1.08 * largest : 1

# As wide as the numbers of an axis are: the left margin moves with them.
width_of(step) = strlen(sprintf("%g", 3 * step)) > strlen(sprintf("%g", 10 * step)) ? strlen(sprintf("%g", 3 * step)) : strlen(sprintf("%g", 10 * step))
margin_of(characters) = 40 + 8.5 * (characters > 4 ? characters : 4)

# The legend of a figure of several panels, drawn by itself: in a panel it would have to share the
# panel's height.
draw_legend = "set lmargin at screen 0; set rmargin at screen 1; set tmargin at screen 1; set bmargin at screen 0; " . \
    "set border 0; unset tics; plot [0:1] [0:1] for [i = 1:variants] -1 with lines linewidth 2 linecolor rgb colour(i) dashtype dashes(i) title key_of(i); " . \
    "unset key; unset label; set border 3; set xtics nomirror out scale 0.5 textcolor rgb ink; set ytics nomirror out scale 0.5 textcolor rgb ink; set autoscale"

# The largest value of some columns of a file, every so manieth from the first, and which of them,
# by number, have a value at all: what a variant does not have (a pipe in IIS 6) is NaN throughout.
largest_of(file, first, by, count) = sprintf("largest = 0; present = ''; do for [c = 1:%d] { k = %d + %d * (c - 1); stats '%s' using (stringcolumn(k) eq 'NaN' ? -1 : column(k)) nooutput; if (STATS_max >= 0) { present = present . c . ' ' }; largest = STATS_max > largest ? STATS_max : largest }", count, first, by, file)

# Seconds read best in the unit that fits the largest of them.
unit_of(largest_s) = largest_s >= 2 ? "s" : largest_s >= 0.002 ? "ms" : "µs"
factor_of(largest_s) = largest_s >= 2 ? 1 : largest_s >= 0.002 ? 1e3 : 1e6

# Simulated time likewise; a sweep has none.
if (!exists("duration_s")) duration_s = 1
time_unit = duration_s > 3 * 3600 ? "h" : duration_s > 180 ? "min" : duration_s > 0.5 ? "s" : "ms"
time_factor = duration_s > 3 * 3600 ? 1.0 / 3600 : duration_s > 180 ? 1.0 / 60 : duration_s > 0.5 ? 1.0 : 1e3

# Labels of a logarithmic axis: decades as plain numbers, and 2 and 5 where there is room.
log_tics(axis, has_room) = sprintf("set %stics (); do for [k = -6:9] { set %stics add (sprintf('%%g', 10.0**k) 10.0**k) }", axis, axis) . \
    (has_room ? sprintf("; do for [k = -6:9] { set %stics add (sprintf('%%g', 2 * 10.0**k) 2 * 10.0**k, sprintf('%%g', 5 * 10.0**k) 5 * 10.0**k) }", axis) : "")

# After a panel was drawn: where it lies (from the left and the top), what its axes go from and to, and
# whether they are logarithmic, which gnuplot does not tell (GPVAL_X_LOG is 10 either way). A page that shows
# the coordinates of a place asks for it by 'axes_file'.
x_is_log = 0; y_is_log = 0
tell_axes = !exists("axes_file") ? "" : "set print axes_file append; print sprintf('%.2f %.2f %.2f %.2f %.9g %.9g %.9g %.9g %d %d', " . \
    "GPVAL_TERM_XMIN, GPVAL_TERM_XMAX, height - GPVAL_TERM_YMAX, height - GPVAL_TERM_YMIN, " . \
    "GPVAL_X_MIN, GPVAL_X_MAX, GPVAL_Y_MIN, GPVAL_Y_MAX, x_is_log, y_is_log); unset print"

# In place of a drawing that would have nothing in it.
say_nothing = "unset border; unset tics; unset grid; unset key; " . \
    "set label 1004 nothing at screen 0.5, screen 0.5 center textcolor rgb ink; plot [0:1] [0:1] -1 notitle"
