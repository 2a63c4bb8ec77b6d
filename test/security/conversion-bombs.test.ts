import { describeBombs } from './bombs.ts';
import { CONVERSION_BOMBS } from './hostile-specs.ts';

describeBombs('what turns one thing into another, again and again', CONVERSION_BOMBS);
