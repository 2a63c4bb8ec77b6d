/**
 * The program of a drawing process: draws charts of one account, one at a time. The parent ends it after a time limit.
 */
import { warned } from '../../../src/internal/text.ts';
import { toVibedasherError } from '../../../src/pipeline/check-settings.ts';
import { defineTheme } from '../../../src/theming/themes.ts';
import { drawViz } from '../render-viz.ts';
import { sealIntrinsics } from './intrinsics.ts';
import type { DrawingReply, DrawingRequest, DrawingTask, DrawnViz } from './messages.ts';

const send = (reply: DrawingReply): void => void process.send!(reply);

let fontFile: Uint8Array | undefined;
let onSaved: ((src: string) => void) | undefined;

const saveImage = (name: string, png: Uint8Array): Promise<string> =>
  new Promise((resolve) => {
    onSaved = resolve;
    send({ kind: 'image', name, png });
  });

async function draw(task: DrawingTask): Promise<DrawnViz> {
  const { settings, found, theme, hasFontFile, savesImages } = task;
  if (theme) defineTheme(settings.theme!, theme);
  fontFile = task.fontFile ?? fontFile;
  // Each chart has its own warnings, also if an earlier one had the same.
  warned.clear();
  const { rows: _rows, ...drawn } = await drawViz(
    {
      ...settings,
      ...(hasFontFile && { fontFile }),
      ...(savesImages && { saveImage }),
    },
    found,
  );
  return { ...drawn, warnings: [...new Set([...drawn.warnings, ...warned])] };
}

const isIntact = sealIntrinsics();

process.on('message', (request: DrawingRequest) => {
  if (request.kind === 'saved') return onSaved?.(request.src);
  draw(request).then(
    (drawn) => send({ kind: 'drawn', drawn, intact: isIntact() }),
    (cause: unknown) => {
      for (const text of warned) send({ kind: 'warning', text });
      const { kind, message, hint, retryable } = toVibedasherError(cause);
      send({ kind: 'failed', problem: { kind, message, hint, retryable }, intact: isIntact() });
    },
  );
});
process.on('disconnect', () => process.exit());
console.warn = (value: unknown) => {
  const text = String(value);
  if (!warned.has(text)) send({ kind: 'warning', text });
};
send({ kind: 'ready' });
