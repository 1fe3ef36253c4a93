// What the calculator and the planning regions, two modules, tell each other: texts and bytes, nothing else.

let shown;
let onShow;
let onTell = () => {};
let waiting = false;

const whenIdle = globalThis.requestIdleCallback?.bind(globalThis) ?? (run => setTimeout(run, 30));

/** The calculator tells what it shows; only the last of it is passed on, once nothing is typed. */
export function show(...page) {
  shown = page;
  pass();
}

/** Who wants to know what the calculator shows. */
export function onShown(tell) {
  onShow = tell;
  pass();
}

function pass() {
  if (waiting || !shown || !onShow) return;
  waiting = true;
  whenIdle(() => {
    waiting = false;
    onShow(...shown);
  }, { timeout: 300 });
}

/** Asks the calculator for a change. */
export function tell(kind, text) {
  onTell(kind, text);
}

export function onTold(told) {
  onTell = told;
}

let answers;
let missing;
const answering = new Promise((resolve, reject) => ([answers, missing] = [resolve, reject]));
// Who asks is told; until then it is nobody's error.
answering.catch(() => {});

/** Asks the planning module for what the calculator cannot read itself. */
export async function ask(...question) {
  const answer = await answering;
  return answer(...question);
}

/** Who answers that. */
export function onAsked(answer) {
  answers(answer);
}

/** Nobody will. */
export function unanswered(error) {
  missing(error);
}
