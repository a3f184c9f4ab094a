/* replay-draw.js - draws the state of a variant into a canvas: boxes, threads, and requests as marks whose colour
 * and shape say the application. Lost ones are red crosses.
 */
"use strict";

/* Seven colours that those who do not see all colours tell apart, none of them red, and six shapes: 42 pairs. */
Replay.COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#c9b800", "#8a8f98"];
Replay.SHAPES = ["circle", "square", "triangle", "diamond", "inverted", "hexagon"];
Replay.GLIDE_MS = 70;
Replay.FAREWELL_MS = 450;
Replay.AT_ONCE = 40; /* marks in a path; one of thousands takes a browser very long */

/* Corners of a shape of radius 1. */
Replay.polygon = (n, turn) => Array.from({ length: n }, (_, i) => {
    const angle = (turn + i / n) * 2 * Math.PI;

    return [Math.cos(angle), Math.sin(angle)];
});
Replay.CORNERS = {
    square: [[-0.82, -0.82], [0.82, -0.82], [0.82, 0.82], [-0.82, 0.82]],
    triangle: Replay.polygon(3, -0.25), diamond: Replay.polygon(4, 0.25), inverted: Replay.polygon(3, 0.25),
    hexagon: Replay.polygon(6, 0),
};

/* Adds it to the context's path. */
Replay.outline = (context, shape, x, y, r) => {
    const corners = Replay.CORNERS[shape];

    if (corners === undefined) {
        context.moveTo(x + r * 0.95, y);
        context.arc(x, y, r * 0.95, 0, 2 * Math.PI);
        return;
    }
    context.moveTo(x + r * corners[0][0], y + r * corners[0][1]);
    for (let i = 1; i < corners.length; i++)
        context.lineTo(x + r * corners[i][0], y + r * corners[i][1]);
    context.closePath();
};

Replay.appColour = app => Replay.COLOURS[app % Replay.COLOURS.length];
Replay.appShape = app => Replay.SHAPES[app % Replay.SHAPES.length];

Replay.Canvas = class {
    constructor(canvas, variant, replay) {
        this.canvas = canvas;
        this.variant = variant;
        this.replay = replay;
        this.context = canvas.getContext("2d");
        this.batches = new Map();
        this.shown = new Map(); /* request -> where it is drawn */
        this.leaving = []; /* those that are over, for a moment */
        this.last = null; /* the state drawn last */
    }

    resize(width, ratio) {
        if (!this.layout || this.layout.width !== width)
            this.layout = new Replay.Layout(this.variant, this.replay.span_us, width);
        this.ratio = ratio;
        this.canvas.width = Math.round(width * ratio);
        this.canvas.height = Math.round(this.layout.height * ratio);
        this.recolour();
    }

    recolour() {
        const style = getComputedStyle(this.canvas);
        const colour = name => style.getPropertyValue(name).trim();

        this.colours = { paper: colour("--paper"), raised: colour("--raised"), ink: colour("--ink"), soft: colour("--soft"),
            line: colour("--line"), bad: colour("--bad"), edge: colour("--replay-edge") };
        this.font = style.fontFamily;
    }

    /* ---- marks: gathered by looks, and drawn many at a time, which is many times faster ---- */

    stamp(app, x, y, size, kind, alpha = 1) {
        const key = ((app * 64 + Math.round(size * 2)) * 2 + (kind === "lost" ? 1 : 0)) * 4 + Math.round(alpha * 3);
        let batch = this.batches.get(key);

        if (batch === undefined)
            this.batches.set(key, batch = { app, r: Math.round(size * 2) * 0.22, kind, alpha: Math.round(alpha * 3) / 3, at: [] });
        batch.at.push(x, y);
    }

    flush() {
        for (const batch of this.batches.values()) {
            this.context.globalAlpha = batch.alpha;
            for (let i = 0; i < batch.at.length; i += 2 * Replay.AT_ONCE)
                this.paint(this.context, batch, batch.at.slice(i, i + 2 * Replay.AT_ONCE));
        }
        this.context.globalAlpha = 1;
        this.batches.clear();
    }

    /* at: x, y, x, y .. */
    paint(context, { app, r, kind }, at) {
        const shape = Replay.appShape(app), isLost = kind === "lost";

        context.beginPath();
        for (let i = 0; i < at.length; i += 2)
            Replay.outline(context, shape, at[i], at[i + 1], r);
        context.fillStyle = isLost ? this.colours.bad : Replay.appColour(app);
        context.fill();
        if (r < 2.5 && !isLost) /* an edge would not be seen */
            return;
        if (isLost) {
            context.beginPath();
            for (let i = 0; i < at.length; i += 2) {
                context.moveTo(at[i] - r * 0.75, at[i + 1] - r * 0.75);
                context.lineTo(at[i] + r * 0.75, at[i + 1] + r * 0.75);
                context.moveTo(at[i] + r * 0.75, at[i + 1] - r * 0.75);
                context.lineTo(at[i] - r * 0.75, at[i + 1] + r * 0.75);
            }
        }
        context.lineWidth = isLost ? Math.max(0.8, r / 3.2) : Math.min(1, r / 4);
        context.strokeStyle = isLost ? this.colours.paper : this.colours.edge;
        context.stroke();
    }

    /* ---- words ---- */

    words(text, x, y, width, { size = 11, colour = this.colours.soft, bold = false, align = "left" } = {}) {
        const context = this.context;

        context.font = `${bold ? "600 " : ""}${size}px ${this.font}`;
        context.fillStyle = colour;
        context.textAlign = align;
        context.textBaseline = "middle";
        context.fillText(this.fit(text, width), x, y);
    }

    fit(text, width) {
        const key = `${this.context.font}|${width}|${text}`;
        let fitted = this.fits && this.fits.get(key);

        if (fitted !== undefined)
            return fitted;
        if (!this.fits || this.fits.size > 5000)
            this.fits = new Map();
        fitted = text;
        while (fitted.length > 1 && this.context.measureText(fitted).width > width)
            fitted = `${fitted.slice(0, -2)}\u2026`;
        this.fits.set(key, fitted);
        return fitted;
    }

    /* ---- boxes ---- */

    drawLinks() {
        const context = this.context, { columns, isNarrow } = this.layout;

        context.strokeStyle = this.colours.line;
        context.lineWidth = 1.5;
        context.beginPath();
        for (let i = 0; i + 1 < columns.length; i++)
            for (const from of columns[i].boxes)
                for (const to of columns[i + 1].isSmall ? [] : columns[i + 1].boxes)
                    this.link(from, to, isNarrow);
        context.stroke();
    }

    /* From a queue of a pool only to that pool's processes. */
    link(from, to, isNarrow) {
        const pools = from.rows.filter(row => row.kind === "queue" && row.pool);
        const row = pools.find(of => to.title === `w3wp:${of.pool}`);

        if (pools.length > 0 && !row)
            return;
        if (isNarrow) {
            const x = from.x + from.width / 2, y = from.y + from.height;

            this.context.moveTo(x, y);
            this.context.lineTo(to.x + to.width / 2, to.y);
            return;
        }
        const x = from.x + from.width, y = row ? row.top + row.grid.pitch / 2 : from.y + from.height / 2;
        const toX = to.x, toY = to.y + Math.min(to.height / 2, 40), bend = Math.max(8, (toX - x) / 2);

        this.context.moveTo(x, y);
        this.context.bezierCurveTo(x + bend, y, toX - bend, toY, toX, toY);
    }

    /* The process that a box shows at a time, and what is to be said of it. */
    occupant(box, time) {
        const of = box.lane.map(index => this.variant.processes[index]);
        const begun = of.filter(process => this.variant.life(process, time) !== "none");
        const process = begun[begun.length - 1], before = begun[begun.length - 2];

        if (!process)
            return { word: "not there", isFaint: true };
        const life = this.variant.life(process, time), name = `#${process.generation}`;

        if (life === "gone")
            return { process, life, word: this.variant.hasCrashed(process) ? `${name} died` : `${name} ended`,
                isDead: this.variant.hasCrashed(process), isFaint: true };
        if (life === "starting" && before && this.variant.hasCrashed(before))
            return { process, life, word: `#${before.generation} died, ${name} starts`, isDead: true };
        return { process, life, word: life === "ready" ? name : `${name} ${{ starting: "starts", draining: "drains" }[life]}` };
    }

    drawBox(box, state) {
        const time = state.time;
        const context = this.context;
        const occupant = box.lane ? this.occupant(box, time) : box.kind === "clients" ? { word: `${state.ok} answered` } : {};

        context.beginPath();
        context.roundRect(box.x, box.y, box.width, box.height, box.kind === "pipe" ? Math.min(16, box.width / 3) : 5);
        context.fillStyle = occupant.isFaint ? this.colours.paper : this.colours.raised;
        context.fill();
        context.setLineDash(occupant.life === "starting" || occupant.isFaint ? [4, 3] : occupant.life === "draining" ? [9, 3, 2, 3] : []);
        context.lineWidth = occupant.isDead ? 2.5 : 1.25;
        context.strokeStyle = occupant.isDead ? this.colours.bad : this.colours.soft;
        context.stroke();
        context.setLineDash([]);
        if (occupant.isDead) {
            context.beginPath();
            context.moveTo(box.x + 4, box.y + 4);
            context.lineTo(box.x + box.width - 4, box.y + box.height - 4);
            context.moveTo(box.x + box.width - 4, box.y + 4);
            context.lineTo(box.x + 4, box.y + box.height - 4);
            context.globalAlpha = 0.35;
            context.stroke();
            context.globalAlpha = 1;
        }
        this.drawTitle(box, occupant);
        if (box.hasDomains && occupant.process)
            this.drawDomains(box, occupant.process, time);
    }

    drawTitle(box, { word = "", isDead = false }) {
        const y = box.y + Replay.TITLE / 2 + 1, inner = box.width - 2 * Replay.PAD;
        const short = box.isSmall ? box.title.replace(/^w3wp:/, "") : box.title;

        if (word === "" || (box.isSmall && !isDead)) {
            this.words(short, box.x + Replay.PAD, y, inner, { size: 11.5, bold: true, colour: this.colours.ink });
            return;
        }
        this.context.font = `${isDead ? "600 " : ""}11px ${this.font}`;
        const wordWidth = Math.min(inner * 0.62, this.context.measureText(word).width);

        this.words(word, box.x + box.width - Replay.PAD, y, inner * 0.62,
            { align: "right", bold: isDead, colour: isDead ? this.colours.bad : this.colours.soft });
        this.words(short, box.x + Replay.PAD, y, inner - wordWidth - 6, { size: 11.5, bold: true, colour: this.colours.ink });
    }

    drawDomains(box, process, time) {
        const apps = this.variant.domainsOf(process, time), y = box.y + Replay.TITLE + 7;
        let x = box.x + Replay.PAD;

        for (const app of apps) {
            const name = this.replay.apps[app];

            this.context.font = `11px ${this.font}`;
            const width = this.context.measureText(name).width + 20, isLast = app === apps[apps.length - 1];

            if (x + width > box.x + box.width - (isLast ? Replay.PAD : 30)) {
                this.words(`+${apps.length - apps.indexOf(app)}`, x, y, 40);
                return;
            }
            this.stamp(app, x + 4, y, 9, "mark");
            this.words(name, x + 11, y, width);
            x += width;
        }
    }

    drawRow(row, state) {
        const count = row.kind === "tray" ? this.variant.lostCount(state) : row.overflowOf !== undefined ? row.overflowOf : this.layout.countOf(row, state);

        if (row.label !== "")
            this.drawLabel(row, row.kind === "threads" ? this.threadWord(row, state) : String(count), count);
        if (row.kind === "threads" || row.kind === "served")
            this.drawCells(row, state);
        else if (row.kind === "queue")
            this.drawTrack(row);
    }

    threadWord(row, state) {
        let busy = 0;

        this.variant.pools.forEach((pool, i) => {
            if (pool.name === row.pool && row.box.lane.includes(pool.process))
                busy += state.busy[i];
        });
        return row.max > 0 ? `${busy} of ${row.max}` : String(busy);
    }

    drawLabel(row, word, count) {
        const y = row.y + (row.isTight ? row.height / 2 : Replay.LABEL / 2), width = row.isTight ? row.width * 0.42 : row.width;
        const isBad = row.kind === "tray" && count > 0;

        this.context.font = `600 11px ${this.font}`;
        const wordWidth = this.context.measureText(word).width;

        this.words(row.label, row.x, y, width - wordWidth - 4, { size: row.isTight ? 10 : 10.5 });
        this.words(word, row.x + width, y, width, { align: "right", bold: true,
            colour: isBad ? this.colours.bad : this.colours.ink });
    }

    drawTrack(row) {
        const { pitch, columns, lines } = row.grid, context = this.context;
        const right = row.left + columns * pitch;

        context.fillStyle = this.colours.line;
        context.globalAlpha = 0.35;
        context.fillRect(row.left, row.top, columns * pitch, lines * pitch);
        context.globalAlpha = 1;
        context.fillRect(right - 1, row.top, 2, lines * pitch);
    }

    drawCells(row, state) {
        const context = this.context, { pitch } = row.grid, n = Math.min(row.n, row.grid.columns * row.grid.lines);

        context.beginPath();
        for (let i = 0; i < n; i++) {
            const { x, y } = this.layout.cell(row, i);

            context.rect(x - pitch / 2 + 1, y - pitch / 2 + 1, pitch - 2, pitch - 2);
        }
        context.lineWidth = 0.75;
        context.strokeStyle = this.colours.soft;
        context.stroke();
        if (row.kind === "threads")
            this.drawHeld(row, state);
    }

    /* A thread whose request is elsewhere is held all the same. */
    drawHeld(row, state) {
        const context = this.context, size = row.grid.pitch - 4;

        for (const { request, state: held } of state.live)
            for (let i = 1; i < held.length; i++) {
                const thread = this.variant.threadRows[held[i]], pool = this.variant.pools[thread.pool];

                if (pool.name !== row.pool || !row.box.lane.includes(pool.process))
                    continue;
                const { x, y } = this.layout.cell(row, thread.number - 1);

                context.globalAlpha = 0.45;
                context.fillStyle = Replay.appColour(request.app);
                context.fillRect(x - size / 2, y - size / 2, size, size);
                context.globalAlpha = 1;
            }
    }

    /* ---- requests ---- */

    drawRequests(state, elapsed_ms) {
        const stands = this.layout.stand(state), isStill = elapsed_ms === null;
        const share = isStill ? 1 : 1 - Math.exp(-elapsed_ms / Replay.GLIDE_MS);
        const shown = new Map(), home = this.home();

        for (const [index, stand] of stands) {
            const was = this.shown.get(index);
            const from = isStill ? stand : was || (stand.entry.request.first > 0 ? home : stand);
            const now = { x: from.x + (stand.x - from.x) * share, y: from.y + (stand.y - from.y) * share,
                size: stand.size, request: stand.entry.request };

            shown.set(index, now);
            this.stamp(now.request.app, now.x, now.y, now.size, now.request.isLost && now.request.resolved <= state.time ? "lost" : "mark");
        }
        if (isStill)
            this.leaving = [];
        else
            this.drawLeaving(shown, state, elapsed_ms);
        this.shown = shown;
        this.drawTray(state);
    }

    /* Where clients ask from, and answers come back to. */
    home() {
        const box = this.layout.columns[0].boxes[0];

        return { x: box.x + box.width / 2, y: box.y + Replay.TITLE / 2 };
    }

    /* Who is gone flies home; who was lost stays red for a moment first. */
    drawLeaving(shown, state, elapsed_ms) {
        for (const [index, was] of this.shown)
            if (!shown.has(index) && was.request.gone <= state.time && this.leaving.length < 400)
                this.leaving.push({ ...was, age: 0 });
        const home = this.home();

        this.leaving = this.leaving.filter(going => {
            const isLost = going.request.isLost, wait = isLost ? 350 : 0;

            going.age += elapsed_ms;
            if (going.age > wait) {
                const share = 1 - Math.exp(-elapsed_ms / Replay.GLIDE_MS);

                going.x += (home.x - going.x) * share;
                going.y += (home.y - going.y) * share;
            }
            this.stamp(going.request.app, going.x, going.y, isLost ? Math.max(going.size, 12) : going.size, isLost ? "lost" : "mark",
                isLost ? 1 : Math.max(0.1, 1 - going.age / Replay.FAREWELL_MS));
            return going.age < Replay.FAREWELL_MS + wait;
        });
    }

    /* A ring around the request that somebody follows. */
    drawFollowed() {
        const context = this.context;

        for (const { request, x, y, size } of this.shown.values()) {
            if (request.name !== this.followed)
                continue;
            context.beginPath();
            context.arc(x, y, Math.max(7, size * 0.75), 0, 2 * Math.PI);
            context.lineWidth = 2;
            context.strokeStyle = this.colours.ink;
            context.stroke();
        }
    }

    /* The request drawn nearest to a point of the canvas, in CSS pixels; null: none is near. */
    nearest(x, y) {
        const scale = this.layout.width / (this.canvas.clientWidth || this.layout.width);
        let best = null, least = 14;

        for (const shown of this.shown.values()) {
            const distance = Math.hypot(shown.x - x * scale, shown.y - y * scale);

            if (distance < least)
                [best, least] = [shown.request, distance];
        }
        return best;
    }

    drawTray(state) {
        const row = this.layout.tray, room = row.grid.columns * row.grid.lines;
        const from = Math.max(0, state.ended.length - room);

        for (let i = from; i < state.ended.length; i++) {
            const { x, y, size } = this.layout.cell(row, i - from);

            this.stamp(state.ended[i].app, x, y, size, "lost");
        }
    }

    /* elapsed_ms: since the last frame, so that marks glide; null: they stand where they belong. */
    draw(time, elapsed_ms) {
        const state = this.variant.at(time), context = this.context;

        context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
        context.clearRect(0, 0, this.layout.width, this.layout.height);
        this.drawLinks();
        for (const column of this.layout.columns)
            for (const box of column.boxes) {
                this.drawBox(box, state);
                for (const row of box.rows) {
                    if (row.overflow)
                        row.overflow.overflowOf = Math.max(0, row.places.reduce((sum, place) => sum + state.counts[place.index], 0) - row.served);
                    this.drawRow(row, state);
                }
            }
        this.drawRequests(state, elapsed_ms);
        this.flush();
        this.drawFollowed();
        this.last = state;
        return state;
    }
};
