// A plan as it is changed: what the page holds, what was kept of it, and what can be undone.

const QUIET_MS = 700; // so long after the last stroke a change is sent
const MOST_UNDONE = 60;

/**
 * The state of the plan of a screen. What the same page has not kept yet goes on when its screen comes again.
 *
 * `change(act)` changes the data at once, `typed(act)` as somebody writes, `mark()` remembers what can be undone to.
 * `whenKept(act)` waits until all is kept, and does nothing where it cannot be. `hears` is told `(standing, news)` whenever something has become of a change.
 */
export function planState(ctx, screen) {
  ctx.memory.plans ??= new Map();
  const before = ctx.memory.plans.get(screen.plan);
  if (before?.unsaved) {
    before.resume(screen);
    return before;
  }
  before?.leave();
  const state = made(ctx, screen);
  ctx.memory.plans.set(screen.plan, state);
  return state;
}

function made(ctx, screen) {
  let data = structuredClone(screen.data);
  let seen = screen.seen;
  let number = 0;
  let flying = null; // what was sent and not answered
  let dirty = false;
  let standing = "kept"; // or keeping, wrong, lost
  let timer = 0;
  let past = [];
  let waiting = null;

  const state = {
    plan: screen.plan,
    hears: () => {},
    get data() {
      return data;
    },
    get standing() {
      return standing;
    },
    get unsaved() {
      return dirty || flying !== null || stuck();
    },
    get stuck() {
      return stuck();
    },
    get undoable() {
      return past.length > 0;
    },
    mark,
    change(act) {
      mark();
      act(data);
      soon();
    },
    typed(act) {
      act(data);
      soon();
    },
    undo() {
      const now = JSON.stringify(data);
      while (past.length && past[past.length - 1] === now) past.pop();
      if (!past.length) return false;
      data = JSON.parse(past.pop());
      soon();
      return true;
    },
    flush() {
      if (dirty && flying === null && standing !== "lost") send();
    },
    whenKept(act) {
      if (!state.unsaved) return act();
      if (standing === "lost" || (standing === "wrong" && !dirty)) return tell({ refused: true });
      waiting = act;
      state.flush();
    },
    heard,
    resume,
    leave() {
      clearTimeout(timer);
    },
  };

  function mark() {
    const now = JSON.stringify(data);
    if (past[past.length - 1] !== now) past = [...past.slice(1 - MOST_UNDONE), now];
  }

  /** Whether it cannot be kept as it is. */
  function stuck() {
    return standing === "wrong" || standing === "lost";
  }

  function tell(news) {
    state.hears(standing, news);
  }

  function soon() {
    dirty = true;
    if (standing === "lost") return;
    if (standing !== "wrong") standing = "keeping";
    clearTimeout(timer);
    timer = setTimeout(() => state.flush(), QUIET_MS);
    tell({});
  }

  function send() {
    clearTimeout(timer);
    number += 1;
    dirty = false;
    flying = JSON.stringify(data);
    ctx.send({ do: "plan_keep", plan: screen.plan, seen, number, data: JSON.parse(flying) });
  }

  function heard(news) {
    if (news.number !== number) return;
    flying = null;
    if (news.about === "kept") seen = news.seen;
    standing = news.about === "kept" && dirty ? "keeping" : news.about;
    const refused = stuck() && waiting !== null;
    if (refused) waiting = null;
    tell({ ...news, refused });
    if (dirty && standing !== "lost") return send();
    if (standing === "kept" && waiting) {
      const act = waiting;
      waiting = null;
      act();
    }
  }

  /** The screen has come again, perhaps because the network was away: what was sent may have arrived, or not. */
  function resume(again) {
    if (flying !== null && JSON.stringify(again.data) === flying) seen = again.seen;
    flying = null;
    dirty = true;
    if (standing !== "lost") timer = setTimeout(() => state.flush(), QUIET_MS);
  }

  return state;
}
