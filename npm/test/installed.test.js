/** The package as it is published: packed, installed into a fresh project, checked, run and bundled. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const project = join(root, 'build', 'project');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const run = (program, args, cwd) => execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const tool = (name, ...args) => run(process.execPath, [join(root, 'node_modules', name), ...args], project);
let packed;

before(() => {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  [packed] = JSON.parse(run(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', project], root));
  cpSync(join(root, 'test', 'project'), project, { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'fresh', private: true, type: 'module' }));
  run(npm, ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', `./${packed.filename}`], project);
});

test('it holds what it needs, and nothing else', () => {
  const files = packed.files.map(({ path }) => path);
  for (const needed of ['README.md', 'LICENSE-MIT', 'LICENSE-APACHE', 'package.json', 'dist/pricing.wasm', 'dist/wire.d.ts']) {
    assert.ok(files.includes(needed), needed);
  }
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const target of Object.values(exports).flatMap((entry) => Object.values(typeof entry === 'string' ? { entry } : entry))) {
    assert.ok(files.includes(target.slice(2)), target);
  }
  assert.deepEqual(files.filter((file) => !/^(README\.md|LICENSE-(MIT|APACHE)|package\.json|dist\/[\w.-]+\.(js|d\.ts|wasm))$/.test(file)), []);
});

test('a strict TypeScript project checks and runs', () => {
  tool('typescript/bin/tsc', '--project', 'tsconfig.json');
  const printed = JSON.parse(run(process.execPath, ['out/use.js'], project));
  assert.deepEqual(printed, {
    total: '1.5225', code: 'unknown_model', acme: '3', lines: 2, answers: 2, models: true, history: true,
    forecast: 'forecast', counted: 'exact', guessed: 'estimated', tally: 4, both: 1,
  });
});

test('its types hold for bundlers, too', () => {
  tool('typescript/bin/tsc', '--project', 'tsconfig.json', '--noEmit', '--module', 'esnext', '--moduleResolution', 'bundler');
});

test('`require` loads it', () => {
  assert.equal(run(process.execPath, ['use.cjs'], project).trim(), '3.045 4');
});

test('Vite bundles it, with its modules beside', () => {
  tool('vite/bin/vite.js', 'build', '--logLevel', 'warn');
  const assets = join(project, 'dist', 'assets');
  const files = readdirSync(assets);
  const script = files.filter((name) => name.endsWith('.js')).map((name) => readFileSync(join(assets, name), 'utf8')).join();
  for (const module of ['pricing', 'estimate']) {
    const file = files.find((name) => name.startsWith(`${module}-`) && name.endsWith('.wasm'));
    assert.ok(file && script.includes(file), files.join());
    assert.deepEqual(readFileSync(join(assets, file)), readFileSync(join(root, 'dist', `${module}.wasm`)));
  }
  assert.ok(!files.some((name) => name.startsWith('tokens-')), 'the vocabularies are loaded by who asks for them');
});

test('where it was not awaited, and what it takes', () => {
  const code = `
    import init, { quote } from './node_modules/tokentoll/dist/index.js';
    import { readFileSync } from 'node:fs';
    const ask = { model: 'claude-sonnet-4-5', on: '2026-02-20', usage: { input: 1_000_000 } };
    try { quote(ask); } catch ({ code }) { console.log(code); }
    await init(readFileSync('node_modules/tokentoll/dist/pricing.wasm'));
    console.log(quote(ask).total);`;
  assert.equal(run(process.execPath, ['--input-type=module', '--eval', code], project), 'not_ready\n6\n');
});
