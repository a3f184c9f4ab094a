/* replay-layout.js - where everything of a variant stands: boxes for clients, listener, processes, the pipe and
 * backends, rows in them for queues and threads, a cell for every request.
 *
 * The layout is that of the whole slice, so that nothing jumps: a row has room for the most that it ever holds,
 * a process that replaces another takes its box, and two of one name at a time get a box each.
 */
"use strict";

Replay.TITLE = 17;
Replay.LABEL = 14;
Replay.PAD = 7;
Replay.MANY = 12; /* boxes of processes; above that each is only a heap of requests */

/* Cells of n requests in a width: as large as there is room for. */
Replay.cells = (n, width, isThread) => {
    const sizes = isThread ? [[14, 3], [11, 4], [9, 6], [7, 99]] : [[12, 2], [9, 4], [7, 8], [5.5, 18], [4.5, 70]];

    for (const [pitch, lines] of sizes) {
        const columns = Math.max(1, Math.floor(width / pitch));

        if (Math.ceil(n / columns) <= lines)
            return { pitch, columns, lines: Math.max(1, Math.ceil(n / columns)) };
    }
    const columns = Math.max(1, Math.floor(width / 4.5));

    return { pitch: 4.5, columns, lines: 70 };
};

Replay.Layout = class {
    constructor(variant, span, width) {
        this.variant = variant;
        this.span = span;
        this.most = variant.most(span);
        this.isNarrow = width < 620;
        this.width = width;
        this.rowOf = new Array(variant.places.length).fill(null);
        this.columns = [this.clients(), this.listener(), this.front(), this.pipe(), this.workers(), this.backends()]
            .filter(column => column.boxes.length > 0);
        if (this.isNarrow)
            this.stack();
        else
            this.lineUp();
    }

    /* ---- rows and boxes ---- */

    placesOf(test) {
        return this.variant.places.filter(test);
    }

    row(kind, label, places, n) {
        const row = { kind, label, places, n: Math.max(1, n) };

        for (const place of places)
            this.rowOf[place.index] = row;
        return row;
    }

    sumMost(places) {
        return places.reduce((sum, place) => sum + this.most[place.index], 0);
    }

    queueRow(label, name, process = -1) {
        const places = this.placesOf(place => place.kind === "queue" && place.name === name &&
            (process === -1 || place.process === process));

        return this.row("queue", label, places, this.sumMost(places));
    }

    clients() {
        const all = this.variant.requests.filter(request => request.isLost && !request.isEarlier).length;
        const waiting = this.placesOf(place => place.kind === "client");
        const rows = [];

        if (this.sumMost(waiting) > 0)
            rows.push(this.row("area", "to try again", waiting, this.sumMost(waiting)));
        rows.push(this.tray = this.row("tray", "lost", [], Math.min(all, 300)));
        return { weight: 0.9, boxes: [{ title: "Clients", kind: "clients", rows }] };
    }

    get hasKernel() {
        return this.variant.model !== "iis5";
    }

    poolNames() {
        const names = new Set();

        for (const place of this.variant.places)
            if (place.kind === "queue" && place.name.startsWith("pool:"))
                names.add(place.name.slice(5));
        for (const process of this.variant.processes)
            if (process.name.startsWith("w3wp:"))
                names.add(process.name.slice(5));
        return [...names].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    }

    listener() {
        const network = this.placesOf(place => place.kind === "network");
        const rows = [], kernel = this.placesOf(place => place.process >= 0 && place.kind === "process" &&
            this.variant.processes[place.process].name === "kernel");

        if (this.sumMost(network) > 0)
            rows.push(this.row("area", "on the way", network, this.sumMost(network)));
        if (this.sumMost(kernel) > 0)
            rows.push(this.row("area", "in the kernel", kernel, this.sumMost(kernel)));
        if (this.variant.model !== "iis6")
            rows.push(this.queueRow(this.hasKernel ? "the one queue" : "backlog", "backlog"));
        const pools = this.variant.model === "iis6" ? this.poolNames() : [];
        for (const name of pools) {
            const row = this.queueRow(name, `pool:${name}`);

            row.pool = name;
            row.isTight = pools.length > 6;
            row.label = pools.length > 6 ? name : `queue ${name}`;
            rows.push(row);
        }
        return { weight: 1.25, boxes: [{ title: this.hasKernel ? "http.sys (kernel)" : "TCP/IP", kind: "listener", rows }] };
    }

    /* Boxes for the processes of a name: one after the other in one, two at a time in two. */
    lanes(name) {
        const lanes = [];

        this.variant.processes.forEach((process, index) => {
            if (process.name !== name || process.starts_us === null || process.starts_us > this.span)
                return;
            const free = lanes.find(lane => {
                const last = this.variant.processes[lane[lane.length - 1]];

                return last.ends_us !== null && last.ends_us <= process.starts_us;
            });

            if (free)
                free.push(index);
            else
                lanes.push([index]);
        });
        return lanes;
    }

    processBox(name, lane, isSmall) {
        const inLane = place => lane.includes(place.process);
        const box = { title: name, kind: "process", lane, isSmall, rows: [], hasDomains: !isSmall && this.variant.domains.some(([process]) => lane.includes(process)) };

        if (isSmall) {
            const places = this.placesOf(inLane);

            box.rows.push(this.row("area", "", places, Math.min(this.sumMost(places), 24)));
            return box;
        }
        const queues = new Map(), pools = new Map();

        if (name === "inetinfo")
            box.rows.push(this.queueRow("queue", "frontend"));
        for (const place of this.placesOf(place => place.kind === "queue" && inLane(place)))
            queues.set(place.name, [...(queues.get(place.name) || []), place]);
        this.joinApps(queues);
        for (const [queue, places] of queues)
            box.rows.push(this.row("queue", Replay.queueTitle(queue), places, this.sumMost(places)));
        this.variant.threadRows.forEach(thread => {
            const pool = this.variant.pools[thread.pool];

            if (lane.includes(pool.process)) {
                const of = pools.get(pool.name) || { n: 0, max: 0 };

                pools.set(pool.name, { n: Math.max(of.n, thread.number), max: Math.max(of.max, pool.max) });
            }
        });
        for (const [pool, { n, max }] of pools) {
            const places = this.placesOf(place => place.kind === "thread" && inLane(place) &&
                this.variant.pools[this.variant.threadRows[place.thread].pool].name === pool);
            const row = this.row("threads", `${pool} threads`, places, n);

            row.pool = pool;
            row.max = max;
            box.rows.push(row);
        }
        const inside = this.placesOf(place => place.kind === "process" && inLane(place));

        if (this.sumMost(inside) > 0)
            box.rows.push(this.row("area", "inside, without a thread", inside, this.sumMost(inside)));
        return box;
    }

    /* The queues of more than three applications share a row. */
    joinApps(queues) {
        const apps = [...queues.keys()].filter(name => name.startsWith("app:"));

        if (apps.length <= 3)
            return;
        queues.set("queues of applications", apps.flatMap(name => queues.get(name)));
        apps.forEach(name => queues.delete(name));
    }

    front() {
        return { weight: 1.25, boxes: this.lanes("inetinfo").map(lane => this.processBox("inetinfo", lane, false)) };
    }

    pipe() {
        const has = this.variant.processes.some(process => process.name === "aspnet_wp");
        const row = has ? this.queueRow("waiting", "pipe") : null;

        return { weight: 0.95, boxes: has ? [{ title: "named pipe", kind: "pipe", rows: [row] }] : [] };
    }

    workers() {
        const names = [...new Set(this.variant.processes.map(process => process.name))]
            .filter(name => name !== "kernel" && name !== "inetinfo")
            .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
        const lanes = names.flatMap(name => this.lanes(name).map(lane => ({ name, lane })));
        const isSmall = lanes.length > Replay.MANY;

        return {
            weight: lanes.length > 4 ? 3.2 : 2.3, isGrid: true, isSmall,
            boxes: lanes.map(({ name, lane }) => this.processBox(name, lane, isSmall)),
        };
    }

    backends() {
        const names = [...new Set(this.placesOf(place => place.kind === "backend").map(place => place.name))].sort();

        return {
            weight: 1.05,
            boxes: names.map(name => {
                const places = this.placesOf(place => place.kind === "backend" && place.name === name);
                const limit = this.variant.connections[name];
                const most = this.sumMost(places), served = limit === undefined ? most : Math.min(limit, most);
                const rows = [this.row("served", limit === undefined ? "served" : `connections (${limit})`, places,
                    limit === undefined ? most : Math.min(limit, 60))];

                rows[0].served = served === most && limit === undefined ? Infinity : limit;
                if (limit !== undefined && most > limit)
                    rows.push(rows[0].overflow = this.row("queue", "waiting", [], most - limit));
                return { title: name, kind: "backend", rows };
            }),
        };
    }

    /* ---- geometry ---- */

    rowHeight(row, width) {
        row.grid = Replay.cells(row.n, width - 2 * Replay.PAD - (row.isTight ? width * 0.45 : 0), row.kind === "threads" || row.kind === "served");
        if (row.isTight)
            return Math.max(14, row.grid.lines * row.grid.pitch + 2);
        return (row.label === "" ? 0 : Replay.LABEL) + row.grid.lines * row.grid.pitch + 5;
    }

    boxHeight(box, width) {
        const tight = this.tight(box, width);
        const rows = box.rows.reduce((sum, row) => sum + (row.isTight ? 0 : this.rowHeight(row, width)), 0) +
            tight.lines * tight.height;

        return Replay.TITLE + (box.hasDomains ? 16 : 0) + rows + Replay.PAD;
    }

    /* Rows of a single line stand side by side where there is room. */
    tight(box, width) {
        const rows = box.rows.filter(row => row.isTight), across = Math.max(1, Math.floor(width / 125));

        return { across, lines: Math.ceil(rows.length / across), width: width / across,
            height: rows.reduce((most, row) => Math.max(most, this.rowHeight(row, width / across)), 0) };
    }

    place(box, x, y, width, height) {
        let top = y + Replay.TITLE + (box.hasDomains ? 16 : 0);

        const tight = this.tight(box, width);
        let tightRows = 0;

        Object.assign(box, { x, y, width, height });
        for (const row of box.rows) {
            const own = row.isTight ? tight.width : width;
            const rowHeight = this.rowHeight(row, own), indent = row.isTight ? own * 0.45 : 0;
            const left = x + Replay.PAD + (row.isTight ? (tightRows % tight.across) * tight.width : 0);

            if (row.isTight && tightRows > 0 && tightRows % tight.across === 0)
                top += tight.height;
            tightRows += row.isTight ? 1 : 0;
            Object.assign(row, { x: left, y: top, width: own - 2 * Replay.PAD, height: rowHeight, box,
                left: left + indent, top: top + (row.isTight || row.label === "" ? 1 : Replay.LABEL) });
            top += row.isTight ? 0 : rowHeight;
        }
    }

    /* How many boxes of a column stand side by side. */
    across(column, width) {
        const n = column.boxes.length;

        if (!column.isGrid)
            return this.isNarrow ? Math.min(n, 2) : 1;
        if (column.isSmall)
            return Math.max(1, Math.floor(width / 74));
        return Math.max(1, Math.min(n <= 3 && !this.isNarrow ? 1 : n === 4 ? 2 : 3, Math.floor(width / 150), n));
    }

    /* Heights of the lines of boxes of a column. */
    lines(column, width) {
        const across = this.across(column, width), gap = column.isSmall ? 5 : 10;
        const boxWidth = (width - gap * (across - 1)) / across, heights = [];

        column.boxes.forEach((box, i) => {
            const line = Math.floor(i / across);

            heights[line] = Math.max(heights[line] || 0, this.boxHeight(box, boxWidth));
        });
        return { across, gap, boxWidth, heights, height: heights.reduce((sum, h) => sum + h + gap, -gap) };
    }

    put(column, x, y, lines) {
        let top = y;

        column.boxes.forEach((box, i) => {
            const at = i % lines.across, line = Math.floor(i / lines.across);

            if (at === 0 && i > 0)
                top += lines.heights[line - 1] + lines.gap;
            this.place(box, x + at * (lines.boxWidth + lines.gap), top, lines.boxWidth, lines.heights[line]);
        });
    }

    lineUp() {
        const gap = 22, margin = 4;
        const weights = this.columns.reduce((sum, column) => sum + column.weight, 0);
        const unit = (this.width - 2 * margin - gap * (this.columns.length - 1)) / weights;
        const lines = this.columns.map(column => this.lines(column, unit * column.weight));
        let x = margin;

        this.height = Math.max(150, ...lines.map(line => line.height)) + 2 * margin;
        this.columns.forEach((column, i) => {
            column.x = x;
            column.width = unit * column.weight;
            this.put(column, x, (this.height - lines[i].height) / 2, lines[i]);
            x += column.width + gap;
        });
    }

    stack() {
        const margin = 4, gap = 14;
        let y = margin;

        for (const column of this.columns) {
            const lines = this.lines(column, this.width - 2 * margin);

            column.x = margin;
            column.width = this.width - 2 * margin;
            this.put(column, margin, y, lines);
            y += lines.height + gap;
        }
        this.height = y - gap + margin;
    }

    /* ---- cells ---- */

    cell(row, index, entry = null) {
        const { pitch, columns, lines } = row.grid;
        const at = Math.min(index, columns * lines - 1);
        const column = at % columns, line = Math.floor(at / columns);
        /* The first of a queue stands where it goes on: at the right; the first thread at the left. */
        const x = row.kind === "queue" ? row.left + (columns - column - 0.5) * pitch : row.left + (column + 0.5) * pitch;

        return { x, y: row.top + (line + 0.5) * pitch, size: pitch, entry };
    }

    /* Where everybody stands, by index of request: {x, y, size, entry of live}. */
    stand(state) {
        const byRow = new Map(), stands = new Map();

        for (const entry of state.live) {
            const row = this.rowOf[entry.place];

            if (row === null)
                continue;
            if (this.variant.places[entry.place].kind === "thread" && row.kind === "threads") {
                const thread = this.variant.threadRows[this.variant.places[entry.place].thread];

                stands.set(entry.request.index, this.cell(row, thread.number - 1, entry));
                continue;
            }
            if (!byRow.has(row))
                byRow.set(row, []);
            byRow.get(row).push(entry);
        }
        for (const [row, entries] of byRow) {
            entries.sort((a, b) => a.request.entered[a.step] - b.request.entered[b.step] ||
                a.request.index - b.request.index);
            entries.forEach((entry, i) => {
                const isOver = row.overflow && i >= row.served;

                stands.set(entry.request.index,
                    isOver ? this.cell(row.overflow, i - row.served, entry) : this.cell(row, i, entry));
            });
            row.count = entries.length;
        }
        return stands;
    }

    countOf(row, state) {
        const count = row.places.reduce((sum, place) => sum + state.counts[place.index], 0);

        return row.overflow ? Math.min(count, row.served) : count;
    }
};
