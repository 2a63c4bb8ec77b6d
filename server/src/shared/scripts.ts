/**
 * Lua scripts for Valkey, which runs each as one step. A job is a hash, and its lease a key with the owner that expires.
 * KEYS are both. A lease exists only while the job is unfinished.
 */

/**
 * ARGV: owner, milliseconds of the lease, seconds until the job is forgotten, Unix seconds, viz, sql, args, 1 if the rows
 * of a completed job are missing.
 */
const HOLD = `
local owner = redis.call('GET', KEYS[2])
if owner and owner ~= ARGV[1] then return 'theirs' end
local status = redis.call('HGET', KEYS[1], 'status')
if status == 'completed' and ARGV[8] ~= '1' then return 'done' end
if status == 'failed' then redis.call('DEL', KEYS[1]) end
redis.call('HSETNX', KEYS[1], 'createdAt', ARGV[4])
redis.call('HSET', KEYS[1], 'status', 'running', 'errorMessage', '', 'updatedAt', ARGV[4],
  'viz', ARGV[5], 'sql', ARGV[6], 'args', ARGV[7])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 'mine'`;

/** ARGV: owner, milliseconds of the lease, seconds until the job is forgotten. Returns 0 if the lease is lost. */
const RENEW = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return redis.call('EXPIRE', KEYS[1], ARGV[3])`;

/** ARGV: owner, status, error message, Unix seconds. Returns 0 if the lease is lost. */
const SETTLE = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[1], 'status', ARGV[2], 'errorMessage', ARGV[3], 'updatedAt', ARGV[4])
return 1`;

/** ARGV: owner. */
const RELEASE = `
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
return 1`;

export const SCRIPTS = {
  hold: { lua: HOLD, numberOfKeys: 2 },
  renew: { lua: RENEW, numberOfKeys: 2 },
  settle: { lua: SETTLE, numberOfKeys: 2 },
  release: { lua: RELEASE, numberOfKeys: 2 },
} as const;

type Script = (...args: (string | number)[]) => Promise<unknown>;

/** The commands that {@link SCRIPTS} add to a client. */
export type ScriptCommands = Readonly<Record<keyof typeof SCRIPTS, Script>>;
