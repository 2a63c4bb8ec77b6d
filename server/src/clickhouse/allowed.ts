/**
 * What a statement on ClickHouse may call. These functions depend on their arguments only, and change nothing. Left out:
 * functions that read tables, dictionaries, files, settings or the server (`joinGet`, `dictGet`, `file`, `getSetting`,
 * `hostName`), that run others by their names (`arrayReduce`), that wait, that log, or that are different in each run.
 * `max_memory_usage` limits what a statement can create from a few characters.
 */

const words = (...texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => text.trim().split(/\s+/));

/** The names that the parser gives to operators and special syntax, and the functions that it inserts. */
const OPERATORS = `
  _CAST CAST accurateCast accurateCastOrDefault accurateCastOrNull and array arrayElement caseWithExpression concat divide
  equals exists greater greaterOrEquals if ilike in intDiv isDistinctFrom isNotDistinctFrom isNotNull isNull lambda less
  lessOrEquals like match minus modulo multiIf multiply negate not notEquals notILike notIn notLike or plus tuple
  tupleElement xor
`;

const NUMERIC = `
  abs acos acosh asin asinh atan atan2 atanh bitAnd bitCount bitNot bitOr bitShiftLeft bitShiftRight bitTest bitXor cbrt
  ceil ceiling clamp cos cosh degrees divideDecimal divideOrNull e erf erfc exp exp10 exp2 factorial floor gcd greatest
  hypot ifNotFinite intDivOrNull intDivOrZero isFinite isInfinite isNaN lcm least lgamma ln log log10 log1p log2 mod
  moduloOrZero multiplyDecimal pi positiveModulo pow power radians round roundBankers roundDown roundToExp2 sigmoid
  sign sin sinh sqrt tan tanh tgamma trunc truncate widthBucket
`;

const TEXT = `
  appendTrailingCharIfAbsent ascii base64Decode base64Encode char char_length character_length
  concatWithSeparator concat_ws countMatches countSubstrings countSubstringsCaseInsensitive damerauLevenshteinDistance
  domain domainWithoutWWW editDistance empty endsWith extract extractAll extractGroups formatReadableDecimalSize
  formatReadableQuantity formatReadableSize formatReadableTimeDelta format hex initcap initcapUTF8 lcase left leftPad
  leftPadUTF8 leftUTF8 length lengthUTF8 locate lower lowerUTF8 lpad ltrim MD5 mid multiSearchAny
  multiSearchAnyCaseInsensitive normalizeUTF8NFC notEmpty octet_length overlay path position positionCaseInsensitive
  positionCaseInsensitiveUTF8 positionUTF8 protocol regexpExtract regexpQuoteMeta repeat replace replaceAll replaceOne
  replaceRegexpAll replaceRegexpOne reverse reverseUTF8 right rightPad rightPadUTF8 rightUTF8 rpad rtrim SHA256 space
  splitByChar splitByNonAlpha splitByRegexp splitByString splitByWhitespace startsWith substr substring substringIndex
  substringUTF8 topLevelDomain translate translateUTF8 trim trimBoth trimLeft trimRight ucase unhex upper upperUTF8
  cityHash64 sipHash64 xxHash64
`;

const TIME = `
  addDays addHours addInterval addMinutes addMonths addQuarters addSeconds addWeeks addYears age dateDiff
  date_diff dateName dateTrunc date_trunc day dayOfMonth dayOfWeek dayOfYear formatDateTime
  fromUnixTimestamp hour makeDate makeDate32 makeDateTime makeDateTime64 minute month monthName now now64 parseDateTime
  parseDateTimeOrNull quarter second subtractDays subtractHours subtractMinutes subtractMonths subtractQuarters
  subtractSeconds subtractWeeks subtractYears timeSlot toDayOfMonth toDayOfWeek toDayOfYear toDaysInMonth toHour
  toISOWeek toISOYear toIntervalDay toIntervalHour toIntervalMinute toIntervalMonth toIntervalQuarter toIntervalSecond
  toIntervalWeek toIntervalYear toLastDayOfMonth toMinute toMonday toMonth toQuarter toRelativeDayNum
  toRelativeMonthNum toSecond toStartOfDay toStartOfFifteenMinutes toStartOfFiveMinutes toStartOfHour
  toStartOfInterval toStartOfISOYear toStartOfMinute toStartOfMonth toStartOfQuarter toStartOfSecond
  toStartOfTenMinutes toStartOfWeek toStartOfYear toTimeZone toUnixTimestamp toWeek toYYYYMM toYYYYMMDD toYear
  toYearWeek today week year yesterday
`;

const CONVERSION = `
  assumeNotNull coalesce DATE firstNonDefault ifNull isValidUTF8 materialize nullIf reinterpretAsFloat64
  reinterpretAsInt64 toBool toDate toDate32 toDate32OrNull toDate32OrZero toDateOrNull toDateOrZero toDateTime toDateTime64
  toDateTime64OrNull toDateTimeOrNull toDecimal128 toDecimal128OrNull toDecimal32 toDecimal32OrNull toDecimal64
  toDecimal64OrNull toDecimalString toFloat32 toFloat32OrNull toFloat32OrZero toFloat64 toFloat64OrNull
  toFloat64OrZero toInt128 toInt16 toInt16OrNull toInt16OrZero toInt32 toInt32OrNull toInt32OrZero toInt64
  toInt64OrNull toInt64OrZero toInt8 toInt8OrNull toInt8OrZero toIPv4 toIPv4OrNull toIPv6 toIPv6OrNull
  toLowCardinality toNullable toString toTypeName toUInt128 toUInt16 toUInt16OrNull toUInt16OrZero toUInt32
  toUInt32OrNull toUInt32OrZero toUInt64 toUInt64OrNull toUInt64OrZero toUInt8 toUInt8OrNull toUInt8OrZero toUUID
  toUUIDOrNull toValidUTF8 transform
`;

const NESTED = `
  arrayAll arrayAvg arrayCompact arrayConcat arrayCount arrayCumSum arrayDifference arrayDistinct arrayEnumerate
  arrayExists arrayFill arrayFilter arrayFirst arrayFirstIndex arrayFirstOrNull arrayFlatten arrayIntersect arrayJoin arrayLast
  arrayLastIndex arrayMap arrayMax arrayMin arrayPopBack arrayPopFront arrayProduct arrayPushBack arrayPushFront
  arrayResize arrayReverse arrayReverseSort arraySlice arraySort arrayStringConcat arraySum arrayUniq arrayWithConstant
  arrayZip countEqual has hasAll hasAny indexOf isValidJSON JSONExtract JSONExtractArrayRaw JSONExtractBool
  JSONExtractFloat JSONExtractInt JSONExtractKeys JSONExtractRaw JSONExtractString JSONExtractUInt JSONHas JSONLength
  JSONType map mapContains mapFromArrays mapKeys mapValues range simpleJSONExtractFloat simpleJSONExtractInt
  simpleJSONExtractString simpleJSONHas toJSONString
`;

const AGGREGATES = words(`
  any anyLast any_value argMax argMin avg avgWeighted boundingRatio corr corrStable count covarPop covarSamp covar_pop
  covar_samp deltaSum entropy exponentialMovingAverage first_value groupArray groupArrayMovingAvg groupArrayMovingSum
  groupArraySorted groupBitAnd groupBitOr groupBitXor groupConcat groupUniqArray histogram kurtPop kurtSamp last_value
  max median medianExact min quantile quantileDeterministic quantileExact quantileExactExclusive
  quantileExactInclusive quantileExactWeighted quantileTDigest quantiles quantilesExact quantilesExactExclusive
  quantilesExactInclusive quantilesTDigest rankCorr singleValueOrNull simpleLinearRegression skewPop skewSamp sparkbar
  stddevPop stddevSamp stddev_pop stddev_samp std sum sumCount sumKahan sumWithOverflow topK uniq uniqCombined
  uniqCombined64 uniqExact uniqHLL12 varPop varSamp var_pop var_samp
`);

const WINDOWS = `
  cume_dist dense_rank denseRank lag lagInFrame lead leadInFrame nth_value ntile percent_rank percentRank rank row_number
`;

/** Endings of aggregate functions that change only which values they see, or what they return without values. */
const COMBINATORS = ['If', 'OrNull', 'OrDefault', 'Distinct', 'Array'];

/** Table functions, with a count of rows as their last argument: a number in the text of at most {@link MAX_NUMBERS}. */
export const ALLOWED_TABLE_FUNCTIONS: ReadonlySet<string> = new Set(['numbers', 'generate_series']);
export const MAX_NUMBERS = 1_000_000;

/** ClickHouse reads most names with any capitals. A wrong one is an unknown function there. */
const ALLOWED: ReadonlySet<string> = new Set(
  words(OPERATORS, NUMERIC, TEXT, TIME, CONVERSION, NESTED, WINDOWS, ...AGGREGATES).map(lower),
);
const ALLOWED_AGGREGATES: ReadonlySet<string> = new Set(AGGREGATES.map(lower));

/** All allowed names. */
export const ALLOWED_FUNCTIONS: readonly string[] = [...ALLOWED];

export function isAllowedFunction(name: string): boolean {
  if (ALLOWED.has(lower(name))) return true;
  const ending = COMBINATORS.find((each) => name.endsWith(each));
  if (ending === undefined) return false;
  const base = name.slice(0, -ending.length);
  return ALLOWED_AGGREGATES.has(lower(base)) || (!ALLOWED.has(lower(base)) && isAllowedFunction(base));
}

function lower(name: string): string {
  return name.toLowerCase();
}
