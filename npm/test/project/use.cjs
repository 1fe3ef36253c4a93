const { quote } = require('tokentoll');
const { count } = require('tokentoll/tokens');
const { total } = quote({ model: 'claude-sonnet-4-5', on: '2026-02-20', usage: { input: 500_000, output: 2_000 } });
console.log(total, count({ model: 'gpt-5.4', text: 'Hello, world!' }).tokens);
