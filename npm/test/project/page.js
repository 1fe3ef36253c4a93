import init, { quote } from 'tokentoll';
import start, { count } from 'tokentoll/estimate';
await Promise.all([init(), start()]);
const { total } = quote({ model: 'claude-sonnet-4-5', on: '2026-02-20', usage: { input: 500_000, output: 2_000 } });
document.title = `${total} ${count({ model: 'claude-opus-5', text: 'Hello, world!' }).basis}`;
