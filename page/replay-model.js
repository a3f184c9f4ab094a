/* replay-model.js - the slice of a run that is embedded in the page, and its state at any instant.
 *
 * Nothing is drawn here. Times are whole microseconds since the slice began; the state at a time is that
 * after everything that happened in that microsecond.
 */
"use strict";
const Replay = {};

Replay.Request = class {
    constructor(row, index) {
        [this.app, this.page, this.group, this.user, this.ordinal, this.isCall, this.issued, this.resolved,
            this.outcome, this.rule] = row;
        const steps = (row.length - 10) / 2;
        this.index = index;
        this.times = new Int32Array(steps);
        this.states = new Uint32Array(steps);
        for (let i = 0, time = 0; i < steps; i++) {
            time += row[10 + 2 * i];
            this.times[i] = time;
            this.states[i] = row[11 + 2 * i];
        }
        this.first = this.times[0];
        this.gone = this.states[steps - 1] === 0 ? this.times[steps - 1] : Infinity;
        this.isLost = this.outcome > 0 && !this.isCall;
        this.isEarlier = this.outcome >= 0 && this.resolved < 0; /* over for its client before the slice began */
        this.cursor = 0;
    }

    /* The same request in another variant. */
    get name() {
        return `${this.group}/${this.user}/${this.ordinal}`;
    }

    /* Index of the last step at or before the time; -1: it is not there yet. */
    step(time) {
        const times = this.times;
        let i = this.cursor;

        if (time < this.first)
            return -1;
        while (i > 0 && times[i] > time)
            i--;
        while (i + 1 < times.length && times[i + 1] <= time)
            i++;
        this.cursor = i;
        return i;
    }
};

Replay.Variant = class {
    constructor(data) {
        Object.assign(this, data);
        this.requests = data.requests.map((row, i) => new Replay.Request(row, i));
        this.threadRows = this.threads.map(([pool, number]) => ({ pool, number }));
        this.places.forEach((place, i) => this.settle(place, i));
        this.statePlaces = Uint32Array.from(this.states, state => state[0]);
        this.findEntries();
    }

    /* A thread is where its process is. */
    settle(place, index) {
        place.index = index;
        if (place.kind === "thread")
            place.process = this.pools[this.threadRows[place.thread].pool].process;
    }

    /* When each step's place was entered: threads may change while a request stays in one place. */
    findEntries() {
        for (const request of this.requests) {
            const entered = request.entered = new Int32Array(request.times.length);

            for (let i = 0; i < entered.length; i++)
                entered[i] = i > 0 && this.statePlaces[request.states[i]] === this.statePlaces[request.states[i - 1]] ?
                    entered[i - 1] : request.times[i];
        }
    }

    /* { live: [{request, step, place}], counts by place, busy by pool, ok, lost by outcome, underWay } */
    at(time) {
        const counts = new Int32Array(this.places.length), busy = new Int32Array(this.pools.length);
        const live = [], lost = new Map(), ended = [];
        let ok = 0, underWay = 0;

        for (const request of this.requests) {
            if (request.first > time)
                break;
            if (request.outcome >= 0 && request.resolved <= time && !request.isCall) {
                if (request.isEarlier) {
                    /* it only lingers in the server */
                } else if (request.isLost) {
                    lost.set(request.outcome, (lost.get(request.outcome) || 0) + 1);
                    ended.push(request);
                } else {
                    ok++;
                }
            } else if (!request.isCall) {
                underWay++;
            }
            if (request.gone <= time)
                continue;
            const step = request.step(time), state = this.states[request.states[step]];

            counts[state[0]]++;
            for (let i = 1; i < state.length; i++)
                busy[this.threadRows[state[i]].pool]++;
            if (state[0] !== 0)
                live.push({ request, step, place: state[0], state });
        }
        return { time, live, counts, busy, ok, lost, ended, underWay };
    }

    lostCount(state) {
        let all = 0;

        for (const count of state.lost.values())
            all += count;
        return all;
    }

    /* Where a process is in its life. */
    life(process, time) {
        if (process.starts_us === null || process.starts_us > time)
            return "none";
        if (process.ends_us !== null && process.ends_us <= time)
            return "gone";
        if (process.ready_us === null || process.ready_us > time)
            return "starting";
        if (process.drains_us !== null && process.drains_us <= time)
            return "draining";
        return "ready";
    }

    hasCrashed(process) {
        return process.ends_us !== null &&
            this.marks.some(mark => mark.kind === "crash" && mark.time_us === process.ends_us && mark.what === process.name);
    }

    domainsOf(process, time) {
        const index = this.processes.indexOf(process);

        return this.domains.filter(([of, , from, to]) => of === index && from <= time && (to < 0 || to > time))
            .map(([, app]) => app).sort((a, b) => a - b);
    }

    /* Rows of text: {key, what, value}: all there is to be seen in the picture. */
    describe(state, outcomes) {
        const rows = [{ key: "under-way", what: "Requests under way", value: String(state.underWay) }];
        const queues = new Map(), backends = new Map();

        for (const place of this.places) {
            const of = place.kind === "queue" ? queues : place.kind === "backend" ? backends : null;

            if (of !== null)
                of.set(place.name, (of.get(place.name) || 0) + state.counts[place.index]);
        }
        for (const name of [...queues.keys()].sort())
            rows.push({ key: `queue ${name}`, what: `Waiting: ${Replay.queueTitle(name)}`, value: String(queues.get(name)) });
        this.processes.forEach((process, index) => {
            const life = this.life(process, state.time), name = `${process.name} #${process.generation}`;

            if (life === "none" || process.name === "kernel" || (life === "gone" && !this.isLast(process, state.time)))
                return;
            rows.push({ key: `process ${name}`, what: name, value: life === "gone" ? `gone: ${process.why || "ended"}` : life });
            this.pools.forEach((pool, i) => {
                if (pool.process === index && life !== "gone")
                    rows.push({
                        key: `threads ${name} ${pool.name}`, what: `${name}: ${pool.name} threads busy`,
                        value: pool.max > 0 ? `${state.busy[i]} of at most ${pool.max}` : String(state.busy[i]),
                    });
            });
        });
        for (const name of [...backends.keys()].sort())
            rows.push({ key: `backend ${name}`, what: `At the backend ${name}`, value: String(backends.get(name)) });
        rows.push({ key: "ok", what: "Answered ok since the beginning", value: String(state.ok) });
        rows.push({ key: "lost", what: "Lost since the beginning", value: this.lostText(state, outcomes) });
        for (const [name, { n, limit }] of [...this.reasons(state)].sort((a, b) => (a[0] < b[0] ? -1 : 1)))
            rows.push({
                key: `rule ${name}`, what: limit === null ? `of them: ${name}` : `of them: ${name}, limit ${limit}`,
                value: String(n),
            });
        return rows;
    }

    /* What decided that requests were lost: name -> {n, limit}. */
    reasons(state) {
        const reasons = new Map();

        for (const request of state.ended) {
            if (request.rule < 0)
                continue;
            const rule = this.rules[request.rule];
            const reason = reasons.get(rule.name) || { n: 0, limit: rule.limit };

            reason.n++;
            reasons.set(rule.name, reason);
        }
        return reasons;
    }

    /* Where a request is, or what became of it, in words. */
    journeyOf(request, time, outcomes) {
        const since = from => `since ${((time - from) / 1e6).toFixed(6)} s`;

        if (request.first > time)
            return "not yet asked for";
        if (request.outcome >= 0 && request.resolved <= time) {
            const rule = request.rule >= 0 ? ` (${this.rules[request.rule].name})` : "";

            return request.isLost ? `lost: ${outcomes[request.outcome]}${rule}` :
                `answered after ${((request.resolved - request.issued) / 1e6).toFixed(6)} s`;
        }
        const step = request.step(time), place = this.places[this.statePlaces[request.states[step]]];

        return `${this.wordsOf(place)} ${since(request.entered[step])}`;
    }

    wordsOf(place) {
        const process = place.process >= 0 ? this.processes[place.process] : null;
        const of = process ? ` of ${process.name} #${process.generation}` : "";

        if (place.kind === "thread") {
            const thread = this.threadRows[place.thread];

            return `on ${this.pools[thread.pool].name} thread ${thread.number}${of}`;
        }
        return { client: "with its client", network: "on the way", queue: `waits in ${Replay.queueTitle(place.name || "")}`,
            process: `in ${process ? process.name : ""}`, backend: `at ${place.name}`, gone: "over" }[place.kind];
    }

    /* '12: 10 error, 2 refused' */
    lostText(state, outcomes) {
        const parts = [...state.lost].sort((a, b) => a[0] - b[0]).map(([outcome, n]) => `${n} ${outcomes[outcome]}`);

        return parts.length === 0 ? "0" : `${this.lostCount(state)}: ${parts.join(", ")}`;
    }

    /* No younger process of the name has begun to start. */
    isLast(process, time) {
        return !this.processes.some(other => other.name === process.name && other.generation > process.generation &&
            this.life(other, time) !== "none");
    }

    /* How many are in each place at most. */
    most(span) {
        const changes = [];
        const counts = new Int32Array(this.places.length), most = new Int32Array(this.places.length);

        for (const request of this.requests) {
            let before = 0;

            request.times.forEach((time, i) => {
                const place = this.statePlaces[request.states[i]];

                if (place !== before && time <= span)
                    changes.push([time, before, place]);
                before = place;
            });
        }
        changes.sort((a, b) => a[0] - b[0]);
        for (const [, from, to] of changes) {
            counts[from]--;
            most[to] = Math.max(most[to], ++counts[to]);
        }
        return most;
    }

    /* How many are under way at the end of each of count equal pieces, and how many are lost in it. */
    series(span, count) {
        const level = new Int32Array(count + 1), lost = new Int32Array(count + 1);
        const piece = time => Math.max(0, Math.min(count, Math.floor(time / Math.max(1, span) * count)));

        for (const request of this.requests) {
            if (request.isCall || request.isEarlier)
                continue;
            level[piece(request.first)]++;
            if (request.outcome >= 0)
                level[piece(request.resolved)]--;
            if (request.isLost)
                lost[piece(request.resolved)]++;
        }
        for (let i = 1; i <= count; i++)
            level[i] += level[i - 1];
        return { level, lost };
    }
};

Replay.queueTitle = name => {
    const at = name.indexOf(":");
    const titles = {
        backlog: "the backlog", frontend: "inetinfo's queue", pipe: "the named pipe",
        "sync-pipe": "the pipe for callbacks", clr: "the CLR's thread pool", asp: "ASP's queue",
    };

    if (at < 0)
        return titles[name] || name;
    return `${{ pool: "queue of pool", app: "queue of application" }[name.slice(0, at)] || name.slice(0, at)} ${name.slice(at + 1)}`;
};

Replay.load = data => {
    const replay = { ...data, variants: data.variants.map(variant => new Replay.Variant(variant)) };
    let times = null;

    /* The instants at which anything moves, in any variant. */
    replay.times = () => {
        if (times === null) {
            const all = new Set();

            for (const variant of replay.variants)
                for (const request of variant.requests)
                    request.times.forEach(time => all.add(time));
            times = Int32Array.from(all).sort();
        }
        return times;
    };
    return replay;
};
