// @engines all
import { describeBombs } from './bombs.ts';
import { TICK_BOMBS } from './hostile-specs.ts';

describeBombs('scales without end', TICK_BOMBS);
