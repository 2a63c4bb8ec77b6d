/**
 * Starts a real WordPress without network access, with PHP's built-in server and SQLite instead of MySQL. It downloads missing
 * parts once into `.cache/wordpress`: WordPress and, if necessary, PHP from Debian's packages, which are unpacked but not
 * installed, and the SQLite drop-in from the npm package `@wp-playground/cli`.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { freePort } from '../../scripts/local-server.ts';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, '.cache/wordpress');
/** The folder with unpacked packages. */
const DEBIAN = join(CACHE, 'debian');
const SQLITE = join(CACHE, 'sqlite');
/** The folder of WordPress in Debian's package. */
const CORE = join(DEBIAN, 'usr/share/wordpress');

const WORDPRESS_PACKAGES = [
  'wordpress',
  'wordpress-theme-twentytwentyfive',
  'libjs-cropper',
  'libjs-lodash',
  'libjs-underscore',
  'php-getid3',
];
/** PHP extensions that may be missing. */
const EXTENSIONS = [
  'pdo',
  'pdo_sqlite',
  'sqlite3',
  'mbstring',
  'ctype',
  'dom',
  'fileinfo',
  'gd',
  'tokenizer',
];

export const USERS = ['admin', 'author', 'contributor'] as const;
export type User = (typeof USERS)[number];
export const PASSWORD = 'correct horse battery staple';

export interface WordPress {
  /** Its URL, with a trailing slash. */
  readonly url: string;
  /** The versions of WordPress and PHP. */
  readonly version: string;
  /** Runs PHP code in WordPress without a user, with `args` as `$args`. Returns its output. */
  run(code: string, args?: unknown): Promise<string>;
  /** Returns the PHP log since the last call. */
  takeLog(): string;
  close(): Promise<void>;
}

/** Starts WordPress with the plugin and a user for each role. The first start needs network access. */
export async function startWordPress(): Promise<WordPress> {
  await download();
  const folder = mkdtempSync(join(tmpdir(), 'vibedasher-wordpress-'));
  const site = join(folder, 'site');
  // Dereference links, which would lead out of the copy or to Debian's missing configuration.
  cpSync(CORE, site, {
    recursive: true,
    dereference: true,
    filter: (source) => existsSync(source) && !source.endsWith('/wp-config.php'),
  });
  const content = join(site, 'wp-content');
  cpSync(SQLITE, join(content, 'plugins/sqlite-database-integration'), { recursive: true });
  cpSync(join(SQLITE, 'db.copy'), join(content, 'db.php'));
  cpSync(join(ROOT, 'integrations/wordpress/vibedasher'), join(content, 'plugins/vibedasher'), {
    recursive: true,
  });
  mkdirSync(join(content, 'uploads'));
  mkdirSync(join(content, 'mu-plugins'));
  writeFileSync(join(content, 'mu-plugins/offline.php'), OFFLINE);
  mkdirSync(join(content, 'themes/classic'));
  writeFileSync(join(content, 'themes/classic/style.css'), '/* Theme Name: Classic */');
  writeFileSync(join(content, 'themes/classic/index.php'), CLASSIC_THEME);
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  writeFileSync(join(site, 'wp-config.php'), configFile(url, folder));
  writeFileSync(join(folder, 'router.php'), ROUTER);

  const log = join(folder, 'php.log');
  const args = [...phpArguments(), '-d', 'log_errors=1', '-d', `error_log=${log}`, '-d', 'display_errors=0'];
  const run = async (code: string, input: unknown = null): Promise<string> => {
    const file = join(folder, 'run.php');
    writeFileSync(
      file,
      `<?php $args = json_decode(stream_get_contents(STDIN), true); require '${site}/wp-load.php'; ${code}`,
    );
    return runCommand(phpCommand(), [...args, file], site, JSON.stringify(input));
  };
  writeFileSync(join(folder, 'install.php'), `<?php define('WP_INSTALLING', true); ${INSTALL}`);
  await runCommand(
    phpCommand(),
    [...args, join(folder, 'install.php')],
    site,
    JSON.stringify({ site, PASSWORD }),
  );
  const version = await run(
    `activate_plugin('vibedasher/vibedasher.php'); echo get_bloginfo('version'), ', PHP ', PHP_VERSION;`,
  );

  const server = spawn(
    phpCommand(),
    [...args, '-S', `localhost:${port}`, '-t', site, join(folder, 'router.php')],
    {
      cwd: site,
      env: { ...environment(), PHP_CLI_SERVER_WORKERS: '4' },
      stdio: ['ignore', 'ignore', 'pipe'],
      // Create a process group, so its workers can be killed, too.
      detached: true,
    },
  );
  let said = '';
  server.stderr.on('data', (data) => (said += String(data)));
  await waitForServer(url, () => said);

  let seen = 0;
  return {
    url,
    version,
    run,
    takeLog() {
      const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
      const fresh = text.slice(seen);
      seen = text.length;
      return fresh;
    },
    async close() {
      const ended = once(server, 'close');
      process.kill(-server.pid!, 'SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Downloads missing parts. */
async function download(): Promise<void> {
  const complete = join(CACHE, 'complete');
  if (existsSync(complete)) return;
  console.log('Fetching WordPress into .cache/wordpress …');
  rmSync(CACHE, { recursive: true, force: true });
  const archives = join(CACHE, 'archives');
  mkdirSync(archives, { recursive: true });
  const packages = [...WORDPRESS_PACKAGES, ...(isPhpInstalled() ? [] : await phpPackages())];
  // Without this option, apt warns as root that it keeps its permissions.
  await runCommand('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', ...packages], archives);
  for (const archive of globSync('*.deb', { cwd: archives })) {
    await runCommand('dpkg', ['-x', archive, DEBIAN], archives);
  }
  await runCommand('npm', ['pack', '--silent', '@wp-playground/cli'], archives);
  const tarball = globSync('*.tgz', { cwd: archives })[0]!;
  await runCommand('tar', ['-xf', tarball, 'package/sqlite-database-integration.zip'], archives);
  const zip = unzipSync(readFileSync(join(archives, 'package/sqlite-database-integration.zip')));
  for (const [path, bytes] of Object.entries(zip)) {
    const file = join(SQLITE, path.replace(/^[^/]+\//, ''));
    if (path.endsWith('/')) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  rmSync(archives, { recursive: true });
  writeFileSync(complete, '');
}

function isPhpInstalled(): boolean {
  const { stdout } = spawnSync('php', ['-m'], { encoding: 'utf8' });
  const modules = (stdout ?? '').toLowerCase().split('\n');
  return EXTENSIONS.every((name) => modules.includes(name));
}

/** Resolves with the packages of PHP and its missing dependencies. */
async function phpPackages(): Promise<string[]> {
  const depends = await runCommand('apt-cache', ['depends', 'php-cli'], CACHE);
  const name = /php[\d.]+-cli/.exec(depends)?.[0];
  assert.ok(name, 'Debian has no PHP: apt-get update');
  const wanted = [name, ...['sqlite3', 'mbstring', 'xml', 'gd'].map((part) => name.replace('cli', part))];
  const plan = await runCommand('apt-get', ['install', '-s', '--no-install-recommends', ...wanted], CACHE);
  return [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name!);
}

const unpackedPhp = (): string | undefined => globSync(join(DEBIAN, 'usr/bin/php[0-9]*'))[0];
const phpCommand = (): string => unpackedPhp() ?? 'php';

/**
 * Returns options that load unpacked extensions: all for an unpacked PHP, which has no configuration, or those that
 * the installed PHP does not have.
 */
function phpArguments(): string[] {
  const files = EXTENSIONS.flatMap((name) => globSync(join(DEBIAN, `usr/lib/php/2*/${name}.so`)));
  return [...(unpackedPhp() ? ['-n'] : []), ...files.flatMap((file) => ['-d', `extension=${file}`])];
}

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  LD_LIBRARY_PATH: globSync(join(DEBIAN, 'usr/lib/*-linux-*')).join(':'),
});

const configFile = (url: string, folder: string): string => `<?php
define('DB_NAME', 'wordpress');
define('DB_DIR', '${folder}/database/');
define('DB_FILE', 'wordpress.sqlite');
define('WP_HOME', '${url.slice(0, -1)}');
define('WP_SITEURL', '${url.slice(0, -1)}');
define('WP_DEBUG', true);
define('WP_DEBUG_LOG', '${folder}/php.log');
define('WP_DEBUG_DISPLAY', false);
define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
  define("{$name}_KEY", "$name of a test");
  define("{$name}_SALT", "$name and salt");
}
$table_prefix = 'wp_';
defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`;

/** URL rewriting: serves files directly, and passes all other requests to WordPress. */
const ROUTER = `<?php
$path = $_SERVER['DOCUMENT_ROOT'] . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file($path) || is_file("$path/index.php")) return false;
$_SERVER['SCRIPT_NAME'] = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
`;

/** A classic theme, which prints the head before it renders posts. */
const CLASSIC_THEME = `<!DOCTYPE html>
<html <?php language_attributes(); ?>>
<head><meta charset="utf-8"><link rel="icon" href="data:,"><?php wp_head(); ?></head>
<body><?php wp_body_open(); while (have_posts()) { the_post(); the_content(); } wp_footer(); ?></body>
</html>
`;

/** Disables update checks, which would log errors without network access. */
const OFFLINE = `<?php
foreach (['core', 'plugins', 'themes'] as $what) {
  remove_action('admin_init', "_maybe_update_$what");
}
`;

const INSTALL = `
$args = json_decode(stream_get_contents(STDIN), true);
require $args['site'] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
// Send no e-mail.
function wp_mail() { return true; }
wp_install('Charts', 'admin', 'admin@example.org', true, '', $args['PASSWORD']);
foreach (['author', 'contributor'] as $role) {
  wp_insert_user(['user_login' => $role, 'user_pass' => $args['PASSWORD'], 'role' => $role, 'user_email' => "$role@example.org"]);
}
update_option('permalink_structure', '/%postname%/');
// The editor greets new users.
foreach (get_users() as $user) {
  update_user_meta($user->ID, $GLOBALS['wpdb']->get_blog_prefix() . 'persisted_preferences', [
    'core/edit-post' => ['welcomeGuide' => false],
    'core' => ['isComplementaryAreaVisible' => true, 'enableChoosePatternModal' => false],
    '_modified' => gmdate('c'),
  ]);
}
`;

/** Waits until the server responds. Rejects with its output if it does not start. */
async function waitForServer(url: string, said: () => string): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      const { status } = await fetch(url);
      if (status === 200) return;
    } catch {
      // The server does not respond yet.
    }
    if (Date.now() > end) throw new Error(`WordPress does not respond:\n${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Runs a command and returns its output. Rejects with the output if it fails. */
async function runCommand(name: string, args: readonly string[], cwd: string, input = ''): Promise<string> {
  const child = spawn(name, args, { cwd, env: environment(), stdio: 'pipe' });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (data) => (output += String(data)));
  child.stderr.on('data', (data) => (errors += String(data)));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return output;
  throw new Error(`${name} ${args.join(' ')} ended with ${code}:\n${(output + errors).slice(-4000)}`);
}
