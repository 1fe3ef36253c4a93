// What the calculator and the planning regions, two modules, tell each other, and what both ask of the browser.

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

/**
 * Who wants to know what the calculator shows: told once its place comes near, because its first answer takes a
 * tenth of a second that nobody who looks at the calculator should wait for.
 */
export function onShown(tell) {
  const start = () => {
    near.disconnect();
    onShow ??= tell;
    pass();
  };
  const near = new IntersectionObserver(seen => seen.some(({ isIntersecting }) => isIntersecting) && start(), { rootMargin: '700px' });
  near.observe(document.getElementById('pending'));
  addEventListener('beforeprint', () => {
    start();
    if (shown) onShow(...shown);
  });
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

/** Whether labels have no room inside of charts. */
export const narrow = matchMedia('(max-width: 559px)');

export function onNarrow(tell) {
  narrow.addEventListener('change', () => tell(narrow.matches));
  tell(narrow.matches);
}

let saying;

/** Has a sentence read out, once typing pauses. */
export function say(text) {
  clearTimeout(saying);
  saying = setTimeout(() => {
    const live = document.getElementById('live');
    if (live && live.textContent !== text) live.textContent = text;
  }, 700);
}

let packed;
let counted = '';

/** What was counted last, for exports. */
export function remember(message) {
  counted = message;
}

/** The prices that were read last, packed. */
export function taken() {
  return packed;
}

let answers;
let missing;
const answering = new Promise((resolve, reject) => ([answers, missing] = [resolve, reject]));
// Who asks is told; until then it is nobody's error.
answering.catch(() => {});

/** Asks the planning module for what the calculator cannot read itself; tells of the answer, or why there is none. */
export async function ask(what, name, text) {
  try {
    if (types[what]) {
      save(`tokentoll.${what}`, types[what], await written(what));
      return;
    }
    const answer = await answering;
    text = await text;
    const read = answer(what, '', '', name, text, '');
    if (what === 'prices') {
      packed = read;
      onTell(what, `${name}\n${text}`);
    } else {
      onTell(what, read);
    }
  } catch (error) {
    onTell('refused', `${what} ${error?.message ?? error}`);
  }
}

/** An export, of what is shown or of another request. */
export async function written(what, fragment = shown[0]) {
  const [, , today, own, prices] = shown;
  const answer = await answering;
  return answer(what, today, fragment, own, prices, counted);
}

const types = { json: 'application/json', csv: 'text/csv' };

/** Reads a chosen price file. */
export async function choosePrices(input) {
  const [file] = input.files;
  input.value = '';
  if (file) await ask('prices', file.name, file.text());
}

/** Who answers that. */
export function onAsked(answer) {
  answers(answer);
}

/** Nobody will. */
export function unanswered(error) {
  missing(error);
}

function save(name, type, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
