import { EngineError } from '../engine/backend.ts';
import type { EngineFailure } from '../engine/backend.ts';
import { messageOf } from '../errors.ts';

/**
 * Errors whose reason is known, by the names in ClickHouse's `ErrorCodes.cpp`. All
 * others belong in the log.
 */
const FAILURES: Readonly<Record<string, EngineFailure>> = {
  // Others can be sent soon.
  TOO_MANY_SIMULTANEOUS_QUERIES: 'unavailable',
  QUOTA_EXCEEDED: 'unavailable',
  ABORTED: 'unavailable',
  ALL_CONNECTION_TRIES_FAILED: 'unavailable',
  TIMEOUT_EXCEEDED: 'timeout',
  TOO_SLOW: 'timeout',
  QUERY_WAS_CANCELLED: 'timeout',
  MEMORY_LIMIT_EXCEEDED: 'memory',
  TOO_MANY_BYTES: 'memory',
  TOO_MANY_ROWS: 'memory',
  TOO_MANY_ROWS_OR_BYTES: 'memory',
  TOO_LARGE_ARRAY_SIZE: 'memory',
  TOO_LARGE_STRING_SIZE: 'memory',
  ...Object.fromEntries(
    `ACCESS_DENIED ALIAS_REQUIRED AMBIGUOUS_COLUMN_NAME AMBIGUOUS_IDENTIFIER ARGUMENT_OUT_OF_BOUND
    AGGREGATE_FUNCTION_DOESNT_ALLOW_PARAMETERS BAD_ARGUMENTS BAD_QUERY_PARAMETER BAD_TYPE_OF_FIELD
    CANNOT_CONVERT_TYPE CANNOT_COMPILE_REGEXP CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN CANNOT_PARSE_BOOL
    CANNOT_PARSE_DATE CANNOT_PARSE_DATETIME CANNOT_PARSE_ESCAPE_SEQUENCE CANNOT_PARSE_INPUT_ASSERTION_FAILED
    CANNOT_PARSE_IPV4 CANNOT_PARSE_IPV6 CANNOT_PARSE_NUMBER CANNOT_PARSE_QUOTED_STRING CANNOT_PARSE_TEXT
    CANNOT_PARSE_UUID CANNOT_READ_ARRAY_FROM_TEXT DECIMAL_OVERFLOW FUNCTION_CANNOT_HAVE_PARAMETERS
    FUNCTION_THROW_IF_VALUE_IS_NON_ZERO ILLEGAL_AGGREGATION ILLEGAL_COLUMN ILLEGAL_FINAL ILLEGAL_DIVISION
    ILLEGAL_TYPE_OF_ARGUMENT INCORRECT_DATA INVALID_JOIN_ON_EXPRESSION INVALID_WITH_FILL_EXPRESSION INVALID_LIMIT_EXPRESSION INCORRECT_QUERY
    MULTIPLE_EXPRESSIONS_FOR_ALIAS NO_COMMON_TYPE NOT_AN_AGGREGATE NOT_FOUND_COLUMN_IN_BLOCK NOT_IMPLEMENTED
    NUMBER_OF_ARGUMENTS_DOESNT_MATCH PARAMETER_OUT_OF_BOUND SAMPLING_NOT_SUPPORTED SIZES_OF_ARRAYS_DONT_MATCH SYNTAX_ERROR
    TOO_BIG_AST TOO_DEEP_AST TOO_DEEP_RECURSION TOO_FEW_ARGUMENTS_FOR_FUNCTION TOO_MANY_ARGUMENTS_FOR_FUNCTION
    TYPE_MISMATCH UNEXPECTED_EXPRESSION UNKNOWN_AGGREGATE_FUNCTION UNKNOWN_FUNCTION UNKNOWN_IDENTIFIER
    UNKNOWN_TABLE UNKNOWN_TYPE UNKNOWN_TYPE_OF_QUERY UNSUPPORTED_JOIN_KEYS UNSUPPORTED_METHOD
    VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE`
      .split(/\s+/)
      .map((name) => [name, 'failed'] as const),
  ),
};

/** Characters of an error that are read. */
export const MAX_MESSAGE = 10_000;

/** The name of the error is at the end, before the version: `Code: 62. DB::Exception: …. (SYNTAX_ERROR) (version …)`. */
const EXCEPTION = /Code: \d+\. DB::Exception: (.*)\(([A-Z][A-Z\d_]+)\)/s;

/**
 * Returns the error of a failed response or at the end of an incomplete result.
 *
 * @param text Its last characters
 */
export function exceptionIn(text: string): EngineError {
  const [, message = '', name = ''] = EXCEPTION.exec(text) ?? [];
  if (name === '') return new EngineError('internal', 'ClickHouse has sent no complete result.');
  const failure = FAILURES[name] ?? 'internal';
  return new EngineError(failure, failure === 'internal' ? `${message.trim()} (${name})` : message.trim());
}

/** @param stopped Why the server has ended the statement, if it has */
export function toEngineError(error: unknown, stopped: EngineFailure | undefined): EngineError {
  if (error instanceof EngineError) return stopped ? new EngineError(stopped, error.message) : error;
  return new EngineError(stopped ?? 'internal', messageOf(error), { cause: error });
}
