// Starts the calculator, and says what is wrong where it cannot start.
const words = {
  en: "The calculator could not start: {}. The prices below still hold.",
  'zh-Hans': '计算器无法启动：{}。下面的价格表仍然有效。',
  'zh-Hant': '計算器無法啟動：{}。下面的價格表仍然有效。',
};

function fail(error) {
  const lang = document.documentElement.lang;
  const problem = document.getElementById('problem');
  problem.textContent = (words[lang] ?? words.en).replace('{}', error?.message ?? String(error));
  problem.hidden = false;
  document.documentElement.dataset.failed = '';
}

try {
  if (!('WebAssembly' in globalThis)) throw new Error('no WebAssembly');
  const { default: start } = await import('./{{app.js}}');
  await start({ module_or_path: new URL('./{{app.wasm}}', import.meta.url) });
} catch (error) {
  fail(error);
}
