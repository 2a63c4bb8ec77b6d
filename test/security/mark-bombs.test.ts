import { describeBombs } from './bombs.ts';
import { CANVAS_BOMBS, MARK_BOMBS, PIXEL_BOMBS } from './hostile-specs.ts';

describeBombs('marks that take long', MARK_BOMBS);
describeBombs('marks that each paint all of a picture', PIXEL_BOMBS);
describeBombs('marks that take long on a canvas', CANVAS_BOMBS, 'canvas');
