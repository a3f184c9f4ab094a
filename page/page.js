/* page.js - what a page does: nothing that it needs, only what is handy. */
'use strict';

// What scrolls is reached by the keyboard; what does not need not be stopped at.
const framed = document.querySelectorAll('.scroll, .picture, pre');
const settle = () => {
    for (const frame of framed) {
        if (frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight)
            frame.tabIndex = 0;
        else
            frame.removeAttribute('tabindex');
    }
};
settle();
window.addEventListener('resize', settle);

// A part that is folded and is gone to by a link opens.
const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const folded = target && target.closest('details');
    if (folded)
        folded.open = true;
};
unfold();
window.addEventListener('hashchange', unfold);
document.addEventListener('toggle', settle, true);

// ---- figures ----
// An entry of a figure's key switches its line off and on, with all that has its colour: points, intervals, bands,
// the same line in other panels. What has an entry of its own (marks) is left as it is; so are bars, which have
// numbers beside them.
const entries = svg => [...svg.querySelectorAll('.plot')].flatMap(plot => {
    const line = plot.querySelector('path[class^="s-v"]');
    return line && plot.querySelector('text') ? [{ plot, colour: line.classList[0].slice(2) }] : [];
});
const switchable = svg => {
    const all = entries(svg);
    for (const { plot, colour } of all) {
        const like = all.filter(other => other.colour === colour).map(other => other.plot);
        const shapes = [...svg.querySelectorAll(`path.s-${colour}, polygon.f-${colour}, .k-${colour} use`)];
        const plots = shapes.map(shape => shape.closest('.plot') || shape);
        const lines = new Set([...like, ...plots.filter(other => !other.querySelector('text'))]);
        const entry = plot.querySelector('text');
        const press = () => {
            const isOff = !plot.classList.contains('off');
            lines.forEach(other => other.classList.toggle('off', isOff));
            like.forEach(other => other.querySelector('text').setAttribute('aria-pressed', String(!isOff)));
        };
        entry.setAttribute('role', 'button');
        entry.setAttribute('tabindex', '0');
        entry.setAttribute('aria-pressed', 'true');
        entry.addEventListener('click', press);
        entry.addEventListener('keydown', event => {
            if (event.key === 'Enter' || event.key === ' ') {
                event.preventDefault();
                press();
            }
        });
        svg.setAttribute('role', 'group');
    }
};

// Where the pointer is, in the units of the axes of the panel below it, to a pixel.
const place = (share, from, to, isLog, pixels) => {
    const at = s => isLog ? from * (to / from) ** s : from + (to - from) * s;
    const step = Math.abs(at(share + 1 / pixels) - at(share));
    return at(share).toFixed(Math.min(9, Math.max(0, Math.ceil(-Math.log10(step)))));
};
const readable = (picture, svg) => {
    const numbers = picture.dataset.axes.split(/\s+/).map(Number);
    const readout = document.createElement('output');
    readout.className = 'readout';
    readout.tabIndex = 0;
    readout.setAttribute('aria-label', 'Coordinates in the figure; arrow keys move');
    const tell = (x, y) => {
        const scale = svg.getScreenCTM();
        readout.value = '';
        for (let i = 0; i + 9 < numbers.length; i += 10) {
            const [left, right, top, bottom, x0, x1, y0, y1, isLogX, isLogY] = numbers.slice(i, i + 10);
            if (x >= left && x <= right && y >= top && y <= bottom)
                readout.value = 'x ' + place((x - left) / (right - left), x0, x1, isLogX, (right - left) * scale.a) +
                    ', y ' + place((bottom - y) / (bottom - top), y0, y1, isLogY, (bottom - top) * scale.d);
        }
    };
    const point = event => {
        const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
        tell(x, y);
    };
    svg.addEventListener('pointermove', point);
    svg.addEventListener('pointerdown', point);
    svg.addEventListener('pointerleave', () => { readout.value = ''; });

    // By the keyboard a cross is moved, a unit at a time or, with shift, twenty.
    const cross = document.createElementNS(svg.namespaceURI, 'path');
    let [x, , , y] = numbers;
    const move = (dx, dy) => {
        x = Math.min(720, Math.max(12, x + dx));
        y = Math.min(svg.viewBox.baseVal.height, Math.max(0, y + dy));
        cross.setAttribute('d', `M${x - 8},${y}h16M${x},${y - 8}v16`);
        tell(x, y);
    };
    cross.classList.add('s-ink');
    readout.addEventListener('focus', () => { svg.append(cross); move(0, 0); });
    readout.addEventListener('blur', () => { cross.remove(); readout.value = ''; });
    readout.addEventListener('keydown', event => {
        const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
        if (way) {
            event.preventDefault();
            move(...way.map(step => step * (event.shiftKey ? 20 : 1)));
        }
    });
    picture.after(readout);
};
for (const picture of document.querySelectorAll('.picture')) {
    const svg = picture.querySelector('svg');
    switchable(svg);
    if (picture.dataset.axes)
        readable(picture, svg);
}
