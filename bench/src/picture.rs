//! Horizontal bars as SVG: one panel a corpus.

use std::fmt::Write as _;

const ROW: usize = 22;
const LEFT: usize = 260;
const WIDTH: usize = 800;
const BAR: f64 = 460.0;

/// One panel: its title, and name and microseconds of each contestant.
pub type Panel = (String, Vec<(String, f64)>);

/// The picture. Contestants whose name begins with `ackwell` are green.
pub fn svg(panels: &[Panel]) -> String {
    let rows: usize = panels.iter().map(|(_, rows)| rows.len() + 2).sum();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n<title>Microseconds for one notification, \
         from its bytes to its acknowledgement</title>\n<rect width=\"100%\" height=\"100%\" \
         fill=\"#fff\"/>\n",
        rows * ROW + 10,
    );
    let mut y = 0;
    for (title, rows) in panels {
        let longest = rows.iter().map(|(_, time)| *time).fold(1.0, f64::max);
        y += ROW;
        let _ = writeln!(
            svg,
            "<text x=\"10\" y=\"{y}\" font-weight=\"bold\">{title}: microseconds for one \
             notification, shorter is better</text>"
        );
        for (name, time) in rows {
            y += ROW;
            let length = time / longest * BAR;
            let colour = if name.starts_with("ackwell") {
                "#0a7f5a"
            } else {
                "#b8bfc6"
            };
            let _ = writeln!(
                svg,
                "<text x=\"{}\" y=\"{y}\" text-anchor=\"end\">{name}</text><rect x=\"{LEFT}\" \
                 y=\"{}\" width=\"{length:.1}\" height=\"14\" fill=\"{colour}\"/><text \
                 x=\"{:.1}\" y=\"{y}\">{time:.1}</text>",
                LEFT - 8,
                y - 11,
                length + 266.0,
            );
        }
        y += ROW;
    }
    svg.push_str("</svg>\n");
    svg
}
