/** Finds or installs what tests need and npm does not have: browsers, and programs of the long lane. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import puppeteer, { type Browser, type LaunchOptions } from 'puppeteer-core';

export const ENGINES = ['chromium', 'firefox', 'webkit'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Engine → executable. For `webkit`, WebKitGTK's MiniBrowser, which WebKitWebDriver starts. */
export type Browsers = Partial<Record<EngineName, string>>;

/** No sandbox, because it does not work as root, and no requests of Chromium itself when it starts. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const PACKAGES: Readonly<Record<EngineName, readonly string[]>> = {
  chromium: ['chromium'],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb'],
};

/** Debian packages that tests of the long lane need → a command that succeeds if the package is installed. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  'php-cli': ['php', '--version'],
  'python3-venv': ['python3', '-c', 'import ensurepip'],
  gcc: ['gcc', '--version'],
  'libc6-dev': ['sh', '-c', 'test -e /usr/include/stdio.h'],
};

const COMMANDS = {
  chromium: ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser', 'chrome'],
  firefox: ['firefox-esr', 'firefox'],
} as const;

/** Installed browsers that are not on the PATH. */
const PATHS = {
  chromium: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  firefox: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
} as const;

/** Finds the browsers on this machine: from an environment variable, or installed. */
export function installedBrowsers(): Browsers {
  const found: Browsers = {};
  const chromium = process.env['CHROME_PATH'] ?? findExecutable(COMMANDS.chromium, PATHS.chromium);
  const firefox = process.env['FIREFOX_PATH'] ?? findExecutable(COMMANDS.firefox, PATHS.firefox);
  const webkit = process.env['MINIBROWSER_PATH'] ?? miniBrowser();
  if (chromium) found.chromium = chromium;
  if (firefox) found.firefox = firefox;
  if (webkit && findOnPath('WebKitWebDriver') && findOnPath('Xvfb')) found.webkit = webkit;
  return found;
}

/**
 * Returns installed browsers. Installs missing ones from Debian's packages if possible. For Chromium, this function
 * falls back to the binary of `@sparticuz/chromium`, which needs no permissions.
 */
export async function provideBrowsers(wanted: readonly EngineName[] = ENGINES): Promise<Browsers> {
  let found = installedBrowsers();
  const missing = wanted.filter((engine) => !found[engine]).flatMap((engine) => PACKAGES[engine]);
  if (install(missing)) found = installedBrowsers();
  if (wanted.includes('chromium') && !found.chromium) {
    const chromium = await bundledChromium();
    if (chromium) found.chromium = chromium;
  }
  return Object.fromEntries(Object.entries(found).filter(([engine]) => wanted.some((w) => w === engine)));
}

/**
 * Launches Chromium with a new temporary profile, after installing it if necessary.
 * @throws Error if there is none
 */
export async function launchChromium({ args = [], ...options }: LaunchOptions = {}): Promise<Browser> {
  const { chromium } = await provideBrowsers(['chromium']);
  if (!chromium) throw new Error('No Chromium: install one, or name it in CHROME_PATH');
  return puppeteer.launch({ ...options, executablePath: chromium, args: [...CHROMIUM_ARGS, ...args] });
}

/** Installs missing programs from Debian's packages if possible. Tests without their program are skipped. */
export function providePrograms(): void {
  install(
    Object.keys(PROGRAMS).filter((name) => {
      const [program = '', ...args] = PROGRAMS[name]!;
      return spawnSync(program, args).status !== 0;
    }),
  );
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && findOnPath('apt-get') !== undefined;
}

/** Returns whether it has tried to install packages. */
function install(packages: readonly string[]): boolean {
  if (packages.length === 0 || !canInstall()) return false;
  console.log(`Installing ${packages.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  // Install one by one: a package that this version of Debian does not have must not prevent the others.
  for (const name of packages) {
    const args = ['install', '-y', '-qq', '--no-install-recommends', name];
    spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return true;
}

async function bundledChromium(): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  // The package unpacks its system libraries only on AWS Lambda.
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs22.x';
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    return await chromium.executablePath();
  } catch (error) {
    console.warn('Chromium from npm cannot be used:', error instanceof Error ? error.message : error);
    return undefined;
  }
}

function miniBrowser(): string | undefined {
  const roots = ['/usr/lib', '/usr/libexec'].filter((root) => existsSync(root));
  const folders = roots.flatMap((root) => [
    root,
    ...readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name.includes('linux'))
      .map((entry) => join(root, entry.name)),
  ]);
  return folders
    .flatMap((folder) => ['4.1', '4.0', '6.0'].map((abi) => `${folder}/webkit2gtk-${abi}/MiniBrowser`))
    .find((path) => existsSync(path));
}

function findExecutable(commands: readonly string[], places: readonly string[]): string | undefined {
  for (const command of commands) {
    const path = findOnPath(command);
    if (path) return path;
  }
  return places.find((place) => existsSync(place));
}

function findOnPath(command: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, command))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
