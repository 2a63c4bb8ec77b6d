import { describeBombs } from './bombs.ts';
import { TICK_BOMBS } from './hostile-specs.ts';

describeBombs('scales with endless ticks', TICK_BOMBS);
