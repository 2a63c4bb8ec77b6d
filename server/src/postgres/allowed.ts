/**
 * What a statement on PostgreSQL may call. These functions and types depend on their arguments only, and change nothing.
 * Left out: functions that read or write settings, catalogs, files, large objects, locks, sequences or other sessions,
 * that wait, that run SQL, or that create megabytes from a few characters (`repeat`, `format`, `array_fill`). Several
 * calls can still create them (`||` in WITH RECURSIVE, `string_agg`): PostgreSQL limits a value to 1 GB, not a statement.
 */

const words = (...texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.flatMap((text) => text.trim().split(/\s+/)));

const NUMERIC = `
  abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh bit_count cbrt ceil ceiling cos cosd cosh cot cotd
  degrees div erf erfc exp factorial floor gcd lcm ln log log10 min_scale mod pi pow power radians round scale sign sin
  sind sinh sqrt tan tand tanh trim_scale trunc width_bucket
`;

const TEXT = `
  ascii bit_length btrim char_length character_length chr concat concat_ws initcap left length like_escape lower lpad
  ltrim md5 normalize octet_length overlay position quote_ident quote_literal quote_nullable regexp_count regexp_instr
  regexp_like regexp_match regexp_replace regexp_split_to_array regexp_substr replace reverse right rpad
  rtrim similar_to_escape split_part starts_with string_to_array strpos substr substring to_hex translate upper
`;

/** Those that return a text, or parts of one. */
export const TEXT_FUNCTIONS = words(TEXT, 'array_to_string string_agg');

const TIME = `
  age date date_add date_bin date_part date_subtract date_trunc extract isfinite justify_days justify_hours
  justify_interval make_date make_interval make_time make_timestamp make_timestamptz now overlaps
  statement_timestamp timezone to_char to_date to_number to_timestamp transaction_timestamp
`;

const NESTED = `
  array_append array_cat array_dims array_length array_lower array_ndims array_position array_positions array_prepend
  array_remove array_replace array_to_json array_to_string array_upper cardinality
  json_array_length json_build_array json_build_object json_extract_path json_extract_path_text json_object
  json_strip_nulls json_typeof jsonb_array_length jsonb_build_array jsonb_build_object jsonb_extract_path
  jsonb_extract_path_text jsonb_object jsonb_pretty jsonb_strip_nulls jsonb_typeof num_nonnulls num_nulls row_to_json
  to_json to_jsonb
`;

const AGGREGATES = `
  any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every json_agg
  json_object_agg jsonb_agg jsonb_object_agg max min mode percentile_cont percentile_disc regr_avgx regr_avgy regr_count
  regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop stddev_samp string_agg sum var_pop
  var_samp variance
`;

const WINDOWS = `
  cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
`;

/**
 * Functions that return rows, with the columns that have names of their own. Time and disk limits apply to how many. A
 * column without one has the name of the alias or of the function.
 */
export const FROM_FUNCTIONS: ReadonlyMap<string, readonly string[] | undefined> = new Map([
  ...columnsOf('generate_series generate_subscripts json_object_keys jsonb_object_keys regexp_matches'),
  ...columnsOf('regexp_split_to_table string_to_table unnest'),
  ...columnsOf('json_array_elements json_array_elements_text', ['value']),
  ...columnsOf('jsonb_array_elements jsonb_array_elements_text', ['value']),
  ...columnsOf('json_each json_each_text jsonb_each jsonb_each_text', ['key', 'value']),
]);

function columnsOf(
  names: string,
  columns?: readonly string[],
): (readonly [string, readonly string[] | undefined])[] {
  return names.split(' ').map((name) => [name, columns] as const);
}

/** Functions of the schema `pg_catalog`. */
export const ALLOWED_FUNCTIONS = new Set([
  ...words(NUMERIC, TEXT, TIME, NESTED, AGGREGATES, WINDOWS),
  ...FROM_FUNCTIONS.keys(),
]);

/** The largest length in a type or a function, and of a text that replaces or separates others. */
export const MAX_LENGTH = 1000;

/** Functions whose second argument is the length of their result: a constant of at most {@link MAX_LENGTH}. */
export const PADDING_FUNCTIONS = words('lpad rpad');

/** Functions with the index of a text that their result can contain many times: a constant of that length. */
export const REPEATED_TEXTS: ReadonlyMap<string, number> = new Map([
  ['replace', 2],
  ['regexp_replace', 2],
  ['array_to_string', 1],
  ['concat_ws', 0],
]);

/** Types of the schema `pg_catalog` that a statement can name. Not the `reg…` types, which read catalogs. */
export const ALLOWED_TYPES = words(`
  bit bool bpchar bytea date float4 float8 int2 int4 int8 interval json jsonb numeric text time timestamp timestamptz
  timetz uuid varbit varchar
`);

/** Types whose length only limits their values, and pads none. The numbers of an interval are flags. */
export const UNPADDED_TYPES = words('varchar varbit interval');

export const ALLOWED_OPERATORS = words(`
  + - * / % ^ |/ ||/ @ = <> != < > <= >= & | # ~ << >> || && @> <@ ^@ -> ->> #> #>> #- @? @@ ? ?| ?&
  ~~ !~~ ~~* !~~* ~* !~ !~*
`);

/** Keywords that are values, such as `current_date`. */
export const ALLOWED_KEYWORDS = words(`
  SVFOP_CURRENT_DATE SVFOP_CURRENT_TIME SVFOP_CURRENT_TIME_N SVFOP_CURRENT_TIMESTAMP SVFOP_CURRENT_TIMESTAMP_N
  SVFOP_LOCALTIME SVFOP_LOCALTIME_N SVFOP_LOCALTIMESTAMP SVFOP_LOCALTIMESTAMP_N
`);
