import { describeBombs } from './bombs.ts';
import { CANVAS_BOMBS, MAP_BOMBS, MARK_BOMBS, PIXEL_BOMBS } from './hostile-specs.ts';

describeBombs('slow marks', MARK_BOMBS);
describeBombs('marks as large as the picture', PIXEL_BOMBS);
describeBombs('slow maps', MAP_BOMBS);
describeBombs('slow marks on a canvas', CANVAS_BOMBS, 'canvas');
