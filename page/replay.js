/* replay.js - the running picture's controls: play, pause, step, speed, scrub, jump; and its state as text.
 *
 * Times are microseconds since the slice began. While it plays, the clock of the page drives it; nothing
 * else does, so that the state at a time is the same however one came there.
 */
"use strict";

Replay.SPEEDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.25, 0.5, 1, 2, 5, 10];
Replay.EVENTS = new Set(["fault", "fault-end", "recycle", "crash", "stop", "disabled", "orphan", "cpu", "appdomain"]);
Replay.TEXT_MS = 250; /* the table follows no faster while it plays */

Replay.element = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);

    for (const [name, value] of Object.entries(attributes))
        element.setAttribute(name, value);
    element.append(...children);
    return element;
};

Replay.seconds = (us, digits = 3) => `${(us / 1e6).toFixed(digits).replace("-", "\u2212")} s`;

Replay.Player = class {
    constructor(root, data) {
        this.root = root;
        this.replay = Replay.load(data);
        this.span = this.replay.span_us;
        this.time = 0;
        this.isPlaying = false;
        this.reduced = matchMedia("(prefers-reduced-motion: reduce)");
        this.speed = this.defaultSpeed();
        this.marks = this.allMarks();
        this.build();
        this.listen();
        this.show([0, Math.min(1, this.replay.variants.length - 1)]);
        this.seek(this.keyInstant(), false);
        this.isFresh = true; /* who plays before anything else sees it from the beginning */
    }

    /* The whole slice in about a minute. */
    defaultSpeed() {
        const wanted = this.span / 1e6 / 50;

        return Replay.SPEEDS.reduce((best, speed) => Math.abs(Math.log(speed / wanted)) < Math.abs(Math.log(best / wanted)) ? speed : best, 1);
    }

    /* Marks of all variants: {time, words}, by time. */
    allMarks() {
        const byTime = new Map();

        this.replay.variants.forEach(variant => {
            for (const mark of variant.marks)
                if (Replay.EVENTS.has(mark.kind)) {
                    const words = `${mark.kind === "fault" ? "fault" : mark.kind.replace("-", " ")} ${mark.what}` +
                        (mark.reason ? ` (${mark.reason})` : "");
                    const all = byTime.get(mark.time_us) || new Map();

                    all.set(words, [...(all.get(words) || []), variant.name]);
                    byTime.set(mark.time_us, all);
                }
        });
        const count = this.replay.variants.length;
        const text = all => [...all].map(([words, of]) => of.length === count || count === 1 ? words : `${of.join(", ")}: ${words}`).join("; ");

        return [...byTime].map(([time, all]) => ({ time, words: text(all) })).sort((a, b) => a.time - b.time);
    }

    /* What a still shows: after what the slice is about, the instant that tells the variants apart most. */
    keyInstant() {
        const from = Math.max(0, Math.min(this.span, this.replay.about.time_us)), pieces = 200;
        let best = from, most = -1;

        for (let i = 1; i <= pieces; i++) { /* not the instant itself, when little has come of it yet */
            const time = Math.round(from + (this.span - from) * i / pieces);
            const states = this.replay.variants.slice(0, 2).map(variant => variant.at(time));
            const score = states.reduce((sum, state) => sum + state.underWay, 0);

            if (score > most)
                [best, most] = [time, score];
        }
        return best;
    }

    /* ---- what it is made of ---- */

    button(words, label, action) {
        const button = Replay.element("button", { type: "button", title: label }, words);

        if (label !== words)
            button.setAttribute("aria-label", label);
        button.addEventListener("click", action);
        return button;
    }

    build() {
        const make = Replay.element;

        this.playButton = this.button("Play", "Play", () => this.toggle());
        this.playButton.className = "replay-play";
        this.clock = make("output", { class: "replay-clock" });
        this.controls = make("div", { class: "replay-controls", role: "group", "aria-label": "Playback" },
            this.playButton,
            this.button("Step back", "Step back to the move before", () => this.step(-1)),
            this.button("Step", "Step to the next move", () => this.step(1)),
            this.button("Previous event", "Previous fault or recycle", () => this.jump(-1)),
            this.button("Next event", "Next fault or recycle", () => this.jump(1)),
            this.button("Next loss", "Next request that is lost", () => this.nextLoss()),
            make("label", {}, "Speed", this.speedSelect = this.speeds()));
        if (this.replay.variants.length > 2)
            this.controls.append(...this.choosers());
        this.controls.append(this.clock);
        this.strip = make("canvas", { class: "replay-strip", "aria-hidden": "true" });
        this.range = make("input", { type: "range", min: 0, max: this.span, step: 1, value: 0, "aria-label": "Time in the slice" });
        this.stages = make("div", { class: "replay-stages" });
        this.status = make("p", { class: "replay-status note", role: "status" });
        this.tables = make("div", { class: "replay-tables" });
        this.root.append(this.controls, this.strip, this.range, this.stages, this.legend(), this.status,
            make("details", { open: "" }, make("summary", {}, "The same as text"), this.tables),
            make("p", { class: "note replay-keys" }, "Keys, while the picture has the focus: space plays and pauses, " +
                "\u2190 and \u2192 step, Page Up and Page Down go a twentieth of the slice, p and n go to the event before and after, " +
                "l to the next loss, f follows the next request in both (a click on a mark follows that one), + and \u2212 change the speed, Home and End."));
        this.root.tabIndex = 0;
        this.root.setAttribute("role", "group");
        this.root.setAttribute("aria-label", "Running picture");
    }

    speeds() {
        const select = Replay.element("select");

        for (const speed of Replay.SPEEDS)
            select.append(Replay.element("option", { value: speed },
                speed === 1 ? "as it was" : speed > 1 ? `${speed} times faster` : `${Math.round(1 / speed)} times slower`));
        select.value = this.speed;
        select.addEventListener("change", () => { this.speed = Number(select.value); });
        return select;
    }

    choosers() {
        return [0, 1].map(side => {
            const select = Replay.element("select");

            this.replay.variants.forEach((variant, i) => select.append(Replay.element("option", { value: i }, this.titleOf(variant))));
            select.addEventListener("change", () => {
                this.show(this.choosing.map(other => Number(other.value)));
                this.seek(this.time);
            });
            (this.choosing = this.choosing || []).push(select);
            return Replay.element("label", {}, side === 0 ? "Show" : "beside", select);
        });
    }

    titleOf(variant) {
        return variant.name === variant.model ? variant.title : `${variant.name} (${variant.title})`;
    }

    legend() {
        const list = Replay.element("ul", { class: "replay-legend", "aria-label": "What the marks mean" });

        this.legendMarks = [];
        const add = (app, kind, words) => {
            const canvas = Replay.element("canvas", { width: 28, height: 28, "aria-hidden": "true" });

            this.legendMarks.push({ canvas, app, kind });
            list.append(Replay.element("li", {}, canvas, words));
        };
        this.replay.apps.slice(0, 42).forEach((app, i) => add(i, "mark", app));
        add(0, "lost", "lost (red, crossed)");
        list.append(Replay.element("li", {}, "square cells: threads and connections; a filled cell is held, also while its request waits elsewhere"));
        return list;
    }

    drawLegend() {
        for (const { canvas, app, kind } of this.legendMarks) {
            const context = canvas.getContext("2d"), painter = this.views[0];

            context.setTransform(2, 0, 0, 2, 14, 14);
            context.clearRect(-7, -7, 14, 14);
            painter.paint(context, { app, kind, r: 5.5 }, [0, 0]);
        }
    }

    /* The variants shown, by index; the same one twice is shown once. */
    show(indexes) {
        const shown = [...new Set(indexes)];

        this.views = shown.map(index => {
            const variant = this.replay.variants[index];
            const canvas = Replay.element("canvas", { role: "img", "aria-label": `${this.titleOf(variant)}: the state below as text` });
            const view = new Replay.Canvas(canvas, variant, this.replay);

            canvas.addEventListener("click", event => this.follow(view.nearest(event.offsetX, event.offsetY)));
            view.figure = Replay.element("figure", { class: "replay-stage" },
                Replay.element("h3", {}, this.swatch(shown.indexOf(index) + 1), ` ${this.titleOf(variant)}`), canvas);
            view.table = Replay.element("table", {}, Replay.element("caption", {}, this.titleOf(variant)), view.body = Replay.element("tbody"));
            return view;
        });
        if (this.choosing)
            indexes.forEach((index, side) => { this.choosing[side].value = index; });
        this.stages.replaceChildren(...this.views.map(view => view.figure));
        this.tables.replaceChildren(...this.views.map(view => view.table));
        this.resize();
    }

    /* The line that stands for it above. */
    swatch(number) {
        const namespace = "http://www.w3.org/2000/svg", svg = document.createElementNS(namespace, "svg");
        const path = document.createElementNS(namespace, "path");

        svg.setAttribute("viewBox", "0 0 28 10");
        svg.setAttribute("class", "swatch");
        svg.setAttribute("aria-hidden", "true");
        path.setAttribute("class", `s-v${number} d${number}`);
        path.setAttribute("d", "M0,5H28");
        svg.append(path);
        return svg;
    }

    resize() {
        const ratio = Math.max(this.isPrinting ? 2 : 1, devicePixelRatio || 1);

        for (const view of this.views)
            view.resize(this.isPrinting ? 460 : Math.max(240, Math.floor(view.figure.clientWidth || 720)), ratio);
        this.drawLegend();
        this.draw(null);
    }

    listen() {
        this.range.addEventListener("input", () => this.seek(Number(this.range.value)));
        this.root.addEventListener("keydown", event => this.key(event));
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.resize());
        new ResizeObserver(() => this.resize()).observe(this.stages);
        addEventListener("beforeprint", () => this.print(true));
        addEventListener("afterprint", () => this.print(false));
    }

    /* On paper stands the key instant. */
    print(isPrinting) {
        if (isPrinting) {
            this.pause();
            this.before = this.time;
        }
        this.isPrinting = isPrinting;
        this.seek(isPrinting ? this.keyInstant() : this.before);
        this.resize();
    }

    key(event) {
        const isControl = ["BUTTON", "SELECT", "INPUT", "SUMMARY"].includes(event.target.tagName);
        const actions = {
            " ": () => this.toggle(), ArrowRight: () => this.step(1), ArrowLeft: () => this.step(-1),
            PageDown: () => this.seek(this.time + this.span / 20), PageUp: () => this.seek(this.time - this.span / 20),
            Home: () => this.seek(0), End: () => this.seek(this.span),
            f: () => this.followNext(), n: () => this.jump(1), p: () => this.jump(-1), l: () => this.nextLoss(),
            "+": () => this.faster(1), "=": () => this.faster(1), "-": () => this.faster(-1), "\u2212": () => this.faster(-1),
        };

        if (event.ctrlKey || event.metaKey || event.altKey || !actions[event.key] || (isControl && event.key.length !== 1) ||
                (isControl && (event.key === " " || event.target.tagName === "SELECT")))
            return;
        event.preventDefault();
        actions[event.key]();
    }

    /* ---- time ---- */

    seek(time, isWished = true) {
        this.time = Math.max(0, Math.min(this.span, Math.round(time)));
        if (isWished)
            this.isFresh = false;
        this.draw(null);
        this.tell();
    }

    toggle() {
        if (this.isPlaying)
            this.pause();
        else
            this.play();
    }

    play() {
        if (this.isPlaying)
            return;
        if (this.isFresh || this.time >= this.span)
            this.seek(Math.max(0, this.time >= this.span || this.replay.about.kind === "busiest" ? 0 : this.replay.about.time_us - 1e6));
        this.isPlaying = true;
        this.lastFrame = null;
        this.playButton.textContent = "Pause";
        this.playButton.setAttribute("aria-label", "Pause");
        this.playButton.title = "Pause";
        requestAnimationFrame(now => this.frame(now));
    }

    pause() {
        if (!this.isPlaying)
            return;
        this.isPlaying = false;
        this.playButton.textContent = "Play";
        this.playButton.setAttribute("aria-label", "Play");
        this.playButton.title = "Play";
        this.draw(null);
        this.tell();
    }

    frame(now) {
        if (!this.isPlaying)
            return;
        const elapsed = this.lastFrame === null ? 0 : Math.min(100, now - this.lastFrame);

        /* Who wants no motion gets a still twice a second. */
        if (this.reduced.matches && this.lastFrame !== null && now - this.lastFrame < 500) {
            requestAnimationFrame(next => this.frame(next));
            return;
        }
        this.lastFrame = now;
        this.advance(this.reduced.matches ? 500 : elapsed);
        if (this.isPlaying)
            requestAnimationFrame(next => this.frame(next));
    }

    /* The page's clock went on by that. */
    advance(elapsed_ms) {
        const before = this.time;

        this.exact = (Math.floor(this.exact) === before ? this.exact : before) + elapsed_ms * 1000 * this.speed;
        this.time = Math.min(this.span, Math.floor(this.exact));
        this.draw(this.reduced.matches ? null : elapsed_ms);
        if (this.marks.some(mark => mark.time > before && mark.time <= this.time))
            this.tell();
        if (this.time >= this.span)
            this.pause();
    }

    /* To the next instant at which anything moves in a variant. */
    step(direction) {
        const times = this.replay.times();
        let low = 0, high = times.length;

        this.pause();
        while (low < high) { /* the first after now, or not before now */
            const middle = (low + high) >> 1;

            if (direction > 0 ? times[middle] <= this.time : times[middle] < this.time)
                low = middle + 1;
            else
                high = middle;
        }
        const next = direction > 0 ? times[low] : times[low - 1];

        this.seek(next === undefined ? (direction > 0 ? this.span : 0) : next);
    }

    jump(direction) {
        const marks = direction > 0 ? this.marks.filter(mark => mark.time > this.time) :
            this.marks.filter(mark => mark.time < this.time).reverse();

        this.pause();
        if (marks.length > 0)
            this.seek(marks[0].time);
        else
            this.tell(`There is no ${direction > 0 ? "later" : "earlier"} event in this slice. `);
    }

    nextLoss() {
        const times = this.views.flatMap(view => view.variant.requests)
            .filter(request => request.isLost && request.resolved > this.time).map(request => request.resolved);

        this.pause();
        if (times.length > 0)
            this.seek(times.reduce((a, b) => Math.min(a, b)));
        else
            this.tell("No request is lost later in this slice. ");
    }

    /* request null: nobody any more. */
    follow(request) {
        this.followed = request;
        for (const view of this.views)
            view.followed = request ? request.name : null;
        this.draw(null);
        this.tell();
    }

    followNext() {
        const next = this.views[0].variant.requests.find(request => request.issued >= this.time && !request.isCall);

        this.pause();
        if (next)
            this.follow(next);
        if (next && next.first > this.time)
            this.seek(next.first);
    }

    /* The same request in each variant. */
    followedText() {
        if (!this.followed)
            return "";
        const { page, app, group, name } = this.followed;
        const parts = this.views.map(({ variant }) => {
            const same = variant.requests.find(request => request.name === name);

            return `${this.titleOf(variant)}: ${same ? variant.journeyOf(same, this.time, this.replay.outcomes) : "never asked for"}`;
        });

        return ` Followed: a request of ${this.replay.groups[group]} for ${this.replay.pages[page]} (${this.replay.apps[app]}). ${parts.join("; ")}.`;
    }

    faster(direction) {
        const at = Replay.SPEEDS.indexOf(this.speed) + direction;

        this.speed = Replay.SPEEDS[Math.max(0, Math.min(Replay.SPEEDS.length - 1, at))];
        this.speedSelect.value = this.speed;
    }

    /* ---- what is seen and said ---- */

    draw(elapsed_ms) {
        const states = this.views.map(view => view.draw(this.time, elapsed_ms));
        const now = performance.now();

        this.drawStrip();
        this.range.value = this.time;
        this.clock.textContent = this.clockText();
        if (elapsed_ms === null || !(now - this.told < Replay.TEXT_MS)) {
            this.told = now;
            this.range.setAttribute("aria-valuetext", this.clockText());
            this.views.forEach((view, i) => this.fill(view, states[i]));
        }
    }

    clockText() {
        return Replay.seconds(this.replay.from_s * 1e6 + this.time);
    }

    fill(view, state) {
        const rows = view.variant.describe(state, this.replay.outcomes);

        rows.forEach((row, i) => {
            let line = view.body.rows[i];

            if (!line) {
                line = view.body.insertRow();
                line.append(Replay.element("th", { scope: "row" }), Replay.element("td"));
            }
            if (line.dataset.key !== row.key) {
                line.dataset.key = row.key;
                line.cells[0].textContent = row.what;
            }
            if (line.cells[1].textContent !== row.value)
                line.cells[1].textContent = row.value;
        });
        while (view.body.rows.length > rows.length)
            view.body.deleteRow(-1);
    }

    /* In the live region: only when somebody stopped, stepped or jumped, and at events. */
    tell(before = "") {
        const mark = this.marks.filter(of => of.time <= this.time).pop();
        const since = mark ? this.time === mark.time ? `: ${mark.words}. ` : `, ${Replay.seconds(this.time - mark.time)} after ${mark.words}. ` : ". ";
        const parts = this.views.map(view => {
            const state = view.variant.at(this.time);

            return `${this.titleOf(view.variant)}: ${state.underWay} under way, ${this.longest(view.variant, state)}lost so far ${view.variant.lostText(state, this.replay.outcomes)}.`;
        });

        this.status.textContent = `${before}${this.clockText()}${since}${parts.join(" ")}${this.followedText()}`;
    }

    longest(variant, state) {
        const queues = new Map();

        for (const place of variant.places)
            if (place.kind === "queue")
                queues.set(place.name, (queues.get(place.name) || 0) + state.counts[place.index]);
        const [name, n] = [...queues].sort((a, b) => b[1] - a[1])[0] || ["", 0];

        return n > 0 ? `${n} in ${Replay.queueTitle(name)}, ` : "";
    }

    /* Requests under way over the slice, a line each variant; losses below, events, and where we are. */
    drawStrip() {
        const canvas = this.strip, ratio = devicePixelRatio || 1;
        const width = canvas.clientWidth || 700, height = canvas.clientHeight || 52;

        if (!this.stripBack || this.stripBack.key !== this.stripKey(width, ratio))
            this.stripBack = this.paintStrip(width, height, ratio);
        const context = canvas.getContext("2d"), x = 8 + (width - 16) * this.time / Math.max(1, this.span);

        if (canvas.width !== this.stripBack.width || canvas.height !== this.stripBack.height)
            [canvas.width, canvas.height] = [this.stripBack.width, this.stripBack.height];
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.clearRect(0, 0, canvas.width, canvas.height);
        context.drawImage(this.stripBack, 0, 0);
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        context.fillStyle = this.views[0].colours.ink;
        context.fillRect(x - 0.75, 0, 1.5, height);
    }

    stripKey(width, ratio) {
        return `${width} ${ratio} ${this.views[0].colours.ink} ${this.views.map(view => view.variant.name).join()}`;
    }

    paintStrip(width, height, ratio) {
        const back = Replay.element("canvas"), inner = width - 16, pieces = Math.max(1, Math.floor(inner / 2));
        const all = this.views.map(view => view.variant.series(this.span, pieces));
        const most = Math.max(1, ...all.map(of => of.level.reduce((a, b) => Math.max(a, b), 0)));
        const { soft, bad, line } = this.views[0].colours, style = getComputedStyle(this.root);

        back.key = this.stripKey(width, ratio);
        back.width = Math.round(width * ratio);
        back.height = Math.round(height * ratio);
        const context = back.getContext("2d"), low = height - 9;

        context.scale(ratio, ratio);
        context.fillStyle = line;
        context.fillRect(8, low, inner, 1);
        context.fillStyle = soft;
        for (const mark of this.marks)
            context.fillRect(8 + inner * mark.time / Math.max(1, this.span) - 0.75, 0, 1.5, low);
        all.forEach((of, i) => {
            context.beginPath();
            of.level.forEach((level, k) => context.lineTo(8 + inner * k / pieces, low - 1 - (low - 4) * level / most));
            context.strokeStyle = style.getPropertyValue(`--v${i + 1}`) || soft;
            context.setLineDash(i === 0 ? [] : [5, 3]);
            context.lineWidth = 1.5;
            context.stroke();
            context.setLineDash([]);
            context.fillStyle = bad;
            of.lost.forEach((lost, k) => {
                if (lost > 0)
                    context.fillRect(8 + inner * k / pieces, low + 1 + 4 * i, 2, 3.5);
            });
        });
        return back;
    }
};

{
    const root = document.querySelector("#replay .replay"), data = document.getElementById("replay-data");

    if (root && data) {
        root.replaceChildren();
        Replay.player = new Replay.Player(root, JSON.parse(data.textContent));
    }
}
