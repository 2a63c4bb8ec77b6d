/** A process that draws charts of one account, one at a time, and is ended from outside if one takes too long. */
import { toVibedasherError } from '../../pipeline/check-settings.ts';
import { defineTheme } from '../../theming/themes.ts';
import { drawViz } from '../render-viz.ts';
import { sealIntrinsics } from './intrinsics.ts';
import type { DrawingReply, DrawingRequest, DrawingTask, DrawnViz } from './messages.ts';

const tell = (reply: DrawingReply): void => void process.send!(reply);

let fontFile: Uint8Array | undefined;
let onSaved: ((src: string) => void) | undefined;

const saveImage = (name: string, png: Uint8Array): Promise<string> =>
  new Promise((resolve) => {
    onSaved = resolve;
    tell({ kind: 'image', name, png });
  });

async function draw(task: DrawingTask): Promise<DrawnViz> {
  const { settings, found, theme, hasFontFile, savesImages } = task;
  if (theme) defineTheme(settings.theme!, theme);
  fontFile = task.fontFile ?? fontFile;
  const { rows: _rows, ...drawn } = await drawViz(
    {
      ...settings,
      ...(hasFontFile && { fontFile }),
      ...(savesImages && { saveImage }),
    },
    found,
  );
  return drawn;
}

const isIntact = sealIntrinsics();

process.on('message', (request: DrawingRequest) => {
  if (request.kind === 'saved') return onSaved?.(request.src);
  draw(request).then(
    (drawn) => tell({ kind: 'drawn', drawn, intact: isIntact() }),
    (cause: unknown) => {
      const { kind, message, hint, retryable } = toVibedasherError(cause);
      tell({ kind: 'failed', problem: { kind, message, hint, retryable }, intact: isIntact() });
    },
  );
});
process.on('disconnect', () => process.exit());
console.warn = (text: unknown) => tell({ kind: 'warning', text: String(text) });
tell({ kind: 'ready' });
