// Generated from the wire form by `cargo xtask generate`. Do not edit.

/** One change of a rate: by a factor, or to a published rate of which no exact factor exists. */
export interface Adjustment {
  /** The factor. */
  factor?: string;
  /** `long_context`, or the option. */
  name: string;
  /** The rate it becomes. */
  rate?: string;
}

/** The answer to one ask. */
export type Answer = Quote | ErrorAnswer;

/** What does this usage cost, at this seller, on this model, on this day? */
export type Ask = {
  /** Another currency to show the total in, at the caller's rate. */
  convert?: Conversion;
  /** Echoed. */
  id?: string | number;
  /** An id, an alias or a gateway's spelling. */
  model: string;
  /** The day of the request. */
  on: string;
  /** Default: anthropic, or the one seller that knows the model. */
  seller?: string;
  /** What is left out is that of the report, else what the id implies, else the default. */
  terms?: TermsAsked;
} & ({
  /** Counts of a planned request, by meter. Meters are disjoint. */
  usage: Usage;
  report?: never;
  report_format?: never;
} | {
  usage?: never;
  /** A provider's own usage object of a request that did happen. */
  report: object;
  report_format?: "anthropic" | "openai_chat" | "openai_responses" | "gemini" | "bedrock_converse";
});

/** Another currency to show the total in, at the caller's rate. */
export interface Conversion {
  currency: "USD" | "CNY";
  rate: string;
}

/** The total in another currency. */
export interface Converted {
  /** The currency. */
  currency: "USD" | "CNY";
  /** The caller's rate. */
  rate: string;
  /** The exact product. */
  total: string;
}

/** Tokens, and how sure. */
export interface Count {
  /** `exact` or `estimated`. */
  basis: "exact" | "estimated";
  /** Upper end of it. */
  high: number;
  /** Of the ask. */
  id?: Id;
  /** Lower end of an interval that holds the truth in four of five cases; `tokens` where the count is exact. */
  low: number;
  /** The encoding of an exact count; how an estimate was made. */
  method: string;
  /** The seller's own id of the model, where the price book knows the model. */
  model: string;
  /** What was counted on an assumption. */
  notes: string[];
  /** The day asked about, YYYY-MM-DD. */
  on?: string;
  /** What it consists of. Parts are rounded each by itself: their sum may differ a little from `tokens`. */
  parts: CountPart[];
  /** The count, or the likeliest one. */
  tokens: number;
  /** What was met and is in no count. */
  unread: string[];
}

/** The answer to one ask for a count. */
export type CountAnswer = Count | ErrorAnswer;

/** How many tokens has this, for that model? */
export type CountAsk = {
  /** Echoed. */
  id?: string | number;
  /** How to estimate. Default: the closest that is compiled in. */
  method?: "features" | "o200k+features";
  /** An id, an alias or a gateway's spelling. */
  model: string;
  /** The day of the request, where it is known. Echoed. */
  on?: string;
} & ({
  /** A text, counted as the only message of a user. */
  text: string;
  request?: never;
} | {
  text?: never;
  /** The body of a Messages API or chat completions request, as it would be sent. */
  request: object;
});

/** One part of what was counted. */
export interface CountPart {
  /** True where a cache breakpoint stands on it. */
  cached?: boolean;
  /** Upper end of it. */
  high: number;
  /** `frame`, `text`, `tool_definition`, `tool_use`, `tool_result`, `thinking`, `image`, `pdf`, `document`. */
  kind: string;
  /** Lower end of its interval. */
  low: number;
  /** Where it stands: `request`, `system[0]`, `tools[2]`, `messages[5]`. */
  place: string;
  /** The count, or the likeliest one. */
  tokens: number;
}

/** An error. */
export interface ErrorAnswer {
  /** Why there is no quote. */
  error: Failure;
  /** Of the ask. */
  id?: Id;
}

/** A window beyond the standard one. */
export interface ExtendedWindow {
  /** The beta header that opens it. */
  header: string;
  /** What else it needs. */
  needs?: string;
  /** In tokens. */
  tokens: number;
}

/** Why there is no total. */
export interface Failure {
  /** One of few permanent words. */
  code: "bad_json" | "too_large" | "unknown_field" | "bad_number" | "bad_date" | "bad_usage" | "unknown_seller" | "unknown_model" | "not_priced_on" | "unpriced" | "not_offered" | "over_window";
  /** The member of the ask, as a dotted path. */
  field?: string;
  /** What was met and what was expected. */
  message: string;
}

/** An entry and its last day. */
export interface FeeEntryPeriod {
  /** The day on which the entry was last compared with its sources. */
  checked: string;
  /** `high`, `medium` or `low`. */
  confidence?: string;
  /** The first day. */
  from: string;
  /** The least count that is billed once the meter is used at all. */
  minimum?: number;
  /** What a reader of a bill should know. */
  note?: string;
  /** Such as `10/Kcall` or `0.05/hour`. */
  rate: string;
  /** Keys of the file's sources. */
  source: string[];
  /** The texts of its sources. */
  sources: string[];
  /** The last day; none for the entry that still holds. */
  until: string | null;
}

/** The id of an ask: text or a whole number. */
export type Id = string | number;

/** One line. */
export interface Line {
  /** What changed it, in the order in which it did. */
  adjustments: Adjustment[];
  /** Billed count times rate. */
  amount: string;
  /** How much is billed, where a minimum makes it more. */
  billed?: number;
  /** How much was used. */
  count: number;
  /** The base rate, such as `3/Mtok`. */
  list_rate: string;
  /** The meter. */
  meter: "input" | "input_audio" | "cache_read" | "cache_write_5m" | "cache_write_1h" | "output" | "output_audio" | "output_image" | "web_search" | "code_execution_ms" | "session_ms";
  /** Which of `parts` it belongs to, counted from 0. */
  part?: number;
  /** The rate after them. */
  rate: string;
  /** True where the amount had to be rounded, at the twelfth place, half to even. */
  rounded?: boolean;
  /** The stretch of the prompt that the line covers, in graduated scope. */
  span?: Span;
}

/** Long-context tiers. */
export interface LongContext {
  /** `>` or `>=`. */
  comparison: string;
  /** `high`, `medium` or `low`. */
  confidence?: string;
  /** The meters whose sum is compared with the thresholds. */
  counts: string[];
  /** What is inferred or disputed about the tiers. */
  note?: string;
  /** With graduated scope, what happens to output: `whole`, `standard` or `proportional`. */
  output?: string;
  /** `volume` (the whole request moves) or `graduated` (only the excess). */
  scope: string;
  /** The tiers, by rising threshold. */
  tiers: TierEntry[];
}

/** One model over time. */
export interface ModelHistory {
  /** Other spellings. */
  aliases: string[];
  /** Of every price. */
  currency: string;
  /** The day its deprecation was announced. */
  deprecated: string | null;
  /** Fees, by meter. */
  fees: { [name: string]: FeeEntryPeriod[] };
  /** The seller's own id of the model. */
  model: string;
  /** Its name. */
  name: string;
  /** Promised not to be retired before. */
  not_retired_before: string | null;
  /** What the seller does with options, by option. */
  options: { [name: string]: OptionEntryPeriod[] };
  /** Its prices. */
  prices: PriceEntryPeriod[];
  /** Whether refused requests are billed. */
  refusals: RefusalEntryPeriod[];
  /** First day. */
  released: string | null;
  /** The first day on which it can no longer be used. */
  retired: string | null;
  /** The seller's id. */
  seller: string;
  /** The seller's name. */
  seller_name: string;
  /** The family of its tokenizer. */
  tokenizer: string | null;
}

/** A model on a day. */
export interface ModelOn {
  /** Other spellings. */
  aliases: string[];
  /** The longest prompt, in tokens, without any header. */
  context_window: number | null;
  /** Of every rate. */
  currency: string;
  /** The day its deprecation was announced. */
  deprecated: string | null;
  /** A longer window that needs a header. */
  extended_window: ExtendedWindow | null;
  /** The most tokens the model writes. */
  max_output: number | null;
  /** The seller's own id of the model. */
  model: string;
  /** Its name, for people. */
  name: string;
  /** The seller promised not to retire it before this day. */
  not_retired_before: string | null;
  /** The price entry. */
  price: string | null;
  /** Rate by meter, such as `"input": "3/Mtok"`; null where there is no price on the day. */
  rates: { [name: string]: string } | null;
  /** First day it could be used. */
  released: string | null;
  /** The first day on which it can no longer be used. */
  retired: string | null;
  /** The seller's id. */
  seller: string;
  /** Where the price depends on the length of the prompt. */
  tier: TierFrom | null;
}

export type Models = ModelOn[];

/** Which models are there on a day? */
export interface ModelsAsk {
  /** Those retired, not yet released or without a price on that day, too. */
  all?: boolean;
  /** The day. */
  on: string;
  /** Of this seller. Default: of all. */
  seller?: string;
}

/** An entry and its last day. */
export interface OptionEntryPeriod {
  /** The day on which the entry was last compared with its sources. */
  checked: string;
  /** `high`, `medium` or `low`. */
  confidence?: string;
  /** Multiplies every token meter. */
  factor?: string;
  /** Factors of single meters. */
  factors?: { [name: string]: string };
  /** The first day. */
  from: string;
  /** The beta header it needs. */
  header?: string;
  /** `applies` (default), `waived` or `not_offered`. */
  long_context?: string;
  /** Options that cannot be combined with it. */
  not_with?: string[];
  /** What a reader of a bill should know. */
  note?: string;
  /** `offered`, `ignored` (accepted, billed as standard) or `refused` (answered with an error). */
  offer: string;
  /** Published prices that stand instead of the product below every tier. */
  rates?: { [name: string]: string };
  /** Keys of the file's sources. */
  source: string[];
  /** The texts of its sources. */
  sources: string[];
  /** The last day; none for the entry that still holds. */
  until: string | null;
}

/** One of several samplings that a report holds, priced on its own model. */
export interface Part {
  /** `request`, `compaction`, `advisor` or `fallback`. */
  kind: "request" | "compaction" | "advisor" | "fallback";
  /** Its model. */
  model: string;
  /** Its price entry. */
  price: Source;
  /** Length of its prompt. */
  prompt_tokens: number;
  /** The tier it reached. */
  tier: Tier | null;
  /** The sum of its lines. */
  total: string;
}

/** An entry and its last day. */
export interface PriceEntryPeriod {
  /** The day on which the entry was last compared with its sources. */
  checked: string;
  /** `high`, `medium` or `low`. With less than high, the note reaches every quote. */
  confidence?: string;
  /** The longest prompt, in tokens, without any header. */
  context_window?: number;
  /** Instead of rates: why no price is known from this day on. */
  ended?: string;
  /** A longer window that needs a header. */
  extended_window?: ExtendedWindow;
  /** The first day. */
  from: string;
  /** Long-context tiers. */
  long_context?: LongContext;
  /** The most tokens the model writes. */
  max_output?: number;
  /** The shortest prefix that is cached, in tokens. */
  min_cacheable?: number;
  /** What a reader of a bill should know. */
  note?: string;
  /** Rate by meter, such as `"input": "3/Mtok"`. */
  rates?: { [name: string]: string };
  /** Keys of the file's sources. */
  source: string[];
  /** The texts of its sources. */
  sources: string[];
  /** Whether thinking of earlier turns stays in the prompt and is billed as input. */
  thinking_kept?: boolean;
  /** Tokens of the system prompt that tools add. */
  tool_prompt?: ToolPrompt;
  /** The last day; none for the entry that still holds. */
  until: string | null;
}

/** An itemised price, or a rejection: then `total` is null and `reason` and `error` say why. */
export interface Quote {
  /** The entries of options and fees that touched a line. */
  also?: Source[];
  /** The total in another currency, at the caller's rate. */
  converted?: Converted;
  /** The currency of every amount. */
  currency: "USD" | "CNY";
  /** The same as a code. */
  error?: Failure;
  /** Of the ask. */
  id?: Id;
  /** One line for each meter used. */
  lines: Line[];
  /** The seller's own id of the model. */
  model: string;
  /** The day, YYYY-MM-DD. */
  on: string;
  /** With a report of several models or samplings: each of them. */
  parts?: Part[];
  /** The price entry. */
  price: Source;
  /** Length of the prompt: input, cache reads, cache writes. */
  prompt_tokens: number;
  /** Why the seller would refuse the request, and what would work. */
  reason?: string;
  /** The seller. */
  seller: string;
  /** The terms that were priced. */
  terms: Terms;
  /** The long-context tier that was reached; null for none. */
  tier: Tier | null;
  /** The exact sum of the lines; null for a rejected request. */
  total: string | null;
  /** `priced`, `option_ignored` or `rejected`. */
  verdict: "priced" | "option_ignored" | "rejected";
  /** What a reader of the bill should know. */
  warnings: Warning[];
}

/** What did this model cost, from its first day on? */
export interface RatesAsk {
  /** An id, an alias or a gateway's spelling. */
  model: string;
  /** Default: anthropic, or the one seller that knows the model. */
  seller?: string;
}

/** An entry and its last day. */
export interface RefusalEntryPeriod {
  /** Whether it is billed. */
  billed: boolean;
  /** The day on which the entry was last compared with its sources. */
  checked: string;
  /** `high`, `medium` or `low`. */
  confidence?: string;
  /** The first day. */
  from: string;
  /** What a reader of a bill should know. */
  note?: string;
  /** Keys of the file's sources. */
  source: string[];
  /** The texts of its sources. */
  sources: string[];
  /** The last day; none for the entry that still holds. */
  until: string | null;
}

/** An entry of the price book. */
export interface Source {
  /** The day on which it was last compared with that. */
  checked: string;
  /** `high`, `medium` or `low`. */
  confidence: "high" | "medium" | "low";
  /** Its id. */
  entry: string;
  /** Where it is from. */
  source: string;
}

/** A stretch of the prompt, in tokens from its start. */
export interface Span {
  /** Tokens before it. */
  after: number;
  /** Tokens up to its end. */
  upto: number;
}

/** Terms, all four. */
export interface Terms {
  /** The kind of endpoint. */
  endpoint: "global" | "regional" | "multi_region" | "govcloud";
  /** Where inference may run. */
  inference_geo: "global" | "us";
  /** The queue. */
  service_tier: "standard" | "batch" | "priority" | "flex";
  /** The speed. */
  speed: "standard" | "fast";
}

/** What is left out is that of the report, else what the id implies, else the default. */
export interface TermsAsked {
  endpoint?: "global" | "regional" | "multi_region" | "govcloud";
  inference_geo?: "global" | "us";
  service_tier?: "standard" | "batch" | "priority" | "flex";
  speed?: "standard" | "fast";
}

/** A long-context tier that was reached. */
export interface Tier {
  /** The threshold, where the tier starts above it. */
  above?: number;
  /** The threshold, where it belongs to the tier itself. */
  at_least?: number;
  /** `long_context`. */
  name: string;
  /** With graduated scope, what happens to output: `whole`, `standard` or `proportional`. */
  output?: string;
  /** `volume` (the whole request moved) or `graduated` (only the excess). */
  scope: "volume" | "graduated";
}

/** One tier. */
export interface TierEntry {
  /** Rates of exactly the token meters that have a base rate. */
  rates: { [name: string]: string };
  /** In tokens. */
  threshold: number;
}

/** Where long-context tiers start. */
export interface TierFrom {
  /** `>` or `>=`. */
  comparison: string;
  /** In tokens, rising. */
  thresholds: number[];
}

/** Tokens that tool definitions add to the prompt, by tool choice. */
export interface ToolPrompt {
  /** With `any` or a named tool. */
  any: number;
  /** With `auto` or `none`. */
  auto: number;
}

/** Counts of a planned request, by meter. Meters are disjoint. */
export interface Usage {
  cache_read?: number;
  cache_write_1h?: number;
  cache_write_5m?: number;
  code_execution_ms?: number;
  input?: number;
  input_audio?: number;
  output?: number;
  output_audio?: number;
  output_image?: number;
  session_ms?: number;
  web_search?: number;
}

/** What a reader of the bill should know. */
export interface Warning {
  /** A permanent word. */
  code: string;
  /** For people. */
  message: string;
}
