// What a user of the package writes, under the strictest settings.
import init, { PriceBook, TokentollError, models, plan, quote, quoteAll, rates } from 'tokentoll';
import type { Answer, Ask, Count, CountAsk, Forecast, Line, ModelHistory, ModelOn, Quote, SellerFile, Usage } from 'tokentoll';
import startTokens, { Counter, count, countAll } from 'tokentoll/tokens';
import * as estimate from 'tokentoll/estimate';

await init();
await startTokens();
await estimate.default();

const usage: Usage = { input: 500_000, output: 2_000 };
const ask: Ask = { model: 'claude-sonnet-4-5', on: '2026-02-20', usage, terms: { service_tier: 'batch' } };
const answer: Quote = quote(ask);
const lines: Line[] = answer.lines;
const total: string | null = answer.total;
// @ts-expect-error An amount is text, never a number.
const wrong: number | null = answer.total;

// @ts-expect-error A planned request has counts and no report.
const both: Ask = { ...ask, report: {} };
// @ts-expect-error There is no such meter.
const meter: Ask = { ...ask, usage: { inputs: 1 } };
// @ts-expect-error There is no such tier.
const tier: Ask = { ...ask, terms: { service_tier: 'cheap' } };
// @ts-expect-error A day is never left out.
const day: Ask = { model: 'claude-sonnet-4-5', usage };
const report: Ask = { model: ask.model, on: ask.on, report: { input_tokens: 1, output_tokens: 1 }, report_format: 'anthropic' };

const answers: Answer[] = quoteAll([ask, report]);
for (const one of answers) if (!('verdict' in one)) console.log(one.error.code);

const all: ModelOn[] = models({ on: '2026-02-20' });
const history: ModelHistory = rates({ model: 'claude-sonnet-4-5' });

const forecast: Forecast = plan({ question: 'forecast', model: ask.model, on: ask.on, input: 1_000, output: { low: 1, likely: 2, high: 3 } });

const countAsk: CountAsk = { model: 'gpt-5.4', text: 'Hello, world!' };
const counted: Count = count(countAsk);
const guessed: Count = estimate.count(countAsk);
const counter = new Counter({ model: 'gpt-5.4' });
counter.push('Hello, ');
counter.push(new TextEncoder().encode('world!'));
const tally: Pick<Count, 'tokens' | 'low' | 'high' | 'basis' | 'method'> = counter.finish();

const file: SellerFile = {
  format: 1, seller: 'acme', name: 'Acme', currency: 'USD', sources: { ours: 'Our own list' },
  models: [{ id: 'm', prices: [{ from: '2026-01-01', source: ['ours'], checked: '2026-01-01', rates: { input: '3/Mtok' } }] }],
};
const acme = new PriceBook(file).quote({ seller: 'acme', model: 'm', on: '2026-02-20', usage: { input: 1_000_000 } });

let code: TokentollError['code'] | undefined;
try {
  quote({ ...ask, model: 'claude-9' });
} catch (error) {
  if (error instanceof TokentollError) code = error.code;
}

console.log(JSON.stringify({
  total, code, acme: acme.total, lines: lines.length, answers: answers.length, models: all.length > 0,
  history: history.prices.length > 0, forecast: forecast.question, counted: counted.basis, guessed: guessed.basis, tally: tally.tokens,
  both: countAll([countAsk]).length,
}));
void [wrong, both, meter, tier, day];
