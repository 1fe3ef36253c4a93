// Times one tokenizer in Node: node.mjs TOKENIZER MODULE FILE…; the same form and halves as src/main.rs.
import { readFileSync } from "node:fs";

const [name, module, ...files] = process.argv.slice(2);
const seconds = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };

async function tokenizer() {
  if (name === "tokentoll (WASM)") {
    const { instance } = await WebAssembly.instantiate(readFileSync(module));
    const { reserve, count, memory } = instance.exports;
    const encoder = new TextEncoder();
    return (text) => {
      const bytes = encoder.encode(text);
      const at = reserve(bytes.length);
      new Uint8Array(memory.buffer).set(bytes, at >>> 0);
      return count() >>> 0;
    };
  }
  if (name === "gpt-tokenizer") {
    const { encode } = await import("gpt-tokenizer/encoding/o200k_base");
    return (text) => encode(text).length;
  }
  if (name === "ai-tokenizer") {
    const { default: Tokenizer } = await import("ai-tokenizer");
    const encoding = await import("ai-tokenizer/encoding/o200k_base");
    const made = new Tokenizer(encoding);
    return (text) => made.encode(text).length;
  }
  throw new Error(`no tokenizer ${name}`);
}

let started = seconds();
const count = await tokenizer();
count("ready");
console.log(JSON.stringify({ init_ms: (seconds() - started) * 1e3, resident_mb: process.memoryUsage().rss / 1e6 }));
for (const file of files) {
  const text = readFileSync(file, "utf8");
  let half = text.length >> 1;
  if ((text.charCodeAt(half) & 0xfc00) === 0xdc00) half += 1;
  const [warming, timed] = [text.slice(0, half), text.slice(half)];
  const bytes = Buffer.byteLength(timed);
  const time = () => { started = seconds(); const tokens = count(timed); return [tokens, seconds() - started]; };
  count(warming);
  const [tokens, unseen] = time();
  const again = Math.min(time()[1], time()[1]);
  console.log(JSON.stringify({ tokens, unseen: bytes / unseen / 1e6, again: bytes / again / 1e6, seconds: unseen }));
}
