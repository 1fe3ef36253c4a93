// The counting worker: reads, decodes and counts. It is started after the seal and can send nothing.

const estimating = (() => {
  {{estimate-glue}}
  return wasm_bindgen;
})();
const counting = (() => {
  {{count-glue}}
  return wasm_bindgen;
})();

/** Bytes between two messages about progress. */
const SLICE = 65536;
/** More than any window takes. */
const MOST = 64 << 20;

/** What was read, by the number of its source. */
const read = new Map();

onmessage = async ({ data }) => {
  if (data.kind === 'modules') {
    estimating.initSync({ module: data.estimate });
    counting.initSync({ module: data.count });
    return;
  }
  const { model, sources } = data;
  try {
    const texts = [];
    for (const source of sources) texts.push(await taken(source));
    const bytes = texts.reduce((sum, { content }) => sum + (content?.length ?? 0), 0);
    if (bytes > MOST) throw new Error(`${Math.round(bytes / 1e6)} MB; at most ${MOST >> 20} MB are read`);
    postMessage({ kind: 'progress', done: 0, total: bytes });
    postMessage(counted(model, texts, estimating, bytes, false));
    postMessage(counted(model, texts, counting, bytes, true));
  } catch (error) {
    postMessage({ kind: 'failed', message: error?.message ?? String(error), last: true });
  }
};

/** One request with all texts in it, counted slice by slice. */
function counted(model, texts, by, total, last) {
  const { counter, stands } = counterFor(by, model);
  let [done, told, before] = [0, 0, 0];
  const pieces = texts.map(({ id, name, size, skipped, encoding, content, preview }) => {
    const piece = { id, name, bytes: size, skipped, encoding, preview };
    if (!content) return piece;
    for (let at = 0; at < content.length; at += SLICE) {
      counter.push(content.subarray(at, at + SLICE));
      done += Math.min(SLICE, content.length - at);
      if (last && performance.now() - told > 16) {
        told = performance.now();
        postMessage({ kind: 'progress', done, total });
      }
    }
    const soFar = counter.soFar().tokens;
    piece.tokens = Math.max(0, soFar - before);
    before = soFar;
    return piece;
  });
  const count = counter.finish();
  const [tokens, low, high] = stands ? [count.tokens, count.low, count.high] : standIn(count);
  const method = stands ? count.method : `${count.method}, in place of a tokenizer that is not public`;
  return { kind: 'counted', last, pieces, tokens, low, high, method };
}

/** The counter of a model, or one that stands in where its tokenizer is not known. */
function counterFor(by, model) {
  try {
    return { counter: new by.Counter(model), stands: true };
  } catch {
    return { counter: new by.Counter('gpt-4o'), stands: false };
  }
}

/** Vocabularies of this size differ by about so much on ordinary text. */
function standIn({ low, tokens, high }) {
  return [tokens, Math.floor(low * 0.75), Math.ceil(high * 1.35)];
}

/** A source as UTF-8, read once. */
async function taken(source) {
  let text = read.get(source.id);
  if (!text || source.id === 0) {
    text = { ...(await readSource(source)), id: source.id, name: source.name };
    read.set(source.id, text);
  }
  return text;
}

async function readSource({ text, file, skipped }) {
  if (skipped) return { size: 0, skipped };
  if (text !== undefined) {
    const content = new TextEncoder().encode(text);
    return { size: content.length, content, preview: firstLines(text) };
  }
  let content;
  try {
    content = new Uint8Array(await file.arrayBuffer());
  } catch {
    return { size: file.size, skipped: 'unreadable' };
  }
  const known = encodingOf(content);
  if (!known) return { size: content.length, skipped: 'binary' };
  const size = content.length;
  if (known !== 'utf-8') content = new TextEncoder().encode(new TextDecoder(known).decode(content));
  else if (startsWith(content, [0xef, 0xbb, 0xbf])) content = content.subarray(3);
  const preview = firstLines(new TextDecoder().decode(content.subarray(0, 4096)));
  return { size, content, encoding: known === 'utf-8' ? undefined : known.toUpperCase(), preview };
}

const firstLines = text => text.slice(0, 4096).split('\n').slice(0, 20).join('\n').slice(0, 1500);

const startsWith = (bytes, mark) => mark.every((byte, i) => bytes[i] === byte);

/** The encoding of a text; undefined for what is none. */
function encodingOf(bytes) {
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
  if (bytes.subarray(0, 8192).includes(0)) return undefined;
  const reads = encoding => {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  if (reads('utf-8')) return 'utf-8';
  const order = looksLikeBig5(bytes) ? ['big5', 'gb18030'] : ['gb18030', 'big5'];
  return order.find(reads) ?? 'windows-1252';
}

/** The second byte of a common simplified character is above 0xA0; in Big5 it is below for about a third. */
function looksLikeBig5(bytes) {
  let [pairs, low] = [0, 0];
  for (let i = 0; i + 1 < Math.min(bytes.length, 65536); i += 1) {
    if (bytes[i] < 0x81) continue;
    pairs += 1;
    if (bytes[i + 1] < 0xa1) low += 1;
    i += 1;
  }
  return low * 10 > pairs;
}
