// checks.js - what a test asks of a page, run in it: each check returns '' or what is wrong, in words.
(() => {
    const seen = element => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
    const name = element => element.tagName.toLowerCase() + (element.id ? '#' + element.id : '') +
        (typeof element.className === 'string' && element.className ? '.' + element.className : '') +
        ' "' + element.textContent.trim().slice(0, 30) + '"';

    // One h1, first; no level is left out on the way down.
    const headings = () => {
        const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(seen).map(h => +h.tagName[1]);
        if (levels[0] !== 1 || levels.filter(l => l === 1).length !== 1)
            return 'the page has not just one h1, at its head: ' + levels;
        const at = levels.findIndex((level, i) => i > 0 && level > levels[i - 1] + 1);
        return at < 0 ? '' : 'a level is left out: ' + levels;
    };

    const scroll = () => {
        const root = document.documentElement;
        return root.scrollWidth <= root.clientWidth ? '' : 'the page is ' + root.scrollWidth + ' wide in a window of ' + root.clientWidth;
    };

    // Boxes of what is read or looked at lie beside each other or inside each other. What scrolls in a frame
    // counts as its frame.
    const overlaps = () => {
        const framed = '.scroll, .picture, pre';
        const boxes = [...document.querySelectorAll('h1, h2, h3, p, dt, dd, figcaption, summary, label, button, input, canvas, ' +
            'nav li, ' + framed)]
            .filter(e => seen(e) && !e.closest('.skip, .hidden'))
            .map(e => ({ e, r: e.getBoundingClientRect(), frame: e.parentElement.closest(framed) }))
            .filter(b => b.r.width > 0 && b.r.height > 0);
        for (const a of boxes) {
            for (const b of boxes) {
                if (a === b || a.frame !== b.frame || a.e.contains(b.e) || b.e.contains(a.e))
                    continue;
                const width = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
                const height = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top);
                if (width > 1 && height > 1)
                    return name(a.e) + ' lies over ' + name(b.e);
            }
        }
        return '';
    };

    // Text never runs out of its own box.
    const spills = () => {
        const root = document.documentElement.clientWidth;
        for (const e of document.querySelectorAll('h1, h2, h3, p, dt, dd, figcaption, summary, nav li, label, button')) {
            const box = e.getBoundingClientRect();
            if (seen(e) && !e.closest('.skip, .hidden, .scroll, .picture') && (box.right > root + 1 || box.left < -1))
                return name(e) + ' runs out of the window';
        }
        return '';
    };

    const svgs = () => {
        for (const svg of document.querySelectorAll('svg')) {
            const read = new DOMParser().parseFromString(new XMLSerializer().serializeToString(svg), 'image/svg+xml');
            if (read.querySelector('parsererror'))
                return 'an svg is not well formed';
            if (svg.getAttribute('aria-hidden') !== 'true' && ((svg.getAttribute('role') !== 'img' && !svg.querySelector('[role=button]')) || !svg.getAttribute('aria-label')))
                return 'an svg says not what it shows';
            for (const use of svg.querySelectorAll('use'))
                if (!document.getElementById(use.getAttribute('href').slice(1)))
                    return 'a use without what it uses: ' + use.getAttribute('href');
        }
        const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
        const twice = ids.find((id, i) => ids.indexOf(id) !== i);
        return twice === undefined ? '' : 'an id is there twice: ' + twice;
    };

    // Colours of figures that do not follow light and dark; 'none' and currentColor do.
    const fixed = () => {
        for (const e of document.querySelectorAll('.picture [fill], .picture [stroke], .picture [color]'))
            for (const attribute of ['fill', 'stroke', 'color'])
                if (!['none', 'currentColor', null].includes(e.getAttribute(attribute)))
                    return e.closest('figure').id + ': a fixed colour: ' + e.getAttribute(attribute);
        return '';
    };

    // ---- contrast ----
    const parse = text => {
        const parts = text.match(/[\d.]+/g).map(Number);
        return { c: parts.slice(0, 3), a: parts.length > 3 ? parts[3] : 1 };
    };
    const over = (top, below) => top.c.map((v, i) => v * top.a + below[i] * (1 - top.a));
    const behind = element => {
        const layers = [];
        for (let e = element; e; e = e.parentElement) {
            const colour = parse(getComputedStyle(e).backgroundColor);
            if (colour.a > 0)
                layers.push(colour);
            if (colour.a === 1)
                break;
        }
        return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
    };
    const luminance = rgb => {
        const [r, g, b] = rgb.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (a, b) => {
        const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (high + 0.05) / (low + 0.05);
    };
    const texts = () => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const elements = new Set();
        while (walker.nextNode())
            if (walker.currentNode.data.trim() && !walker.currentNode.parentElement.closest('script, style, desc, .hidden, .picture.light'))
                elements.add(walker.currentNode.parentElement);
        return [...elements].filter(seen);
    };
    // A picture with colours of its own (a heat map) is on white in light and dark, and chooses what it writes in.
    const contrast = () => {
        for (const e of texts()) {
            const style = getComputedStyle(e);
            const ground = behind(e.closest('svg') ? e.closest('svg').parentElement : e);
            const colour = over(parse(e.closest('svg') ? style.fill : style.color), ground);
            const size = parseFloat(style.fontSize);
            const least = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700) ? 3 : 4.5;
            if (ratio(colour, ground) < least)
                return name(e) + ': a contrast of ' + ratio(colour, ground).toFixed(2);
        }
        // Lines and areas of figures, of which one has to be told from the paper.
        const probe = document.createElement('span');
        document.body.append(probe);
        const ground = behind(document.body);
        const pale = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6'].filter(v => {
            probe.className = 'k-' + v;
            return ratio(parse(getComputedStyle(probe).color).c, ground) < 3;
        });
        probe.remove();
        return pale.length ? 'too pale: ' + pale : '';
    };

    // Every stop of the tabulator shows that it is one.
    const focus = () => {
        for (const e of document.querySelectorAll('a[href], summary, [tabindex="0"], button, input')) {
            if (!seen(e))
                continue;
            e.focus({ focusVisible: true, preventScroll: true });
            const style = getComputedStyle(e);
            if (document.activeElement === e && (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2))
                return name(e) + ' does not show that it has the focus';
        }
        document.activeElement.blur();
        return '';
    };

    // In a panel of throughput over time: where two tics cross, their numbers are told. A number stands in the middle of
    // its tic, along the axis to a pixel, across it to three.
    const tics = () => {
        const figure = document.querySelector('#figure-throughput');
        const texts = [...figure.querySelectorAll('text')];
        const zero = texts.findIndex(text => text.textContent === '0');
        const [y, x] = [texts[zero - 1], texts.find((text, i) => i > zero && text.textContent === '25')]
            .map(text => ({ value: +text.textContent, box: text.getBoundingClientRect() }));
        figure.querySelector('svg').dispatchEvent(new PointerEvent('pointermove',
            { clientX: x.box.x + x.box.width / 2, clientY: y.box.y + y.box.height / 2 }));
        const told = figure.querySelector('.readout').value;
        const [, left, right] = told.match(/^x ([0-9.]+), y ([0-9.]+)$/) || [];
        const pixel = figure.querySelector('svg').getBoundingClientRect().width / 708;
        const [, , top, bottom, , , , high] = figure.querySelector('.picture').dataset.axes.split('\n')[1].split(' ');
        return Math.abs(left - x.value) * 616 / 40 * pixel < 1.5 && Math.abs(right - y.value) * (bottom - top) / high * pixel < 4
            ? '' : `where ${x.value} and ${y.value} are stands ${told}`;
    };

    globalThis.checks = { tics, headings, scroll, overlaps, spills, svgs, fixed, contrast, focus };
    return true;
})()
