// What is ticked on a sheet. The kernel keeps every change at once; until it has said so, this browser does.

const PATIENCE_MS = 10_000; // then it is sent again
const AT = "@";

function copyOf({ ticks, none, clears, confidence, lived }) {
  return { ticks: ticks.map(([behaviour, moment]) => behaviour + AT + moment), none: [...none], clears: [...clears], confidence, lived };
}

/** What was ticked here and never reached the kernel, if nothing else was ticked elsewhere since. */
function leftBehind(ctx, key, seen) {
  try {
    const left = JSON.parse(ctx.drafts.get(key));
    return left.seen === seen ? left.marks : null;
  } catch {
    return null;
  }
}

function toggled(list, one, on) {
  const rest = list.filter((other) => other !== one);
  return on ? [...rest, one] : rest;
}

/**
 * The marks of a sheet. `changed()` is called whenever they, what they come to, or how they are kept has changed. What could
 * not be kept is sent again and again while the sheet is `up()`.
 */
export function marksOf(ctx, screen, changed, up) {
  const key = `${screen.sheet}/marks`;
  const owner = new Map(screen.competencies.flatMap((one) => one.behaviours.map(({ id }) => [id, one.id])));
  const past = [];
  let { seen, levels } = screen;
  let marks = copyOf(screen.marks);
  let status = seen ? "kept" : "none";
  let trouble = null;
  let lost = null;
  let flight = 0;
  let number = 0;
  let dirty = false;

  const left = leftBehind(ctx, key, seen);
  if (left) marks = left;

  const data = () => ({
    attempt: screen.sheet,
    scenario: screen.scenario,
    ticks: marks.ticks.map((one) => [one.slice(0, one.lastIndexOf(AT)), Number(one.slice(one.lastIndexOf(AT) + 1))]),
    none: marks.none,
    clears: marks.clears,
    confidence: marks.confidence,
    lived: marks.lived,
  });

  function change(next) {
    past.push(marks);
    put(next);
  }

  function put(next) {
    marks = next;
    ctx.drafts.set(key, JSON.stringify({ seen, marks }));
    keep();
    changed();
  }

  function keep() {
    status = "keeping";
    dirty = Boolean(flight);
    if (flight) return; // one at a time: the next one names when this one was kept
    number += 1;
    flight = number;
    setTimeout(late, PATIENCE_MS, flight);
    ctx.send({ do: "desk_keep", ...data(), seen, number });
  }

  function late(sent) {
    if (flight !== sent) return;
    flight = 0;
    status = "unkept";
    changed();
    again();
  }

  function again() {
    if (!flight && status === "unkept" && up()) keep();
  }

  /** The kernel has kept them, or says why not. */
  function told(news) {
    if (news.number !== flight) return;
    flight = 0;
    ({ trouble, lost } = news);
    if (trouble) {
      status = "unkept";
      if (dirty && news.later) keep();
      else if (news.later) setTimeout(again, PATIENCE_MS);
    } else {
      ({ seen, levels } = news);
      status = "kept";
      ctx.drafts.set(key, dirty ? JSON.stringify({ seen, marks }) : "");
      if (dirty) keep();
    }
    changed();
  }

  const api = {
    told,
    data,
    forget: () => ctx.drafts.set(key, ""),
    has: (behaviour, moment) => marks.ticks.includes(behaviour + AT + moment),
    places: (behaviour) => data().ticks.filter(([id]) => id === behaviour).map(([, moment]) => moment).sort((a, b) => a - b),
    at: (moment) => data().ticks.filter(([, where]) => where === moment).map(([id]) => id),
    count: (competency) => data().ticks.filter(([id]) => owner.get(id) === competency).length,
    ticked: (competency) => data().ticks.some(([id]) => owner.get(id) === competency),
    none: (competency) => marks.none.includes(competency),
    clears: (behaviour) => marks.clears.includes(behaviour),
    level: (competency) => levels[competency],
    tick(behaviour, moment, on) {
      const ticks = toggled(marks.ticks, behaviour + AT + moment, on);
      const none = on ? toggled(marks.none, owner.get(behaviour), false) : marks.none;
      const clears = on ? toggled(marks.clears, behaviour, false) : marks.clears;
      change({ ...marks, ticks, none, clears });
    },
    setNone: (competency, on) => change({ ...marks, none: toggled(marks.none, competency, on) }),
    setClears: (behaviour, on) => change({ ...marks, clears: toggled(marks.clears, behaviour, on) }),
    set: (field, value) => change({ ...marks, [field]: value }),
    undo() {
      if (past.length === 0) return false;
      put(past.pop());
      return true;
    },
    get undoable() {
      return past.length > 0;
    },
    get confidence() {
      return marks.confidence;
    },
    get lived() {
      return marks.lived;
    },
    get status() {
      return status;
    },
    get trouble() {
      return trouble;
    },
    get lost() {
      return lost;
    },
    get unsent() {
      return status !== "none";
    },
  };
  if (left) queueMicrotask(() => (keep(), changed()));
  return api;
}
