// Starts the calculator, and says what is wrong where it cannot start.
import { givePrices } from './browser.js';

const words = {
  en: "The calculator could not start: {}. The prices below still hold.",
  'zh-Hans': '计算器无法启动：{}。下面的价格表仍然有效。',
  'zh-Hant': '計算器無法啟動：{}。下面的價格表仍然有效。',
};

const shell = {
  'zh-Hans': ['这次请求要花多少钱？会不会跨过涨价线？', '输入 token（总数，含缓存）', '输出 token'],
  'zh-Hant': ['這次請求要花多少錢？會不會跨過漲價線？', '輸入 token（總數，含快取）', '輸出 token'],
};

/** The static form in the reader's language, until the calculator takes over. */
function translate() {
  let tag = navigator.languages?.[0] ?? '';
  try {
    tag = localStorage.getItem('tokentoll.lang') || tag;
  } catch {
    // Storage is forbidden here.
  }
  if (!/^zh/i.test(tag)) return;
  const lang = /hant|tw|hk|mo/i.test(tag) ? 'zh-Hant' : 'zh-Hans';
  document.documentElement.lang = lang;
  const parts = document.querySelectorAll('#shell h1, #shell label');
  parts.forEach((part, i) => (part.textContent = shell[lang][i]));
}

function fail(error) {
  const lang = document.documentElement.lang;
  const problem = document.getElementById('problem');
  problem.textContent = (words[lang] ?? words.en).replace('{}', error?.message ?? String(error));
  problem.hidden = false;
  document.documentElement.dataset.failed = '';
}

async function fetched(name) {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response;
}

// What goes wrong while the calculator first draws itself ends in nobody's promise.
const early = ({ error, reason }) => 'ready' in document.documentElement.dataset || fail(error ?? reason);
addEventListener('error', early);
addEventListener('unhandledrejection', early);

translate();
// The first field for a day takes a browser long: it has that time while the page waits for the network.
requestAnimationFrame(() => setTimeout(() => (document.createElement('input').type = 'date')));
try {
  if (!('WebAssembly' in globalThis)) throw new Error('no WebAssembly');
  // Everything at once: the module is compiled while it comes.
  const [module, prices, { default: start }] = await Promise.all([
    WebAssembly.compileStreaming(fetched('./{{app.wasm}}')),
    fetched('./{{prices.bin}}').then(response => response.arrayBuffer()),
    import('./{{app.js}}'),
  ]);
  givePrices(new Uint8Array(prices));
  await start({ module_or_path: module });
} catch (error) {
  fail(error);
}
