// Times @pydantic/genai-prices on the mix: `node calc.mjs SECONDS < mix.json`.
// Prints nanoseconds of CPU per call and every total as one JSON object. Arguments are built before the clock
// starts; what is timed is the documented call and nothing else.
import { calcPrice } from '@pydantic/genai-prices'
import { readFileSync } from 'node:fs'

const seconds = Number(process.argv[2])
const mix = JSON.parse(readFileSync(0, 'utf8'))
const { version } = JSON.parse(readFileSync(new URL('node_modules/@pydantic/genai-prices/package.json', import.meta.url)))

const calls = mix.map(({ seller, model, on, usage }) => {
  const { input = 0, cache_read = 0, cache_write_5m = 0, cache_write_1h = 0, output } = usage
  const counts = {
    input_tokens: input + cache_read + cache_write_5m + cache_write_1h,
    output_tokens: output,
    cache_read_tokens: cache_read,
    cache_write_tokens: cache_write_5m + cache_write_1h,
    ...(cache_write_1h && { cache_write_1h_tokens: cache_write_1h }),
  }
  return [counts, model, { providerId: seller, timestamp: new Date(`${on}T12:00:00Z`) }]
})

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) * 1e3
}

let last
const perCall = () => {
  const wanted = seconds * 1e9
  for (let passes = 1; ; ) {
    // The runs that are too short are the warm-up.
    const started = cpu()
    for (let pass = 0; pass < passes; pass++) {
      for (const [usage, model, options] of calls) last = calcPrice(usage, model, options)
    }
    const taken = cpu() - started
    if (taken >= wanted) return taken / passes / calls.length
    passes = Math.ceil(passes * Math.min(16, Math.max(2, (1.1 * wanted) / Math.max(1, taken))))
  }
}

const totals = calls.map(([usage, model, options]) => {
  const result = calcPrice(usage, model, options)
  return result === null ? null : String(result.total_price)
})
const ns = perCall()
console.log(JSON.stringify({ version, ns, totals, last: last?.total_price }))
