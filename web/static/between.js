// What the calculator and the planning regions, two modules, tell each other: texts and nothing else.

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
