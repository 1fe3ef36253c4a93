// Generated from the wire form by `cargo xtask generate`. Do not edit.

/** To `access`: what a request needs to be accepted, and how it fits. */
export interface Access {
  /** Whether the seller would accept it. */
  accepted: boolean;
  /** The currency of every amount. */
  currency: "USD" | "CNY";
  /** Why not. */
  error?: Failure;
  /** The beta headers to send, under `anthropic-beta`. */
  headers: Header[];
  /** Of the ask. */
  id?: Id;
  /** How many such requests can be sent, where limits are known. */
  limits?: Throughput[];
  /** The most output that is asked for. */
  max_tokens: number;
  /** The seller's own id of the model. */
  model: string;
  /** What else is needed. */
  needs: string[];
  /** The day, YYYY-MM-DD. */
  on: string;
  /** How the asked output fits what the model writes. */
  output: Fit;
  /** Where prompt and asked output together pass the window. */
  overflow?: Overflow;
  /** The price entry. */
  price: Source;
  /** The length of the prompt. */
  prompt_tokens: number;
  /** The question. */
  question: "access";
  /** The seller. */
  seller: string;
  /** Whether the answer should be streamed, or sent as a batch. */
  stream: boolean;
  /** The terms that were priced. */
  terms: Terms;
  /** Seconds to wait at least before giving up. */
  timeout_s: number;
  /** What a reader should know. */
  warnings: Warning[];
  /** How the prompt fits the window. */
  window: Fit;
}

/** Does it fit, and what must be sent and held to be allowed? */
export interface AccessAsk {
  /** Echoed. */
  id?: string | number;
  /** The most output that is asked for. Default: the output of the usage. */
  max_tokens?: number;
  /** An id, an alias or a gateway's spelling. */
  model: string;
  /** The day. */
  on: string;
  question: "access";
  /** Default: anthropic, or the one seller that knows the model. */
  seller?: string;
  /** What is left out is what the id implies, else the default. */
  terms?: AskedTerms;
  /** Counts of the request. */
  usage: Usage;
}

/** One change of a rate: by a factor, or to a published rate of which no exact factor exists. */
export interface Adjustment {
  /** The factor. */
  factor?: string;
  /** `long_context`, or the option. */
  name: string;
  /** The rate it becomes. */
  rate?: string;
}

/** To `advise`: every way that was found, the cheapest first. */
export interface Advice {
  /** From how many requests on each cache pays. */
  break_even: BreakEven[];
  /** The currency of every amount. */
  currency: "USD" | "CNY";
  /** Of the ask. */
  id?: Id;
  /** The seller's own id of the model. */
  model: string;
  /** One request as it is. */
  now: Outcome;
  /** The day, YYYY-MM-DD. */
  on: string;
  /** The price entry. */
  price: Source;
  /** The question. */
  question: "advise";
  /** The seller. */
  seller: string;
  /** The terms that were priced. */
  terms: Terms;
  /** How many there are. */
  times: number;
  /** All of them as they are; null where one has no price. */
  total: string | null;
  /** What a reader should know. */
  warnings: Warning[];
  /** The ways; `saves` tells which are advice. */
  ways: Way[];
}

/** How else could it be done, and what would that save and cost? */
export interface AdviseAsk {
  /** Seconds from one to the next. Default: 60. */
  every_s?: number;
  /** As in `compare`. */
  exchange?: {
    CNY?: string;
    USD?: string;
  };
  /** Echoed. */
  id?: string | number;
  /** An id, an alias or a gateway's spelling. */
  model: string;
  /** The day. */
  on: string;
  /** Tokens at the start of the prompt that are the same in each. Default: those that are cached now. */
  prefix?: number;
  question: "advise";
  /** As in `compare`. */
  ratios?: { [name: string]: string | {
    high: string;
    likely: string;
    low: string;
  } };
  /** Default: anthropic, or the one seller that knows the model. */
  seller?: string;
  /** Tokens that each part of a split prompt must carry besides its part. Default: 0. */
  shared?: number;
  /** What is left out is what the id implies, else the default. */
  terms?: AskedTerms;
  /** How many such requests. Default: 1. */
  times?: number;
  /** Counts of one request. */
  usage: Usage;
  /** As in `compare`. */
  with?: CandidateAsk[];
}

/** What a limit allows. */
export interface Allowed {
  /** What one request takes of it. */
  each: number;
  /** The limit. */
  limit: "requests" | "input" | "output";
  /** What it allows in a minute. */
  per_minute: number;
  /** Requests a minute, with three places, cut off. */
  requests: string;
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

/** Terms, each of which may be left out. */
export interface AskedTerms {
  /** The kind of endpoint. */
  endpoint?: "global" | "regional" | "multi_region" | "govcloud";
  /** Where inference may run. */
  inference_geo?: "global" | "us";
  /** The queue. */
  service_tier?: "standard" | "batch" | "priority" | "flex";
  /** The speed. */
  speed?: "standard" | "fast";
}

/** A multiple, and the longest prompt of which it is true. */
export interface Band {
  /** At least so many times the price of a token below. */
  times: string;
  /** The longest prompt. */
  upto: number;
}

/** The batch limits of a usage tier. */
export interface BatchTier {
  /** Calls of the API in a minute. */
  calls_per_minute: number;
  /** Most requests that may wait. */
  queue: number;
  /** The usage tier. */
  tier: string;
  /** In how many waves of a full queue the asked requests go through. */
  waves?: number;
}

/** How batches are limited. */
export interface Batches {
  /** In how many batches the asked requests are sent. */
  batches?: number;
  /** Hours until a batch expires. */
  hours?: number;
  /** Most megabytes of one batch. */
  most_megabytes?: number;
  /** Most requests of one batch. */
  most_requests?: number;
  /** By usage tier, the smallest first. */
  tiers: BatchTier[];
}

/** A stretch of the input range in which one price list holds. */
export interface Branch {
  /** Its least input with the least output. */
  from: Outcome;
  /** How much of the range it is. */
  share: Share;
  /** Its most input with the most output. */
  to: Outcome;
}

/** From how many requests on a cache pays. */
export interface BreakEven {
  /** Which cache. */
  cache: "cache_5m" | "cache_1h";
  /** The fewest requests that together cost less than without; null where no number does. */
  from: number | null;
  /** A request that sends everything fresh. */
  plain: string;
  /** Each further one, which reads it. */
  read: string;
  /** The first request, which writes the prefix. */
  write: string;
}

/** On which meter the tokens of a call are billed: each of the three can be asked about as `usage`. */
export interface CacheCall {
  /** The upper end of each. */
  high: { [name: string]: number };
  /** The lower end of each. */
  low: { [name: string]: number };
  /** The likeliest counts. */
  usage: { [name: string]: number };
}

/** What of a request a cache would hold. Each of its calls is a usage that can be priced.  ``` let ask = br#"{ "model": "claude-haiku-4-5", "request": { "messages": [{ "role": "user", "content": [   { "type": "text", "text": "Hello", "cache_control": { "type": "ephemeral" } }] }] } }"#; let answer = tokentoll::count(ask); let cache = answer.count().unwrap().cache.as_ref().unwrap(); assert_eq!((cache.min, cache.breakpoints[0].cached), (Some(4096), "no")); assert_eq!(cache.cold.usage["input"], answer.count().unwrap().tokens); ``` */
export interface CacheCount {
  /** The breakpoints, in order. */
  breakpoints: CachePoint[];
  /** A call that finds nothing in the cache. */
  cold: CacheCall;
  /** The shortest prefix that the model caches; null where it caches none. */
  min: number | null;
  /** A call that finds in it what this request would have written. */
  warm: CacheCall;
}

/** A breakpoint and the prefix that ends there. */
export interface CachePoint {
  /** Whether they are enough to be cached. */
  cached: "yes" | "perhaps" | "no";
  /** Upper end of it. */
  high: number;
  /** Lower end of their interval. */
  low: number;
  /** Where it stands. */
  place: string;
  /** The tokens up to it. */
  tokens: number;
  /** How long it is kept. */
  ttl: "5m" | "1h";
}

/** Another setting; what is left out is that of the request. */
export interface CandidateAsk {
  /** The model. */
  model?: string;
  /** The day. */
  on?: string;
  /** The seller. */
  seller?: string;
  /** The terms. */
  terms?: AskedTerms;
  /** Counts there, where they are known. */
  usage?: Usage;
}

/** What is done differently, and what that asks. */
export interface Change {
  /** What it asks of latency, quality or work. */
  asks?: string;
  /** The change. */
  change: "model" | "seller" | "day" | "batch" | "standard_queue" | "fast" | "standard_speed" | "us_only" | "anywhere" | "no_cache" | "cache_5m" | "cache_1h" | "trim" | "split";
  /** With `split`: how many parts. */
  into?: number;
  /** With `trim`: how many tokens are left out. */
  tokens?: number;
}

/** To `cliff`: the price over the length of the prompt. */
export interface Cliff {
  /** The currency of every amount. */
  currency: "USD" | "CNY";
  /** Both sides of every step, the request, the ends and the samples, by rising length. */
  curve: Outcome[];
  /** Of the ask. */
  id?: Id;
  /** The seller's own id of the model. */
  model: string;
  /** What one more token costs. */
  next_token?: string;
  /** The request as it is. */
  now: Outcome;
  /** The day, YYYY-MM-DD. */
  on: string;
  /** The price entry. */
  price: Source;
  /** The question. */
  question: "cliff";
  /** How many more tokens stay below the next threshold. */
  room?: number;
  /** The seller. */
  seller: string;
  /** The steps, by rising threshold. */
  steps: Step[];
  /** The terms that were priced. */
  terms: Terms;
  /** The length up to which the curve runs. */
  upto: number;
  /** What a reader should know. */
  warnings: Warning[];
}

/** How does the price run on with each further token? */
export interface CliffAsk {
  /** Echoed. */
  id?: string | number;
  /** An id, an alias or a gateway's spelling. */
  model: string;
  /** The day. */
  on: string;
  question: "cliff";
  /** Evenly spaced points of the curve besides the marked ones, at most 4096. Default: none. */
  samples?: number;
  /** Default: anthropic, or the one seller that knows the model. */
  seller?: string;
  /** What is left out is what the id implies, else the default. */
  terms?: AskedTerms;
  /** Counts of the request. */
  usage: Usage;
}

/** When and to what a conversation is summarised. */
export interface CompactAsk {
  /** The longest prompt that is sent as it is. */
  at: number;
  /** Tokens of the summary. */
  summary: number;
}

/** What would it cost elsewhere? */
export interface CompareAsk {
  /** How much of the request's currency one unit of another is. */
  exchange?: {
    CNY?: string;
    USD?: string;
  };
  /** Echoed. */
  id?: string | number;
  /** An id, an alias or a gateway's spelling. */
  model: string;
  /** The day. */
  on: string;
  question: "compare";
  /** How many tokens of each tokenizer family one token becomes. Default: what vendors say. */
  ratios?: { [name: string]: string | {
    high: string;
    likely: string;
    low: string;
  } };
  /** Default: anthropic, or the one seller that knows the model. */
  seller?: string;
  /** What is left out is what the id implies, else the default. */
  terms?: AskedTerms;
  /** Counts of the request. */
  usage: Usage;
  /** Where else. Default: every model of the seller that can be used on the day. */
  with?: CandidateAsk[];
}

/** To `compare`: the same request elsewhere, the cheapest first. */
export interface Comparison {
  /** The currency of every amount. */
  currency: "USD" | "CNY";
  /** Of the ask. */
  id?: Id;
  /** The seller's own id of the model. */
  model: string;
  /** The request as it is. */
  now: Outcome;
  /** The day, YYYY-MM-DD. */
  on: string;
  /** The price entry. */
  price: Source;
  /** The question. */
  question: "compare";
  /** What it costs elsewhere; what cannot be compared stands last. */
  rows: Row[];
  /** The seller. */
  seller: string;
  /** The terms that were priced. */
  terms: Terms;
  /** What a reader should know. */
  warnings: Warning[];
}

/** To `conversation`: the runs under each strategy. */
export interface Conversation {
  /** Which run is the cheapest of those that reach the last turn, from 0; null where none does. */
  cheapest: number | null;
  /** The currency of every amount. */
  currency: "USD" | "CNY";
  /** Of the ask. */
  id?: Id;
  /** The seller's own id of the model. */
  model: string;
  /** The day, YYYY-MM-DD. */
  on: string;
  /** The price entry. */
  price: Source;
  /** The question. */
  question: "conversation";
  /** What did happen, with a transcript. */
  recorded?: Recorded;
  /** The runs: no cache, five minutes, an hour; then the same for each limit. */
  runs: Run[];
  /** The seller. */
  seller: string;
  /** The terms that were priced. */
  terms: Terms;
  /** Whether thinking of earlier turns stays in the prompt. */
  thinking_kept: boolean;
  /** Strategies that the model has no rates for. */
  unavailable?: Strategy[];
  /** What a reader should know. */
  warnings: Warning[];
  /** What the cheapest uses more than the first run, or less. */
  why?: Why;
}

/** What does a conversation cost as it grows? Either equal `turns`, or a list of `exchanges`, or a `transcript` of one that did happen. */
export interface ConversationAsk {
  /** Which caches to look at. Default: all. */
  caches?: ("no_cache" | "cache_5m" | "cache_1h")[];
  /** Summarise once a prompt would be longer. */
  compact?: CompactAsk;
  /** Seconds from one to the next. Default: 60. */
  every_s?: number;
  /** Turns that differ. */
  exchanges?: TurnAsk[];
  /** Echoed. */
  id?: string | number;
  /** An id, an alias or a gateway's spelling. */
  model: string;
  /** The day. */
  on: string;
  /** Tokens the model writes in each besides. Default: 0. */
  output?: number;
  question: "conversation";
  /** Start anew once a prompt would be longer. */
  restart?: RestartAsk;
  /** Default: anthropic, or the one seller that knows the model. */
  seller?: string;
  /** Tokens of the first prompt, such as documents. Default: 0. */
  start?: number;
  /** Tokens of the system prompt and the tools. Default: 0. */
  system?: number;
  /** What is left out is what the id implies, else the default. */
  terms?: AskedTerms;
  /** Tokens the model thinks in each. Default: 0. */
  thinking?: number;
  /** Whether thinking of earlier turns stays in the prompt. Default: the model's rule. */
  thinking_kept?: boolean;
  /** Tokens of tool results in each. Default: 0. */
  tool_results?: number;
  /** Requests that did happen. */
  transcript?: RecordedAsk[];
  /** How many equal turns. */
  turns?: number;
  /** Tokens the user adds in each. Default: 0. */
  user?: number;
}

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
  /** `exact`, `estimated`, or `vocabulary` for a file that was brought. */
  basis: "exact" | "estimated" | "vocabulary";
  /** What of the request a cache would hold, where it asks for one. */
  cache?: CacheCount;
  /** Upper end of it. */
  high: number;
  /** Of the ask. */
  id?: Id;
  /** Lower end of an interval that holds the truth in four of five cases; `tokens` where the count is exact. */
  low: number;
  /** The encoding of an exact count; how an estimate was made; the name and digest of a vocabulary. */
  method: string;
  /** The seller's own id of the model, where the price book knows the model. */
  model: string;
  /** What was counted on an assumption. */
  notes: string[];
  /** The day asked about, YYYY-MM-DD. */
  on?: string;
  /** What it consists of. Parts are rounded each by itself: their sum may differ a little from `tokens`. */
  parts: CountPart[];
  /** For what the vendor would refuse the request. */
  refused?: string[];
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

export interface Counts {
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

/** Where a run ends, and why. */
export interface Ended {
  /** Why. */
  error: Failure;
  /** The turn, from 1. */
  turn: number;
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
  code: "bad_json" | "too_large" | "unknown_field" | "bad_number" | "bad_date" | "bad_usage" | "unknown_seller" | "unknown_model" | "not_priced_on" | "unpriced" | "not_offered" | "over_window" | "no_rule";
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

/** How a count fits a limit. */
export interface Fit {
  /** `fits`, `with_header`, `over` or `unknown`. */
  fit: "fits" | "with_header" | "over" | "unknown";
  /** What is left of the limit. */
  left?: number;
  /** The limit, the longest there is. */
  limit?: number;
  /** By how much it is over the limit. */
  over_by?: number;
  /** The limit without a header. */
  standard?: number;
}

/** To `forecast`: the ends and the likely case, each quoted by itself. */
export interface Forecast {
  /** The stretches of the input range between thresholds and up to the window. */
  branches: Branch[];
  /** The share of the range beyond the first threshold. */
  crossing: Share;
  /** The currency of every amount. */
  currency: "USD" | "CNY";
  /** The most of everything. */
  high: Outcome;
  /** Of the ask. */
  id?: Id;
  /** The likely counts. */
  likely: Outcome;
  /** The least of everything. */
  low: Outcome;
  /** The seller's own id of the model. */
  model: string;
  /** The day, YYYY-MM-DD. */
  on: string;
  /** The price entry. */
  price: Source;
  /** The question. */
  question: "forecast";
  /** The seller. */
  seller: string;
  /** The terms that were priced. */
  terms: Terms;
  /** What a reader should know. */
  warnings: Warning[];
}

/** What will it cost while the counts are not known yet? */
export interface ForecastAsk {
  /** Echoed. */
  id?: string | number;
  /** Fresh prompt tokens, as a count or a range. */
  input: number | {
    high: number;
    likely: number;
    low: number;
  };
  /** An id, an alias or a gateway's spelling. */
  model: string;
  /** The day. */
  on: string;
  /** Tokens the model will write, as a count or a range. */
  output: number | {
    high: number;
    likely: number;
    low: number;
  };
  question: "forecast";
  /** Default: anthropic, or the one seller that knows the model. */
  seller?: string;
  /** What is left out is what the id implies, else the default. */
  terms?: AskedTerms;
  /** What is known: cache reads and writes, calls; without `input` and `output`. */
  usage?: Usage;
}

/** A beta header. */
export interface Header {
  /** What it opens. */
  opens: string;
  /** Its value. */
  value: string;
}

/** The id of an ask: text or a whole number. */
export type Id = string | number;

/** To `limits`: how many such requests each usage tier lets through. */
export interface Limits {
  /** With the batch queue: how batches are limited. */
  batch?: Batches;
  /** Usage tiers that cannot send such a request. */
  closed?: string[];
  /** The currency of every amount. */
  currency: "USD" | "CNY";
  /** Of the ask. */
  id?: Id;
  /** The entry of the published limits; left out where none are known and own ones were given. */
  limits?: Source;
  /** The seller's own id of the model. */
  model: string;
  /** The smallest usage tier that holds the asked rate; null where none does. */
  needed?: string;
  /** What a reader of the limits should know; with own limits, why no published ones are told. */
  note?: string;
  /** The day, YYYY-MM-DD. */
  on: string;
  /** With limits that were agreed on. */
  own?: Throughput;
  /** The price entry. */
  price: Source;
  /** The question. */
  question: "limits";
  /** The seller. */
  seller: string;
  /** The terms that were priced. */
  terms: Terms;
  /** By usage tier, the smallest first. */
  tiers: Throughput[];
  /** What a reader should know. */
  warnings: Warning[];
}

/** How many such requests can be sent in a minute? */
export interface LimitsAsk {
  /** Echoed. */
  id?: string | number;
  /** How long one takes, in milliseconds: tells how many are under way at once. */
  latency_ms?: number;
  /** An id, an alias or a gateway's spelling. */
  model: string;
  /** The day. */
  on: string;
  /** Limits that were agreed on, beside the published ones. */
  own?: OwnAsk;
  /** The rate that is needed: tells the smallest usage tier that holds it. */
  per_minute?: number;
  question: "limits";
  /** How many are to be sent: tells how long it takes. */
  requests?: number;
  /** Default: anthropic, or the one seller that knows the model. */
  seller?: string;
  /** What is left out is what the id implies, else the default. */
  terms?: AskedTerms;
  /** Counts of one request. */
  usage: Usage;
}

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
  /** What its seller recommends instead, where it is retired or deprecated. */
  replacement: string | null;
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
  /** What to use instead, where it is retired or deprecated: a model of the seller that is served on the day. */
  replacement: string | null;
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

/** A usage and the total of its quote. */
export interface Outcome {
  /** The total; null where it has no price. */
  cost: string | null;
  /** Why it has no price. */
  error?: Failure;
  /** The length of its prompt. */
  prompt_tokens: number;
  /** The threshold of the long-context tier that it reaches; null for none. */
  tier: number | null;
  /** The usage. */
  usage: Counts;
}

/** Prompt and asked output together pass the window. */
export interface Overflow {
  /** By how many tokens. */
  by: number;
  /** The entry of the rule. */
  entry?: string;
  /** The most output that leaves the sum within the window. */
  room: number;
  /** `error`, `stops` or `truncates`; null where no rule is known of the model. */
  then: "error" | "stops" | "truncates" | null;
}

/** Limits of a minute. */
export interface OwnAsk {
  /** Whether cache reads count towards the input. Default: no. */
  cache_reads_count?: boolean;
  /** Input tokens. */
  input: number;
  /** Output tokens. */
  output: number;
  /** Requests. */
  requests: number;
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

/** The answer to one question about cost. */
export type PlanAnswer = Forecast | Access | Cliff | Comparison | Advice | Conversation | Limits | ErrorAnswer;

/** A question about cost. */
export type PlanAsk = ForecastAsk | AccessAsk | CliffAsk | CompareAsk | AdviseAsk | ConversationAsk | LimitsAsk;

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

/** A conversation that did happen. */
export interface Recorded {
  /** The total of each request's bill. */
  bills: string[];
  /** What the cheapest run would have saved, or cost more. */
  saves?: string;
  /** Their sum. */
  total: string;
}

/** A request that did happen: its counts, or the provider's own usage object. */
export interface RecordedAsk {
  /** Seconds since the one before. Default: `every_s`. */
  after_s?: number;
  /** The provider's report. */
  report?: object;
  /** Its counts. */
  usage?: Usage;
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

/** When a conversation is started anew. */
export interface RestartAsk {
  /** The longest prompt that is sent as it is. */
  at: number;
}

/** What the request costs in one setting. */
export interface Row {
  /** The likely cost in the currency of the request. */
  compared?: string;
  /** `same` tokenizer, `scaled` by a ratio, `given`, or `assumed`: another tokenizer, the same counts. */
  counts: "same" | "scaled" | "given" | "assumed";
  /** The currency of its amounts. */
  currency: string;
  /** What that is more, or less. */
  difference?: string;
  /** At the high end of the ratio. */
  high?: Outcome;
  /** The likely counts and their cost. */
  likely: Outcome;
  /** At the low end of the ratio. */
  low?: Outcome;
  /** The model. */
  model: string;
  /** The day. */
  on: string;
  /** The likely ratio. */
  ratio?: string;
  /** The seller. */
  seller: string;
  /** The terms. */
  terms: Terms;
  /** The longest prompt accepted on that day. */
  window?: number;
}

/** A conversation under one strategy. */
export interface Run {
  /** The first turn that reached a long-context tier, from 1. */
  crosses?: number;
  /** How many summaries were made, or conversations started anew. */
  cuts: number;
  /** The turn that the seller would have refused; the run ends before it. */
  ended?: Ended;
  /** The first turn that needed more than the window without a header. */
  needs_header?: number;
  /** The strategy. */
  strategy: Strategy;
  /** The sum of each meter. */
  tokens: Counts;
  /** The sum of the quotes of all its requests. */
  total: string;
  /** Every turn that was accepted. */
  turns: TurnCost[];
  /** How many turns were billed in one. */
  turns_in_tier: number;
}

/** A part of a range, as counts; not a probability, unless every count is as likely as another. */
export interface Share {
  /** How many counts lie in the part. */
  counts: number;
  /** How many there are. */
  of: number;
  /** Percent with one place, cut off. */
  percent: string;
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

/** Some equal requests. */
export interface Spent {
  /** The total of the quote of one. */
  each: string;
  /** How many there are. */
  times: number;
  /** What each uses. */
  usage: Counts;
}

/** One step of the price. */
export interface Step {
  /** Up to which length each token beyond the threshold costs a multiple of one below it. */
  bands: Band[];
  /** The longest prompt below it. */
  below: Outcome;
  /** One token more. */
  beyond: Outcome;
  /** The lengths below a step down that cost more than the first one beyond it. */
  dearer_below?: [number, number];
  /** What that token costs. */
  jump: string;
  /** The threshold, in counted tokens. */
  threshold: number;
  /** What leaving tokens out would save. */
  trim?: Trim;
}

/** How a conversation is kept cheap. */
export interface Strategy {
  /** The longest prompt that is sent as it is. */
  at?: number;
  /** The cache. */
  cache: "no_cache" | "cache_5m" | "cache_1h";
  /** What happens once a prompt is long. */
  limit: "grow" | "compact" | "restart";
  /** Tokens of the summary. */
  summary?: number;
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

/** How a kind of request fits the limits of a usage tier. */
export interface Throughput {
  /** Each limit, and how many requests it allows. */
  allows: Allowed[];
  /** Which limit binds. */
  binding: "requests" | "input" | "output";
  /** The class of models that shares the limits. */
  class: string;
  /** How many are under way at once. */
  concurrency?: number;
  /** Tokens of one request that count towards the input of a minute. */
  counted_input: number;
  /** The limits that one request alone exceeds. */
  exceeded_by_one?: string[];
  /** Whether the prompt is served from the pool of long prompts. */
  long_context?: boolean;
  /** Requests a minute that can be held: the least of them, with three places, cut off. */
  per_minute: string;
  /** Seconds until all requests are through. */
  seconds?: number;
  /** The usage tier. */
  tier: string;
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

/** Tokens to leave out. */
export interface Trim {
  /** What it then costs. */
  cost: string;
  /** What that saves. */
  saves: string;
  /** How many. */
  tokens: number;
  /** What the request then uses. */
  usage: Counts;
}

/** One turn. */
export interface TurnAsk {
  /** Seconds since the turn before. Default: `every_s`. */
  after_s?: number;
  /** Tokens the model writes besides. Default: 0. */
  output?: number;
  /** Tokens the model thinks. Default: 0. */
  thinking?: number;
  /** Tokens of tool results. Default: 0. */
  tool_results?: number;
  /** Tokens the user adds. Default: 0. */
  user?: number;
}

/** What a turn used and cost. */
export interface TurnCost {
  /** The summary made before it. */
  compaction?: Spent;
  /** The total of its quote. */
  cost: string;
  /** The length of its prompt. */
  prompt_tokens: number;
  /** Whether the conversation was started anew with it. */
  restarted?: boolean;
  /** The threshold of the tier that it reached; null for none. */
  tier: number | null;
  /** The turn, from 1. */
  turn: number;
  /** Its usage. */
  usage: Counts;
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

/** One way to send the requests. */
export interface Way {
  /** What is done differently. */
  changes: Change[];
  /** The same in the currency of the request. */
  compared?: string;
  /** `same` tokenizer, `scaled` by a ratio, `given`, or `assumed`: another tokenizer, the same counts. */
  counts: "same" | "scaled" | "given" | "assumed";
  /** The currency of its amounts. */
  currency: string;
  /** What that is more than the requests as they are, or less. */
  difference?: string;
  /** And at the high end. */
  high?: string;
  /** With the counts of another tokenizer: the total at the low end of the ratio. */
  low?: string;
  /** The model. */
  model: string;
  /** The day. */
  on: string;
  /** The likely ratio. */
  ratio?: string;
  /** The requests that are sent. */
  requests: Spent[];
  /** Whether it costs less; where the request as it is has no price, whether it has one. */
  saves: boolean;
  /** The seller. */
  seller: string;
  /** The terms. */
  terms: Terms;
  /** What they cost together, in the currency of the setting. */
  total: string;
}

/** Differences between two runs, in tokens and turns. */
export interface Why {
  /** Cache reads. */
  cache_read: number;
  /** Cache writes of either lifetime. */
  cache_write: number;
  /** Fresh input. */
  input: number;
  /** Output. */
  output: number;
  /** Turns billed in a long-context tier. */
  turns_in_tier: number;
}
