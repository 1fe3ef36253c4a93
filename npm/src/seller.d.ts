// Generated from the wire form by `cargo xtask generate`. Do not edit.

/** A window beyond the standard one. */
export interface ExtendedWindow {
  /** The beta header that opens it. */
  header: string;
  /** What else it needs. */
  needs?: string;
  /** In tokens. */
  tokens: number;
}

/** A fee by the call or the hour from a day on. */
export interface FeeEntry {
  /** The day on which the entry was last compared with its sources. */
  checked: string;
  /** `high`, `medium` or `low`. */
  confidence?: "high" | "medium" | "low";
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
}

/** Long-context tiers. */
export interface LongContext {
  /** `>` or `>=`. */
  comparison: ">" | ">=";
  /** `high`, `medium` or `low`. */
  confidence?: "high" | "medium" | "low";
  /** The meters whose sum is compared with the thresholds. */
  counts: ("input" | "input_audio" | "cache_read" | "cache_write_5m" | "cache_write_1h" | "output" | "output_audio" | "output_image" | "web_search" | "code_execution_ms" | "session_ms")[];
  /** What is inferred or disputed about the tiers. */
  note?: string;
  /** With graduated scope, what happens to output: `whole`, `standard` or `proportional`. */
  output?: "whole" | "standard" | "proportional";
  /** `volume` (the whole request moves) or `graduated` (only the excess). */
  scope: "volume" | "graduated";
  /** The tiers, by rising threshold. */
  tiers: TierEntry[];
}

/** One model. */
export interface ModelEntry {
  /** Other spellings of the id. */
  aliases?: string[];
  /** The day its deprecation was announced. */
  deprecated?: string;
  /** The seller's own id. */
  id: string;
  /** Its name, for people. */
  name?: string;
  /** The seller promised not to retire it before this day. */
  not_retired_before?: string;
  /** What the seller does with options for this model; each list replaces the seller's. */
  options?: { [name in "fast" | "priority" | "flex" | "batch" | "us_only" | "regional" | "multi_region" | "govcloud"]?: OptionEntry[] };
  /** Its prices, by rising first day. */
  prices: PriceEntry[];
  /** First day it could be used. */
  released?: string;
  /** What its seller recommends instead, where it is retired or deprecated. */
  replacement?: ReplacementEntry;
  /** The first day on which it can no longer be used. */
  retired?: string;
  /** The family of its tokenizer. */
  tokenizer?: string;
}

/** What the seller does with an option from a day on. */
export interface OptionEntry {
  /** The day on which the entry was last compared with its sources. */
  checked: string;
  /** `high`, `medium` or `low`. */
  confidence?: "high" | "medium" | "low";
  /** Multiplies every token meter. */
  factor?: string;
  /** Factors of single meters. */
  factors?: { [name in "input" | "input_audio" | "cache_read" | "cache_write_5m" | "cache_write_1h" | "output" | "output_audio" | "output_image" | "web_search" | "code_execution_ms" | "session_ms"]?: string };
  /** The first day. */
  from: string;
  /** The beta header it needs. */
  header?: string;
  /** `applies` (default), `waived` or `not_offered`. */
  long_context?: string;
  /** Options that cannot be combined with it. */
  not_with?: ("fast" | "priority" | "flex" | "batch" | "us_only" | "regional" | "multi_region" | "govcloud")[];
  /** What a reader of a bill should know. */
  note?: string;
  /** `offered`, `ignored` (accepted, billed as standard) or `refused` (answered with an error). */
  offer: "offered" | "ignored" | "refused";
  /** Published prices that stand instead of the product below every tier. */
  rates?: { [name in "input" | "input_audio" | "cache_read" | "cache_write_5m" | "cache_write_1h" | "output" | "output_audio" | "output_image" | "web_search" | "code_execution_ms" | "session_ms"]?: string };
  /** Keys of the file's sources. */
  source: string[];
}

/** The price of a model from a day on, or the end of what is known about it. */
export interface PriceEntry {
  /** The day on which the entry was last compared with its sources. */
  checked: string;
  /** `high`, `medium` or `low`. With less than high, the note reaches every quote. */
  confidence?: "high" | "medium" | "low";
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
  rates?: { [name in "input" | "input_audio" | "cache_read" | "cache_write_5m" | "cache_write_1h" | "output" | "output_audio" | "output_image" | "web_search" | "code_execution_ms" | "session_ms"]?: string };
  /** Keys of the file's sources. */
  source: string[];
  /** Whether thinking of earlier turns stays in the prompt and is billed as input. */
  thinking_kept?: boolean;
  /** Tokens of the system prompt that tools add. */
  tool_prompt?: ToolPrompt;
}

/** Whether a request is billed that was refused before any output, from a day on. */
export interface RefusalEntry {
  /** Whether it is billed. */
  billed: boolean;
  /** The day on which the entry was last compared with its sources. */
  checked: string;
  /** `high`, `medium` or `low`. */
  confidence?: "high" | "medium" | "low";
  /** The first day. */
  from: string;
  /** What a reader of a bill should know. */
  note?: string;
  /** Keys of the file's sources. */
  source: string[];
}

/** The model that a seller recommends instead of another. */
export interface ReplacementEntry {
  /** The day on which the recommendation was last compared with its sources. */
  checked: string;
  /** Its id in the same file. */
  model: string;
  /** Keys of the file's sources. */
  source: string[];
}

/** The price file of one seller. */
export interface SellerFile {
  /** Where the JSON Schema of this file stands, for editors. */
  "$schema"?: string;
  /** `USD` or `CNY`; every price of the file is in it. */
  currency: "USD" | "CNY";
  /** Fees by the call or the hour, by meter, for every model of the seller. */
  fees?: { [name in "input" | "input_audio" | "cache_read" | "cache_write_5m" | "cache_write_1h" | "output" | "output_audio" | "output_image" | "web_search" | "code_execution_ms" | "session_ms"]?: FeeEntry[] };
  /** Version of the file format: 1. */
  format: number;
  /** Prefixes of model ids, and the endpoint that each implies. */
  id_prefixes?: { [name: string]: "global" | "regional" | "multi_region" | "govcloud" };
  /** The models. */
  models: ModelEntry[];
  /** The seller's name, for people. */
  name: string;
  /** What the seller does with options, for every model that has no list of its own. */
  options?: { [name in "fast" | "priority" | "flex" | "batch" | "us_only" | "regional" | "multi_region" | "govcloud"]?: OptionEntry[] };
  /** Whether a request is billed that was refused before any output; billed where nothing is said. */
  refusals?: RefusalEntry[];
  /** The seller's id; the file is named after it. */
  seller: string;
  /** The sources that entries name, each with its text and link. */
  sources: { [name: string]: string };
  /** Names that gateways write before a model's, as in `x-ai/grok-4.6`, besides the seller's id. */
  vendors?: string[];
}

/** One tier. */
export interface TierEntry {
  /** Rates of exactly the token meters that have a base rate. */
  rates: { [name in "input" | "input_audio" | "cache_read" | "cache_write_5m" | "cache_write_1h" | "output" | "output_audio" | "output_image" | "web_search" | "code_execution_ms" | "session_ms"]?: string };
  /** In tokens. */
  threshold: number;
}

/** Tokens that tool definitions add to the prompt, by tool choice. */
export interface ToolPrompt {
  /** With `any` or a named tool. */
  any: number;
  /** With `auto` or `none`. */
  auto: number;
}
