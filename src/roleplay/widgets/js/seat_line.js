// A participant's line: one WebSocket to the server. It comes back by itself, and notices when nobody answers any more.
//
// A browser's script does not see the pings of a server, and a phone that was asleep, or has gone from one network to
// another, hears of no end. So the page asks (`here`) when it has heard nothing for a while, and at once when somebody looks
// at it again; and whatever it says is answered. If the answer does not come, the line is dead, and another one is opened.
// A page that nobody looks at asks nothing.

const FIRST_MS = 500; // until the first try to come back; then twice as long each time
const LONGEST_MS = 8_000;
const CONNECT_MS = 10_000; // how long one try may take
const ANSWER_MS = 6_000; // how long an answer may take; on the slowest lines a state takes two or three seconds
const STUCK_MS = 3_000; // a try that takes longer is given up when there may be a better way
const QUIET_MS = 20_000; // then it asks
const WATCH_MS = 2_000;
const OUT = 4403; // the server's word for: you are not in any more
const REPLACED = 4409; // and for: you have too many pages, and this was the oldest

/**
 * Keep a line to `url`. `opened()`, `heard(message)`, `lost(replaced)` and `out()` are told what happens; `isIn()` says whether
 * somebody whose line does not come up is in at all. Returns `{say(message), wake(), close(), isOpen()}`.
 */
export function keepLine({ url, opened, heard, lost, out, isIn }) {
  let socket = null;
  let open = false;
  let tries = 0;
  let retry = 0;
  let slow = 0;
  let begunAt = 0;
  let heardAt = 0;
  let askedAt = 0; // since when an answer is waited for; 0: for none
  let over = false;

  const now = () => performance.now();

  function connect() {
    clearTimeout(retry);
    if (over || socket) return;
    const line = new WebSocket(url);
    socket = line;
    begunAt = now();
    slow = setTimeout(() => drop(), CONNECT_MS);
    line.onopen = () => {
      if (socket !== line) return;
      clearTimeout(slow);
      open = true;
      heardAt = now();
      askedAt = now(); // the server says where the workshop stands before anything else
      opened();
    };
    line.onmessage = (event) => {
      if (socket !== line) return;
      heardAt = now();
      askedAt = 0;
      tries = 0; // not before: a server that takes lines and drops them is not asked again and again at once
      heard(JSON.parse(event.data));
    };
    line.onclose = (event) => {
      if (socket !== line) return;
      if (event.code === OUT) return end();
      drop(event.code === REPLACED);
    };
  }

  /**
   * Give a line up, and come back later: each time later than before, and not everybody at the same moment. A page in whose
   * place another one came waits until somebody wants it.
   */
  function drop(replaced = false) {
    const was = open;
    const line = socket;
    clearTimeout(slow);
    socket = null;
    open = false;
    askedAt = 0;
    line?.close();
    if (over) return;
    lost(replaced);
    clearTimeout(retry);
    if (replaced) return;
    const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** tries);
    tries += 1;
    if (!was && tries % 2 === 0) ask();
    retry = setTimeout(connect, wait * (0.5 + Math.random() / 2));
  }

  async function ask() {
    if (!(await isIn())) end();
  }

  function end() {
    close();
    out();
  }

  function close() {
    over = true;
    clearTimeout(retry);
    clearTimeout(slow);
    clearInterval(watching);
    window.removeEventListener("online", wake);
    window.removeEventListener("offline", doubt);
    window.removeEventListener("pageshow", wake);
    document.removeEventListener("visibilitychange", seen);
    document.removeEventListener("roleplay:again", wake);
    socket?.close();
    socket = null;
    open = false;
  }

  /** Send a message. False when there is no line. */
  function say(message) {
    if (!open || socket.readyState !== WebSocket.OPEN) return false;
    askedAt ||= now();
    socket.send(JSON.stringify(message));
    return true;
  }

  function watch() {
    if (!open || document.hidden) return;
    if (askedAt && now() - askedAt > ANSWER_MS) drop();
    else if (!askedAt && now() - heardAt > QUIET_MS) doubt();
  }

  /** Ask whether anybody is there. */
  function doubt() {
    if (open) say({ do: "here", n: 0 });
  }

  /** There may be a network again, or somebody looks again: now, not in some seconds. */
  function wake() {
    tries = 0;
    if (open) return doubt();
    if (socket && now() - begunAt < STUCK_MS) return; // it is on its way
    const stuck = socket;
    socket = null;
    clearTimeout(slow);
    stuck?.close();
    connect();
  }

  function seen() {
    if (document.hidden) return;
    if (askedAt) askedAt = now(); // asleep nobody waited
    wake();
  }

  const watching = setInterval(watch, WATCH_MS);
  window.addEventListener("online", wake);
  window.addEventListener("offline", doubt);
  window.addEventListener("pageshow", wake);
  document.addEventListener("visibilitychange", seen);
  document.addEventListener("roleplay:again", wake);
  connect();
  return { say, wake, close, isOpen: () => open };
}
